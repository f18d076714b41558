"""What the database keeps of a village's figures."""

from villages.figures import Figures
from villages.models import VillageSummary


def kept_figures(target_village_id: int) -> Figures:
    """Give the figures as they stand in the village's summary, and never counted anew."""
    return Figures.from_row(VillageSummary.objects.get(pk=target_village_id).figures)
