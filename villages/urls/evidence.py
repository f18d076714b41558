"""The addresses of photos and documents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
