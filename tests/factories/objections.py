"""The province's round of the world, published and open to objections, made through the actions of the site."""

from decimal import Decimal

from assessments.actions.objections import decide_objection, file_objection
from assessments.actions.plenary import moderate
from assessments.actions.results import lock_result
from assessments.actions.rounds import open_objections, open_plenary, publish
from assessments.models import Entry, Objection, ObjectionDecision, Round, ScoreSheet
from p2wkss.models import User
from tests.factories.judging import fill_sheet
from tests.factories.world import World


def objections_round(world: World) -> Round:
    """Judge both villages alike; the plenary's mark on D1 then puts Serang's first. Objections may be filed."""
    for sheet in ScoreSheet.objects.filter(entry__round=world.round):
        fill_sheet(sheet, 2)
    by = world.secretariat
    round = open_plenary(by=by, round=world.round)
    said = {"value": Decimal(3), "not_applicable": False, "reason": "Daftar hadir lengkap"}
    moderate(by=by, entry=entry_of(round, world.serang.villages[0].pk), indicator="D1", **said)
    lock_result(by=by, round=round)
    return open_objections(by=by, round=publish(by=by, round=round))


def entry_of(round: Round, village: int) -> Entry:
    """Give the entry of a village in a round."""
    return Entry.objects.select_related("target_village").get(round=round, target_village=village)


def object_to(by: User, entry: Entry, indicator: str = "D1", *, evidence: tuple[object, ...] = ()) -> Objection:
    """File an objection."""
    keys = [getattr(one, "pk") for one in evidence]
    claim = "Pembinaan berjalan setiap minggu; daftar hadir terlampir."
    return file_objection(by=by, entry=entry, indicator=indicator, claim=claim, evidence=keys)


def grant(by: User, objection: Objection, value: int = 4) -> ObjectionDecision:
    """Grant an objection with a corrected mark."""
    reason = "Bukti cukup dan sesuai"
    return decide_objection(by=by, objection=objection, granted=True, reason=reason, value=Decimal(value))


def refuse(by: User, objection: Objection) -> ObjectionDecision:
    """Refuse an objection."""
    return decide_objection(by=by, objection=objection, granted=False, reason="Bukti tidak menunjukkan hal itu")
