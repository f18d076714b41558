"""Objections, decisions, and what they changed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
