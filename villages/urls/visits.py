"""The addresses of coaching visits, follow-ups and the calendar."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
