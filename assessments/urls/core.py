"""Rounds, sheets, dossiers and results."""

from django.urls import path

from assessments.views import dossier, instruments, results, rounds, sheets

urlpatterns = [
    path("instrumen/", instruments.instrument_list, name="instrument_list"),
    path("instrumen/muat/", instruments.instrument_load, name="instrument_load"),
    path("instrumen/<int:pk>/", instruments.instrument_detail, name="instrument_detail"),
    path("instrumen/<int:pk>/kunci/", instruments.instrument_lock, name="instrument_lock"),
    path("penilaian/", rounds.round_list, name="round_list"),
    path("penilaian/baru/", rounds.round_create, name="round_create"),
    path("penilaian/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("penilaian/<int:pk>/peserta/", rounds.entry_add, name="entry_add"),
    path("peserta/<int:pk>/keluarkan/", rounds.entry_remove, name="entry_remove"),
    path("penilaian/<int:pk>/tim/", rounds.member_add, name="member_add"),
    path("tim/<int:pk>/keluarkan/", rounds.member_remove, name="member_remove"),
    path("penilaian/<int:pk>/buka/", rounds.round_start, name="round_start"),
    path("penilaian/<int:pk>/persiapan/", rounds.round_stop, name="round_stop"),
    path("penilaian/<int:pk>/buka-pleno/", rounds.round_plenary, name="round_plenary"),
    path("penilaian/<int:pk>/buka-lagi/", rounds.round_reopen, name="round_reopen"),
    path("penilaian/<int:pk>/selesai/", rounds.round_end, name="round_end"),
    path("penilaian/<int:pk>/kunci/", rounds.round_lock, name="round_lock"),
    path("penilaian/<int:pk>/umumkan/", rounds.round_publish, name="round_publish"),
    path("penilaian/<int:pk>/masa-sanggah/", rounds.round_objections, name="round_objections"),
    path("penilaian/<int:pk>/final/", rounds.round_close, name="round_close"),
    path("penilaian/<int:pk>/nilai-sama/", rounds.tie_decide, name="tie_decide"),
    path("peserta/<int:pk>/wakil/", rounds.nominate, name="nominate"),
    path("penilaian/<int:pk>/peringkat/", results.ranking, name="ranking"),
    path("peserta/<int:pk>/kartu/", results.scorecard, name="scorecard"),
    path("lembar/", sheets.sheet_list, name="sheet_list"),
    path("lembar/<int:pk>/", sheets.sheet_edit, name="sheet_edit"),
    path("penilaian/berkas/<int:pk>/", dossier.dossier, name="dossier"),
    path("penilaian/berkas/<int:pk>/<uuid:evidence>/", dossier.dossier_file, name="dossier_file"),
    path("penilaian/berkas/<int:pk>/<uuid:evidence>/kecil/", dossier.dossier_thumbnail, name="dossier_thumbnail"),
    path("hasil/", results.result_list, name="result_list"),
]
