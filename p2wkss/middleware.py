"""What every answer carries: its language, and that it is for one person."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]


def speak_as_switched(get_response: Answer) -> Answer:
    """Speak Indonesian, and English to who switched to it.

    What the browser asks for counts for nothing: many devices in Indonesia are left in English.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def keep_private(get_response: Answer) -> Answer:
    """Keep pages out of every cache, so that the Back button of a shared computer shows nothing after signing out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def client_address(request: HttpRequest) -> str:
    """Give the address that sign-in attempts are counted by.

    A public server stands behind one proxy of its own, which adds the visitor's address last; what stands before it
    in the header is the visitor's word and counts for nothing.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
