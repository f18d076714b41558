"""The addresses of agencies, activities and whom they reached."""

from django.urls import URLPattern, path

from villages.views import activities, agencies, participation

urlpatterns: list[URLPattern] = [
    path("instansi/", agencies.agency_list, name="agency_list"),
    path("instansi/baru/", agencies.agency_create, name="agency_create"),
    path("instansi/<int:pk>/", agencies.agency_update, name="agency_update"),
    path("tahun/<int:pk>/jenis-kegiatan/", agencies.kind_list, name="kind_list"),
    path("tahun/<int:pk>/jenis-kegiatan/ambil/", agencies.kind_take_over, name="kind_take_over"),
    path("tahun/<int:pk>/jenis-kegiatan/baru/", agencies.kind_create, name="kind_create"),
    path("jenis-kegiatan/<int:pk>/", agencies.kind_update, name="kind_update"),
    path("desa/<int:pk>/kegiatan/", activities.activity_list, name="activity_list"),
    path("desa/<int:pk>/kegiatan/baru/", activities.activity_create, name="activity_create"),
    path("kegiatan/<uuid:pk>/", activities.activity_detail, name="activity_detail"),
    path("kegiatan/<uuid:pk>/ubah/", activities.activity_update, name="activity_update"),
    path("kegiatan/<uuid:pk>/peserta/", participation.participation_edit, name="participation_edit"),
    path("peserta/<int:pk>/", participation.participation_update, name="participation_update"),
    path("peserta/<int:pk>/hapus/", participation.participation_remove, name="participation_remove"),
    path("desa/<int:pk>/jangkauan/", participation.reach, name="reach"),
]
