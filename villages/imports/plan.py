"""What a check found, kept until somebody decides: an encrypted file of pages, of which any one is read alone."""

import json
from collections.abc import Iterator, Sequence
from typing import IO, Any

from p2wkss.crypto import seal, unseal

PAGE = 50


class PlanWriter:
    """Writes rows of several kinds, a page of each kind at a time, so that memory does not grow with the workbook."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._open: dict[str, list[Any]] = {}
        self._index: dict[str, list[list[int]]] = {}

    def add(self, kind: str, row: Any) -> None:
        """Add a row, as JSON can hold it."""
        rows = self._open.setdefault(kind, [])
        rows.append(row)
        if len(rows) == PAGE:
            self._write(kind)

    def close(self) -> dict[str, list[list[int]]]:
        """Write what is left and give the index: {kind: [[offset, length, rows], ...]}."""
        for kind in list(self._open):
            if self._open[kind]:
                self._write(kind)
        return self._index

    def _write(self, kind: str) -> None:
        rows, self._open[kind] = self._open[kind], []
        part = seal(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())
        self._index.setdefault(kind, []).append([self._file.tell(), len(part), len(rows)])
        self._file.write(part)


class PlanReader:
    """Reads the pages that a `PlanWriter` wrote."""

    def __init__(self, file: IO[bytes], index: dict[str, list[list[int]]]) -> None:
        self._file = file
        self._index = index

    def page(self, kind: str, number: int) -> list[Any]:
        """Give a page of a kind, counted from 1; none beyond the last."""
        pages: Sequence[list[int]] = self._index.get(kind, [])
        if not 1 <= number <= len(pages):
            return []
        offset, length, _rows = pages[number - 1]
        self._file.seek(offset)
        rows: list[Any] = json.loads(unseal(self._file.read(length)))
        return rows

    def rows(self, kind: str) -> Iterator[Any]:
        """Give all rows of a kind, page by page."""
        for number in range(1, len(self._index.get(kind, [])) + 1):
            yield from self.page(kind, number)

    def count(self, kind: str) -> int:
        """Say how many rows of a kind there are."""
        return sum(rows for _offset, _length, rows in self._index.get(kind, []))
