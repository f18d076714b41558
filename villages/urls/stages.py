"""The addresses of the twelve stages and the board."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
