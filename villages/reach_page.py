"""What the page of reach shows beside its figures: the map of agencies and fields, and in words what is missing."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from p2wkss.charts import Chart, heat_grid
from villages.enums import Outcome, ProgrammeField
from villages.reach import Income, Reach
from villages.reached import Rung


class Step(NamedTuple):
    """How far families came, in words, with their incomes."""

    words: Any
    rung: Rung
    income: Income


def reach_context(reach: Reach) -> dict[str, Any]:
    """Gather what is said about whom the activities of a village reached."""
    idle = [field for field in reach.fields_without if field not in reach.worked_fields]
    return {
        "reach": reach,
        "steps": [
            Step(Outcome(rung.outcome).label, rung, income)
            for rung, income in zip(reach.rungs, reach.incomes, strict=True)
        ],
        "chart": _map(reach),
        "idle_fields": [one.label for one in idle],
        "fields_without_families": [one.label for one in reach.fields_without if one not in idle],
    }


def _map(reach: Reach) -> Chart:
    """Lay out the agencies that have an activity against all fields; nothing where no agency has any."""
    cells = reach.convergence.cells
    rows = [(name, [cells.get((key, field.value), 0) for field in ProgrammeField]) for key, name in reach.agencies]
    met = sum(bool(value) for _name, values in rows for value in values)
    about = _("%(met)d pertemuan instansi dan bidang; angka di tiap kotak adalah jumlah keluarga.") % {"met": met}
    columns = [str(field.label) for field in ProgrammeField]
    return heat_grid("peta", _("Instansi, bidang dan keluarga"), about, head=_("Instansi"), columns=columns, rows=rows)
