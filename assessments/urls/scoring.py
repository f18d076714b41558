"""The panel, its assignments and declarations, and filling in sheets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
