"""The request as views know it: somebody is signed in."""

from django.http import HttpRequest

from p2wkss.models import User


class Request(HttpRequest):
    """A request of a signed-in person; LoginRequiredMiddleware lets no other reach a view that is not open."""

    user: User
