"""Who may open what: writing, checking and comparing instruments."""

from tests.meta.access.rows import Arguments, Row

TABLE: dict[str, Row] = {}
FORMS: dict[str, int] = {}
ARGUMENTS: dict[str, Arguments] = {}
