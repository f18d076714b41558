"""The form for the hand-over of a target village."""

from django import forms
from django.utils.translation import gettext_lazy as _

from p2wkss.forms import VersionedModelForm
from villages.forms.keyed import DayInput
from villages.models import Handover


class HandoverForm(VersionedModelForm):
    """On which day, to whom, and what was agreed."""

    class Meta:
        model = Handover
        fields = ("handed_on", "receiver", "note")
        widgets = {"handed_on": DayInput, "note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "receiver": _("Misalnya TP PKK Kabupaten Serang."),
            "note": _("Apa yang disepakati: siapa mendampingi, berapa kali dikunjungi, siapa memeriksa aset."),
        }
