"""What the pages of activities show: the list with its filter and sums, and the families to be ticked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.charts import Bars, Chart, Series, bar_chart
from p2wkss.formats import rupiah
from villages.enums import Component, FamilyStatus, FundSource, Outcome, ProgrammeField
from villages.models import Activity, Agency, Family, Member, Participation, TargetVillage
from villages.promises import PromiseState, promise_state, sum_up

STATES = {
    PromiseState.PLANNED: ("neutral", gettext_lazy("Direncanakan")),
    PromiseState.LATE: ("problem", gettext_lazy("Lewat rencana")),
    PromiseState.HELD: ("good", gettext_lazy("Terlaksana")),
    PromiseState.LESS: ("attention", gettext_lazy("Kurang dari janji")),
    PromiseState.CANCELLED: ("neutral", gettext_lazy("Batal")),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks the list of activities for."""

    agency: int = 0
    field: str = ""
    component: str = ""
    state: str = ""

    @property
    def is_any(self) -> bool:
        """Whether anything is asked for."""
        return self != Asked()


class Row(NamedTuple):
    """One activity of the list, with its state in words."""

    activity: Activity
    state: PromiseState
    badge: str
    words: Any


def asked_activities(query: Mapping[str, str]) -> Asked:
    """Read the address; what makes no sense counts as not asked."""
    agency = query.get("instansi", "")
    known: dict[str, Any] = {
        "field": (query.get("bidang", ""), ProgrammeField.values),
        "component": (query.get("komponen", ""), Component.values),
        "state": (query.get("keadaan", ""), [one.value for one in PromiseState]),
    }
    choices = {name: value if value in values else "" for name, (value, values) in known.items()}
    return Asked(agency=int(agency) if agency.isascii() and agency.isdecimal() and len(agency) < 10 else 0, **choices)


def state_of(activity: Activity, today: date) -> Row:
    """Give an activity with its state on a day."""
    state = promise_state(activity, today)
    return Row(activity, state, *STATES[state])


def activity_rows(village: TargetVillage, asked: Asked, today: date) -> list[Row]:
    """Give the activities that are asked for, with how many families each reached, in one query."""
    wanted = {"agency": asked.agency, "kind__field": asked.field, "kind__component": asked.component}
    reached = Count("participations", filter=~Q(participations__family__status=FamilyStatus.MERGED))
    listed = Activity.objects.filter(target_village=village, **{name: one for name, one in wanted.items() if one})
    counted = listed.select_related("agency", "kind").annotate(reached=reached)
    rows = [state_of(one, today) for one in counted.order_by("planned_on", "title", "pk")]
    return [row for row in rows if not asked.state or row.state == asked.state]


def activity_totals(rows: Sequence[Row]) -> dict[str, Any]:
    """Add up what is listed: all of it, and as bars by component and by source of the money."""
    listed = [row.activity for row in rows]
    return {
        "sums": sum_up(listed),
        "agency_count": len({one.agency_id for one in listed}),
        "charts": [
            _bars("komponen", _("Menurut komponen"), _("Komponen"), Component, listed, lambda one: one.kind.component),
            _bars("sumber", _("Menurut sumber dana"), _("Sumber dana"), FundSource, listed, lambda one: one.source),
        ],
    }


def activity_filters(village: TargetVillage) -> dict[str, Any]:
    """Give what the list can be narrowed down to."""
    agencies = Agency.objects.filter(activities__target_village=village).distinct()
    return {
        "agencies": agencies,
        "fields": ProgrammeField.choices,
        "components": Component.choices,
        "states": [(state.value, words) for state, (_badge, words) in STATES.items()],
    }


def _bars(
    key: str, title: str, head: str, words: Any, activities: Iterable[Activity], part: Callable[[Activity], str]
) -> Chart:
    parts: dict[str, list[Activity]] = {}
    for one in activities:
        parts.setdefault(part(one), []).append(one)
    sums = [(str(one.label), sum_up(parts[one.value])) for one in words if one.value in parts]
    said = _("%(label)s: %(delivered)s dari %(promised)s")
    lines = [
        said % {"label": label, "delivered": rupiah(one.delivered), "promised": rupiah(one.promised)}
        for label, one in sums
    ]
    return bar_chart(
        key,
        title,
        "; ".join(lines),
        head=head,
        series=(Series(_("Dijanjikan"), "series-2"), Series(_("Terlaksana"), "series-1")),
        rows=[Bars(label, (one.promised, one.delivered)) for label, one in sums],
        write=rupiah,
    )


# As many ticks as one form may carry, with room to spare (DATA_UPLOAD_MAX_NUMBER_FIELDS).
TICKS_A_PAGE = 500

# Families to be ticked ---------------------------------------------------------------------------------------


class Tick(NamedTuple):
    """One family to be ticked: what was noted of it before, and why it is not with the programme any more, if so."""

    pk: str
    name: str
    noted: Any
    left: Any
    is_ticked: bool


def tick_families(activity: Activity, asked: Mapping[str, str]) -> Any:
    """Give the families of the village that the address asks for, by name of anybody and by RT."""
    families = Family.objects.registered().filter(target_village=activity.target_village_id)
    if name := asked["q"]:
        named = Member.objects.filter(family=OuterRef("pk"), name__icontains=name)
        families = families.filter(Q(head_name__icontains=name) | Exists(named))
    families = families.filter(rt=asked["rt"]) if asked["rt"] else families
    return families.order_by("rt", "head_name", "pk").values_list("pk", "head_name", "rt", "status")


def asked_families(query: Mapping[str, str]) -> dict[str, str]:
    """Read the name and the RT from the address; PostgreSQL takes no NUL."""
    return {key: query.get(key, "").replace("\0", "").strip()[:100] for key in ("q", "rt")}


def tick_groups(activity: Activity, families: Iterable[Any], ticked: set[str]) -> list[tuple[str, list[Tick]]]:
    """Give the families of a page by RT, each with what was noted of it before, in one more query."""
    outcomes = dict(Participation.objects.filter(activity=activity).values_list("family", "outcome"))
    groups: dict[str, list[Tick]] = {}
    for pk, head, unit, status in families:
        noted = Outcome(outcomes[pk]).label if pk in outcomes else ""
        left = FamilyStatus(status).label if status != FamilyStatus.ACTIVE else ""
        groups.setdefault(unit, []).append(Tick(str(pk), head, noted, left, str(pk) in ticked))
    return list(groups.items())


def participants_of(activity: Activity) -> Any:
    """Give whom an activity reached, by RT and name; what stays with a merged record is shown with the other one."""
    parts = activity.participations.exclude(family__status=FamilyStatus.MERGED).select_related("family", "member")
    return parts.order_by("family__rt", "family__head_name", "pk")
