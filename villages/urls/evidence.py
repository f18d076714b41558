"""The addresses of photos and documents."""

from django.urls import path

from villages.views import evidence, uploads

urlpatterns = [
    path("desa/<int:pk>/bukti/", evidence.evidence_list, name="evidence_list"),
    path("desa/<int:pk>/bukti/baru/", evidence.evidence_create, name="evidence_create"),
    path("bukti/berulang/", evidence.evidence_reuse, name="evidence_reuse"),
    path("bukti/<uuid:pk>/", evidence.evidence_detail, name="evidence_detail"),
    path("bukti/<uuid:pk>/ubah/", evidence.evidence_update, name="evidence_update"),
    path("bukti/<uuid:pk>/tarik/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path("bukti/<uuid:pk>/berkas/", evidence.evidence_file, name="evidence_file"),
    path("bukti/<uuid:pk>/kecil/", evidence.evidence_thumbnail, name="evidence_thumbnail"),
    path("unggah/", uploads.upload_create, name="upload_create"),
    path("unggah/<uuid:pk>/", uploads.upload_part, name="upload_part"),
]
