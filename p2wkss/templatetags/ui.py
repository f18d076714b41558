"""The parts that pages are built of, and the ways numbers and dates are written (catalogue: docs/face.md).

Each tag refuses an argument it does not know, and each has its markup in `templates/components/`.
"""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

from django import forms, template
from django.core.paginator import Page
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.icons import ICONS

register = template.Library()

Number = Decimal | Fraction | int | float | str
STATES = frozenset({"good", "attention", "problem", "neutral"})
STEP_STATES = {"done": gettext_lazy("selesai"), "current": gettext_lazy("berjalan"), "todo": gettext_lazy("belum")}
MESSAGE_STATES = {"success": "good", "warning": "attention", "error": "problem"}
COMPONENT_NAMES = {
    "dasar": gettext_lazy("Dasar"),
    "lanjutan": gettext_lazy("Lanjutan"),
    "dukungan": gettext_lazy("Dukungan"),
    "inovasi": gettext_lazy("Inovasi"),
}
DASH = "–"


# Numbers and dates --------------------------------------------------------------------------------------------


def _exact(value: Number) -> Fraction:
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def _half_up(value: Number, places: int) -> Decimal:
    """Round half away from zero, exactly: 87.405 becomes 87.41 whatever type it comes in."""
    exact = _exact(value) * 10**places
    whole = floor(abs(exact) + Fraction(1, 2))
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


@register.filter
def score(value: Number | None) -> str:
    """Write a score with 2 decimals, rounded half up, in the reader's language; a dash when there is none."""
    if value is None or value == "":
        return DASH
    return str(number_format(_half_up(value, 2), 2, force_grouping=True))


@register.filter
def number(value: Number | None) -> str:
    """Write a whole number with the reader's thousands separator: 1.234."""
    if value is None or value == "":
        return DASH
    return str(number_format(_half_up(value, 0), 0, force_grouping=True))


@register.filter
def rupiah(value: Number | None) -> str:
    """Write an amount of rupiah, without cents: Rp1.500.000."""
    written = number(value)
    return written if written == DASH else f"-Rp{written[1:]}" if written[0] == "-" else f"Rp{written}"


@register.filter
def longdate(value: datetime.date | None) -> str:
    """Write a date with its weekday: Jumat, 11 Oktober 2019. A point in time is shown as the day in Jakarta."""
    if not value:
        return DASH
    if isinstance(value, datetime.datetime) and is_aware(value):
        value = localtime(value)
    return date_format(value, "l, j F Y")


# Small parts --------------------------------------------------------------------------------------------------


def _known_state(state: str) -> str:
    if state not in STATES:
        raise template.TemplateSyntaxError(f"Unknown state {state!r}: use one of {', '.join(sorted(STATES))}.")
    return state


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, Any]:
    """Draw an icon, hidden from screen readers: a word always stands beside it."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"Unknown icon {name!r}.")
    return {"name": name, "shapes": mark_safe(ICONS[name])}  # our own drawings, no input


@register.inclusion_tag("components/badge.html")
def badge(state: str, word: str) -> dict[str, Any]:
    """Show a state (good, attention, problem, neutral) as icon, colour and word."""
    return {"state": _known_state(state), "word": word}


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, hint: str = "") -> dict[str, Any]:
    """Show one figure with its name; put several in a `<dl class="stats">`."""
    return {"label": label, "value": value, "hint": hint}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(crumbs: Iterable[tuple[str, str | None]]) -> dict[str, Any]:
    """Show where the page stands: (label, address) from the province down; the last has no address."""
    return {"crumbs": [{"label": label, "url": url or ""} for label, url in crumbs]}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str, action_url: str = "", action_label: str = "") -> dict[str, Any]:
    """Say what belongs here, and offer the first step. (`empty` is taken by Django's `for`.)"""
    return {"title": title, "text": text, "action_url": action_url, "action_label": action_label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page_obj: Page) -> dict[str, Any]:  # type: ignore[type-arg]
    """Link to the other pages of a list; filter and sort in the address are kept."""
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    pages = [{"number": n, "is_gap": not isinstance(n, int)} for n in numbers]
    return {"request": context["request"], "page_obj": page_obj, "pages": pages}


@register.filter
def message_state(tags: str) -> str:
    """Give the state that a message of Django's levels is shown in."""
    return next((MESSAGE_STATES[tag] for tag in tags.split() if tag in MESSAGE_STATES), "neutral")


# Parts that enclose -------------------------------------------------------------------------------------------


def _stripped(content: SafeString) -> SafeString:
    """Drop the blanks around rendered markup; what was safe stays safe, and nothing is added."""
    return mark_safe(content.strip())


@register.simple_block_tag
def page_head(content: SafeString, title: str, lead: str = "") -> SafeString:
    """Head a page: its title, a line under it, and between the tags its one primary action."""
    context = {"title": title, "lead": lead, "content": _stripped(content)}
    return render_to_string("components/page_head.html", context)


@register.simple_block_tag
def card(content: SafeString, title: str = "") -> SafeString:
    """Frame what belongs together, under a heading of the second level."""
    return render_to_string("components/card.html", {"title": title, "content": content})


@register.simple_block_tag
def rail(content: SafeString, title: str) -> SafeString:
    """Stand beside the content from 720 px on, and below it on a phone; for the block `rail`."""
    return render_to_string("components/rail.html", {"title": title, "content": content})


@register.simple_block_tag
def notice(content: SafeString, state: str, title: str) -> SafeString:
    """Say something about the page in one of the states."""
    context = {"state": _known_state(state), "title": title, "content": _stripped(content)}
    return render_to_string("components/notice.html", context)


# Figures ------------------------------------------------------------------------------------------------------


def _share(value: Number, maximum: Number) -> str:
    """Give a share as a percentage for an SVG attribute: always with a point, never outside 0 to 100."""
    whole = _exact(maximum)
    part = _exact(value) / whole * 100 if whole else Fraction(0)
    return str(_half_up(min(max(part, Fraction(0)), Fraction(100)), 2))


@register.inclusion_tag("components/progress.html")
def progress(value: int, maximum: int, label: str) -> dict[str, Any]:
    """Show how far something is: label, n/m and a bar."""
    done = maximum > 0 and value >= maximum
    return {"value": value, "maximum": maximum, "label": label, "percent": _share(value, maximum), "done": done}


@register.inclusion_tag("components/dots.html")
def dots(value: int, maximum: int, label: str) -> dict[str, Any]:
    """Show how many of a few steps are done: one dot a step, and n/m."""
    marks = [{"x": 8 + 14 * n, "done": n < value} for n in range(maximum)]
    return {"value": value, "maximum": maximum, "label": label, "marks": marks, "width": 2 + 14 * maximum}


class Step(NamedTuple):
    """One step of a sequence, such as the twelve stages of a village's year."""

    label: str
    state: str
    url: str = ""

    @property
    def word(self) -> str:
        """The state in words."""
        return str(STEP_STATES[self.state])


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[tuple[str, ...]]) -> dict[str, Any]:
    """List steps in order: tuples (label, state, url), state being done, current or todo; url may be left out."""
    listed = [Step(*item) for item in items]
    if unknown := [step.state for step in listed if step.state not in STEP_STATES]:
        raise template.TemplateSyntaxError(f"Unknown step state {unknown[0]!r}.")
    return {"steps": listed}


def _look_up(item: Any, key: str) -> Any:
    return item[key] if isinstance(item, dict) else getattr(item, key)


def _weight(weight: Number) -> str:
    """Write a weight as short as it is: 40, or 12,50."""
    return number(weight) if _exact(weight).denominator == 1 else score(weight)


def _colour(code: str) -> str:
    return code.lower() if code.lower() in COMPONENT_NAMES else "other"


@register.inclusion_tag("components/component_bar.html")
def component_bar(code: str, name: str, score: Number | None, weight: Number) -> dict[str, Any]:
    """Show one component: name, weight, score of 0 to 100 and its bar. A score of None says "belum dinilai"."""
    known = score is not None and score != ""
    return {
        "colour": _colour(code),
        "name": name,
        "score": score if known else None,
        "weight": _weight(weight),
        "percent": _share(score, 100) if known and score is not None else "0",
    }


class Segment(NamedTuple):
    """One component's part of a total of 100 points, with where it starts and how far it reaches."""

    name: str
    colour: str
    x: str
    width: str
    weighted: str
    weight: str


@register.inclusion_tag("components/score_stack.html")
def score_stack(components: Sequence[Any]) -> dict[str, Any]:
    """Show a total as the points of its components, end to end, on a scale of 100 points.

    `components` are objects or dicts with code, score, weight and weighted (points, that is score × weight / 100).
    """
    segments, reached = [], Fraction(0)
    for item in components:
        code, weighted = str(_look_up(item, "code")), _look_up(item, "weighted")
        points = Fraction(0) if weighted in (None, "") else _exact(weighted)
        segments.append(
            Segment(
                str(COMPONENT_NAMES.get(code.lower(), code)),
                _colour(code),
                _share(reached, 100),
                _share(points, 100),
                score(weighted),
                _weight(_look_up(item, "weight")),
            )
        )
        reached += points
    return {"segments": segments}


# Forms --------------------------------------------------------------------------------------------------------


class FieldError(NamedTuple):
    """One error of a form, with the place it stands at ("" when it is about the whole form)."""

    target: str
    label: str
    text: str


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """Head a refused form: every error, each a link to its field. Shows nothing while there is none."""
    listed = []
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        for text in errors:
            if field is None or field.is_hidden:
                listed.append(FieldError("", "", str(text)))
            else:
                listed.append(FieldError(field.id_for_label or f"div_{field.auto_id}", field.label, str(text)))
    return {"errors": listed}


class Choice(NamedTuple):
    """One button of a radio row."""

    value: str
    text: str
    checked: bool


@register.inclusion_tag("components/answer_row.html")
def answer_row(
    number: int,
    text: str,
    name: str,
    value: str | None = "",
    allows_not_applicable: bool = False,
    error: str = "",
) -> dict[str, Any]:
    """Ask one of the 21 survey questions: ya (y), tidak (t) and, where it can be so, tidak berlaku (b)."""
    words = [("y", _("Ya")), ("t", _("Tidak"))] + ([("b", _("T. berlaku"))] if allows_not_applicable else [])
    choices = [Choice(key, word, key == value) for key, word in words]
    return {"number": number, "text": text, "name": name, "choices": choices, "error": str(error or "")}


def _plain(value: Number) -> str:
    """Write a level's value as a form carries it: 3, 2.5."""
    written = format(Decimal(str(value)), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


@register.inclusion_tag("components/level_row.html")
def level_row(
    code: str,
    name: str,
    levels: Iterable[Any],
    field: str,
    value: Number | None = None,
    not_applicable: bool = False,
    reason: str = "",
    note: str = "",
    evidence: str = "",
    allows_not_applicable: bool = False,
    error: str = "",
) -> dict[str, Any]:
    """Ask for the mark of one indicator: its worded levels, "tidak berlaku" with a reason, and a note.

    Sends `field` (the level's value, or "na"), `field`_reason and `field`_note. Levels have a value and a text.
    """
    chosen = None if value is None or value == "" else _plain(value)
    keys = [(_plain(_look_up(level, "value")), str(_look_up(level, "text"))) for level in levels]
    return {
        "code": code,
        "name": name,
        "field": field,
        "choices": [Choice(key, text, key == chosen and not not_applicable) for key, text in keys],
        "not_applicable": not_applicable,
        "reason": reason,
        "note": note,
        "evidence": evidence,
        "allows_not_applicable": allows_not_applicable,
        "error": str(error or ""),
    }
