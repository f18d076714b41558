"""Many rows at once, at the speed of the database: COPY on PostgreSQL, one prepared statement on SQLite.

Values come as both databases take them: text, whole numbers and None; dates as ISO text, keys as 32 hex digits, moments
as text in UTC. Constraints and generated columns hold as for any other row; `save()` and signals are not run, so the
callers, which are actions, check and audit by themselves.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from psycopg2.extras import execute_batch

_PART = 5_000


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Add rows, given as values of the named fields, in the caller's transaction. Gives how many there were."""
    columns = [_column(model, name) for name in fields]
    table = _quoted(model._meta.db_table)
    count = 0
    with connection.cursor() as cursor:
        for part in _parts(rows):
            if connection.vendor == "postgresql":
                _copy(cursor, table, columns, part)
            else:
                names, marks = ", ".join(_quoted(one.column) for one in columns), ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part)  # noqa: S608 - our own names
            count += len(part)
    return count


def update_versions(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Change rows that still have the version they were read with, and count that version up.

    A row is: the values of `fields`, then its key and its version. Gives how many were changed; fewer than were given
    means that somebody else was quicker.
    """
    settings = ", ".join(f"{_quoted(_column(model, name).column)} = %s" for name in fields)
    statement = (
        f"UPDATE {_quoted(model._meta.db_table)} SET {settings}, version = version + 1 "  # noqa: S608 - our own names
        f"WHERE {_quoted(str(model._meta.pk.column))} = %s AND version = %s"
    )
    changed = 0
    with connection.cursor() as cursor:
        for part in _parts(rows):
            if connection.vendor == "postgresql":
                changed += _execute_many(cursor, statement, part)
            else:
                cursor.executemany(statement, part)
                changed += cursor.rowcount
    return changed


def _parts(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("rows are added and changed inside a transaction only")
    source = iter(rows)
    while part := list(islice(source, _PART)):
        yield part


def _copy(cursor: Any, table: str, columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> None:
    """Send rows as CSV: nothing between commas is NULL, but empty text where a column may not be NULL.

    CSV cannot tell None from empty text, so None in such a column is refused here.
    """
    places = [at for at, one in enumerate(columns) if not one.null]
    if places and any(row[at] is None for row in rows if None in row for at in places):
        raise IntegrityError(f"null value in a column of {table} that may not be null")
    names = ", ".join(_quoted(one.column) for one in columns)
    required = [_quoted(columns[at].column) for at in places]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    text.seek(0)
    never_null = f", FORCE_NOT_NULL ({', '.join(required)})" if required else ""
    with connection.wrap_database_errors:
        cursor.cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv{never_null})", text)


def _execute_many(cursor: Any, statement: str, rows: Sequence[Sequence[Any]]) -> int:
    """Run the statement for each row, many to a round trip, and count the rows that it changed."""
    counted = f"WITH done AS ({statement} RETURNING 1) INSERT INTO p2wkss_changed SELECT count(*) FROM done"  # noqa: S608
    cursor.execute("CREATE TEMPORARY TABLE p2wkss_changed (rows bigint) ON COMMIT DROP")
    with connection.wrap_database_errors:
        execute_batch(cursor.cursor, counted, rows, page_size=500)
    cursor.execute("SELECT coalesce(sum(rows), 0) FROM p2wkss_changed")
    total = int(cursor.fetchone()[0])
    cursor.execute("DROP TABLE p2wkss_changed")
    return total


def _column(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
