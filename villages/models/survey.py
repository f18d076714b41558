"""The 21 answers of a family at one round, and the welfare stage that follows from them."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, Expression, F, Q, Value, When
from django.db.models.functions import Length, Replace, StrIndex, Substr
from django.db.models.lookups import Exact, GreaterThan
from django.utils.translation import gettext_lazy as _

from p2wkss.models import User
from p2wkss.permissions import region_filter
from p2wkss.roles import Permission
from villages.enums import WELFARE_STAGE_LABELS, SurveyRound, SurveyState
from villages.models.family import Family
from villages.welfare import INDICATOR_COUNT, NO_ANSWERS, Answer, Welfare, WelfareStage, assess


def _has(answer: Answer, first: int, last: int) -> GreaterThan:
    """Say in SQL whether the answer stands anywhere from indicator `first` to `last`."""
    return GreaterThan(StrIndex(Substr("answers", first, last - first + 1), Value(answer.value)), Value(0))


def _stage_expression() -> Expression:
    """The cascade of `villages.welfare.assess` in SQL: the database computes the stage, so it cannot go stale."""
    tiers = (
        (1, 6, WelfareStage.PRE_PROSPEROUS),
        (7, 14, WelfareStage.KS1),
        (15, 19, WelfareStage.KS2),
        (20, 21, WelfareStage.KS3),
    )
    steps = []
    for first, last, stage in tiers:
        steps.append(When(_has(Answer.NO, first, last), then=Value(stage.value)))
        steps.append(When(_has(Answer.MISSING, first, last), then=Value(WelfareStage.INCOMPLETE.value)))
    return Case(*steps, default=Value(WelfareStage.KS3_PLUS.value), output_field=CharField(max_length=16))


def _without_known_letters() -> Expression | F:
    """What is left of the answers when every known letter is taken out."""
    left: Expression | F = F("answers")
    for answer in Answer:
        left = Replace(left, Value(answer.value), Value(""))
    return left


_only_known_letters = Exact(_without_known_letters(), Value(""))
_not_applicable_where_allowed = (
    Q(Exact(StrIndex(Substr("answers", 1, 4), Value("b")), Value(0)))
    & Q(Exact(StrIndex(Substr("answers", 7, 6), Value("b")), Value(0)))
    & Q(Exact(StrIndex(Substr("answers", 15, 7), Value("b")), Value(0)))
)


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys, reached through what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the surveys of families that the person may see."""
        return self.filter(region_filter(user, Permission.VIEW_FAMILIES, "family__target_village__village"))


class Survey(models.Model):
    """One visit to one family with the 21 BKKBN questions, at baseline, at endline or after the year.

    `answers` holds one letter an indicator: y (ya), t (tidak), b (tidak berlaku), - (belum dijawab).
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Keys without an index of their own: another index begins with them, or nothing is looked up by them.
    family = models.ForeignKey(
        Family, models.PROTECT, db_index=False, related_name="surveys", verbose_name=_("keluarga")
    )
    round = models.CharField(_("putaran"), max_length=8, choices=SurveyRound)
    surveyed_on = models.DateField(_("tanggal survei"))
    answers = models.CharField(_("jawaban"), max_length=INDICATOR_COUNT)
    monthly_income = models.PositiveBigIntegerField(_("penghasilan keluarga sebulan (Rp)"), null=True, blank=True)
    surveyor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="+",
        editable=False,
        verbose_name=_("pendata"),
    )
    state = models.CharField(_("status"), max_length=9, choices=SurveyState, default=SurveyState.DRAFT, editable=False)
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        editable=False,
        verbose_name=_("disalin dari"),
    )
    # How long the page was open and worked on, as the browser tells; None for a workbook. A hint, never a proof.
    entry_seconds = models.PositiveIntegerField(_("lama pengisian (detik)"), null=True, blank=True, editable=False)
    import_batch = models.ForeignKey(
        "villages.ImportBatch",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="surveys",
        editable=False,
    )
    saved_at = models.DateTimeField(_("disimpan"), auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    welfare_stage = models.GeneratedField(
        expression=_stage_expression(),
        output_field=models.CharField(
            _("tahap keluarga"),
            max_length=16,
            choices=[(stage.value, words) for stage, words in WELFARE_STAGE_LABELS.items()],
        ),
        db_persist=True,
    )
    is_complete = models.GeneratedField(
        expression=Exact(StrIndex(F("answers"), Value(Answer.MISSING.value)), Value(0)),
        output_field=models.BooleanField(_("lengkap")),
        db_persist=True,
    )

    objects: ClassVar[models.Manager["Survey"]] = models.Manager.from_queryset(SurveyQuerySet)()

    class Meta:
        verbose_name = _("survei")
        verbose_name_plural = _("survei")
        ordering = ("family", "round")
        constraints = (
            models.UniqueConstraint(
                fields=("family", "round"),
                name="survey_once_a_round",
                violation_error_message=_("Keluarga ini sudah disurvei pada putaran ini."),
            ),
            models.CheckConstraint(
                name="survey_answers_21_letters",
                condition=Q(Exact(Length("answers"), Value(INDICATOR_COUNT))) & Q(_only_known_letters),
                violation_error_message=_("Jawaban harus 21 huruf y, t, b atau -."),
            ),
            models.CheckConstraint(
                name="survey_not_applicable_where_allowed",
                condition=_not_applicable_where_allowed,
                violation_error_message=_("“Tidak berlaku” hanya untuk indikator 5, 6, 13 dan 14."),
            ),
            models.CheckConstraint(
                name="survey_handed_in_only_whole",
                condition=~Q(state__in=(SurveyState.SUBMITTED, SurveyState.VERIFIED))
                | Q(Exact(StrIndex("answers", Value(Answer.MISSING.value)), Value(0))),
                violation_error_message=_("Survei diajukan setelah 21 pertanyaan dijawab."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.family.head_name} · {self.get_round_display()}"

    @property
    def content(self) -> tuple[object, ...]:
        """What a person enters; the state, the surveyor and the time of entry come about by themselves."""
        return self.surveyed_on, self.monthly_income, self.answers

    @property
    def is_blank(self) -> bool:
        """Whether none of the 21 questions is answered."""
        return self.answers == NO_ANSWERS

    @property
    def welfare(self) -> Welfare:
        """The stage with the first unmet and first missing indicator, from the answers now held."""
        return assess(self.answers)

    @property
    def stage_state(self) -> str:
        """How a badge shows the stage: an open one asks for attention, a decided one is no judgement."""
        return "attention" if self.welfare.stage is WelfareStage.INCOMPLETE else "neutral"

    @property
    def stage_label(self) -> str:
        """The words of the stage."""
        return str(WELFARE_STAGE_LABELS[self.welfare.stage])
