"""What logs may not keep."""

import logging
import re

# The secret part of a calendar's address (villages/urls/visits.py).
_CALENDAR = re.compile(r"(?<=/kalender/)[^/\s]+(?=\.ics)")


class HideCalendarKeys(logging.Filter):
    """Take the secret out of the address of a calendar before a line is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without a secret."""
        if isinstance(record.args, tuple):
            record.args = tuple(_CALENDAR.sub("…", one) if isinstance(one, str) else one for one in record.args)
        return True
