"""Who may open what: the plenary, the dates of the phases, and the minutes."""

from tests.meta.access.rows import Arguments, Row

TABLE: dict[str, Row] = {}
FORMS: dict[str, int] = {}
ARGUMENTS: dict[str, Arguments] = {}
