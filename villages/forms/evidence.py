"""Forms for photos and documents."""

from p2wkss.forms import VersionedModelForm
from villages.models import Evidence


class EvidenceForm(VersionedModelForm):
    """What a photo or document shows."""

    class Meta:
        model = Evidence
        fields = ("caption", "moment", "effective_on")
