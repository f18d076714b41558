"""What the pages of doubles show: pairs in words, two families side by side, and what a merge would move."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from p2wkss.formats import DASH, longdate
from p2wkss.models import User
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission
from villages.duplicates import Found, Ground, Level, Pair, grounds_of, load_families, newest_decision
from villages.enums import FamilyStatus, SurveyRound, Verdict
from villages.matching import normalise_name
from villages.merging import MergePlan, plan_merge
from villages.models import DuplicateDecision, Family


def ground_words(ground: Ground) -> str:
    """Say in words why two families look like one."""
    return {
        Ground.NIK: _("NIK kepala keluarga sama"),
        Ground.PERSON: _("orang dengan NIK yang sama di kedua keluarga"),
        Ground.KK: _("No. KK sama"),
        Ground.NAME: _("nama mirip, RT sama, tanggal lahir sama atau berdekatan"),
    }[ground]


def pair_rows(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """Give each pair with both families, in one query."""
    listed = list(pairs)
    families = load_families(key for pair in listed for key in pair.keys)
    return [
        {
            "first": families[pair.keys[0]],
            "second": families[pair.keys[1]],
            "grounds": [ground_words(ground) for ground in pair.grounds],
            "is_certain": pair.grounds != (Ground.NAME,),
            "across": pair.level is not Level.VILLAGE,
        }
        for pair in listed
    ]


def outside_rows(found: Found) -> list[Family]:
    """Give the families with a number that also stands where the person may not look."""
    return sorted(load_families(found.outside).values(), key=lambda one: (one.rt, one.head_name))


def decisions_of(user: User) -> QuerySet[DuplicateDecision]:
    """Give the decisions that the person may see, newest first, each with `is_newest` of its pair."""
    of_pair = DuplicateDecision.objects.filter(first=OuterRef("first"), second=OuterRef("second")).order_by("-pk")
    return (
        DuplicateDecision.objects.visible_to(user)
        .annotate(newest=Subquery(of_pair.values("pk")[:1]))
        .select_related("first__target_village__village", "second__target_village__village", "kept", "by")
        .order_by("-pk")
    )


def decision_rows(decisions: Iterable[DuplicateDecision]) -> list[dict[str, Any]]:
    """Give each decision, and whether it still counts and can be taken back."""
    return [
        {"decision": one, "may_undo": getattr(one, "newest") == one.pk and one.verdict != Verdict.REOPENED}
        for one in decisions
    ]


# Side by side -----------------------------------------------------------------------------------------------


def compare_context(user: User, first: Family, second: Family) -> dict[str, Any]:
    """Gather the page on which two families are compared."""
    newest = newest_decision(first, second)
    decided = newest if newest is not None and newest.verdict != Verdict.REOPENED else None
    merged = [one for one in (first, second) if one.status == FamilyStatus.MERGED]
    same_village = first.target_village_id == second.target_village_id
    return {
        "first": first,
        "second": second,
        "same_village": same_village,
        "may_set_status": [
            has_permission(user, Permission.ENTER_FAMILIES, one.target_village.village_id) for one in (first, second)
        ],
        "grounds": [ground_words(ground) for ground in grounds_of(first, second)],
        "rows": _rows(first, second),
        "decided": decided,
        "is_open": decided is None and not merged,
        "plans": _plans(first, second) if same_village and decided is None and not merged else [],
    }


def _plans(first: Family, second: Family) -> list[dict[str, Any]]:
    two_people = normalise_name(first.head_name) != normalise_name(second.head_name)
    return [
        {"letter": letter, "kept": kept, "other": other, "two_people": two_people, **_words(plan_merge(kept, other))}
        for letter, kept, other in (("A", first, second), ("B", second, first))
    ]


def _words(plan: MergePlan) -> dict[str, list[str]]:
    """Say what a merge moves and what stays with the record that is merged."""
    fields = [str(getattr(Family._meta.get_field(name), "verbose_name")) for name in plan.filled]
    rounds = dict(SurveyRound.choices)
    return {
        "comes": [
            *fields,
            *(one.name for one in plan.members),
            *(str(rounds[one.round]) for one in plan.surveys),
            *(_("peserta “%s”") % one.activity.title for one in plan.participations),
            *(_("hasil dari “%s”") % pair.other.activity.title for pair in plan.raised),
            *(_("pemakai “%s”") % one.innovation.name for one in plan.uses),
        ],
        "stays": [
            *(one.name for one in plan.members_left),
            *(str(rounds[one.round]) for one in plan.surveys_left),
            *(_("peserta “%s”") % one.activity.title for one in plan.participations_left),
            *(_("pemakai “%s”") % one.innovation.name for one in plan.uses_left),
        ],
    }


def _rows(first: Family, second: Family) -> list[dict[str, Any]]:
    """Give label, both values and whether they differ; numbers are compared by their digits, and shown masked."""
    rows = []
    for (label, one, one_mark), (_label, other, other_mark) in zip(_facts(first), _facts(second), strict=True):
        rows.append({"label": label, "first": one, "second": other, "differs": one_mark != other_mark})
    return rows


def _facts(family: Family) -> list[tuple[str, str, str]]:
    surveys = {survey.round: survey for survey in family.surveys.all()}
    members = sorted(member.name for member in family.members.filter(left_on=None))
    facts = [
        (_("Kepala keluarga"), family.head_name),
        (_("Jenis kelamin"), family.get_head_sex_display()),
        (_("Tanggal lahir"), longdate(family.head_birth_date)),
        (_("Desa"), family.target_village.name),
        ("RT/RW", f"{family.rt}/{family.rw or DASH}"),
        (_("Alamat"), family.address or DASH),
        (_("Status"), family.get_status_display()),
        (_("Anggota"), ", ".join(members) or DASH),
        *((str(round.label), _survey_words(surveys.get(round.value))) for round in SurveyRound),
    ]
    numbers = [
        ("NIK", str(family.nik) or _("belum punya"), family.nik_hash),
        (_("No. KK"), str(family.kk) or DASH, family.kk_hash),
    ]
    return [*((label, text, text) for label, text in facts[:3]), *numbers, *((one, two, two) for one, two in facts[3:])]


def _survey_words(survey: Any) -> str:
    return f"{survey.stage_label}, {longdate(survey.surveyed_on)}" if survey else _("belum disurvei")
