"""The addresses of assets, innovations and the hand-over."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
