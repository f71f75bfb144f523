"""Reads of everything about a person, by the catalogue of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select

from app.calendar import wareki
from app.calendar.fiscal import fiscal_year, fiscal_year_of
from app.calendar.partial import PartialDate
from app.clock import JST
from app.deadlines.known.queries import centre_rulebook, chunks
from app.errors import NotFound
from app.reports.papers.exchange_papers import letter_paper
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Base, Organisation, OrganisationContact, Partner, Person
from app.storage.work import Reading
from app.subject_access.catalogue.shown import As, Shown, Told
from app.subject_access.catalogue.tables import SECTIONS, TOLD
from app.subject_access.items.item import Item, Line, read_out
from app.subject_access.items.paper_text import lines as paper_lines
from app.subject_access.items.proposals import Names, names_of_others
from app.subject_access.items.reading_out import Known, lines_of, moment, read

HISTORY, LETTER, FILE = "history_entry", "letter", "attachment"
_NAMES = {
    "related_person": ("name",),
    "signal": ("source_name",),
    "meeting_member": ("name",),
    "consent": ("witness", "given_by"),
    "disclosure": ("to_whom",),
    "referral": ("to_whom",),
    "episode": ("guarantor",),
    "release_plan": ("guarantor",),
}
"""Columns that name people near the person."""
_NO_LETTER = "文の本文は残っていません。"


@dataclass
class Rows:
    """What was found of each table, by its id."""

    reading: Reading
    person_id: str
    by_table: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=dict)

    def ids(self) -> set[str]:
        """Of everything that was found."""
        return {key for rows in self.by_table.values() for key in rows}

    def values(self, where: str) -> set[str]:
        """What a `via` of the catalogue leads to."""
        if where == "any":
            return self.ids()
        table, _, column = where.partition(":")
        rows = self.by_table.get(table, {})
        if not column:
            return set(rows)
        return {str(row[column]) for row in rows.values() if row[column] is not None}


def items_of(
    reading: Reading, person_id: str, *, before: datetime, without: str = ""
) -> tuple[Item, ...]:
    """Everything about a person, in reading order.

    The history is told up to the moment `before`: reading it here makes more of it. `without` is
    the request that is being answered.
    """
    reading.require(Permission.ANSWER_REQUESTS)
    reading.get(Person, person_id)
    rows = _found(reading, person_id, before)
    rows.by_table["subject_request"].pop(without, None)
    known = _known(reading, rows)
    items = [item for told in TOLD.values() for item in _items(told, rows, known)]
    place = {section: at for at, section in enumerate(SECTIONS)}
    tables = list(TOLD)
    items.sort(
        key=lambda one: (
            place[one.section],
            one.day or one.recorded,
            tables.index(one.key.partition(":")[0]),
            one.key,
        )
    )
    return tuple(items)


def names_near(reading: Reading, person_id: str) -> Names:
    """Names of others that are looked for in the words: people near the person, contacts at
    organisations, and everybody else on record here."""
    reading.require(Permission.ANSWER_REQUESTS)
    rows = _found(reading, person_id, reading.clock.now(), only=frozenset(_NAMES) | {"activity"})
    near = [
        str(row[column])
        for table, columns in _NAMES.items()
        for row in rows.by_table.get(table, {}).values()
        for column in columns
        if row[column]
    ]
    office = reading.office_id
    near += reading.session.scalars(
        select(OrganisationContact.name).where(OrganisationContact.office_id == office)
    )
    person = reading.get(Person, person_id)
    others = select(Person.name).where(
        Person.office_id == office, Person.id != person_id, Person.anonymous.is_(False)
    )
    return names_of_others(near, reading.session.scalars(others), (person.name, person.kana))


def _found(
    reading: Reading, person_id: str, before: datetime, only: frozenset[str] | None = None
) -> Rows:
    """The rows of every table of the catalogue, each after those that lead to it."""
    rows = Rows(reading, person_id)
    for told in _in_order():
        if only is None or told.name in _needed(only):
            rows.by_table[told.name] = _rows(told, rows, before)
    return rows


def _in_order() -> Iterator[Told]:
    """Tables after the ones that lead to them; what hangs on anything comes last."""
    waiting, done = list(TOLD.values()), set[str]()
    while waiting:
        for told in waiting:
            leads = {where.partition(":")[0] for where in told.via.values()} - {told.name}
            last = "any" in leads
            if leads - {"any"} <= done and (
                not last or all("any" in one.via.values() for one in waiting)
            ):
                break
        waiting.remove(told)
        done.add(told.name)
        yield told


def _needed(only: frozenset[str]) -> frozenset[str]:
    """The tables and whatever leads to them."""
    needed = set(only)
    while True:
        more = {
            where.partition(":")[0] for name in needed for where in TOLD[name].via.values()
        } - needed
        if not more:
            return frozenset(needed)
        needed |= more


def _rows(told: Told, rows: Rows, before: datetime) -> dict[str, Mapping[str, Any]]:
    table = Base.metadata.tables[told.name]
    always = [table.c.office_id == rows.reading.office_id]
    if told.name == HISTORY:
        always.append(table.c.at < before)
    if told.own:
        wanted = sorted(rows.values(told.via[told.own]))
        always.append(or_(table.c[told.own].is_(None), table.c[told.own].in_(wanted)))
    columns = _columns(told, table)
    found: dict[str, Mapping[str, Any]] = {}
    for column, where in told.via.items():
        values = {rows.person_id} if (told.name, column) == ("person", "id") else rows.values(where)
        for part in chunks(sorted(values)):
            asked = and_(*always, table.c[column].in_(part))
            found |= _read(rows.reading, columns, asked)
    return found


def _read(
    reading: Reading, columns: list[Any], asked: ColumnElement[bool]
) -> dict[str, Mapping[str, Any]]:
    rows = reading.session.execute(select(*columns).where(asked)).mappings()
    return {str(row["id"]): dict(row) for row in rows}


def _columns(told: Told, table: Table) -> list[Any]:
    wanted = {"id", *told.via, *(shown.column for shown in told.columns)}
    wanted |= {told.within or "id", "at" if told.name == HISTORY else "created_at"}
    leads = (where.partition(":") for one in TOLD.values() for where in one.via.values())
    wanted |= {column for name, _, column in leads if name == told.name and column}
    wanted |= {"sha256"} if told.name == FILE else set()
    return [column for column in table.columns if column.name in wanted]


def _items(told: Told, rows: Rows, known: Known) -> Iterator[Item]:
    if told.within or not told.columns:
        return
    if told.name == HISTORY:
        yield from _history(told, rows, known)
        return
    for row in rows.by_table[told.name].values():
        service = _service(row, rows)
        lines = lines_of(told.columns, row, known, service, _told_columns)
        for child in TOLD.values():
            if child.within:
                lines += _within(child, str(row["id"]), told, rows, known)
        recorded = row["created_at"].astimezone(JST).date()
        lines.append(Line("記録した日", wareki.long(recorded)))
        file = told.name == FILE and row["removed_at"] is None
        text, hinted = read_out(lines)
        day = row[told.day] if told.day else None
        yield Item(
            key=f"{told.name}:{row['id']}",
            section=told.section,
            title=told.title,
            day=_first(day),
            day_words=wareki.short(day) if day is not None else "",
            source=_source(told, row, known),
            recorded=recorded,
            text=text,
            hinted=hinted,
            hint=told.hint,
            why=told.why,
            file_id=str(row["id"]) if file else "",
            file_name=str(row["file_name"]) if file else "",
            file_sha=str(row["sha256"]) if file else "",
        )


def _within(child: Told, parent_id: str, parent: Told, rows: Rows, known: Known) -> list[Line]:
    """What is read out inside the item of another record."""
    if child.via.get(child.within) != parent.name:
        return []
    found = [row for row in rows.by_table[child.name].values() if row[child.within] == parent_id]
    order = "position" if child.name in ("plan_item", "meeting_decision") else "created_at"
    lines: list[Line] = []
    for at, row in enumerate(sorted(found, key=lambda one: (one[order], one["id"])), start=1):
        lines.append(Line("", f"［{child.title} {at}］"))
        lines += lines_of(child.columns, row, known, _service(row, rows), _told_columns)
    return lines


def _history(told: Told, rows: Rows, known: Known) -> Iterator[Item]:
    """One item for each 年度: line by line nobody could decide."""
    years: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows.by_table[HISTORY].values():
        years.setdefault(fiscal_year_of(row["at"].astimezone(JST).date()), []).append(row)
    for year, entries in sorted(years.items()):
        entries.sort(key=lambda one: (one["at"], one["id"]))
        text, _ = read_out(
            [
                Line(
                    "",
                    f"{moment(one['at'])}　{known.staff.get(one['actor_id'], '')}　{one['words']}",
                )
                for one in entries
            ]
        )
        first = entries[0]["at"].astimezone(JST).date()
        yield Item(
            key=f"{HISTORY}:{year}",
            section=told.section,
            title=f"{told.title}（{fiscal_year(year).label}・{len(entries)}件）",
            day=None,
            day_words="",
            source="",
            recorded=first,
            text=text,
        )


def _told_columns(table: str) -> tuple[Shown, ...]:
    return TOLD[table].columns if table in TOLD else ()


def _service(row: Mapping[str, Any], rows: Rows) -> str:
    """The 業務 of a row: its own, or that of its episode."""
    if row.get("service") and "stage" in row:
        return str(row["service"])
    episode = rows.by_table.get("episode", {}).get(str(row.get("episode_id")))
    return str(episode["service"]) if episode is not None else ""


def _first(day: Any) -> date | None:
    return day.first if isinstance(day, PartialDate) else day


def _source(told: Told, row: Mapping[str, Any], known: Known) -> str:
    if not told.source:
        return ""
    shown = next(one for one in told.columns if one.column == told.source)
    return read(shown, row[told.source], known)


def _known(reading: Reading, rows: Rows) -> Known:
    office = reading.office_id
    organisations = _named(reading, Organisation, rows, As.ORGANISATION)
    partners = reading.session.execute(
        select(Partner.id, Partner.name).where(Partner.office_id == office)
    )
    book = centre_rulebook(reading)

    def rule(rule_id: str) -> str:
        versions = book.versions(rule_id)
        return versions[-1].name if versions else rule_id

    return Known(
        staff=staff_names(reading),
        organisations=organisations,
        partners={row.id: row.name for row in partners},
        rule=rule,
        letter=_letters(reading),
    )


def _named(reading: Reading, kind: type[Organisation], rows: Rows, how: As) -> dict[str, str]:
    """The names of the organisations that the rows name."""
    wanted = {
        str(row[shown.column])
        for told in TOLD.values()
        for shown in told.columns
        if shown.how is how
        for row in rows.by_table.get(told.name, {}).values()
        if row[shown.column]
    }
    found: dict[str, str] = {}
    for part in chunks(sorted(wanted)):
        named = select(kind.id, kind.name).where(kind.id.in_(part))
        found |= {row.id: row.name for row in reading.session.execute(named)}
    return found


def _letters(reading: Reading) -> Callable[[str], str]:
    def words(letter_id: str) -> str:
        try:
            return "\n".join(paper_lines(letter_paper(reading, letter_id)))
        except NotFound:
            return _NO_LETTER

    return words
