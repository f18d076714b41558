"""Who may open what: what anybody can check: verification, published data, why this score."""

from tests.meta.access.rows import Arguments, Row

TABLE: dict[str, Row] = {}
FORMS: dict[str, int] = {}
ARGUMENTS: dict[str, Arguments] = {}
