"""Who may open the pages of letterheads."""

from tests.meta.access.rows import Row

TABLE: dict[str, Row] = {}
