"""How a form hands what was typed to an action, and shows in place what the action refuses."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from p2wkss import formats
from p2wkss.actions.saving import StaleVersion

T = TypeVar("T")


class Conflict(NamedTuple):
    """One field whose saved value and typed value differ."""

    label: str
    saved: str
    typed: str


class ActionForm(forms.BaseForm):
    """A form whose `submit` runs an action. Whatever the action refuses stands at its field, and nothing is lost.

    Put it beside `forms.Form` or `forms.ModelForm`. A model form for a record with a `version` carries that
    version hidden, and so notices when somebody saved a newer one: `conflicts` then lists both values.
    """

    conflicts: list[Conflict] = []

    def submit(self, action: Callable[..., T], **arguments: Any) -> T | None:
        """Run the action when the form is valid; give its result, or None when there is an error to show."""
        if not self.is_valid():
            return None
        try:
            return action(**arguments)
        except ValidationError as error:
            self._take_errors(error)
        except PermissionDenied as error:
            self.add_error(None, str(error))
        except StaleVersion as error:
            self._take_conflict(error.current)
        return None

    def offer(self, name: str, rows: models.QuerySet[Any], words: Callable[[Any], str] = str) -> None:
        """Let a choice field offer these rows, written in these words."""
        field = cast(Any, self.fields[name])
        field.queryset = rows
        field.label_from_instance = words

    def reopened(self, current: models.Model) -> "ActionForm":
        """Give the same form for what now stands in the database, to compare with what was typed."""
        return type(self)(instance=current)  # type: ignore[call-arg]

    def _take_errors(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            known = name in self.fields or name == NON_FIELD_ERRORS
            self.add_error(name if known and name != NON_FIELD_ERRORS else None, errors)

    def _take_conflict(self, current: models.Model) -> None:
        theirs = self.reopened(current)
        self.conflicts = [
            Conflict(str(field.label), _shown(theirs[name]), _shown(self[name]))
            for name, field in self.fields.items()
            if not self[name].is_hidden and field.has_changed(theirs[name].initial, self[name].data)
        ]
        data = cast(Any, self.data).copy()  # unpacking a QueryDict would turn every value into a list
        data[self.add_prefix("version")] = str(getattr(current, "version"))
        self.data = data
        self.add_error(
            None,
            _("Data ini baru saja diubah orang lain. Periksa perbedaannya; simpan lagi untuk memakai isian Anda."),
        )


def _shown(field: forms.BoundField) -> str:
    """Give what the reader sees in a field: the words of a choice and of a date, not their values."""
    value = "" if field.value() is None else str(field.value())
    if isinstance(field.field, forms.DateField):
        return _shown_date(field.field, value)
    choices = {str(key): str(label) for key, label in _flat(getattr(field.field, "choices", ()))}
    return choices.get(value, value)


def _shown_date(field: forms.DateField, value: str) -> str:
    try:
        date = field.to_python(value)
    except ValidationError:
        return value
    return formats.longdate(date) if isinstance(date, datetime.date) else ""


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Give the choices one by one, also those that stand in groups."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


class VersionedModelForm(ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """A model form for a record with a `version`: the instance it saves carries the version that was read.

    A record that was not there yet when the form was opened has version 0; a form that names none is taken as such.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = 0 if self.instance._state.adding else getattr(self.instance, "version")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.instance.version = self.cleaned_data.get("version") or 0
