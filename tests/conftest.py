"""What all tests stand on: GETs that may not write, files in a temporary place, and signing in.

A template variable that does not exist fails the test that meets it (FAIL_INVALID_TEMPLATE_VARS in pyproject.toml).

There are no transactional tests (`transaction=True`, `live_server`): they end with a flush, which the append-only
triggers refuse on SQLite. Browser tests have a server and a database of their own (tests/browser/conftest.py).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from hypothesis import HealthCheck, settings

# A slow machine is no fault of the code: nothing fails by time.
settings.register_profile("p2wkss", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("p2wkss")

# Tables that a GET may write: the session itself.
FREE_TABLES = re.compile(r"\b(django_session)\b")
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if WRITES.match(sql) and not FREE_TABLES.search(sql):
        raise AssertionError(f"a GET wrote to the database: {sql[:200]}")
    return execute(sql, params, many, context)


@pytest.fixture(autouse=True, scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep uploaded files out of the site's own."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(autouse=True)
def strict_client(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test whose GET writes."""
    plain = Client.request

    def request(self: Client, **environ: Any) -> Any:
        if environ.get("REQUEST_METHOD") == "GET":
            with connection.execute_wrapper(_refuse_writes):
                return plain(self, **environ)
        return plain(self, **environ)

    monkeypatch.setattr(Client, "request", request)
    yield


@pytest.fixture
def sign_in(client: Client) -> Callable[[Any], Client]:
    """Sign a person in, past the password."""

    def sign_in(user: Any) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
