"""The panel, its assignments and declarations, and filling in sheets."""

from django.urls import path

from assessments.views import declarations, dossier, missing, panel, sheets

urlpatterns = [
    path("penilaian/<int:pk>/sk-tim/", panel.panel_decree, name="panel_decree"),
    path("penilaian/<int:pk>/penugasan/", panel.panel_assign, name="panel_assign"),
    path("penilaian/<int:pk>/penugasan/berkas/", panel.panel_csv, name="panel_csv"),
    path("penilaian/<int:pk>/penugasan/seimbang/", panel.panel_balance, name="panel_balance"),
    path("penilaian/<int:pk>/penugasan/semua/", panel.panel_everybody, name="panel_everybody"),
    path("peserta/<int:pk>/penilai/", panel.assessor_add, name="assessor_add"),
    path("penilaian/<int:pk>/pernyataan/", declarations.declarations, name="declare"),
    path("lembar/<int:pk>/benturan/", declarations.conflict_declare, name="conflict_declare"),
    path("lembar/<int:pk>/nilai/", sheets.mark_save, name="mark_save"),
    path("lembar/<int:pk>/rekan/", sheets.sheet_peers, name="sheet_peers"),
    path("lembar/<int:pk>/kembalikan/", sheets.sheet_return, name="sheet_return"),
    path("lembar/<int:pk>/berkas/", dossier.dossier_beside, name="dossier_beside"),
    path("penilaian/<int:pk>/papan/", missing.missing_board, name="missing_board"),
    path("penilaian/<int:pk>/ingatkan/", missing.remind, name="remind"),
]
