"""What anybody can check: verification, published data, why this score."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
