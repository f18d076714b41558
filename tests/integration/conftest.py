"""The world of the page tests."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.factories.world import World, build_world


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world made once for a module, in a transaction that is rolled back at its end.

    A module whose every test stands in the world asks for it by `usefixtures`; what a test changes in the database
    is rolled back as always, and the objects that it gets are its own copies.
    """
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield build_world()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> World:
    """Everybody and everything that the pages look at."""
    if "shared_world" in request.fixturenames:
        return copy.deepcopy(request.getfixturevalue("shared_world"))
    return build_world()


@pytest.fixture
def staff(world: World, sign_in: Callable[[Any], Client]) -> Client:
    """The staff of Kabupaten Serang, signed in."""
    return sign_in(world.serang.staff)
