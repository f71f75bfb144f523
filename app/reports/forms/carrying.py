"""A form from elsewhere as JSON values on their way from the reading process, and made again here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from app.foreign.frames import Garbled
from app.foreign.readers import Facts, Part
from app.foreign.shapes import a_count, a_flag, a_list, a_text, of_size
from app.reports.forms.taking_in import LARGEST, MOST_SHEETS, check_workbook
from app.reports.forms.unpacking import unpacked
from app.reports.xlsx.cells import Place
from app.reports.xlsx.sheet_view import MOST_COLUMNS, MOST_ROWS, Area, SheetView
from app.reports.xlsx.styles import Look

_ROWS, _COLUMNS = 1_048_576, 16_384
_MOST = 1_000_000
"""Entries of any one list: no form that is taken in has as many."""
_LARGEST_PIXELS = 10_000_000
_LONGEST_WORD = 255
_GROUND = re.compile(r"(?:[0-9A-Fa-f]{6})?")


def looked_at(facts: Facts, data: bytes) -> Iterator[Part]:
    """In the reading process: the sheets that may be filled, and how those in `views` look."""
    book = check_workbook(str(facts["name"]), data)
    yield {"sheets": list(book.sheets)}
    for wanted in facts["views"]:
        sheet = wanted if wanted in book.sheets else facts["else"] or book.sheets[0]
        yield view_part(book.view(str(sheet)))


def bundle(facts: Facts, data: bytes) -> Iterator[Part]:
    """In the reading process: the definition of a form from a neighbour, its sheets, its template."""
    text, template = unpacked(str(facts["name"]), data)
    book = check_workbook("template.xlsx", template)
    yield {"text": text, "sheets": list(book.sheets)}
    yield template


def written(facts: Facts, data: bytes) -> Iterator[Part]:
    """In the reading process: a template filled with the values and compared with what it was."""
    from app.reports.forms.excel import compared
    from app.reports.forms.form import form_from

    form = replace(
        form_from(facts["toml"], data, facts["title"], may_be_empty=True), registered=True
    )
    values = {name: carried_back(value) for name, value in facts["values"].items()}
    yield compared(form, values)


def carried_value(value: int | str | date | None) -> list[Any] | int | str | None:
    """A value of a cell on its way there."""
    return ["d", value.isoformat()] if isinstance(value, date) else value


def carried_back(value: Any) -> int | str | date | None:
    """A value of a cell as it arrived there."""
    found: int | str | date | None = (
        date.fromisoformat(value[1]) if isinstance(value, list) else value
    )
    return found


def sheets_of(part: Part) -> tuple[str, ...]:
    """The sheets of a form, at least one."""
    if not isinstance(part, dict) or not a_list(part.get("sheets"), MOST_SHEETS):
        raise Garbled("no sheets")
    return tuple(a_text(name, _LONGEST_WORD) for name in part["sheets"])


def template_of(part: Part) -> bytes:
    """A template."""
    if not isinstance(part, bytes) or not 0 < len(part) <= LARGEST:
        raise Garbled("no template")
    return part


def view_part(view: SheetView) -> dict[str, Any]:
    """A sheet as it is shown; looks are numbered, since many cells look the same."""
    kinds = list(dict.fromkeys(view.looks.values()))
    number = {look: at for at, look in enumerate(kinds)}
    return {
        "name": view.name,
        "rows": view.rows,
        "columns": view.columns,
        "widths": list(view.widths),
        "heights": list(view.heights),
        "texts": [[*spot, words] for spot, words in view.texts.items()],
        "kinds": [
            [one.bold, one.align, one.wrap, one.ground, list(one.lines), one.locked, one.day]
            for one in kinds
        ],
        "looks": [[*spot, number[look]] for spot, look in view.looks.items()],
        "merges": [[*first, *last] for first, last in view.merges],
        "formulas": [list(spot) for spot in sorted(view.formulas)],
        "protected": view.protected,
        "names": [[*spot, name] for spot, name in view.names.items()],
        "cut": view.cut,
    }


def view_of(part: Part) -> SheetView:
    """The sheet that arrived; `Garbled` when it is none."""
    if not isinstance(part, dict):
        raise Garbled("no sheet")
    try:
        return _view(part)
    except (KeyError, TypeError, ValueError) as cause:
        raise Garbled(type(cause).__name__) from cause


def _view(part: dict[str, Any]) -> SheetView:
    kinds = tuple(map(_look, a_list(part["kinds"], _MOST)))
    rows, columns = a_count(part["rows"], MOST_ROWS), a_count(part["columns"], MOST_COLUMNS)
    return SheetView(
        name=a_text(part["name"], _LONGEST_WORD),
        rows=rows,
        columns=columns,
        widths=_sizes(part["widths"], columns),
        heights=_sizes(part["heights"], rows),
        texts={_spot(at[:2]): a_text(at[2]) for at in _triples(part["texts"])},
        looks={
            _spot(at[:2]): kinds[a_count(at[2], len(kinds) - 1)] for at in _triples(part["looks"])
        },
        merges=tuple(map(_area, a_list(part["merges"], _MOST))),
        formulas=frozenset(map(_spot, a_list(part["formulas"], _MOST))),
        protected=a_flag(part["protected"]),
        names={_spot(at[:2]): a_text(at[2], _LONGEST_WORD) for at in _triples(part["names"])},
        cut=a_flag(part["cut"]),
    )


def _triples(value: Any) -> Iterator[list[Any]]:
    return (of_size(one, 3) for one in a_list(value, _MOST))


def _spot(value: Any) -> Place:
    row, column = of_size(value, 2)
    return a_count(row, _ROWS, 1), a_count(column, _COLUMNS, 1)


def _area(value: Any) -> Area:
    at = of_size(value, 4)
    return _spot(at[:2]), _spot(at[2:])


def _sizes(value: Any, count: int) -> tuple[int, ...]:
    return tuple(a_count(one, _LARGEST_PIXELS) for one in of_size(value, count))


def _look(value: Any) -> Look:
    bold, align, wrap, ground, lines, locked, day = of_size(value, 7)
    left, top, right, bottom = map(a_flag, of_size(lines, 4))
    if not _GROUND.fullmatch(a_text(ground)):
        raise Garbled("no colour")
    return Look(
        a_flag(bold),
        a_text(align, _LONGEST_WORD),
        a_flag(wrap),
        ground,
        (left, top, right, bottom),
        a_flag(locked),
        a_flag(day),
    )
