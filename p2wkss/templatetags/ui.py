"""The parts that pages are built of, and the ways numbers and dates are written (catalogue: docs/face.md).

Each tag refuses an argument it does not know, and each has its markup in `templates/components/`, but for those that
stand in every line of a long list: opening a template for each would cost more than the rest of the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django import forms, template
from django.core.paginator import Page
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from p2wkss import formats
from p2wkss.formats import Number

register = template.Library()

STATES = frozenset({"good", "attention", "problem", "neutral"})
STEP_STATES = {
    "done": gettext_lazy("selesai"),
    "current": gettext_lazy("berjalan"),
    "todo": gettext_lazy("belum"),
}
MESSAGE_STATES = {"success": "good", "warning": "attention", "error": "problem"}
COMPONENT_NAMES = {
    "dasar": gettext_lazy("Dasar"),
    "lanjutan": gettext_lazy("Lanjutan"),
    "dukungan": gettext_lazy("Dukungan"),
    "inovasi": gettext_lazy("Inovasi"),
}
NOT_APPLICABLE = "na"


# Numbers and dates ------------------------------------------------------------------------------------------

register.filter("score", formats.score)
register.filter("number", formats.number)
register.filter("rupiah", formats.rupiah)
register.filter("longdate", formats.longdate)
register.filter("plain", formats.plain)
register.filter("hidden", formats.hidden)
register.filter("percent", formats.percent)


# Small parts ------------------------------------------------------------------------------------------------


def _known_state(state: str) -> str:
    if state not in STATES:
        known = ", ".join(sorted(STATES))
        raise template.TemplateSyntaxError(f"Unknown state {state!r}: use one of {known}.")
    return state


@register.inclusion_tag("components/badge.html")
def badge(state: str, word: str) -> dict[str, Any]:
    """Show a state (good, attention, problem, neutral) as icon, colour and word."""
    return {"state": _known_state(state), "word": word}


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, hint: str = "") -> dict[str, Any]:
    """Show one figure with its name; put several in a `<dl class="stats">`."""
    return {"label": label, "value": value, "hint": hint}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str, action_url: str = "", action_label: str = "") -> dict[str, Any]:
    """Say what belongs here, and offer the first step. (`empty` is taken by Django's `for`.)"""
    return {"title": title, "text": text, "action_url": action_url, "action_label": action_label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page_obj: Page) -> dict[str, Any]:  # type: ignore[type-arg]
    """Link to the other pages of a list; filter and sort in the address are kept."""
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    pages = [{"number": n, "is_gap": not isinstance(n, int)} for n in numbers]
    return {"query": context["request"].GET, "page_obj": page_obj, "pages": pages}


@register.filter
def message_state(tags: str) -> str:
    """Give the state that a message of Django's levels is shown in."""
    return next((MESSAGE_STATES[tag] for tag in tags.split() if tag in MESSAGE_STATES), "neutral")


@register.inclusion_tag("components/breadcrumbs.html")
def crumb_trail(*parts: Any) -> dict[str, Any]:
    """Show where the page stands: label and address in turn from the widest place down, the page's name last."""
    labels, urls = parts[::2], (*parts[1::2], "")
    return {"crumbs": [{"label": str(label), "url": url} for label, url in zip(labels, urls, strict=True)]}


# Parts that enclose -----------------------------------------------------------------------------------------


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


# Figures ----------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/progress.html")
def progress(value: int, maximum: int, label: str) -> dict[str, Any]:
    """Show how far something is: label, n/m and a bar."""
    return {
        "value": value,
        "maximum": maximum,
        "label": label,
        "percent": formats.share(value, maximum),
        "done": maximum > 0 and value >= maximum,
    }


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
    """List steps in order: tuples (label, state) or (label, state, url); states: done, current, todo."""
    listed = [Step(*item) for item in items]
    if unknown := [step.state for step in listed if step.state not in STEP_STATES]:
        raise template.TemplateSyntaxError(f"Unknown step state {unknown[0]!r}.")
    return {"steps": listed}


def _look_up(item: Any, key: str) -> Any:
    return item[key] if isinstance(item, dict) else getattr(item, key)


def _weight(weight: Number) -> str:
    """Write a weight as short as it is: 40, or 12,50."""
    return _weight_in(get_language(), weight)


@lru_cache(maxsize=formats.KEPT, typed=True)
def _weight_in(language: str | None, weight: Number) -> str:
    """Write a weight in the language that is being spoken, which the caller has asked for once."""
    return formats.number(weight) if formats.exact(weight).denominator == 1 else formats.score(weight)


def _name(item: Any, code: str) -> str:
    """Give a component's own name, or the usual one of its code."""
    own = item.get("name") if isinstance(item, dict) else getattr(item, "name", None)
    return str(own or COMPONENT_NAMES.get(code.lower(), code))


def _colour(code: str) -> str:
    return code.lower() if code.lower() in COMPONENT_NAMES else "other"


@register.inclusion_tag("components/component_bar.html")
def component_bar(code: str, name: str, score: Number | None, weight: Number) -> dict[str, Any]:
    """Show one component: name, weight, score of 0 to 100 and its bar; None says "belum dinilai"."""
    known = score is not None and score != ""
    return {
        "colour": _colour(code),
        "name": name,
        "score": score if known else None,
        "weight": _weight(weight),
        "percent": formats.share(score, 100) if known and score is not None else "0",
    }


STACK = (
    '<svg class="stack" viewBox="0 0 100 16" width="100" height="16" preserveAspectRatio="none" role="img"'
    ' aria-label="{}" focusable="false"><rect class="bar-track" width="100" height="16"/>{}</svg>'
)
PART = '<rect class="component-{} component-fill" x="{:.2f}" width="{:.2f}" height="16"/>'


@register.simple_tag
def score_stack(components: Sequence[Any]) -> SafeString:
    """Show a total as the points of its components, end to end, on a scale of 100 points.

    `components` are objects or dicts with code, weight and weighted (the points: score × weight / 100), and
    with a name where it is not one of the usual four. A ranking has one in each line, so no template is opened for it.
    """
    spoken, drawn, reached = [], [], 0.0
    of, language = _("dari"), get_language()
    for item in components:
        code, weighted = str(_look_up(item, "code")), _look_up(item, "weighted")
        points = _points(weighted)
        weight = _weight_in(language, _look_up(item, "weight"))
        spoken.append(f"{_name(item, code)} {formats.score_in(language, weighted)} {of} {weight}")
        drawn.append(PART.format(_colour(code), reached, points))
        reached += points
    return mark_safe(STACK.format(escape("; ".join(spoken)), "".join(drawn)))


@lru_cache(maxsize=formats.KEPT, typed=True)
def _points(weighted: Number | None) -> float:
    """Give points as they are drawn, where a rounding of binary numbers is not seen."""
    return 0.0 if weighted in (None, "") else float(formats.exact(weighted))


class Key(NamedTuple):
    """One colour of a score stack, in words."""

    name: str
    colour: str
    weight: str


@register.inclusion_tag("components/component_key.html")
def component_key(components: Iterable[Any]) -> dict[str, Any]:
    """Say which colour is which component, with its weight; put it before what `score_stack` draws."""
    return {
        "keys": [
            Key(_name(item, code), _colour(code), _weight(_look_up(item, "weight")))
            for item in components
            for code in [str(_look_up(item, "code"))]
        ]
    }


# Long lists -------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def drawn_rows(context: Context, template_name: str, rows: Iterable[Mapping[str, str]]) -> SafeString:
    """Draw a template once, and fill in what stands in it in single braces for each row: `{name}`.

    For the long tables: a template that is walked through for every line costs more than the rest of the page. What
    is filled in is escaped, unless it is markup of ours.
    """
    pattern = render_to_string(template_name, cast(dict[str, Any], context.flatten()))
    return mark_safe("".join(format_html(pattern, **row) for row in rows))


# Forms ------------------------------------------------------------------------------------------------------


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
                target = field.id_for_label or f"div_{field.auto_id}"
                listed.append(FieldError(target, str(field.label), str(text)))
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
    remark: str = "",
) -> dict[str, Any]:
    """Ask one of the 21 survey questions: ya (y), tidak (t) and, where it can be so, tidak berlaku (b).

    `remark` is what a reviewer asks to be corrected.
    """
    words = [("y", _("Ya")), ("t", _("Tidak"))] + ([("b", _("T. berlaku"))] if allows_not_applicable else [])
    choices = [Choice(key, word, key == value) for key, word in words]
    row = {"number": number, "text": text, "name": name, "choices": choices}
    return {**row, "error": str(error or ""), "remark": str(remark or "")}


def _plain(value: Decimal) -> str:
    """Write a level's value as a form carries it: 3, 2.5."""
    return format(value.normalize(), "f")


@register.inclusion_tag("components/level_row.html")
def level_row(
    code: str,
    name: str,
    levels: Iterable[Any],
    field: str,
    value: Number | None = "",
    not_applicable: bool = False,
    reason: str = "",
    note: str = "",
    evidence: str = "",
    allows_not_applicable: bool = False,
    error: str = "",
    fact: Any = None,
    evidence_url: str = "",
    evidence_count: int = 0,
    number: Any = None,
    remark: str = "",
    version: int = 0,
) -> dict[str, Any]:
    """Ask for the mark of one indicator: its worded levels or its number, "tidak berlaku" with a reason, and a note.

    `value` is a level's value, "na" (or say `not_applicable`) or nothing; levels have a value and a text, and in
    their place `number` (worst, best, unit) asks for a number. `remark` is what was asked when the sheet was given
    back, `version` that of the mark. `fact` is what the record says: label, text, exact, level (what it proposes, or
    ""), and earlier (what it said at the last save, if not the same). The row sends `field`, and `field` with _reason,
    _note and _fact.
    """
    chosen = _plain(value) if isinstance(value, Decimal) else str("" if value is None else value)
    chosen = NOT_APPLICABLE if not_applicable else chosen
    keys = [(_plain(Decimal(_look_up(level, "value"))), str(_look_up(level, "text"))) for level in levels]
    return {
        "code": code,
        "name": name,
        "field": field,
        "choices": [Choice(key, text, key == chosen) for key, text in keys],
        "not_applicable": chosen == NOT_APPLICABLE,
        "reason": reason,
        "note": note,
        "evidence": evidence,
        "allows_not_applicable": allows_not_applicable,
        "error": str(error or ""),
        "fact": fact,
        "proposed": fact.level if fact else "",
        "evidence_url": evidence_url,
        "evidence_count": evidence_count,
        "number": number and {key: _plain(Decimal(_look_up(number, key))) for key in ("worst", "best")},
        "unit": number and str(_look_up(number, "unit")),
        "typed": "" if chosen == NOT_APPLICABLE else chosen,
        "remark": str(remark or ""),
        "version": version,
    }
