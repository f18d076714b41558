"""How a form hands what was typed to an action, and shows in place what the action refuses."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

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

    def _take_errors(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            known = name in self.fields or name == NON_FIELD_ERRORS
            self.add_error(name if known and name != NON_FIELD_ERRORS else None, errors)

    def _take_conflict(self, current: models.Model) -> None:
        theirs = type(self)(instance=current)  # type: ignore[call-arg]
        self.conflicts = [
            Conflict(str(field.label), _shown(theirs[name]), _shown(self[name]))
            for name, field in self.fields.items()
            if name != "version" and _shown(theirs[name]) != _shown(self[name])
        ]
        self.data = {**self.data, self.add_prefix("version"): str(getattr(current, "version"))}
        self.add_error(
            None,
            _("Data ini baru saja diubah orang lain. Periksa perbedaannya; simpan lagi untuk memakai isian Anda."),
        )


def _shown(field: forms.BoundField) -> str:
    """Give what the reader sees in a field: the words of a choice, not its value."""
    value = "" if field.value() is None else str(field.value())
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    return choices.get(value, value)


class VersionedModelForm(ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """A model form for a record with a `version`: the instance it saves carries the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = getattr(self.instance, "version", None)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.cleaned_data.get("version"):
            self.instance.version = self.cleaned_data["version"]
