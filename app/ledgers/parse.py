"""From a sorted row to values by field, with everything that was wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app import codes
from app.calendar.partial import PartialDate
from app.calendar.wareki import long
from app.cases.fields import LONGEST_NUMBER
from app.ledgers import values as read
from app.ledgers.cells import CellValue, plain, shown
from app.ledgers.check import FIELD_LABELS, Problem, problem
from app.ledgers.columns import CASE_KINDS, MIXED, MORE_STARTS, UNDECIDED, Table
from app.ledgers.dates import Around, ReadDay, month_of_section, read_day
from app.ledgers.kinds import spoken_service
from app.ledgers.remembering import remembered
from app.ledgers.rows import RawRow
from app.ledgers.values import Value
from app.people import names
from app.people.rules import LONGEST_NAME

DATE_FIELDS = (
    "end", "term_end", "release", "arrest", "detention", "detention_end", "disposition_date",
    "move", "consent",
)  # fmt: skip
"""Dates of an episode besides its start, which must be there."""

FLAGS = tuple(flag.value for flag in codes.Flag)

_CODE_TABLES = {
    "sex": "sex", "end_reason": "end_reason", "dest_kind": "dest_kind",
    "release_reason": "release_reason", "focus": "focus", "continuing": "continuing",
    "disposition": "disposition", "means": "means", "kind": "event_kind", "role": "event_role",
}  # fmt: skip
_HAS_AREA = ("coordination", "follow_up")
_CLOSED = re.compile(r"(?:支援)?(?:終了|終結|済み?|完了|閉鎖|クローズ)")
STARTS = ("start", "start_move", *MORE_STARTS)
_TOLD_APART = frozenset({"age", "row_no", "name", "day", *STARTS})
"""Errors here do not matter, or refuse the row with a sentence of their own."""
_NAMELESS = frozenset(
    {"不明", "氏名不明", "氏名不詳", "不詳", "名前不明", "非公開", "匿名者", "匿名の方"}
)
_PARTIAL_TOLD = ("birth", "start", *DATE_FIELDS)


class ReadRow(NamedTuple):
    """A row of cases, activities or events, read; `values` holds only fields of its table."""

    sheet: str
    number: int
    kind: str
    """'case', 'activity' or 'event'."""
    service: str
    values: Mapping[str, Value]
    kept: Mapping[str, str]
    """field → what stood there and could not be read."""
    extra: Mapping[str, str]
    weak: frozenset[str]
    """Fields whose value is only the usual one, told by nobody."""
    problems: tuple[Problem, ...]
    anonymous: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """Sheet and row."""
        return self.sheet, self.number

    @property
    def refused(self) -> Problem | None:
        """The problem that keeps the row out, if any."""
        if not self.problems:
            return None
        return next((p for p in self.problems if p.severity in ("reject", "exclude")), None)

    def text(self, name: str) -> str:
        """A text value, '' when there is none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> PartialDate | None:
        """A date value."""
        value = self.values.get(name)
        return value if isinstance(value, PartialDate) else None

    def with_problems(self, *more: Problem) -> ReadRow:
        """The same row with more findings."""
        return self._replace(problems=(*self.problems, *more)) if more else self


@dataclass
class _Reading:
    """What is gathered while one row is read."""

    raw: RawRow
    around: Around
    values: dict[str, Value] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return name in self.raw.cells

    def cell(self, name: str) -> CellValue:
        return self.raw.cells.get(name)

    def keep(self, name: str, code: str) -> None:
        """Leave the field empty, keep what stood there and say so."""
        self.kept[name] = shown(self.cell(name))
        self.problems.append(problem(code, name, text=self.kept[name]))


def read_row(
    raw: RawRow, table: Table, year: int, *, date1904: bool, hidden_sheet: bool
) -> ReadRow:
    """Read one row that holds a case, an activity or an event."""
    reading = _Reading(raw, _around(raw.section, year, date1904))
    for name, text in raw.errors.items():
        if name not in _TOLD_APART:
            reading.problems.append(problem("error_value", name, text=text))
    for name in raw.unresolved:
        reading.problems.append(problem("ditto_without_row", name, text="〃"))
    if table.kind in ("activity", "event"):
        kind, service = table.kind, ""
        _read_activity(reading) if kind == "activity" else _read_event(reading)
    else:
        kind, service = "case", _service_of(reading, table)
        _read_case(reading, service)
    if raw.struck:
        reading.problems.append(problem("struck_through"))
    if raw.hidden or hidden_sheet:
        reading.problems.append(problem("hidden_row" if raw.hidden else "hidden_sheet"))
    name = str(reading.values.get("name") or "")
    return ReadRow(
        raw.sheet, raw.number, kind, service or str(reading.values.get("service") or ""),
        reading.values, reading.kept, raw.extra, frozenset(reading.weak), tuple(reading.problems),
        anonymous=kind != "event" and is_nameless(name),
    )  # fmt: skip


@remembered
def is_nameless(name: str) -> bool:
    """Whether the name says that nobody knows it (匿名, 氏名不詳)."""
    return names.is_anonymous(name) or names.plain(name) in _NAMELESS


@remembered
def _around(section: str, year: int, date1904: bool) -> Around:
    """What the place of a row tells of its dates."""
    month = month_of_section(section, year) if section else None
    return Around(year, month, date1904=date1904)


def _service_of(reading: _Reading, table: Table) -> str:
    if table.kind in CASE_KINDS:
        return table.kind
    written = read.service(reading.cell("service")) if table.kind == MIXED else None
    if table.kind == MIXED and plain(reading.cell("service")):
        found = written if written in CASE_KINDS else None
    else:
        found = spoken_service(reading.raw.section)
    if found is None and table.kind in (MIXED, UNDECIDED):
        reading.problems.append(problem("service_unknown"))
    return found or ""


def _read_case(reading: _Reading, service: str) -> None:
    reading.values["service"] = service
    _read_person(reading)
    _read_start(reading)
    for name in DATE_FIELDS:
        if reading.has(name):
            _read_date(reading, name)
    _read_codes(reading, service)
    _read_kubun(reading, service)
    _read_source(reading)
    for flag in FLAGS:
        if reading.has(flag):
            _read_mark(reading, flag)
    _read_flag_words(reading)
    _read_texts(reading, (
        "number", "worker", "source", "document_no", "partner", "certificates", "care_level",
        "facility", "offence", "sentence", "prison_count", "topic", "hope_place", "municipality",
        "dest_name", "note",
    ))  # fmt: skip
    _keep_short(reading, "number", LONGEST_NUMBER)
    _check_case(reading)


def _read_person(reading: _Reading) -> None:
    name = reading.values["name"] = read.person_name(reading.cell("name"))
    if names.length(name) > LONGEST_NAME:
        reading.problems.append(problem("name_too_long", "name", detail=str(LONGEST_NAME)))
    if reading.has("kana"):
        reading.values["kana"] = read.kana(reading.cell("kana"))
        _keep_short(reading, "kana", LONGEST_NAME)
    if reading.has("birth"):
        _read_date(reading, "birth")


def _keep_short(reading: _Reading, name: str, longest: int) -> None:
    """Leave a text out that no record may hold, keep what stood there and say so."""
    if names.length(str(reading.values.get(name) or "")) > longest:
        reading.values[name] = ""
        reading.kept[name] = shown(reading.cell(name))
        reading.problems.append(problem("too_long", name, detail=str(longest)))


def _read_start(reading: _Reading) -> None:
    filled = (name for name in STARTS if plain(reading.cell(name)))
    name = next(filled, "start" if reading.has("start") else "start_move")
    found = read_day(reading.cell(name), "start", reading.around)
    reading.values["start"] = found.value
    if name == "start_move":
        reading.values["move"] = found.value
    if found.remark is not None:
        reading.problems.append(found.remark)
    reading.around = replace(reading.around, start=found.value)
    if found.value is None and not reading.raw.errors.keys() & {"name", *STARTS}:
        text = shown(reading.cell(name))
        reading.problems.append(problem(_start_problem(found), text=text))


def _start_problem(found: ReadDay) -> str:
    if found.missing:
        return "start_date_missing"
    return "start_date_impossible" if found.impossible else "start_date_unreadable"


def _read_date(reading: _Reading, name: str) -> None:
    found = read_day(reading.cell(name), name, reading.around)
    reading.values[name] = found.value
    if found.remark is not None:
        reading.problems.append(found.remark)
    if found.value is None and not found.missing:
        reading.keep(name, "date_impossible" if found.impossible else "date_unreadable")


def _read_codes(reading: _Reading, service: str) -> None:
    cells = reading.raw.cells
    for name, table in _CODE_TABLES.items():
        if name not in cells:
            continue
        written = plain(cells[name])
        found = read.code(table, written, service)
        reading.values[name] = found
        if found is None and read.mark(written) is not False:
            reading.keep(name, "unknown_code")


def _read_kubun(reading: _Reading, service: str) -> None:
    suffix = None
    if reading.has("kubun"):
        kubun, suffix = read.kubun_and_area(reading.cell("kubun"))
        reading.values["kubun"] = kubun
        if kubun is None and plain(reading.cell("kubun")):
            reading.keep("kubun", "unknown_code")
    if service not in _HAS_AREA and not plain(reading.cell("area")):
        return
    area = read.area(reading.cell("area")) if reading.has("area") else "own"
    if area is None:
        reading.keep("area", "unknown_code")
    reading.values["area"] = suffix or area
    if suffix is None and not plain(reading.cell("area")):
        reading.weak.add("area")


def _read_source(reading: _Reading) -> None:
    written = plain(reading.cell("source_kind"))
    found = read.code("source_kind", written) if written else None
    if found is None and written:
        spoken = read.source_kind(written)
        found = spoken if spoken != "other" else None
        if found is None:
            reading.keep("source_kind", "unknown_code")
    if found is None and not written and reading.has("source"):
        found = read.source_kind(shown(reading.cell("source")))
    if reading.has("source_kind") or reading.has("source"):
        reading.values["source_kind"] = found


def _read_mark(reading: _Reading, flag: str) -> None:
    cell = reading.cell(flag)
    found = read.mark(cell)
    reading.values[flag] = found if plain(cell) else None
    if found is None:
        label = FIELD_LABELS[flag]
        reading.kept[flag] = shown(cell)
        reading.problems.append(problem("unknown_mark", label, text=shown(cell)))


def _read_flag_words(reading: _Reading) -> None:
    text = shown(reading.cell("flags"))
    if not text:
        return
    found, understood = read.flags_in(text)
    for flag in found:
        reading.values[flag] = True
    if not understood:
        reading.keep("flags", "unknown_code")


def _read_texts(reading: _Reading, fields: tuple[str, ...]) -> None:
    cells, values = reading.raw.cells, reading.values
    for name in fields:
        if name in cells:
            values[name] = read.text(cells[name], name)


def _check_case(reading: _Reading) -> None:
    errors, values = reading.raw.errors, reading.values
    broken = [errors[name] for name in ("name", *STARTS) if name in errors]
    if broken:
        reading.problems.append(problem("error_values", text=broken[0]))
    elif not values["name"]:
        reading.problems.insert(0, problem("no_person"))
    start, end, birth = values.get("start"), values.get("end"), values.get("birth")
    if isinstance(start, PartialDate) and isinstance(end, PartialDate) and end.last < start.first:
        reading.problems.append(problem("end_before_start"))
    if isinstance(birth, PartialDate) and isinstance(start, PartialDate):
        _check_birth(reading, birth, start)
    for name in _PARTIAL_TOLD:
        day = values.get(name)
        told_by_start = name == "move" and day == start
        if isinstance(day, PartialDate) and not day.is_full and not told_by_start:
            reading.problems.append(problem("partial_date", name, text=long(day)))
    status = plain(reading.cell("status"))
    if _CLOSED.fullmatch(status) and not plain(reading.cell("end")):
        reading.problems.append(problem("closed_without_end", text=status))


def _check_birth(reading: _Reading, birth: PartialDate, start: PartialDate) -> None:
    if birth.first <= start.last:
        return
    reading.values["birth"] = None
    reading.kept["birth"] = shown(reading.cell("birth"))
    reading.problems.append(problem("birth_in_future", text=reading.kept["birth"]))


def _read_activity(reading: _Reading) -> None:
    _read_day_of(reading)
    if reading.has("name"):
        name = read.without_honorific(read.person_name(reading.cell("name")))
        reading.values["name"] = name
    service = read.service(reading.cell("service"))
    if service is None and plain(reading.cell("service")):
        reading.keep("service", "unknown_code")
    reading.values["service"] = service or ""
    _read_codes(reading, "")
    if reading.values.get("means") is None:
        reading.values["means"] = "other"
    cell = reading.cell("minutes")
    reading.values["minutes"] = read.minutes(cell)
    if reading.values["minutes"] is None and plain(cell):
        reading.kept["minutes"] = shown(cell)
        reading.problems.append(problem("minutes_unreadable", text=shown(cell)))
    _read_texts(reading, ("number", "partner", "content", "worker"))


def _read_day_of(reading: _Reading) -> None:
    found = read_day(reading.cell("day"), "day", reading.around)
    reading.values["day"] = found.value
    if found.remark is not None:
        reading.problems.append(found.remark)
    if found.value is None:
        text = shown(reading.cell("day")) or reading.raw.errors.get("day", "")
        reading.problems.append(problem(_start_problem(found), text=text))


def _read_event(reading: _Reading) -> None:
    _read_day_of(reading)
    reading.values["name"] = read.text(reading.cell("name"), "name")
    if not reading.values["name"]:
        reading.problems.append(problem("event_nameless"))
    _read_codes(reading, "")
    reading.values["kind"] = reading.values.get("kind") or "other"
    reading.values["approximate"] = False
    for name in ("organisations", "participants"):
        if reading.has(name):
            _read_count(reading, name)
    _read_texts(reading, ("venue", "worker", "note"))


def _read_count(reading: _Reading, name: str) -> None:
    cell = reading.cell(name)
    found = read.count(cell)
    reading.values[name] = found.number if found is not None else None
    if found is None:
        if plain(cell):
            reading.keep(name, "number_unreadable")
    elif found.approximate:
        reading.values["approximate"] = True
        detail = str(found.number)
        reading.problems.append(problem("approximate_number", text=shown(cell), detail=detail))
