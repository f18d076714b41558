"""What reached a family goes with it when its record is merged into another, and comes back when that is undone.

Called by the actions on doubles, in their transaction and under their locks; the audit event is theirs.
"""

from typing import Any
from uuid import UUID

from django.db.models import F

from villages.merging import OUTCOME, MergePlan
from villages.models import Family, InnovationUse, Participation


def move_reached(plan: MergePlan, kept: Family) -> dict[str, Any]:
    """Bring participations and uses of innovations to the kept family; give what is needed to undo it, as JSON.

    Somebody of the other family who is known in the kept one took part as that person. In an activity that both took
    part in, the further outcome stays.
    """
    undo: dict[str, list[Any]] = {
        "participations": [[one.pk, str(one.member_id or "")] for one in plan.participations],
        "raised": [[pair.kept.pk, pair.other.pk, _outcome(pair.kept)] for pair in plan.raised],
        "uses": [one.pk for one in plan.uses],
    }
    for one in plan.participations:
        member = plan.same_person.get(one.member_id, one.member_id) if one.member_id else None
        _change(one.pk, family=kept, member=member)
    for pair in plan.raised:
        _change(pair.kept.pk, **{name: getattr(pair.other, name) for name in OUTCOME})
    InnovationUse.objects.filter(pk__in=undo["uses"]).update(family=kept)
    return undo


def move_reached_back(undo: dict[str, Any], kept: Family, other: Family) -> None:
    """Undo it: what was removed since stays away, and an outcome that was corrected since stays with the kept family.

    Merges from before activities were recorded have nothing to undo here.
    """
    for key, member in undo.get("participations", ()):
        if Participation.objects.filter(pk=key, family=kept).exists():
            _change(key, family=other, member=UUID(member) if member else None)
    for key, source, before in undo.get("raised", ()):
        now = Participation.objects.filter(pk=key).first()
        taken = Participation.objects.filter(pk=source).first()
        if now is not None and taken is not None and _outcome(now) == _outcome(taken):
            outcome, since, income = before
            _change(key, outcome=outcome, outcome_on=since, monthly_income=income)
    InnovationUse.objects.filter(pk__in=undo.get("uses", ()), family=kept).update(family=other)


def _outcome(one: Participation) -> list[Any]:
    since = one.outcome_on.isoformat() if one.outcome_on else None
    return [one.outcome, since, one.monthly_income]


def _change(key: int, **values: Any) -> None:
    """Change one row; whoever has it open elsewhere is told by its version. `member` is given as its key."""
    if "member" in values:
        values["member_id"] = values.pop("member")
    Participation.objects.filter(pk=key).update(**values, version=F("version") + 1)
