"""Who may open the pages of reports."""

from tests.meta.access.rows import Row

TABLE: dict[str, Row] = {}
