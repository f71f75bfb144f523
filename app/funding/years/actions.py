"""Changes to the contract of a 年度, its budget and the conditions of its subsidy."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app import codes
from app.calendar.fiscal import fiscal_year as year_named
from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.funding.years.rules import (
    EXPENSES,
    PARTS,
    LineInput,
    SubsidyInput,
    YearInput,
    check_budget,
    check_line,
    check_subsidy,
    check_year,
    parts_of,
)
from app.staff.permissions import Permission
from app.storage.records import FundingLine, FundingYear
from app.storage.transactions import take_turn
from app.storage.work import CHANGED, Work

_COPIED = (*("operator", "amount", "procurement", "staff_count", "staff_plan", "divided", "plan"),)
_NEW_TERMS = {"income": 0, "received": 0}


def write(work: Work, fiscal_year: int, version: int, typed: YearInput) -> str:
    """Keep the contract of a 年度; `version` is 0 for the first time."""
    work.require(Permission.EDIT_FUNDING)
    checked = check_year(typed, fiscal_year, work.clock.today())
    # two desks that write for the first time take turns: there is one row for a 年度
    take_turn(work.session, work.office_id)
    row = _found(work, fiscal_year)
    if (0 if row is None else row.version) != version:
        raise ChangedMeanwhile(CHANGED)
    new = row is None
    if row is None:
        row = FundingYear(fiscal_year=fiscal_year, subsidy={})
    for name, value in vars(checked).items():
        setattr(row, name, value)
    if new:
        work.add(row)
    _tell(work, row, "funding.year_written", "契約を記録" if new else "契約を訂正")
    return row.id


def copy_forward(work: Work, fiscal_year: int) -> str:
    """Begin a 年度 with the contract, the conditions and the budget of the one before."""
    work.require(Permission.EDIT_FUNDING)
    take_turn(work.session, work.office_id)
    before = _found(work, fiscal_year - 1)
    if before is None or _found(work, fiscal_year) is not None:
        raise ChangedMeanwhile(CHANGED)
    period = year_named(fiscal_year)
    row = FundingYear(
        fiscal_year=fiscal_year,
        since=period.first,
        until=period.last,
        subsidy={part: {**kept, **_NEW_TERMS} for part, kept in before.subsidy.items()},
        note="",
        **{name: getattr(before, name) for name in _COPIED},
    )
    work.add(row)
    work.session.flush()
    for (category, part), line in _lines(work, before.id).items():
        _new_line(work, row.id, category, part).budget = line.budget
    _tell(work, row, "funding.year_copied", "契約と予算を前年度から写した")
    return row.id


def set_subsidy(work: Work, year_id: str, version: int, typed: Mapping[str, SubsidyInput]) -> None:
    """Keep what the subsidy of each part is computed from."""
    work.require(Permission.EDIT_FUNDING)
    row = _year(work, year_id, version)
    checked = check_subsidy(typed, work.clock.today())
    row.subsidy = dict(row.subsidy) | {part: one.kept() for part, one in checked.items()}
    _tell(work, row, "funding.subsidy_set", "補助の条件を記録")


def set_budget(work: Work, year_id: str, version: int, part: str, typed: Mapping[str, str]) -> None:
    """Keep the budget of each 費目 of one part."""
    work.require(Permission.EDIT_FUNDING)
    row = _year(work, year_id, version)
    lines = _lines(work, row.id)
    used = {own for (_, own), line in lines.items() if line.budget}
    if part not in used | set(parts_of(divided=row.divided)):
        raise InvalidInput((FieldProblem("part", "この年度では使わない区分です。"),))
    total = 0
    for category, budget in check_budget(typed, work.clock.today()).items():
        line = lines.get((category, part)) or _new_line(work, row.id, category, part)
        line.budget = budget
        total += budget
    # the lines hang on the year: it counts as changed although no field of its own did
    flag_modified(row, "note")
    words = f"予算を記録（{codes.label(PARTS, part)} {total:,}円）"
    _tell(work, row, "funding.budget_set", words)


def note_line(
    work: Work, year_id: str, version: int, category: str, part: str, typed: LineInput
) -> None:
    """Keep what is still to be spent of a 費目 and what is said beside it on papers."""
    work.require(Permission.EDIT_FUNDING)
    row = _year(work, year_id, version)
    rest, remark = check_line(typed, work.clock.today())
    lines = _lines(work, row.id)
    line = lines.get((category, part)) or _new_line(work, row.id, category, part)
    line.planned_rest, line.remark = rest, remark
    flag_modified(row, "note")
    _tell(work, row, "funding.line_noted", f"{codes.label(EXPENSES, category)}の見込みと備考を記録")


def _found(work: Work, fiscal_year: int) -> FundingYear | None:
    return work.session.scalar(
        select(FundingYear).where(
            FundingYear.office_id == work.office_id, FundingYear.fiscal_year == fiscal_year
        )
    )


def _year(work: Work, year_id: str, version: int) -> FundingYear:
    row = work.get(FundingYear, year_id)
    work.check_version(row, version)
    return row


def _lines(work: Work, year_id: str) -> dict[tuple[str, str], FundingLine]:
    rows = work.session.scalars(
        select(FundingLine).where(
            FundingLine.office_id == work.office_id, FundingLine.year_id == year_id
        )
    )
    return {(row.category, row.part): row for row in rows}


def _new_line(work: Work, year_id: str, category: str, part: str) -> FundingLine:
    line = FundingLine(year_id=year_id, category=category, part=part, budget=0, remark="")
    work.add(line)
    return line


def _tell(work: Work, row: FundingYear, kind: str, words: str) -> None:
    work.touch(row)
    work.tell(
        kind,
        f"{year_named(row.fiscal_year).label}の{words}",
        subject_kind="funding_year",
        subject_id=row.id,
    )
