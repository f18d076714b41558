"""The addresses of photos and documents."""

from django.urls import path

from villages.views import evidence

urlpatterns = [
    path("desa/<int:pk>/bukti/baru/", evidence.evidence_create, name="evidence_create"),
    path("bukti/<uuid:pk>/", evidence.evidence_detail, name="evidence_detail"),
    path("bukti/<uuid:pk>/kecil/", evidence.evidence_thumbnail, name="evidence_thumbnail"),
]
