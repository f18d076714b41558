"""The world of the page tests, made anew for each test in its own transaction."""

import pytest

from tests.factories.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    """Everybody and everything that the pages look at."""
    return build_world()
