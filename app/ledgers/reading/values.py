"""Values of the sheets through calamine, which reads stored values and never evaluates a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from app.ledgers.reading.archive import Archive
from app.ledgers.reading.refusals import refused

Raw = str | int | float | bool | date | datetime | time | timedelta

KNOWN_ERRORS = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA")
)
"""calamine refuses the whole sheet for any other, although Excel 365 writes #SPILL! and more."""

# Every repetition is bounded, so that no text inside the book can make the search slow.
_ERROR_VALUE = re.compile(
    rb"""(<(?:\w{1,20}:)?c\s[^<>]{0,300}?\bt=["']e["'][^<>/]{0,300}>"""
    rb"""(?:(?!</(?:\w{1,20}:)?c>).){0,10000}?<(?:\w{1,20}:)?v>)(#[^<]{0,40})(?=</)""",
    re.DOTALL,
)


class ValueReader:
    """The grids of one checked book, by sheet index."""

    def __init__(self, archive: Archive, names: Sequence[str], newer_errors: Sequence[str]) -> None:
        data = _with_known_errors(archive, newer_errors) if newer_errors else archive.data
        with _as_refusal():
            self._book = CalamineWorkbook.from_filelike(BytesIO(data))
            found = self._book.sheet_names
        if list(found) != list(names):
            raise refused("damaged")

    def grid(self, index: int) -> list[list[Raw]]:
        """Rows from row 1, cells from column A; '' where there is nothing."""
        with _as_refusal():
            sheet = self._book.get_sheet_by_index(index)
            return sheet.to_python(skip_empty_area=False)


@contextmanager
def _as_refusal() -> Iterator[None]:
    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise refused("damaged") from error
    except BaseException as error:
        # A panic of the native reader is no Exception; anything else is not ours to stop.
        if type(error).__name__ != "PanicException":
            raise
        raise refused("damaged") from error


def _with_known_errors(archive: Archive, parts: Sequence[str]) -> bytes:
    """A copy in memory whose newer error values read #N/A; the true ones are in the marks."""
    import zipfile  # slow to import and seldom needed

    copy = BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in archive.entries:
            if not name.endswith((".xml", ".rels")):
                continue
            if name in parts:
                target.writestr(name, _ERROR_VALUE.sub(_known, archive.read(name)))
            else:
                with target.open(name, "w") as part:
                    for chunk in archive.chunks(name):
                        part.write(chunk)
    return copy.getvalue()


def _known(found: re.Match[bytes]) -> bytes:
    told = found[2].decode("utf-8", errors="replace")
    return found[1] + (found[2] if told in KNOWN_ERRORS else b"#N/A")
