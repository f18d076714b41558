"""Database rules that Django has no word for: rows that may be added but never changed or removed."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} FOR EACH ROW {when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION p2wkss_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION p2wkss_refuse()
"""


class AppendOnly(Operation):
    """Let triggers refuse UPDATE and DELETE on a table, on SQLite and on PostgreSQL.

    With `when` (a condition on OLD, such as `OLD.locked_at IS NOT NULL`) only such rows are fixed.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, when: str = "") -> None:
        self.table = table
        self.when = when

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Give Django what it needs to write the operation down."""
        return self.__class__.__qualname__, [self.table], {"when": self.when} if self.when else {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in Django's own picture of the models."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Create both triggers."""
        sqlite = schema_editor.connection.vendor == "sqlite"
        if not sqlite:
            schema_editor.execute(_POSTGRESQL_FUNCTION, params=None)
        for verb in ("update", "delete"):
            when = f"WHEN ({self.when})" if self.when else ""
            template = _SQLITE if sqlite else _POSTGRESQL
            statement = template.format(table=self.table, verb=verb, VERB=verb.upper(), when=when)
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Drop both triggers."""
        suffix = "" if schema_editor.connection.vendor == "sqlite" else f" ON {self.table}"
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {self.table}_no_{verb}{suffix}")

    def describe(self) -> str:
        """Say it in the migration's output."""
        return f"Refuse changes to rows of {self.table}"


_SQLITE_PART = """
CREATE TRIGGER {table}_fixed_{verb} BEFORE {VERB} ON {table} FOR EACH ROW
WHEN EXISTS (SELECT 1 FROM {parent} whole WHERE whole.id IN ({ids}) AND ({when}))
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_PART_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM {parent} whole WHERE whole.id IN (OLD.{key}, NEW.{key}) AND ({when})) THEN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""
_POSTGRESQL_PART = """
CREATE TRIGGER {table}_fixed_{verb} BEFORE {VERB} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_fixed()
"""


class FixedWith(Operation):
    """Let triggers refuse any change to the rows of a table whose whole is fixed (`when`: a condition on `whole`).

    `parent` is the table of the whole, `key` the column that names it.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, parent: str, key: str, when: str) -> None:
        self.words = {"table": table, "parent": parent, "key": key, "when": when}

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Give Django what it needs to write the operation down."""
        return self.__class__.__qualname__, [], self.words

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in Django's own picture of the models."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Create the triggers."""
        sqlite = schema_editor.connection.vendor == "sqlite"
        if not sqlite:
            schema_editor.execute(_POSTGRESQL_PART_FUNCTION.format(**self.words), params=None)
        for verb, rows in (("insert", ("NEW",)), ("update", ("OLD", "NEW")), ("delete", ("OLD",))):
            ids = ", ".join(f"{row}.{self.words['key']}" for row in rows)
            words = {**self.words, "verb": verb, "VERB": verb.upper(), "ids": ids}
            schema_editor.execute((_SQLITE_PART if sqlite else _POSTGRESQL_PART).format(**words), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Drop the triggers."""
        table, sqlite = self.words["table"], schema_editor.connection.vendor == "sqlite"
        for verb in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_fixed_{verb}{'' if sqlite else f' ON {table}'}")
        if not sqlite:
            schema_editor.execute(f"DROP FUNCTION {table}_fixed()")

    def describe(self) -> str:
        """Say it in the migration's output."""
        return f"Refuse changes to rows of {self.words['table']} that are part of something fixed"


class NoLongerAppendOnly(AppendOnly):
    """Take the triggers of `AppendOnly` away: before a table is altered, as SQLite rebuilds it without them."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Drop both triggers."""
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Create both triggers again."""
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say it in the migration's output."""
        return f"Allow changes to rows of {self.table}"
