"""Who may open what: the panel, its assignments and declarations, and filling in sheets."""

from tests.meta.access.rows import Arguments, Row

TABLE: dict[str, Row] = {}
FORMS: dict[str, int] = {}
ARGUMENTS: dict[str, Arguments] = {}
