"""Forms for records whose key is made where the form is opened."""

from typing import Any

from django import forms

from p2wkss.forms import VersionedModelForm


class KeyedForm(VersionedModelForm):
    """A form for a record with a `uuid`: the same form sent twice makes one record (p2wkss.pages.sent_before)."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uuid"].initial = self.instance.pk

    def clean(self) -> dict[str, Any]:
        """Give a new record the key that its form was opened with."""
        cleaned = super().clean() or {}
        if cleaned.get("uuid") and self.instance._state.adding:
            self.instance.uuid = cleaned["uuid"]
        return cleaned


class DayInput(forms.DateInput):
    """A day, picked by the browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)
