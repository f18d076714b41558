"""The addresses of the programme year."""

from django.urls import include, path, register_converter

from villages.enums import SurveyRound
from villages.views import (
    changes,
    cycles,
    decrees,
    duplicates,
    exports,
    families,
    imports,
    members,
    review,
    surveys,
    target_villages,
)

app_name = "villages"

_PATHS = {SurveyRound.BASELINE: "awal", SurveyRound.ENDLINE: "akhir", SurveyRound.FOLLOW_UP: "lanjutan"}


class RoundConverter:
    """A survey round in an address: `awal`, `akhir` or `lanjutan`."""

    regex = "|".join(_PATHS.values())

    def to_python(self, value: str) -> SurveyRound:
        """Read the address."""
        return next(round for round, word in _PATHS.items() if word == value)

    def to_url(self, value: str) -> str:
        """Write the address."""
        return _PATHS[SurveyRound(value)]


register_converter(RoundConverter, "survey_round")

urlpatterns = [
    path("tahun/", cycles.cycle_list, name="cycle_list"),
    path("tahun/baru/", cycles.cycle_create, name="cycle_create"),
    path("sk/", decrees.decree_list, name="decree_list"),
    path("sk/baru/", decrees.decree_create, name="decree_create"),
    path("sk/<int:pk>/", decrees.decree_detail, name="decree_detail"),
    path("sk/<int:pk>/ubah/", decrees.decree_update, name="decree_update"),
    path("sk/<int:pk>/berkas/", decrees.decree_file, name="decree_file"),
    path("desa/", target_villages.village_list, name="village_list"),
    path("desa/baru/", target_villages.village_create, name="village_create"),
    path("desa/<int:pk>/", target_villages.village_detail, name="village_detail"),
    path("desa/<int:pk>/ubah/", target_villages.village_update, name="village_update"),
    path("desa/<int:pk>/perubahan/", changes.change_table, name="change_table"),
    path("desa/<int:pk>/keluarga/", families.family_list, name="family_list"),
    path("desa/<int:pk>/keluarga/baru/", families.family_create, name="family_create"),
    path("desa/<int:pk>/excel/", imports.workbooks, name="workbooks"),
    path("desa/<int:pk>/excel/<survey_round:round>/", imports.workbook_template, name="workbook_template"),
    path("excel/unduh/", exports.export_create, name="export_create"),
    path("excel/unduh/<uuid:pk>/", exports.export_detail, name="export_detail"),
    path("excel/unduh/<uuid:pk>/berkas/", exports.export_file, name="export_file"),
    path("excel/<uuid:pk>/", imports.import_detail, name="import_detail"),
    path("excel/<uuid:pk>/kolom/", imports.import_columns, name="import_columns"),
    path("excel/<uuid:pk>/perbaiki/", imports.import_errors, name="import_errors"),
    path("excel/<uuid:pk>/simpan/", imports.import_confirm, name="import_confirm"),
    path("excel/<uuid:pk>/ulang/", imports.import_recheck, name="import_recheck"),
    path("excel/<uuid:pk>/batal/", imports.import_cancel, name="import_cancel"),
    path("desa/<int:pk>/kemajuan/", families.village_progress, name="village_progress"),
    path("keluarga/<uuid:pk>/", families.family_detail, name="family_detail"),
    path("keluarga/<uuid:pk>/ubah/", families.family_update, name="family_update"),
    path("keluarga/<uuid:pk>/nomor/", families.family_numbers, name="family_numbers"),
    path("keluarga/<uuid:pk>/status/", families.family_status, name="family_status"),
    path("keluarga/<uuid:pk>/anggota/baru/", members.member_create, name="member_create"),
    path("anggota/<uuid:pk>/", members.member_update, name="member_update"),
    path("keluarga/<uuid:pk>/survei/<survey_round:round>/", surveys.survey_edit, name="survey_edit"),
    path("keluarga/<uuid:pk>/survei/<survey_round:round>/draf/", surveys.survey_autosave, name="survey_autosave"),
    path("keluarga/<uuid:pk>/survei/akhir/salin/", surveys.survey_copy, name="survey_copy"),
    path("keluarga/<uuid:pk>/survei/<survey_round:round>/periksa/", review.survey_review, name="survey_review"),
    path("desa/<int:pk>/ajukan/<survey_round:round>/", review.survey_submit, name="survey_submit"),
    path("desa/<int:pk>/periksa/<survey_round:round>/", review.review_queue, name="review_queue"),
    path("desa/<int:pk>/isyarat/<survey_round:round>/", review.signals, name="signals"),
    path("desa/<int:pk>/ganda/", duplicates.village_duplicates, name="village_duplicates"),
    path("ganda/", duplicates.duplicate_list, name="duplicate_list"),
    path("ganda/<uuid:first>/<uuid:second>/", duplicates.duplicate_compare, name="duplicate_compare"),
    path("ganda/keputusan/", duplicates.decision_list, name="decision_list"),
    path("ganda/keputusan/<int:pk>/batal/", duplicates.decision_undo, name="decision_undo"),
    path("", include("villages.urls.stages")),
    path("", include("villages.urls.visits")),
    path("", include("villages.urls.activities")),
    path("", include("villages.urls.evidence")),
    path("", include("villages.urls.assets")),
    path("", include("villages.urls.dashboards")),
]
