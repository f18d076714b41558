"""Writing, checking and comparing instruments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
