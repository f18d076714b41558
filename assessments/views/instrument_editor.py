"""The editor of a draft instrument: a small page for each piece."""

import json
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments import instrument_edits as edits
from assessments.actions.instrument_edit import check_editable
from assessments.editor_page import Data, EditPage, Found, take_step
from assessments.forms.instruments import (
    AwardsForm,
    CategoriesForm,
    ComponentForm,
    HeadForm,
    IndicatorForm,
    ListForm,
    PartsForm,
    RankNamesForm,
    WeightsForm,
)
from assessments.instrument_page import LIST_SLUGS, LIST_WORDS, findings, weights_total
from assessments.models import InstrumentVersion
from assessments.views.instruments import visible_version
from p2wkss.http import Request

LIST_FORMS: dict[str, type[ListForm]] = {
    "parts": PartsForm,
    "categories": CategoriesForm,
    "awards": AwardsForm,
    "rank_names": RankNamesForm,
}


@require_http_methods(["GET", "POST"])
def instrument_edit(request: Request, pk: int) -> HttpResponse:
    """Show a draft as the pages that it is made of, what is still wrong, and the weights of the components."""
    version, data = _draft(request, pk)
    components, url = data["components"], reverse("assessments:instrument_edit", args=[pk])
    page = EditPage(
        request,
        version,
        WeightsForm,
        components,
        "assessments/instrument_edit.html",
        "weights",
        put=edits.set_weights,
        urls=(url, url),
        again=lambda data, _code: Found(data["components"], ""),
        mine=lambda problem: problem.path.endswith(".weight") and ".indicators" not in problem.path,
        options={"components": components},
        context={
            "data": data,
            "findings": findings(version),
            "total": weights_total(components),
            "lists": [(slug, LIST_WORDS[slug], len(data.get(key, ()))) for key, slug in LIST_SLUGS.items()],
        },
    )
    return page.respond()


@require_http_methods(["GET", "POST"])
def instrument_head(request: Request, pk: int) -> HttpResponse:
    """Change what holds for the whole instrument."""
    version, data = _draft(request, pk)
    here, up = (reverse(f"assessments:{name}", args=[pk]) for name in ("instrument_head", "instrument_edit"))
    page = EditPage(
        request,
        version,
        HeadForm,
        _head_of(data),
        "assessments/instrument_head.html",
        "head",
        put=edits.set_head,
        urls=(here, up),
        again=lambda data, _code: Found(_head_of(data), ""),
        mine=lambda problem: problem.path.partition("[")[0] in edits.HEAD,
        options={"components": {one["code"]: one["name"] or one["code"] for one in data["components"]}},
    )
    return page.respond()


@require_http_methods(["GET", "POST"])
def instrument_rows(request: Request, pk: int, slug: str) -> HttpResponse:
    """Change one of the lists: parts, categories, awards, names of ranks."""
    key = next((key for key, known in LIST_SLUGS.items() if known == slug), None)
    if key is None:
        raise Http404
    version, data = _draft(request, pk)
    here = reverse("assessments:instrument_rows", args=[pk, slug])
    up = reverse("assessments:instrument_edit", args=[pk])
    page = EditPage(
        request,
        version,
        LIST_FORMS[key],
        data.get(key, []),
        "assessments/instrument_rows.html",
        key,
        put=lambda data, rows: edits.set_list(data, key, rows),
        urls=(here, up),
        again=lambda data, _code: Found(data.get(key, []), ""),
        mine=lambda problem: problem.path.partition("[")[0] == key,
        context={
            "slug": slug,
            "title": LIST_WORDS[slug],
            "data": data,
            "total": weights_total(data.get("parts", [])) if key == "parts" else "",
        },
    )
    return page.respond()


# Components.


@require_http_methods(["GET", "POST"])
def component_edit(request: Request, pk: int, at: int | None = None) -> HttpResponse:
    """Change a component's own facts, or add a component; its indicators are listed below."""
    version, data = _draft(request, pk)
    new: Data = {"code": "", "name": "", "weight": "", "indicators": []}
    component = new if at is None else _component(data, at)
    root = f"components[{at}]"

    def put(data: Data, typed: Data) -> tuple[str, str]:
        place = edits.put_component(data, at, typed)
        url = reverse("assessments:component_edit", args=[pk, place])
        return url, url if at is None else reverse("assessments:instrument_edit", args=[pk])

    page = EditPage(
        request,
        version,
        ComponentForm,
        component,
        "assessments/instrument_component.html",
        "component",
        put=put,
        again=lambda data, code: _component_again(pk, data, at, code),
        root=root,
        mine=lambda problem: problem.path.startswith(root) and ".indicators[" not in problem.path,
        context={
            "component": component,
            "at": at,
            "pieces": [(one, "number" in one, len(one.get("levels", ()))) for one in component["indicators"]],
            "total": weights_total(data["components"]),
        },
    )
    return page.respond()


@require_POST
def component_move(request: Request, pk: int, at: int) -> HttpResponse:
    """Move a component up or down."""
    version, data = _draft(request, pk)
    _component(data, at)
    take_step(request, version, lambda data: edits.move_component(data, at, _direction(request)), "move_component")
    return redirect(reverse("assessments:instrument_edit", args=[pk]) + "#komponen")


@require_http_methods(["GET", "POST"])
def component_remove(request: Request, pk: int, at: int) -> HttpResponse:
    """Take a component out, after saying what goes with it."""
    version, data = _draft(request, pk)
    component = _component(data, at)
    if request.method == "POST":
        take_step(request, version, partial(edits.remove_component, at=at), "remove_component")
        return redirect("assessments:instrument_edit", pk)
    context = {"component": component, "at": at, "lost": edits.lost_with(data, at), "indicator": None, "levels": 0}
    return render(request, "assessments/instrument_remove.html", {"version": version, **context})


# Indicators.


@require_http_methods(["GET", "POST"])
def indicator_edit(request: Request, pk: int, at: int, inner: int | None = None) -> HttpResponse:
    """Change an indicator whole, or add one to a component."""
    version, data = _draft(request, pk)
    component = _component(data, at)
    new: Data = {"code": "", "name": "", "evidence": ""}
    indicator = new if inner is None else _indicator(component, inner)
    root = f"components[{at}].indicators[{inner}]"

    def put(data: Data, typed: Data) -> tuple[str, str]:
        place = edits.put_indicator(data, at, inner, typed)
        up = reverse("assessments:component_edit", args=[pk, at])
        return reverse("assessments:indicator_edit", args=[pk, at, place]), up

    page = EditPage(
        request,
        version,
        IndicatorForm,
        indicator,
        "assessments/instrument_indicator.html",
        "indicator",
        put=put,
        again=lambda data, code: _indicator_again(pk, data, at, inner, code),
        root=root,
        mine=lambda problem: _lies_in(problem.path, root) or _lies_in(problem.path, _last(data, at, inner)),
        options=_indicator_options(data, indicator),
        context={"component": component, "indicator": indicator, "at": at, "inner": inner},
    )
    return page.respond()


@require_POST
def indicator_move(request: Request, pk: int, at: int, inner: int) -> HttpResponse:
    """Move an indicator up or down, past the end into the neighbouring component."""
    version, data = _draft(request, pk)
    _indicator(_component(data, at), inner)
    step = _direction(request)
    take_step(request, version, lambda data: edits.move_indicator(data, at, inner, step), "move_indicator")
    return redirect(reverse("assessments:component_edit", args=[pk, at]) + "#indikator")


@require_http_methods(["GET", "POST"])
def indicator_remove(request: Request, pk: int, at: int, inner: int) -> HttpResponse:
    """Take an indicator out, after saying what goes with it."""
    version, data = _draft(request, pk)
    component = _component(data, at)
    indicator = _indicator(component, inner)
    if request.method == "POST":
        take_step(request, version, partial(edits.remove_indicator, component=at, at=inner), "remove_indicator")
        return redirect("assessments:component_edit", pk, at)
    lost = edits.lost_with(data, at, inner)
    levels = len(indicator.get("levels", ()))
    context = {"component": component, "at": at, "indicator": indicator, "levels": levels, "lost": lost}
    return render(request, "assessments/instrument_remove.html", {"version": version, **context})


# What the pages stand on.


def _draft(request: Request, pk: int) -> tuple[InstrumentVersion, Data]:
    """Find a draft that the person may change, with its data."""
    version = visible_version(request, pk)
    check_editable(request.user, version)
    return version, json.loads(version.definition)


def _head_of(data: Data) -> Data:
    return {key: data[key] for key in edits.HEAD}


def _component(data: Data, at: int) -> Data:
    if at >= len(data["components"]):
        raise Http404
    component: Data = data["components"][at]
    return component


def _indicator(component: Data, inner: int) -> Data:
    if inner >= len(component["indicators"]):
        raise Http404
    indicator: Data = component["indicators"][inner]
    return indicator


def _direction(request: Request) -> int:
    return -1 if request.POST.get("step") == "up" else 1


def _indicator_options(data: Data, indicator: Data) -> dict[str, Any]:
    parts = {part["code"]: part["name"] or part["code"] for part in data.get("parts", ())}
    parts |= {code: code for code in indicator.get("parts", ()) if code not in parts}
    return {"part_names": parts, "known_fact": indicator.get("fact", "")}


def _lies_in(path: str, root: str) -> bool:
    return bool(root) and (path == root or path.startswith(f"{root}."))


def _last(data: Data, at: int, inner: int | None) -> str:
    """Give the place of an indicator that is being added: behind the last."""
    return f"components[{at}].indicators[{len(data['components'][at]['indicators'])}]" if inner is None else ""


def _component_again(pk: int, data: Data, at: int | None, code: str) -> Found:
    """Find a component by its code after the draft was changed; one that is gone would be added."""
    components = data["components"]
    places = [at, *range(len(components))] if at is not None else []
    for place in places:
        if place < len(components) and components[place]["code"] == code:
            return Found(components[place], reverse("assessments:component_edit", args=[pk, place]))
    return Found({}, reverse("assessments:component_add", args=[pk]))


def _indicator_again(pk: int, data: Data, at: int, inner: int | None, code: str) -> Found:
    """Find an indicator by its code after the draft was changed; one that is gone would be added."""
    components = data["components"]
    pieces = [(place, number) for place, one in enumerate(components) for number in range(len(one["indicators"]))]
    pieces.sort(key=lambda place: place != (at, inner))
    for place, number in pieces if inner is not None else ():
        indicator = components[place]["indicators"][number]
        if indicator["code"] == code:
            return Found(indicator, reverse("assessments:indicator_edit", args=[pk, place, number]))
    if at < len(components):
        return Found({}, reverse("assessments:indicator_add", args=[pk, at]))
    return Found({}, reverse("assessments:component_add", args=[pk]))
