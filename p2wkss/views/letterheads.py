"""Pages of letterheads and signers: versions with the day from which they count."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from p2wkss.http import Request


@require_GET
def letterhead_list(request: Request) -> HttpResponse:
    """List the letterheads of the person's offices."""
    raise Http404


@require_http_methods(["GET", "POST"])
def letterhead_create(request: Request, region: str) -> HttpResponse:
    """Start a new version, a copy of the one in force."""
    raise Http404


@require_GET
def letterhead_detail(request: Request, pk: int) -> HttpResponse:
    """Show a version as it will be printed."""
    raise Http404


@require_http_methods(["GET", "POST"])
def letterhead_update(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    raise Http404


@require_GET
def letterhead_logo(request: Request, pk: int) -> HttpResponse:
    """Hand out the logo."""
    raise Http404


@require_POST
def letterhead_activate(request: Request, pk: int) -> HttpResponse:
    """Take a draft into use from a day on."""
    raise Http404


@require_POST
def letterhead_discard(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    raise Http404
