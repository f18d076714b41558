"""Writing, checking and comparing instruments."""

from django.urls import URLPattern, path

from assessments.views import instrument_editor as editor
from assessments.views import instruments, sandbox

_COMPONENT = "instrumen/<int:pk>/ubah/komponen/<int:at>/"
_INDICATOR = f"{_COMPONENT}indikator/<int:inner>/"

urlpatterns: list[URLPattern] = [
    path("instrumen/unggah/", instruments.instrument_upload, name="instrument_upload"),
    path("instrumen/<int:pk>/periksa/", instruments.instrument_check, name="instrument_check"),
    path("instrumen/<int:pk>/salin/", instruments.instrument_copy, name="instrument_copy"),
    path("instrumen/<int:pk>/instrumen.toml", instruments.instrument_toml, name="instrument_toml"),
    path("instrumen/<int:pk>/instrumen.xlsx", instruments.instrument_xlsx, name="instrument_xlsx"),
    path("instrumen/<int:pk>/perubahan/", instruments.instrument_changes, name="instrument_changes"),
    path("instrumen/<int:pk>/ubah/", editor.instrument_edit, name="instrument_edit"),
    path("instrumen/<int:pk>/ubah/umum/", editor.instrument_head, name="instrument_head"),
    path("instrumen/<int:pk>/ubah/daftar/<slug:slug>/", editor.instrument_rows, name="instrument_rows"),
    path("instrumen/<int:pk>/ubah/komponen/baru/", editor.component_edit, name="component_add"),
    path(_COMPONENT, editor.component_edit, name="component_edit"),
    path(f"{_COMPONENT}pindah/", editor.component_move, name="component_move"),
    path(f"{_COMPONENT}hapus/", editor.component_remove, name="component_remove"),
    path(f"{_COMPONENT}indikator/baru/", editor.indicator_edit, name="indicator_add"),
    path(_INDICATOR, editor.indicator_edit, name="indicator_edit"),
    path(f"{_INDICATOR}pindah/", editor.indicator_move, name="indicator_move"),
    path(f"{_INDICATOR}hapus/", editor.indicator_remove, name="indicator_remove"),
    path("penilaian/<int:pk>/simulasi/", sandbox.sandbox, name="sandbox"),
]
