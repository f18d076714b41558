"""The addresses of agencies, activities and whom they reached."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
