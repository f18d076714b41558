"""Changing rows behind the triggers' back, as somebody with the database's password could."""

from django.db import connection


def lift_triggers(table: str, verb: str = "update") -> None:
    """Take away what keeps the rows of a table from being changed, or with "delete" from being taken out."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        else:
            # Open checks of foreign keys would keep PostgreSQL from altering the table inside the test's transaction.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def bend(table: str, change: str) -> None:
    """Change rows of a table; `change` is what follows SET."""
    lift_triggers(table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")
