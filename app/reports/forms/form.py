"""様式: the forms a report can be written on, each a folder with template.xlsx and form.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from app.calendar import wareki
from app.errors import FileProblem
from app.paths import bundled
from app.reports.forms.figure_paths import lookup, split_sum, unnamed_categories
from app.reports.xlsx import cells

__all__ = [
    "Form",
    "Input",
    "Origin",
    "PeriodKind",
    "Value",
    "ValueFormat",
    "form_from",
    "format_of",
    "load_form",
    "load_forms",
    "lookup",
    "report_values",
    "typed_words",
    "without_a_place",
]

Value = int | str | date | None
FREE = "$free"
PRACTICE = "$practice"
_MARKED = ("$center", "$operator", "$reporter", "$period", "$fy")
PRACTICE_MARK = "【練習用】"
PRACTICE_LINE = "練習用のデータです。実在の人や実績ではありません。"
DATES = frozenset({"$ym", "$first", "$last", "$today"})
HEADERS = DATES | {"$fy", "$period", "$center", "$operator", "$reporter", FREE, PRACTICE}
"""What may stand in a cell beside figures: `$period` and `$fy` are words, `$ym` a day."""
AMOUNTS = ("$budget.", "$actual.", "$spent.", "$subsidy.")
"""How the names of amounts in yen begin."""
REMARKS = "$remark."
"""How the names of words begin that are kept beside amounts."""
MONEY = (*AMOUNTS, REMARKS)
"""How what `funding.queries.form_values` gives begins: amounts and remarks."""
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
K = TypeVar("K", bound=StrEnum)
_TOP = ("works.", "total.", "activities.", "training.", "own.")


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


class Origin(StrEnum):
    """Whose form it is."""

    BUILT_IN = "built_in"
    SAMPLE = "sample"
    REGISTERED = "registered"


@dataclass(frozen=True)
class Input:
    """One cell to fill: `figure` is a path into the figures or a header value (`$…`)."""

    name: str
    cell: str
    figure: str
    format: ValueFormat


@dataclass(frozen=True)
class Form:
    """One edition of a form and where its figures go; registered ones carry their template."""

    id: str
    title: str
    edition: str
    period: PeriodKind
    sheet: str
    official: bool
    template: Path | bytes
    inputs: tuple[Input, ...]
    registered: bool = False
    """Whether the office gave it to the program itself (様式 screen)."""
    valid_from: date | None = None
    """The first day whose periods this edition is for; None: no other edition is known."""

    @property
    def origin(self) -> Origin:
        """Whose form it is."""
        if self.registered:
            return Origin.REGISTERED
        return Origin.BUILT_IN if self.id.endswith("_builtin") else Origin.SAMPLE

    def template_bytes(self) -> bytes:
        """The workbook that is filled; an OSError when its file cannot be read."""
        return self.template if isinstance(self.template, bytes) else self.template.read_bytes()

    def paths(self) -> frozenset[str]:
        """Every single figure path the form names."""
        return frozenset(
            part
            for entry in self.inputs
            if not entry.figure.startswith("$")
            for part in split_sum(entry.figure)
        )


def format_of(figure: str) -> ValueFormat:
    """What a cell with this figure or `$…` takes."""
    if figure in DATES:
        return ValueFormat.DATE
    if figure.startswith("$") and not figure.startswith(AMOUNTS):
        return ValueFormat.TEXT
    return ValueFormat.NUMBER


def load_forms(folder: Path | None = None) -> tuple[Form, ...]:
    """All forms that come with the program: our own before samples, by their folders' names."""
    return _bundled_forms() if folder is None else _forms_in(folder)


@cache
def _bundled_forms() -> tuple[Form, ...]:
    """Read once: they change only with the program."""
    return _forms_in(bundled("forms"))


def _forms_in(root: Path) -> tuple[Form, ...]:
    found = [_load(found.parent) for found in sorted(root.glob("*/form.toml"))]
    return tuple(sorted(found, key=lambda form: form.origin is not Origin.BUILT_IN))


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
    leaves its cell as it is. `free` is keyed by input name. A practice report says so on the form,
    and is refused on one where that has no place.
    """
    shown = {f"${key}": value for key, value in headers.items()}
    if practice:
        shown[PRACTICE] = PRACTICE_LINE
        if all(entry.figure != PRACTICE for entry in form.inputs):
            marked = _marked_place(form)
            shown[marked] = f"{PRACTICE_MARK}{shown.get(marked) or ''}"
    named = form.paths()
    remarks = free or {}
    values: dict[str, Value] = {}
    for entry in form.inputs:
        if entry.figure == FREE:
            values[entry.name] = remarks.get(entry.name) or None
        elif entry.figure.startswith("$"):
            values[entry.name] = _as_taken(entry, shown.get(entry.figure))
        else:
            values[entry.name] = lookup(figures, entry.figure, claimed=named)
    return values


def day_words(figure: str, day: date) -> str:
    """A day in words; `$ym` is a month: 令和6年10月."""
    words = wareki.long(day)
    return f"{words.rpartition('月')[0]}月" if figure == "$ym" else words


def typed_words(form: Form, values: Mapping[str, Value]) -> dict[str, str]:
    """What stands in the fields that people write words for, by the name of the field."""
    words = {}
    for entry in form.inputs:
        value = values.get(entry.name)
        if isinstance(value, str) and (entry.figure == FREE or entry.figure.startswith(REMARKS)):
            words[entry.name] = value
    return words


def _as_taken(entry: Input, value: Value) -> Value:
    """A day in words where the cell would show a day as a bare number."""
    if isinstance(value, date) and entry.format is ValueFormat.TEXT:
        return day_words(entry.figure, value)
    return value


def _marked_place(form: Form) -> str:
    """The header whose value says that the data are for practice, where no cell is meant for it."""
    texts = {entry.figure for entry in form.inputs if entry.format is ValueFormat.TEXT}
    place = next((figure for figure in _MARKED if figure in texts), None)
    if place is None:
        raise FileProblem(
            f"様式「{form.title}」には、練習用のデータだと分かる欄がありません。何も書き出していません。"
            "センター名か「練習用の断り書き」を入れるセルを様式に加えてください。",
            where=form.id,
        )
    return place


def without_a_place(form: Form, figures: Mapping[str, object]) -> tuple[str, ...]:
    """Paths of categories that occurred in the period but have no cell on the form."""
    return unnamed_categories(figures, form.paths())


def form_from(text: str, template: Path | bytes, whose: str, *, may_be_empty: bool = False) -> Form:
    """The form that a form.toml describes; `whose` names it when something is wrong."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as cause:  # also numbers and brackets without end
        raise _broken(whose, f"form.toml が読めません: {type(cause).__name__}") from cause
    valid_from = raw.get("valid_from")
    if valid_from is not None and type(valid_from) is not date:
        raise _broken(whose, "valid_from は 2026-04-01 のように書いてください")
    return Form(
        id=_text(whose, raw, "id"),
        title=_text(whose, raw, "title"),
        edition=_text(whose, raw, "edition"),
        period=_choice(whose, raw, "period", PeriodKind),
        sheet=_text(whose, raw, "sheet"),
        official=_flag(whose, raw, "official"),
        template=template,
        inputs=_inputs(whose, raw.get("input"), may_be_empty=may_be_empty),
        valid_from=valid_from,
    )


def _load(folder: Path) -> Form:
    try:
        text = (folder / "form.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise _broken(folder.name, f"form.toml が読めません: {type(cause).__name__}") from cause
    form = form_from(text, _template(folder), folder.name)
    if form.id != folder.name:
        raise _broken(folder.name, f"id「{form.id}」がフォルダーの名前と違います")
    return form


def _template(folder: Path) -> Path:
    if (folder / "template.xlsx").is_file():
        return folder / "template.xlsx"
    if (folder / "template.xlsm").is_file():
        raise _broken(
            folder.name,
            "マクロ付き（.xlsm）の様式は使えません。"
            "Excelで開き「Excelブック（.xlsx）」として保存し直したものを置いてください",
        )
    raise _broken(folder.name, "template.xlsx がありません")


def _inputs(whose: str, raw: object, *, may_be_empty: bool = False) -> tuple[Input, ...]:
    if raw is None and may_be_empty:
        return ()
    if not isinstance(raw, list) or not raw:
        raise _broken(whose, "[[input]] が1つもありません")
    inputs = tuple(_input(whose, entry) for entry in raw)
    for what, seen in (
        ("name", [entry.name for entry in inputs]),
        ("cell", [entry.cell for entry in inputs]),
    ):
        twice = sorted({value for value in seen if seen.count(value) > 1})
        if twice:
            raise _broken(whose, f"{what} が重なっています: {'、'.join(twice)}")
    return inputs


def _input(whose: str, raw: object) -> Input:
    if not isinstance(raw, dict):
        raise _broken(whose, "[[input]] の書き方が違います")
    entry = Input(
        name=_text(whose, raw, "name"),
        cell=_text(whose, raw, "cell"),
        figure=_text(whose, raw, "figure"),
        format=_choice(whose, raw, "format", ValueFormat),
    )
    if not _CELL.fullmatch(entry.cell) or not cells.on_a_sheet(cells.place(entry.cell)):
        raise _broken(whose, f"「{entry.name}」の cell「{entry.cell}」は番地ではありません")
    header = entry.figure in HEADERS or entry.figure.startswith(MONEY)
    if not header and not all(part.startswith(_TOP) for part in split_sum(entry.figure)):
        raise _broken(whose, f"「{entry.name}」の figure「{entry.figure}」がわかりません")
    return entry


def _text(whose: str, raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _broken(whose, f"{key} がありません")
    return value


def _flag(whose: str, raw: Mapping[str, object], key: str) -> bool:
    value = raw.get(key)
    if not isinstance(value, bool):
        raise _broken(whose, f"{key} は true か false で書いてください")
    return value


def _choice(whose: str, raw: Mapping[str, object], key: str, kind: type[K]) -> K:
    value = _text(whose, raw, key)
    try:
        return kind(value)
    except ValueError as cause:
        names = "、".join(kind)
        raise _broken(whose, f"{key}「{value}」は {names} のどれかにしてください") from cause


def _broken(whose: str, reason: str) -> FileProblem:
    return FileProblem(
        f"様式「{whose}」の定義に誤りがあり、使えません。ほかの様式とデータはそのままです。"
        f"form.toml を直すか、プログラムを入れ直してください（理由: {reason}）。",
        where=f"{whose}/form.toml",
    )
