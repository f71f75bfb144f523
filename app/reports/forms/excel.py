"""Filling a form's own .xlsx with figures so that everything else in the file stays as it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from app.errors import FileProblem
from app.reports.forms.form import Form, Value, ValueFormat
from app.reports.output import write_whole
from app.reports.xlsx import cells
from app.reports.xlsx.cells import Place
from app.reports.xlsx.package import Package, read_package, recalculating, write_package
from app.reports.xlsx.refused import BrokenTemplateError
from app.reports.xlsx.sheet_patch import CellValue, patch_sheet

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
    wanted = _by_place(form, values)
    try:
        package = read_package(form.template_bytes())
        data = write_package(package, _changed_parts(form, package, wanted))
    except OSError as cause:
        raise _unusable(form, "template.xlsx が読めません") from cause
    except BrokenTemplateError as cause:
        raise _unusable(form, cause.reason) from cause
    write_whole(out, data, lambda draft: _compare(form, package, draft, wanted), pause=pause)


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


def _compare(form: Form, package: Package, draft: Path, wanted: Mapping[Place, CellValue]) -> None:
    try:
        with CalamineWorkbook.from_path(draft) as book:
            rows = book.get_sheet_by_name(form.sheet).to_python(skip_empty_area=False)
    except CalamineError as cause:
        raise _unusable(form, "書いた表を読み返せませんでした") from cause
    for (row, column), value in wanted.items():
        line = rows[row - 1] if row <= len(rows) else []
        found = line[column - 1] if column <= len(line) else ""
        if not _same(found, value, date1904=package.date1904):
            spot = cells.address((row, column))
            raise _unusable(form, f"{spot} を読み返すと書いた値と違いました")


def _same(found: object, value: CellValue, *, date1904: bool) -> bool:
    if isinstance(value, str):
        return isinstance(found, str) and found == value
    if isinstance(found, datetime):
        found = found.date()
    if isinstance(value, date):
        return found in (value, cells.serial(value, date1904=date1904))
    return found == value and not isinstance(found, str)


def _unusable(form: Form, reason: str) -> FileProblem:
    return FileProblem(
        f"様式「{form.title}」に書き込めませんでした。ファイルは作っていません。記録はそのままです。"
        f"様式の template.xlsx と form.toml を確かめてください（理由: {reason}）。",
        where=form.id,
    )
