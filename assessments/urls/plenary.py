"""The plenary, the dates of the phases, and the minutes."""

from django.urls import path

from assessments.views import phase_dates, plenary

urlpatterns = [
    path("penilaian/<int:pk>/jadwal/", phase_dates.phase_dates, name="phase_dates"),
    path("penilaian/<int:pk>/pleno/", plenary.plenary, name="plenary"),
    path("penilaian/<int:pk>/pleno/keselarasan/", plenary.plenary_agreement, name="plenary_agreement"),
    path("penilaian/<int:pk>/pleno/berita-acara/", plenary.plenary_minutes, name="plenary_minutes"),
    path("peserta/<int:pk>/pleno/", plenary.plenary_entry, name="plenary_entry"),
    path("peserta/<int:pk>/pleno/<str:indicator>/", plenary.plenary_mark, name="plenary_mark"),
    path("peserta/<int:pk>/pleno/<str:indicator>/batal/", plenary.plenary_withdraw, name="plenary_withdraw"),
]
