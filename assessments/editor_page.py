"""How a page of the editor of instruments works: what is typed is stored with its faults, and shown with them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.actions.instrument_edit import check_editable, edit_instrument
from assessments.actions.instruments import problems_of
from assessments.definition import Problem
from assessments.forms.pieces import PieceForm
from assessments.models import InstrumentVersion
from p2wkss.actions.saving import StaleVersion
from p2wkss.http import Request

Data = dict[str, Any]


class Found(NamedTuple):
    """A piece as it now stands, and the address of its page."""

    piece: Any
    url: str


@dataclass
class EditPage:
    """One page of the editor.

    `piece` is what is stored; `root` its place in the definition, of whose faults the page shows those that `mine`
    takes. `put` stores what was typed. `urls` are the addresses where to stay while something is wrong, and where to
    go when nothing is; `put` may give others. `again` finds the piece, known by its code, after somebody else changed
    the draft; for one that is gone it gives the page that adds it.
    """

    request: Request
    version: InstrumentVersion
    form: type[PieceForm]
    piece: Any
    template: str
    what: str
    put: Callable[[Data, Any], tuple[str, str] | None]
    again: Callable[[Data, str], Found]
    urls: tuple[str, str] = ("", "")
    root: str = ""
    mine: Callable[[Problem], bool] = lambda _problem: False
    options: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)

    def respond(self) -> HttpResponse:
        """Show the piece, or store what was sent."""
        if self.request.method == "POST":
            return self._store()
        problems = [one for one in problems_of(self.version) if self.mine(one)]
        version, data = self.version.edit_version, json.loads(self.version.definition)
        return self._show(self.form.shown(self.piece, version, problems, self.root, data, **self.options))

    def _store(self) -> HttpResponse:
        form = self.form(self.request.POST, **self.options)
        if not form.is_valid():
            return self._show(form, status=422)
        typed, urls = form.piece(), self.urls

        def change(data: Data) -> None:
            nonlocal urls
            urls = self.put(data, typed) or urls

        expected = form.cleaned_data["edit_version"]
        arguments: dict[str, Any] = {"by": self.request.user, "version": self.version}
        try:
            saved = edit_instrument(expected_version=expected, change=change, what=self.what, **arguments)
        except StaleVersion as stale:
            return self._told(form, stale.current)
        step = getattr(form, "row_step", "")
        faults = tell_saved(self.request, saved) if not step else []
        stay, leave = urls
        if step:
            return redirect(f"{stay}#baris")
        return redirect(stay if any(self.mine(one) for one in faults) else leave)

    def _told(self, form: PieceForm, current: Any) -> HttpResponse:
        """Show what was typed beside what somebody else has stored; the next time it is stored over that."""
        found = self.again(json.loads(current.definition), form.cleaned_data["known_as"])
        form.take_conflict(found.piece, current.edit_version, **self.options)
        return self._show(form, status=422, action=found.url)

    def _show(self, form: PieceForm, *, status: int = 200, action: str = "") -> HttpResponse:
        context = {"form": form, "version": self.version, "action": action, **self.context}
        return render(self.request, self.template, context, status=status)


def tell_saved(request: Request, version: InstrumentVersion) -> tuple[Problem, ...]:
    """Say that something is stored, and how much of the whole is still wrong; give that."""
    problems = problems_of(version)
    if problems:
        words = ngettext(
            "Tersimpan. Masih ada %d hal yang harus dibetulkan.",
            "Tersimpan. Masih ada %d hal yang harus dibetulkan.",
            len(problems),
        )
        messages.warning(request, words % len(problems))
    else:
        messages.success(request, _("Tersimpan."))
    return problems


def take_step(request: Request, version: InstrumentVersion, change: Callable[[Data], object], what: str) -> None:
    """Do what one button does; a draft that was changed meanwhile stays as it is, and that is said."""
    check_editable(request.user, version)
    typed = request.POST.get("edit_version", "")
    expected = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    try:
        saved = edit_instrument(by=request.user, version=version, expected_version=expected, change=change, what=what)
    except StaleVersion:
        messages.error(request, _("Instrumen ini baru saja diubah di tempat lain. Periksa, lalu ulangi."))
    else:
        tell_saved(request, saved)
