"""One ledger on its way in: what was read, how its columns are understood, what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.calendar.fiscal import Period, month_of
from app.calendar.partial import PartialDate
from app.errors import ChangedMeanwhile
from app.ledgers import actions, queries
from app.ledgers.columns import LedgerMapping, NoTable, Table, choose_kind, leave_out
from app.ledgers.existing import Choices, Existing, PairChoice, RowChoice, RowKey
from app.ledgers.layout import find_mapping
from app.ledgers.on_record.queries import existing
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan, PlanRow, SuspectedPair
from app.ledgers.read_ledger import ReadLedger, read_ledger
from app.ledgers.reading.apart import read_apart
from app.ledgers.reading.workbook import Workbook
from app.ledgers.values import Value
from app.staff.permissions import Permission
from app.storage.work import Reading, Work
from app.ui.jobs import Progress

TableKey = tuple[str, int]
"""Sheet and first header row."""
TAKEN = ("import", "merge", "completes", "changes")
CHANGED = (
    "台帳を確かめているあいだに、記録が変わりました。まだ何も取り込んでいません。"
    "いまの記録に合わせて読み直したので、もう一度確かめてから取り込んでください。"
)


@dataclass(frozen=True)
class Taking:
    """Everything the four steps work on; after a change it is `compared` or `planned` anew."""

    ledger: ReadLedger
    found: LedgerMapping
    """The mapping as the program understood it, before anything was corrected."""
    existing: Existing
    choices: Choices
    plan: Plan
    today: date
    corrected: frozenset[TableKey] = frozenset()

    @property
    def workbook(self) -> Workbook:
        """The file as it was read."""
        return self.ledger.workbook

    @property
    def mapping(self) -> LedgerMapping:
        """Its columns as they are understood now."""
        return self.ledger.mapping

    def with_mapping(self, mapping: LedgerMapping, changed: TableKey) -> Taking:
        """The same ledger with other columns; they may name other records, so compare it anew."""
        ledger = read_ledger(self.workbook, mapping, today=self.today)
        return replace(self, ledger=ledger, corrected=self.corrected | {changed})

    def with_row(self, key: RowKey, choice: RowChoice) -> Taking:
        """The same ledger with one row taken or left out."""
        rows = {**self.choices.rows, key: choice}
        return replace(self, choices=replace(self.choices, rows=rows))

    def with_pair(self, key: str, choice: PairChoice) -> Taking:
        """The same ledger with two persons taken for one, or for two."""
        pairs = {**self.choices.pairs, key: choice}
        return replace(self, choices=replace(self.choices, pairs=pairs))

    def planned(self) -> Taking:
        """The same choices and records, planned anew."""
        return replace(self, plan=make_plan(self.ledger, self.existing, self.choices))

    def compared(self, reading: Reading) -> Taking:
        """The same columns and choices, compared with the records of now."""
        return replace(self, existing=existing(reading, self.ledger.wanted)).planned()

    def tables(self) -> tuple[tuple[Table, bool], ...]:
        """Every table that was found, as it is understood now, and whether it is taken."""
        now = {table_key(table): table for table in self.mapping.tables}
        return tuple(
            (now.get(table_key(table), table), table_key(table) in now)
            for table in self.found.tables
        )

    def without_table(self) -> tuple[NoTable, ...]:
        """Sheets on which no table was found."""
        return self.found.skipped

    def decided_kind(self, key: TableKey, kind: str) -> Taking:
        """The table of this key as another 業務, or left out with kind ''."""
        sheet, row = key
        if not kind:
            return self.with_mapping(leave_out(self.mapping, sheet, row), key)
        kept = {table_key(table): table for table in self.mapping.tables}
        tables = tuple(
            kept.get(table_key(table), table)
            for table in self.found.tables
            if table_key(table) in kept or table_key(table) == key
        )
        back = replace(self.mapping, tables=tables)
        return self.with_mapping(choose_kind(back, sheet, row, kind), key)

    def touched(self, row: PlanRow) -> bool:
        """Whether something was chosen for this row."""
        return row.key in self.choices.rows or any(
            row.key in pair.rows for pair in self.plan.pairs if pair.choice is not None
        )

    def pair_of(self, row: PlanRow) -> SuspectedPair | None:
        """The two persons that this row is asked about, an undecided pair first."""
        own = [pair for pair in self.plan.pairs if row.key in pair.rows]
        own.sort(key=lambda pair: pair.choice is not None)
        return own[0] if own else None

    def sides(self, pair: SuspectedPair) -> tuple[Side, Side]:
        """The two persons of a pair, each by its first row or by the record."""
        known: dict[str, Side] = {
            f"{row.sheet}!{row.row}": Side(row.sheet, row.row, row.values) for row in self.plan.rows
        }
        known |= {
            person.id: Side(
                "登録済みの人",
                0,
                {
                    "name": person.name,
                    "kana": person.kana,
                    "birth": person.birth,
                    "sex": person.sex,
                },
            )
            for person in self.existing.persons
        }
        parts = pair.key.split(" | ")
        for at in range(1, len(parts)):
            first, second = " | ".join(parts[:at]), " | ".join(parts[at:])
            if first in known and second in known:
                return known[first], known[second]
        raise LookupError(pair.key)


@dataclass(frozen=True)
class Side:
    """One person of a suspected pair: where they stand and what is told of them."""

    sheet: str
    row: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Tally:
    """The counters of the check."""

    new: int = 0
    again: int = 0
    check: int = 0
    pairs: int = 0
    left_out: int = 0
    refused: int = 0
    activities: int = 0
    events: int = 0
    taken: int = 0
    """Rows of every kind that change something when the ledger is taken in."""


def table_key(table: Table) -> TableKey:
    """Sheet and first header row of a table."""
    return table.sheet, table.header_rows[0]


def is_told(row: PlanRow) -> bool:
    """Whether a row wants somebody to look at it."""
    return row.disposition != "skip" and bool(row.problems)


def wants_check(row: PlanRow) -> bool:
    """Whether a row is taken in but something about it should be looked at."""
    severe = {problem.severity for problem in row.problems}
    return row.disposition not in ("reject", "exclude", "skip") and "warn" in severe


def tally(plan: Plan) -> Tally:
    """Count a plan: cases for new and again, rows of every kind for what needs eyes."""
    cases = [row.disposition for row in plan.rows if row.kind == "case"]
    every = [row.disposition for row in plan.rows]
    return Tally(
        new=cases.count("import"),
        again=len([one for one in cases if one in ("merge", "same", "completes", "changes")]),
        check=sum(wants_check(row) for row in plan.rows),
        pairs=sum(pair.choice is None for pair in plan.pairs),
        left_out=every.count("exclude"),
        refused=every.count("reject"),
        activities=len(plan.activities),
        events=len(plan.events),
        taken=sum(one in TAKEN for one in every),
    )


def month_to_look_at(taking: Taking) -> Period | None:
    """The last month a ledger tells of, at most the last whole one; None when it tells of no day."""
    plan = taking.plan
    told = [one.values.get(name) for one in plan.episodes for name in ("start", "end")]
    told += [one.values.get("day") for one in plan.activities]
    told += [one.values.get("day") for one in plan.events]
    days = [day.last for day in told if isinstance(day, PartialDate) and day.last <= taking.today]
    if not days:
        return None
    whole = month_of(taking.today).previous()
    return min(month_of(max(days)), whole, key=lambda month: month.last)


def open_ledger(path: Path, progress: Progress) -> Workbook:
    """Read a ledger in a process of its own; no record is opened meanwhile."""

    def tick() -> None:
        progress.step(0, 4, f"「{path.name}」を読んでいます")

    return read_apart(path, tick)


def plan_ledger(workbook: Workbook, reading: Reading, progress: Progress) -> Taking:
    """Plan a ledger that was read, with the defaults; changes nothing."""
    reading.require(Permission.IMPORT_LEDGER)
    progress.step(1, 4, "表と列を見分けています")
    found = find_mapping(workbook, queries.saved_mappings(reading))
    progress.step(2, 4, "いまの記録を読んでいます")
    today = reading.clock.today()
    ledger = read_ledger(workbook, found, today=today)
    known = existing(reading, ledger.wanted)
    progress.step(3, 4, "行ごとに確かめています")
    plan = make_plan(ledger, known)
    progress.step(4, 4, "")
    return Taking(ledger, found, known, Choices(), plan, today)


def apply(work: Work, taking: Taking, progress: Progress) -> actions.Applied:
    """Take in exactly what was shown; refused when the records changed since it was planned."""
    work.require(Permission.IMPORT_LEDGER)
    progress.step(0, 0, "いまの記録と照らしています")
    fresh = taking.compared(work)
    if fresh.plan.rows != taking.plan.rows or fresh.plan.pairs != taking.plan.pairs:
        raise ChangedMeanwhile(CHANGED)
    return actions.apply(work, fresh.plan, progress.step)
