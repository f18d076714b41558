"""Who may open what: objections, decisions, and what they changed."""

from tests.meta.access.rows import Arguments, Row

TABLE: dict[str, Row] = {}
FORMS: dict[str, int] = {}
ARGUMENTS: dict[str, Arguments] = {}
