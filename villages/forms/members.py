"""The form for a member of a family."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from villages.forms.numbers import NumberField, NumbersForm
from villages.identity import check_nik
from villages.models import Member


class MemberForm(NumbersForm):
    """A person of a family other than its head. Only name, sex and relation are asked for."""

    nik = NumberField(label="NIK", check=check_nik)

    class Meta:
        model = Member
        fields = (
            "name",
            "sex",
            "relation",
            "birth_date",
            "nik",
            "schooling",
            "work",
            "disability",
            "left_on",
        )
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("birth_date", "left_on")
        }
        help_texts = {
            "left_on": _("Isi bila tidak lagi tinggal dalam keluarga ini; datanya tetap tersimpan."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["left_on"]
