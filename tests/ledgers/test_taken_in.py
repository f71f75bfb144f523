"""From the ledger to the figures and back to a ledger, on a real data file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.calendar import fiscal
from app.cases import actions as cases
from app.cases import queries as case_queries
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.cases.days import actions as days
from app.cases.days.rules import DayInput
from app.cases.queries import CaseFilter
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.ledgers import actions, queries
from app.ledgers.existing import NOTHING, Choices
from app.ledgers.layout import find_mapping
from app.ledgers.on_record.queries import existing
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan
from app.ledgers.writing.actions import export_ledger
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.staff.permissions import Actor, Role
from app.storage.records import Activity, Base, Episode, Event, ImportedRow, Person, StageMove
from tests.conftest import SERVER_LATER, OpenedOffice
from tests.ledgers.read_once import apply, apply_once, first_plan, ledger_of, workbook_of

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
LEDGERS = ("ledger_standard_r6", "ledger_messy_r5")


@pytest.fixture(params=SERVER_LATER)
def opened(request: pytest.FixtureRequest) -> OpenedOffice:
    """An empty office on each engine; what a ledger is on the server, test_same_on_both says."""
    made: OpenedOffice = request.getfixturevalue(f"opened_{request.param}")
    return made


def plan_of(opened: OpenedOffice, path: Path, choices: Choices | None = None) -> Plan:
    workbook = workbook_of(path)
    today = opened.office.clock.today()
    with opened.office.reading(opened.actor) as reading:
        saved = queries.saved_mappings(reading)
        ledger = ledger_of(workbook, find_mapping(workbook, saved), today)
        known = existing(reading, ledger.wanted)
    if not saved and choices is None and known == NOTHING:
        return first_plan(workbook, today)
    return make_plan(ledger, known, choices or Choices())


def take_in(opened: OpenedOffice, path: Path, choices: Choices | None = None) -> str:
    plan = plan_of(opened, path, choices)
    if path.parent == SAMPLES and choices is None:
        return apply_once(opened, plan)
    return apply(opened, plan)


def expected(name: str) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))
    return answers


def every_period(answers: dict[str, Any]) -> list[tuple[fiscal.Period, Any]]:
    return (
        [(fiscal.parse_month(key), told) for key, told in answers["months"].items()]
        + [(fiscal.fiscal_year(int(key)), told) for key, told in answers["fiscal_years"].items()]
        + [(fiscal.calendar_year(int(k)), told) for k, told in answers["calendar_years"].items()]
    )


def assert_figures(opened: OpenedOffice, name: str) -> None:
    with opened.office.reading(opened.actor) as reading:
        for period, told in every_period(expected(name)):
            assert as_json(figures(reading, period)) == told, period.label


def content(opened: OpenedOffice) -> dict[str, int]:
    with opened.office.reading(opened.actor) as reading:
        return {
            record.__tablename__: reading.session.scalar(select(func.count()).select_from(record))
            or 0
            for record in (Person, Episode, Activity, Event, StageMove)
        }


def rows_of(opened: OpenedOffice, record: type[Base]) -> list[tuple[Any, ...]]:
    with opened.office.reading(opened.actor) as reading:
        return sorted(map(tuple, reading.session.execute(select(*record.__table__.columns))))


@pytest.mark.on_both
@pytest.mark.parametrize("name", LEDGERS)
def test_every_figure_of_every_period_is_right(opened: OpenedOffice, name: str) -> None:
    take_in(opened, SAMPLES / f"{name}.xlsx")
    assert_figures(opened, name)


@pytest.mark.parametrize("name", LEDGERS)
def test_the_same_file_twice_changes_nothing(opened: OpenedOffice, name: str) -> None:
    assert take_in(opened, SAMPLES / f"{name}.xlsx")
    before = [rows_of(opened, record) for record in (Person, Episode, Activity, Event, ImportedRow)]
    assert take_in(opened, SAMPLES / f"{name}.xlsx") == ""
    after = [rows_of(opened, record) for record in (Person, Episode, Activity, Event, ImportedRow)]
    assert after == before


@pytest.mark.parametrize("name", LEDGERS)
def test_written_back_and_taken_in_again_nothing_changes(
    opened: OpenedOffice, name: str, tmp_path: Path
) -> None:
    take_in(opened, SAMPLES / f"{name}.xlsx")
    out = tmp_path / "書き出し.xlsx"
    with opened.office.work(opened.actor) as work:
        assert export_ledger(work, out) == sum(
            content(opened)[kind] for kind in ("episode", "activity", "event")
        )
    plan = plan_of(opened, out)
    assert plan.changes_nothing, [row for row in plan.rows if row.disposition != "same"][:3]
    assert {row.sheet for row in plan.rows} == {
        row.sheet for row in plan_of(opened, SAMPLES / f"{name}.xlsx").rows
    }


@pytest.mark.parametrize("name", LEDGERS[1:])
def test_a_ledger_can_be_undone_as_a_whole_and_taken_in_again(
    opened: OpenedOffice, name: str
) -> None:
    empty = content(opened)
    batch = take_in(opened, SAMPLES / f"{name}.xlsx")
    assert content(opened) != empty
    with opened.office.work(opened.actor) as work:
        actions.undo(work, batch)
    assert content(opened) == empty
    with pytest.raises(InvalidInput), opened.office.work(opened.actor) as work:
        actions.undo(work, batch)
    take_in(opened, SAMPLES / f"{name}.xlsx")
    assert_figures(opened, name)


def first_open_case(opened: OpenedOffice) -> case_queries.CaseRow:
    with opened.office.reading(opened.actor) as reading:
        return case_queries.case_list(
            reading, CaseFilter(services=("coordination",)), limit=1
        ).rows[0]


def test_undo_is_refused_once_somebody_worked_on_a_case(opened: OpenedOffice) -> None:
    batch = take_in(opened, SAMPLES / "ledger_messy_r5.xlsx")
    row = first_open_case(opened)
    with opened.office.work(opened.actor) as work:
        day = days.record(work, row.id, DayInput("ua_applied", "R5.4.3"))
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.undo(work, batch)
    with opened.office.work(opened.actor) as work:
        days.remove(work, day, 1)
    with opened.office.work(opened.actor) as work:
        contacts.record_activity(
            work, row.id, ActivityInput("11/2", "phone", "5", "本人", "近況", "試作")
        )
    before = content(opened)
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.undo(work, batch)
    assert content(opened) == before


def test_undo_puts_back_what_a_later_ledger_changed(opened: OpenedOffice, tmp_path: Path) -> None:
    take_in(opened, SAMPLES / "ledger_standard_r6.xlsx")
    row = first_open_case(opened)
    before = rows_without_stamp(opened)
    ledger = changed_copy(opened, tmp_path, row.number, "受入先名", "ほかの施設")
    batch = take_in(opened, ledger)
    assert case_of(opened, row.id).values["dest_name"] == "ほかの施設"
    with opened.office.work(opened.actor) as work:
        actions.undo(work, batch)
    assert rows_without_stamp(opened) == before


def rows_without_stamp(opened: OpenedOffice) -> list[tuple[Any, ...]]:
    columns = [c for c in Episode.__table__.columns if c.name not in ("version", "updated_at")]
    with opened.office.reading(opened.actor) as reading:
        return sorted(tuple(map(str, row)) for row in reading.session.execute(select(*columns)))


def case_of(opened: OpenedOffice, episode: str) -> case_queries.EpisodeFacts:
    with opened.office.reading(opened.actor) as reading:
        return case_queries.case_page(reading, episode).episode


def changed_copy(opened: OpenedOffice, folder: Path, number: str, header: str, text: str) -> Path:
    """The exported ledger with one cell of one case typed over in Excel."""
    import openpyxl

    out = folder / "ledger.xlsx"
    with opened.office.work(opened.actor) as work:
        export_ledger(work, out)
    book = openpyxl.load_workbook(out)
    changed = 0
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows())
        head = next((r for r in rows if any(c.value == "管理番号" for c in r)), None)
        columns = {cell.value: cell.column for cell in head or ()}
        if header not in columns:
            continue
        for line in rows:
            if line[columns["管理番号"] - 1].value == number:
                line[columns[header] - 1].value = text
                changed += 1
    assert changed == 1
    book.save(out)
    return out


def test_a_later_ledger_changes_only_what_it_says(opened: OpenedOffice, tmp_path: Path) -> None:
    take_in(opened, SAMPLES / "ledger_standard_r6.xlsx")
    row = first_open_case(opened)
    before = case_of(opened, row.id).values
    ledger = changed_copy(opened, tmp_path, row.number, "終了日", "令和8年11月20日")
    plan = plan_of(opened, ledger)
    told = [episode for episode in plan.episodes if episode.state != "same"]
    assert [[change.field for change in one.changes] for one in told] == [["end"]]
    take_in(opened, ledger)
    after = case_of(opened, row.id)
    assert after.stage == "closed"
    assert {k for k, v in after.values.items() if before[k] != v} == {"end"}


def test_confirmed_pairs_become_one_person(opened: OpenedOffice) -> None:
    answers = expected("ledger_messy_r5")
    path = SAMPLES / "ledger_messy_r5.xlsx"
    pairs = plan_of(opened, path).pairs
    assert len(pairs) == 5
    take_in(opened, path, Choices(pairs={pair.key: "same" for pair in pairs}))
    assert content(opened)["person"] == 167
    for month, told in answers["if_all_suspected_duplicates_confirmed"]["months"].items():
        with opened.office.reading(opened.actor) as reading:
            counted = as_json(figures(reading, fiscal.parse_month(month)))
        for work, figures_told in told["works"].items():
            for name, number in figures_told.items():
                assert counted["works"][work][name] == number, (month, work, name)  # type: ignore[index]
        for name, number in told["total"].items():
            assert counted["total"][name] == number, (month, name)  # type: ignore[index]


def test_who_may_only_read_takes_nothing_in_or_out(opened: OpenedOffice, tmp_path: Path) -> None:
    plan = plan_of(opened, SAMPLES / "ledger_standard_r6.xlsx")
    auditor = Actor(opened.actor.staff_id, "例示 樹", Role.AUDITOR)
    with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
        actions.apply(work, plan)
    with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
        export_ledger(work, tmp_path / "x.xlsx")
    assert list(tmp_path.glob("*.xlsx")) == []


FORMULAS = ("=cmd|' /C calc'!A0", "@SUM(1+1)", "+81-00", "-1+1", "\t=1", "＝1", "'=1", '"=1')


def test_written_text_is_never_a_formula(opened: OpenedOffice, tmp_path: Path) -> None:
    import zipfile

    take_in(opened, SAMPLES / "ledger_messy_r5.xlsx")
    with opened.office.reading(opened.actor) as reading:
        shown = case_queries.case_list(reading, CaseFilter(), limit=len(FORMULAS)).rows
    for row, text in zip(shown, FORMULAS, strict=True):
        with opened.office.work(opened.actor) as work:
            version = case_queries.case_page(work, row.id).episode.version
            cases.correct(work, row.id, version, {"note": f"x{text}", "dest_name": text})
    out = tmp_path / "ledger.xlsx"
    with opened.office.work(opened.actor) as work:
        export_ledger(work, out)
    with zipfile.ZipFile(out) as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith("xml")}
    assert not [name for name, xml in parts.items() if "<f>" in xml or "<f " in xml]
    assert plan_of(opened, out).changes_nothing


def test_a_new_case_appears_in_the_newest_sheet(opened: OpenedOffice, tmp_path: Path) -> None:
    from app.codes import Service
    from app.people import actions as people
    from app.people.rules import PersonInput

    take_in(opened, SAMPLES / "ledger_messy_r5.xlsx")
    with opened.office.work(opened.actor) as work:
        person = people.register(work, PersonInput("杠 楓太", "ユズリハ フウタ", "male", "S40.1.2"))
        cases.open_episode(
            work, person, Service.CONSULTATION, {"start": "R8.11.2", "number": "新1"}
        )
    out = tmp_path / "ledger.xlsx"
    with opened.office.work(opened.actor) as work:
        export_ledger(work, out)
    plan = plan_of(opened, out)
    assert plan.changes_nothing
    assert [row.sheet for row in plan.rows if row.values.get("number") == "新1"] == ["相談R5"]


def test_without_a_ledger_our_own_layout_is_written(opened: OpenedOffice, tmp_path: Path) -> None:
    from app.practice.actions import fill
    from app.practice.cases import practice_data

    with opened.office.work(opened.actor) as work:
        fill(work, practice_data(opened.office.clock.today(), 7))
    out = tmp_path / "ledger.xlsx"
    with opened.office.work(opened.actor) as work:
        export_ledger(work, out)
    plan = plan_of(opened, out)
    assert {row.disposition for row in plan.rows} == {"same"}
    assert plan.changes_nothing
