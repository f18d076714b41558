"""The plenary, the dates of the phases, and the minutes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
