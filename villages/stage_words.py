"""How a stage of the year stands, in the reader's words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from villages.stages import Mark


def days_words(days: int) -> str:
    """Write a number of days."""
    return ngettext("%d hari", "%d hari", days) % days


def mark_words(mark: Mark, days: int) -> str:
    """Say how a stage stands."""
    words = {
        Mark.HELD: _("Dilaksanakan"),
        Mark.HELD_LATE: _("Dilaksanakan, terlambat %s"),
        Mark.OVERDUE: _("Terlambat %s"),
        Mark.AHEAD: _("Direncanakan"),
        Mark.UNPLANNED: _("Belum direncanakan"),
    }[mark]
    return words % days_words(days) if "%s" in words else words
