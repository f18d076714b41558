"""What anybody can check: verification, published data, why this score."""

from django.urls import URLPattern, path

from assessments.views import marks_csv, results, trust

urlpatterns: list[URLPattern] = [
    path("peserta/<int:pk>/mengapa/", results.why, name="why"),
    path("penilaian/<int:pk>/peringkat/simulasi/", results.ranking_firmness, name="ranking_firmness"),
    path("penilaian/<int:pk>/nilai.csv", marks_csv.round_marks, name="round_marks"),
    path("verifikasi/", trust.verify_form, name="verify_form"),
    path("verifikasi/<str:code>/", trust.verify, name="verify"),
    path("verifikasi/<str:code>/data.json", trust.verify_json, name="verify_json"),
    path("verifikasi/<str:code>/data.csv", trust.verify_csv, name="verify_csv"),
]
