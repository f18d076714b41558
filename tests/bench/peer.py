"""The same import with django-import-export, as its manual has it: a resource a model, default or bulk mode."""

import uuid
from typing import Any

from import_export import fields, resources

from p2wkss.crypto import keyed_hash
from tests.factories.workbooks import HEADS, PLACES
from villages.models import Family, Survey

FAMILY, SURVEY = "family key", "survey key"
_LETTERS = {"Ya": "y", "Tidak": "t"}


def _column(code: str) -> str:
    return HEADS[PLACES[code]]


class _Resource(resources.ModelResource):
    """What both resources share: the key is made before, as the rows of both belong together."""

    staff: Any = None
    village: Any = None

    @staticmethod
    def name_rows(dataset: Any) -> None:
        """Give each row the keys of its two records."""
        dataset.append_col([str(uuid.uuid4()) for _row in range(len(dataset))], header=FAMILY)
        dataset.append_col([str(uuid.uuid4()) for _row in range(len(dataset))], header=SURVEY)


class FamilyResource(_Resource):
    """A family a row."""

    uuid = fields.Field("uuid", FAMILY)
    head_name = fields.Field("head_name", _column("head_name"))
    head_sex = fields.Field("head_sex", _column("head_sex"))
    head_birth_date = fields.Field("head_birth_date", _column("head_birth_date"))
    nik = fields.Field("nik", _column("nik"))
    kk = fields.Field("kk", _column("kk"))
    rt = fields.Field("rt", _column("rt"))
    rw = fields.Field("rw", _column("rw"))
    address = fields.Field("address", _column("address"))

    class Meta:
        model = Family
        import_id_fields = ("uuid",)
        fields = ("uuid", "head_name", "head_sex", "head_birth_date", "nik", "kk", "rt", "rw", "address")

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Set what is not in the workbook."""
        instance.head_sex = "female" if instance.head_sex == "P" else "male"
        instance.target_village_id, instance.created_by_id = self.village.pk, self.staff.pk
        instance.nik_hash, instance.kk_hash = keyed_hash(instance.nik.reveal()), keyed_hash(instance.kk.reveal())


class SurveyResource(_Resource):
    """A survey a row."""

    uuid = fields.Field("uuid", SURVEY)
    family_id = fields.Field("family_id", FAMILY)
    surveyed_on = fields.Field("surveyed_on", _column("surveyed_on"))
    monthly_income = fields.Field("monthly_income", _column("monthly_income"))

    class Meta:
        model = Survey
        import_id_fields = ("uuid",)
        fields = ("uuid", "family_id", "surveyed_on", "monthly_income")

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Join the answers, and set what is not in the workbook."""
        instance.answers = "".join(_LETTERS[row[head]] for head in HEADS[-21:])
        instance.round, instance.surveyor_id = "baseline", self.staff.pk


def _fast(base: type[_Resource]) -> type[_Resource]:
    """The fastest that the manual knows: bulk, no look-ups, no differences."""

    class Fast(base):  # type: ignore[valid-type,misc]
        class Meta(base.Meta):  # type: ignore[name-defined,misc]
            use_bulk = True
            batch_size = 1000
            skip_diff = True
            skip_html_diff = True
            report_skipped = False
            force_init_instance = True

    return Fast


def family_resource(village: Any, staff: Any, *, bulk: bool) -> _Resource:
    """Give the resource of families."""
    return _made(FamilyResource, village, staff, bulk)


def survey_resource(staff: Any, *, bulk: bool) -> _Resource:
    """Give the resource of surveys."""
    return _made(SurveyResource, None, staff, bulk)


def _made(base: type[_Resource], village: Any, staff: Any, bulk: bool) -> _Resource:
    made = (_fast(base) if bulk else base)()
    made.village, made.staff = village, staff
    return made
