"""様式: the forms a report can be written on, each a folder with template.xlsx and form.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from app.errors import FileProblem
from app.paths import bundled
from app.reports.forms.figure_paths import lookup, split_sum, unnamed_categories
from app.reports.forms.monthly_layout import PRACTICE_LINE

__all__ = [
    "Form",
    "Input",
    "PeriodKind",
    "Value",
    "ValueFormat",
    "load_form",
    "load_forms",
    "lookup",
    "report_values",
    "without_a_place",
]

Value = int | str | date | None
FREE = "$free"
PRACTICE = "$practice"
PRACTICE_MARK = "【練習用】"
_HEADERS = frozenset({"$ym", "$fy", "$center", "$operator", "$reporter", FREE, PRACTICE})
_HEADER_GROUPS = ("$budget.", "$actual.", "$subsidy.")
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
K = TypeVar("K", bound=StrEnum)
_TOP = ("works.", "total.", "activities.", "training.")


class PeriodKind(StrEnum):
    """The kind of period a form reports."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    FISCAL_YEAR = "fiscal_year"
    CALENDAR_YEAR = "calendar_year"


class ValueFormat(StrEnum):
    """What an input cell takes."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True)
class Input:
    """One cell to fill: `figure` is a path into the figures or a header value (`$…`)."""

    name: str
    cell: str
    figure: str
    format: ValueFormat


@dataclass(frozen=True)
class Form:
    """One edition of a form and where its figures go."""

    id: str
    title: str
    edition: str
    period: PeriodKind
    sheet: str
    official: bool
    template: Path
    inputs: tuple[Input, ...]

    def paths(self) -> frozenset[str]:
        """Every single figure path the form names."""
        return frozenset(
            part
            for entry in self.inputs
            if not entry.figure.startswith("$")
            for part in split_sum(entry.figure)
        )


def load_forms(folder: Path | None = None) -> tuple[Form, ...]:
    """All forms, in the order of their ids (their folders' names)."""
    root = bundled("forms") if folder is None else folder
    return tuple(_load(found.parent) for found in sorted(root.glob("*/form.toml")))


def load_form(form_id: str, folder: Path | None = None) -> Form:
    """The form called `form_id`."""
    root = bundled("forms") if folder is None else folder
    known = sorted(found.parent.name for found in root.glob("*/form.toml"))
    if form_id not in known:
        raise FileProblem(
            f"様式「{form_id}」はありません。何も書き出していません。"
            f"使える様式: {'、'.join(known)}。",
            where=form_id,
        )
    return _load(root / form_id)


def report_values(
    form: Form,
    figures: Mapping[str, object],
    headers: Mapping[str, Value],
    *,
    free: Mapping[str, str] | None = None,
    practice: bool = False,
) -> dict[str, Value]:
    """What goes into each input of `form`: figures of one period, headers, typed remarks.

    `headers` is keyed without `$` (`ym`, `center`, `reporter`, `budget.報酬`); one that is missing
    leaves its cell as it is. `free` is keyed by input name. A practice report says so on the form.
    """
    shown = {f"${key}": value for key, value in headers.items()}
    if practice:
        shown[PRACTICE] = PRACTICE_LINE
        if all(entry.figure != PRACTICE for entry in form.inputs):
            shown["$center"] = f"{PRACTICE_MARK}{shown.get('$center') or ''}"
    named = form.paths()
    remarks = free or {}
    values: dict[str, Value] = {}
    for entry in form.inputs:
        if entry.figure == FREE:
            values[entry.name] = remarks.get(entry.name) or None
        elif entry.figure.startswith("$"):
            values[entry.name] = shown.get(entry.figure)
        else:
            values[entry.name] = lookup(figures, entry.figure, claimed=named)
    return values


def without_a_place(form: Form, figures: Mapping[str, object]) -> tuple[str, ...]:
    """Paths of categories that occurred in the period but have no cell on the form."""
    return unnamed_categories(figures, form.paths())


def _load(folder: Path) -> Form:
    try:
        raw = tomllib.loads((folder / "form.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise _broken(folder, f"form.toml が読めません: {type(cause).__name__}") from cause
    form = Form(
        id=_text(folder, raw, "id"),
        title=_text(folder, raw, "title"),
        edition=_text(folder, raw, "edition"),
        period=_choice(folder, raw, "period", PeriodKind),
        sheet=_text(folder, raw, "sheet"),
        official=_flag(folder, raw, "official"),
        template=_template(folder),
        inputs=_inputs(folder, raw.get("input")),
    )
    if form.id != folder.name:
        raise _broken(folder, f"id「{form.id}」がフォルダーの名前と違います")
    return form


def _template(folder: Path) -> Path:
    if (folder / "template.xlsx").is_file():
        return folder / "template.xlsx"
    if (folder / "template.xlsm").is_file():
        raise _broken(
            folder,
            "マクロ付き（.xlsm）の様式は使えません。"
            "Excelで開き「Excelブック（.xlsx）」として保存し直したものを置いてください",
        )
    raise _broken(folder, "template.xlsx がありません")


def _inputs(folder: Path, raw: object) -> tuple[Input, ...]:
    if not isinstance(raw, list) or not raw:
        raise _broken(folder, "[[input]] が1つもありません")
    inputs = tuple(_input(folder, entry) for entry in raw)
    for what, seen in (
        ("name", [entry.name for entry in inputs]),
        ("cell", [entry.cell for entry in inputs]),
    ):
        twice = sorted({value for value in seen if seen.count(value) > 1})
        if twice:
            raise _broken(folder, f"{what} が重なっています: {'、'.join(twice)}")
    return inputs


def _input(folder: Path, raw: object) -> Input:
    if not isinstance(raw, dict):
        raise _broken(folder, "[[input]] の書き方が違います")
    entry = Input(
        name=_text(folder, raw, "name"),
        cell=_text(folder, raw, "cell"),
        figure=_text(folder, raw, "figure"),
        format=_choice(folder, raw, "format", ValueFormat),
    )
    if not _CELL.fullmatch(entry.cell):
        raise _broken(folder, f"「{entry.name}」の cell「{entry.cell}」は番地ではありません")
    header = entry.figure in _HEADERS or entry.figure.startswith(_HEADER_GROUPS)
    if not header and not all(part.startswith(_TOP) for part in split_sum(entry.figure)):
        raise _broken(folder, f"「{entry.name}」の figure「{entry.figure}」がわかりません")
    return entry


def _text(folder: Path, raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _broken(folder, f"{key} がありません")
    return value


def _flag(folder: Path, raw: Mapping[str, object], key: str) -> bool:
    value = raw.get(key)
    if not isinstance(value, bool):
        raise _broken(folder, f"{key} は true か false で書いてください")
    return value


def _choice(folder: Path, raw: Mapping[str, object], key: str, kind: type[K]) -> K:
    value = _text(folder, raw, key)
    try:
        return kind(value)
    except ValueError as cause:
        names = "、".join(kind)
        raise _broken(folder, f"{key}「{value}」は {names} のどれかにしてください") from cause


def _broken(folder: Path, reason: str) -> FileProblem:
    return FileProblem(
        f"様式「{folder.name}」の定義に誤りがあり、使えません。ほかの様式とデータはそのままです。"
        f"form.toml を直すか、プログラムを入れ直してください（理由: {reason}）。",
        where=f"{folder.name}/form.toml",
    )
