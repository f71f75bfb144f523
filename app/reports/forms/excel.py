"""Filling a form's own .xlsx with figures so that everything else in the file stays as it was."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import FileProblem
from app.reports.forms.apart import filled_apart
from app.reports.forms.form import Form, Value, ValueFormat
from app.reports.output import write_whole
from app.reports.xlsx import cells
from app.reports.xlsx.cells import Place
from app.reports.xlsx.native import reading_values
from app.reports.xlsx.package import Package, read_package, recalculating, write_package
from app.reports.xlsx.refused import BrokenTemplateError
from app.reports.xlsx.sheet_patch import CellValue, covered_by_formula, patch_sheet, rows_of
from app.reports.xlsx.xml_spans import parse

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_TRIAL: Mapping[ValueFormat, Value] = {
    ValueFormat.NUMBER: 12,
    ValueFormat.TEXT: "試し書き",
    ValueFormat.DATE: date(2026, 4, 1),
}
_TYPES: Mapping[ValueFormat, type] = {
    ValueFormat.NUMBER: int,
    ValueFormat.TEXT: str,
    ValueFormat.DATE: date,
}


def fill(
    form: Form,
    values: Mapping[str, Value],
    out: Path,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Write `form` with `values` (by input name; None leaves the cell as it is) to `out`.

    Only the input cells, cached results of formulas and the order to recalculate change. The file
    is read back and compared before it takes its place.
    """
    _refuse_name(out)
    data = filled_apart(form, values) if form.registered else compared(form, values)
    write_whole(out, data, lambda draft: _refuse_other(form, draft, data), pause=pause)


def filled(form: Form, values: Mapping[str, Value]) -> bytes:
    """The workbook of `form` with `values`; nothing is written to a disk."""
    wanted = _by_place(form, values)
    try:
        package = read_package(form.template_bytes())
        return write_package(package, _changed_parts(form, package, wanted))
    except OSError as cause:
        raise _unusable(form, "template.xlsx が読めません") from cause
    except BrokenTemplateError as cause:
        raise _unusable(form, cause.reason) from cause


def compared(form: Form, values: Mapping[str, Value]) -> bytes:
    """`filled`, read back and compared with its template; for a registered form not in this process."""
    data = filled(form, values)
    _compare(form, data, values)
    return data


def try_out(form: Form) -> None:
    """Fill every input once and compare the whole workbook; FileProblem when it would not hold."""
    values: dict[str, Value] = {entry.name: _TRIAL[entry.format] for entry in form.inputs}
    if form.registered:
        filled_apart(form, values)
    else:
        compared(form, values)


def _refuse_other(form: Form, draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise _unusable(form, "書いたファイルを読み返すと違っていました")


def _refuse_name(out: Path) -> None:
    if out.suffix.lower() == ".xlsx":
        return
    raise FileProblem(
        f"「{out.name}」には書き出せません。何も書き出していません。"
        "マクロ付き（.xlsm）など .xlsx 以外の形は作れないので、"
        "名前の終わりを .xlsx にしてください。",
        where=out.name,
    )


def _by_place(form: Form, values: Mapping[str, Value]) -> dict[Place, CellValue]:
    inputs = {entry.name: entry for entry in form.inputs}
    unknown = sorted(set(values) - set(inputs))
    if unknown:
        raise KeyError(f"{form.id}: {unknown}")
    wanted: dict[Place, CellValue] = {}
    for name, value in values.items():
        if value is None:
            continue
        cells.check(name, value)
        if not isinstance(value, _TYPES[inputs[name].format]):
            raise TypeError(f"{name}: {type(value).__name__} is not {inputs[name].format}")
        wanted[cells.place(inputs[name].cell)] = cells.tidy(value)
    return wanted


def _changed_parts(
    form: Form, package: Package, wanted: Mapping[Place, CellValue]
) -> dict[str, bytes]:
    if form.sheet not in package.sheets:
        raise BrokenTemplateError(f"シート「{form.sheet}」がありません")
    changed = {package.workbook: recalculating(package.parts[package.workbook], package.workbook)}
    for name, part in package.sheets.items():
        if part not in package.parts:
            raise BrokenTemplateError(f"{part} がありません")
        values = wanted if name == form.sheet else {}
        changed[part] = patch_sheet(package.parts[part], part, values, date1904=package.date1904)
    return changed


@dataclass(frozen=True)
class _Before:
    """What a template says before it is filled."""

    package: Package
    formulas: Mapping[str, frozenset[Place]]
    rows: Mapping[str, list[list[object]]]


@lru_cache(maxsize=4)
def _before(template: bytes) -> _Before:
    from python_calamine import CalamineWorkbook

    package = read_package(template)
    with CalamineWorkbook.from_filelike(io.BytesIO(template)) as book:
        return _Before(
            package,
            {name: _formulas(package.parts[part], part) for name, part in package.sheets.items()},
            {name: _rows_of(book, name) for name in package.sheets},
        )


def _compare(form: Form, data: bytes, values: Mapping[str, Value]) -> None:
    """Read the workbook back: the values stand in their cells, all else is as in the template."""
    from python_calamine import CalamineWorkbook

    wanted = _by_place(form, values)
    try:
        with reading_values("書いた表を読み返せませんでした"):
            old = _before(form.template_bytes())
            before, after = old.package, read_package(data)
            may_change = {before.workbook, *before.sheets.values()}
            for name, content in before.parts.items():
                if name not in may_change and after.parts.get(name) != content:
                    raise _unusable(form, f"書いたファイルの {name} が元と違いました")
            with CalamineWorkbook.from_filelike(io.BytesIO(data)) as new:
                for name in before.sheets:
                    expected = wanted if name == form.sheet else {}
                    found = _rows_of(new, name)
                    _compare_sheet(form, expected, found, before.date1904)
                    _compare_rest(form, {*old.formulas[name], *expected}, old.rows[name], found)
    except BrokenTemplateError as cause:
        raise _unusable(form, cause.reason) from cause


def _rows_of(book: CalamineWorkbook, name: str) -> list[list[object]]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [list(row) for row in rows]


def _formulas(data: bytes, part: str) -> frozenset[Place]:
    box = parse(data, part).first("sheetData")
    return frozenset() if box is None else covered_by_formula(rows_of(box))


def _cell(rows: list[list[object]], spot: Place) -> object:
    line = rows[spot[0] - 1] if spot[0] <= len(rows) else []
    return line[spot[1] - 1] if spot[1] <= len(line) else ""


def _compare_sheet(
    form: Form, wanted: Mapping[Place, CellValue], rows: list[list[object]], date1904: bool
) -> None:
    for spot, value in wanted.items():
        if not _same(_cell(rows, spot), value, date1904=date1904):
            raise _unusable(form, f"{cells.address(spot)} を読み返すと書いた値と違いました")


def _compare_rest(
    form: Form, free: set[Place], old: list[list[object]], new: list[list[object]]
) -> None:
    for row in range(1, max(len(old), len(new)) + 1):
        width = max(len(rows[row - 1]) if row <= len(rows) else 0 for rows in (old, new))
        for column in range(1, width + 1):
            spot = (row, column)
            if spot not in free and _cell(old, spot) != _cell(new, spot):
                raise _unusable(form, f"{cells.address(spot)} の値が元の様式と違いました")


def _same(found: object, value: CellValue, *, date1904: bool) -> bool:
    if isinstance(value, str):
        return isinstance(found, str) and found == value
    if isinstance(found, datetime):
        found = found.date()
    if isinstance(value, date):
        return found in (value, cells.serial(value, date1904=date1904))
    return found == value and not isinstance(found, str)


def _unusable(form: Form, reason: str) -> FileProblem:
    where = "様式の画面でセルを" if form.registered else "様式の template.xlsx と form.toml を"
    return FileProblem(
        f"様式「{form.title}」に書き込めませんでした。ファイルは作っていません。記録はそのままです。"
        f"{where}確かめてください（理由: {reason}）。",
        where=form.id,
    )
