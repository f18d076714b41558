"""What every page is framed with, and what is drawn alike wherever it stands: drawn once, and kept."""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import ParamSpec

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from p2wkss.icons import ICONS

register = template.Library()
P = ParamSpec("P")
# More than there are icons.
_MOST = 256


def _kept(draw: Callable[P, str]) -> Callable[P, str]:
    """Keep what is drawn alike for everybody; on a site that is being developed it is drawn each time."""
    kept = lru_cache(maxsize=_MOST)(draw)

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> str:
        return draw(*args, **kwargs) if settings.DEBUG else kept(*args, **kwargs)  # type: ignore[arg-type]

    return drawn


@register.simple_tag
@_kept
def frame_head() -> str:
    """Give the head of all pages: styles and what a browser is told. The same for everybody, in every language."""
    return render_to_string("layout/head.html")


@register.simple_tag
def menu(items: Iterable[tuple[str, str, bool]]) -> str:
    """List the main menu, which a page has twice: folded on a phone, in a row on a wide screen."""
    return render_to_string("layout/nav_list.html", {"nav_items": items})


@register.simple_tag
@_kept
def icon(name: str) -> str:
    """Draw an icon, hidden from screen readers: a word always stands beside it."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"Unknown icon {name!r}.")
    shapes = mark_safe(ICONS[name])  # our own drawings, no input
    return render_to_string("components/icon.html", {"name": name, "shapes": shapes})
