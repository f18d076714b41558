"""What other weights would do to a result: tried, shown, kept nowhere."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.access import reading_for, visible_round
from assessments.forms.instruments import SandboxForm
from assessments.instrument import Aggregation, InstrumentError
from assessments.problem_words import problem_text, written
from assessments.reading import Reading
from assessments.sandbox import Group, compare, simulate
from p2wkss.http import Request


@require_GET
def sandbox(request: Request, pk: int) -> HttpResponse:
    """Show the ranking that other weights or another way to join marks would give, beside the one that holds.

    What is tried stands in the address, so that the page can be sent; nothing is stored.
    """
    round = visible_round(request.user, pk)
    reading, result = reading_for(request.user, round)
    components = reading.instrument["components"]
    held = Aggregation(reading.instrument["aggregation"])
    form = SandboxForm(_asked(request, reading), components=components, aggregation=held)
    groups = _tried(form, reading) if form.is_valid() else None
    context = {"round": round, "reading": reading, "result": result, "form": form, "groups": groups}
    status = 422 if groups is None else 200
    return render(request, "assessments/sandbox.html", context, status=status)


def _asked(request: Request, reading: Reading) -> dict[str, Any]:
    """Give what the address asks for; what it does not say is as in the result."""
    known = {f"bobot_{one['code']}": written(one["weight"]) for one in reading.instrument["components"]}
    known["gabung"] = reading.instrument["aggregation"]
    return {name: request.GET.get(name, value) for name, value in known.items()}


def _tried(form: SandboxForm, reading: Reading) -> list[Group] | None:
    """Score the marks again; None, with words at the form, where no instrument may have such weights."""
    aggregation = Aggregation(form.cleaned_data["gabung"])
    try:
        simulated = simulate(reading.snapshot, form.weights(), aggregation)
    except InstrumentError as error:
        for problem in error.problems:
            at = int(problem.path[11:].partition("]")[0]) if problem.path.startswith("components[") else None
            form.add_error(None if at is None else f"bobot_{form.codes[at]}", problem_text(problem))
        return None
    return compare(reading, Reading(simulated))
