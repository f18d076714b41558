"""What every page's frame shows: who is signed in, for which region, and where they may go."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give the frame its navigation."""
    return {"nav_items": [], "role_label": "", "region_label": ""}
