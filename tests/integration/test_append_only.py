"""The database itself refuses to change what must stand, on SQLite as on PostgreSQL."""

import pytest
from django.db import connection, transaction
from django.db.models import F, Model
from django.db.utils import DatabaseError

from assessments.models import InstrumentVersion, Result
from p2wkss.models import AuditEvent
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")

TABLES = ["p2wkss_auditevent", "assessments_result", "assessments_instrumentversion"]
EVENTS = [
    "villages_familystatusevent",
    "villages_surveyevent",
    "villages_duplicatedecision",
    "assessments_resultplace",
    "assessments_sheetreturn",
    "assessments_conflictdeclaration",
    "assessments_moderatedmark",
    "assessments_tiedecision",
    "assessments_plenaryminutes",
    "assessments_objection",
    "assessments_objectionevidence",
    "assessments_objectiondecision",
]


@pytest.mark.parametrize("table", EVENTS)
def test_what_happened_to_families_and_surveys_has_its_triggers(world: World, table: str) -> None:
    place = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger WHERE true"
    name = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {place} AND {name} LIKE %s", [f"{table}_no_%"])
        assert {row[0] for row in cursor.fetchall()} == {f"{table}_no_update", f"{table}_no_delete"}


@pytest.mark.parametrize("model", [AuditEvent, Result, InstrumentVersion])
def test_bulk_updates_and_deletes_are_refused(world: World, model: type[Model]) -> None:
    rows = model._default_manager.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(id=F("id"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows._raw_delete(rows.db)
    assert rows.exists()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "UPDATE {0} SET id = id"])
def test_raw_sql_is_refused_too(world: World, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_an_instrument_that_is_not_locked_may_still_change(world: World) -> None:
    locked = InstrumentVersion.objects.get()
    draft = InstrumentVersion.objects.create(
        province=locked.province,
        code=locked.code,
        version=2,
        title="Konsep",
        definition=locked.definition,
        created_by=world.secretariat,
    )
    draft.title = "Konsep kedua"
    draft.save()
    draft.delete()
