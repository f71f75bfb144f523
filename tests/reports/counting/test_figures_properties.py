"""What holds for the figures of any cases and any period."""

from __future__ import annotations

import os
import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendar.fiscal import Period, calendar_year, fiscal_year, half_year, month, quarter
from app.codes import CENTRE_SERVICES, Flag, Service, label, table
from app.reports.counting.counted_rows import FLAG_BITS, ActivityRow, CaseRow, EventRow
from app.reports.counting.figure import Branch, Figure, Unit
from app.reports.counting.figure_set import FigureSet, as_json
from app.reports.counting.standing import possible_days
from app.reports.counting.tree import count
from tests.conftest import examples

SUMS = (Unit.MINUTES, Unit.PARTICIPANTS, Unit.ORGANISATIONS)
DAYS = st.integers(0, 900).map(lambda days: (date(2023, 6, 1) + timedelta(days=days)).isoformat())
STORED = DAYS.flatmap(
    lambda day: st.sampled_from((day, day, day, day, f"{day[:7]}-00", f"{day[:4]}-00-00"))
)
PERIODS = st.one_of(
    st.builds(month, st.integers(2023, 2025), st.integers(1, 12)),
    st.builds(quarter, st.integers(2022, 2025), st.integers(1, 4)),
    st.builds(half_year, st.integers(2022, 2025), st.integers(1, 2)),
    st.builds(fiscal_year, st.integers(2022, 2025)),
    st.builds(calendar_year, st.integers(2023, 2025)),
)


def codes(name: str, service: str = "") -> st.SearchStrategy[str | None]:
    """A code of a table, an unknown one or none."""
    return st.sampled_from([*(code for code, _ in table(name).choices(service)), "strange", None])


@st.composite
def case(draw: st.DrawFn, days: st.SearchStrategy[str] = STORED, whole: bool = False) -> CaseRow:
    """Any case; `whole` ones have every category filled."""

    def filled(name: str) -> str | None:
        found = draw(codes(name))
        return "strange" if whole and found is None else found

    person = draw(st.integers(0, 9))
    return CaseRow(
        id=str(draw(st.uuids())),
        number="R6-1",
        person_id=f"p{person}",
        anonymous=person == 9,
        sex=("male", "female", "unknown")[person % 3],
        service=draw(st.sampled_from(CENTRE_SERVICES)).value,
        start=draw(days),
        end=draw(st.none() | days),
        kubun=filled("kubun"),
        area=filled("area"),
        source_kind=filled("source_kind"),
        flags=draw(st.integers(0, sum(FLAG_BITS.values()))),
        dest_kind=draw(codes("dest_kind")),
        move=draw(st.none() | days),
        end_reason=draw(st.sampled_from(("declined", "other", None))),
        disposition=draw(codes("disposition")),
        disposition_date=draw(st.none() | days),
        focus=draw(codes("focus")),
    )


def cases_of(one: st.SearchStrategy[CaseRow]) -> st.SearchStrategy[list[CaseRow]]:
    """Some cases with different ids."""
    return st.lists(one, max_size=25, unique_by=lambda row: row.id)


CASES = cases_of(case())
CALM = settings(deadline=None, max_examples=examples(60))
ACTIVITIES = st.lists(
    st.builds(
        ActivityRow,
        id=st.uuids().map(str),
        episode_id=st.none(),
        service=st.sampled_from(Service).map(lambda service: service.value),
        day=STORED,
        means=st.sampled_from(("phone", "visit", "strange")),
        minutes=st.none() | st.integers(0, 300),
    ),
    max_size=8,
)
EVENTS = st.lists(
    st.builds(
        EventRow,
        id=st.uuids().map(str),
        day=STORED,
        kind=st.sampled_from(("training", "strange")),
        participants=st.none() | st.integers(0, 90),
        organisations=st.none() | st.integers(0, 9),
    ),
    max_size=4,
)


def groups(figures: FigureSet) -> list[str]:
    """The paths of every 業務, of every 区分 below it, and of the total."""
    works = [f"works.{label('service', service)}" for service in CENTRE_SERVICES]
    kubun = [
        f"{work}.by_kubun.{name}"
        for work in works[:2]
        for name in branch(figures, f"{work}.by_kubun").nodes
    ]
    return [*works, *kubun, "total"]


def branch(figures: FigureSet, path: str) -> Branch:
    """The branch at a path."""
    node: Figure | Branch = figures.tree
    for step in path.split("."):
        assert isinstance(node, Branch)
        node = node.nodes[step]
    assert isinstance(node, Branch)
    return node


@CALM
@given(PERIODS, CASES)
def test_carried_and_new_less_closed_is_open(period: Period, cases: list[CaseRow]) -> None:
    figures = count(period, cases, (), ())
    for group in groups(figures):
        carried, new, closed, still = (
            figures.number(f"{group}.{name}") for name in ("carried", "new", "closed", "open")
        )
        assert carried + new - closed == still


@CALM
@given(PERIODS, CASES)
def test_persons_are_never_more_than_cases(period: Period, cases: list[CaseRow]) -> None:
    figures = count(period, cases, (), ())
    for group in ("total", *(f"works.{label('service', one)}" for one in CENTRE_SERVICES)):
        for episodes, persons in (
            ("supported_episodes", "supported_persons"),
            ("new", "new_persons"),
            ("closed", "closed_persons"),
        ):
            assert figures.number(f"{group}.{persons}") <= figures.number(f"{group}.{episodes}")
        for suffix, persons in (("", "supported"), ("_new", "new"), ("_closed", "closed")):
            people = figures.number(f"{group}.{persons}_persons")
            marks = f"{group}.disability{suffix}"
            sexes = branch(figures, f"{group}.sex{suffix}").figures()
            assert sum(figure.number for figure in sexes) == people
            assert figures.number(f"{marks}.any4") + figures.number(f"{marks}.none4") == people
            four = [label("flag", flag) for flag in tuple(Flag)[:4]]
            assert figures.number(f"{marks}.sum4") == sum(
                figures.number(f"{marks}.{name}") for name in four
            )


@CALM
@given(PERIODS, cases_of(case(whole=True)))
def test_breakdowns_add_up_to_their_episodes(period: Period, cases: list[CaseRow]) -> None:
    figures = count(period, cases, (), ())
    for service in CENTRE_SERVICES:
        work = f"works.{label('service', service)}"
        fields = ("source",) if service in CENTRE_SERVICES[2:] else ("source", "kubun", "area")
        for field in fields:
            for name, total in (("new", "new"), ("supported", "supported_episodes")):
                parts = branch(figures, f"{work}.{field}_{name}").figures()
                assert sum(part.number for part in parts) == figures.number(f"{work}.{total}")
        moved = branch(figures, f"{work}.destination").figures()
        assert sum(part.number for part in moved) == figures.number(f"{work}.destination_total")


@settings(CALM, max_examples=examples(30))
@given(st.integers(2023, 2025), cases_of(case(DAYS)), ACTIVITIES, EVENTS)
def test_the_months_of_a_year_add_up(
    year: int, cases: list[CaseRow], activities: list[ActivityRow], events: list[EventRow]
) -> None:
    whole = fiscal_year(year)
    exact = [row for row in activities if row.day[5:7] != "00"]
    held = [row for row in events if row.day[5:7] != "00"]
    parts = [count(one, cases, exact, held) for one in whole.months()]
    figures = count(whole, cases, exact, held)
    for path in (
        "total.new",
        "total.closed",
        "works.コーディネート.kubun_new.特別調整",
        "works.被疑者等支援.destination_total",
        "works.被疑者等支援.disposition.起訴猶予",
        "activities.total_count",
        "activities.total_minutes",
        "training.participants",
    ):
        assert figures.number(path) == sum(part.number(path) for part in parts)
    assert figures.number("total.carried") == parts[0].number("total.carried")
    assert figures.number("total.open") == parts[-1].number("total.open")


@CALM
@given(PERIODS, CASES, ACTIVITIES, EVENTS)
def test_every_figure_is_its_members_and_can_be_said(
    period: Period, cases: list[CaseRow], activities: list[ActivityRow], events: list[EventRow]
) -> None:
    figures = count(period, cases, activities, events)
    known = {row.id for row in cases}
    for path in figures.paths():
        figure, members = figures.figure(path), figures.members(path)
        assert figure.number == sum(member.amount for member in members)
        if figure.unit not in SUMS:
            assert figure.number == len(members)
        inside = {key for member in members for key in member.case_ids}
        assert inside <= known
        assert inside.isdisjoint(miss.member.id for miss in figures.near_misses(path))
        assert figures.sentence(path).endswith("。")


@CALM
@given(PERIODS, CASES)
def test_a_case_too_vague_is_counted_nowhere_and_listed(
    period: Period, cases: list[CaseRow]
) -> None:
    figures = count(period, cases, (), ())
    gaps = {gap.id for gap in figures.missing if gap.field in ("start", "end")}
    counted = {
        key
        for name in ("carried", "new", "closed", "open", "supported_episodes")
        for member in figures.members(f"total.{name}")
        for key in member.case_ids
    }
    assert gaps.isdisjoint(counted)
    for row in cases:
        if all(day[5:7] != "00" and day[8:] != "00" for day in (row.start, row.end or row.start)):
            assert row.id not in gaps or (row.end and row.end < row.start)


@CALM
@given(PERIODS, CASES)
def test_the_order_of_the_rows_does_not_matter(period: Period, cases: list[CaseRow]) -> None:
    assert as_json(count(period, cases, (), ())) == as_json(count(period, cases[::-1], (), ()))


@settings(deadline=None, max_examples=int(os.environ.get("TEICHAKU_GAPS", "25")))
@given(PERIODS, cases_of(case()).filter(bool), st.randoms(use_true_random=False))
def test_settling_what_is_missing_changes_only_the_figures_it_names(
    period: Period, cases: list[CaseRow], chance: random.Random
) -> None:
    before = count(period, cases, (), ())
    gaps = [gap for gap in before.missing if gap.kind == "case"]
    if not gaps:
        return
    gap = chance.choice(gaps)
    row = next(row for row in cases if row.id == gap.id)
    settled = row._replace(**{gap.field: a_value(chance, row, gap.field)})
    after = count(period, [settled if row.id == gap.id else row for row in cases], (), ())
    moved = {
        path
        for path in {*before.paths(), *after.paths()}
        if number(before, path) != number(after, path)
    }
    assert moved <= set(gap.paths)


def a_value(chance: random.Random, row: CaseRow, field: str) -> str:
    """A day that a vague one may be, or a code of the field's table."""
    value = getattr(row, field)
    if field in ("start", "end", "move", "disposition_date"):
        earliest, latest = possible_days(value)
        span = (date.fromisoformat(latest) - date.fromisoformat(earliest)).days
        return (date.fromisoformat(earliest) + timedelta(chance.randint(0, span))).isoformat()
    return chance.choice(
        [code for code, _ in table(field).choices(row.service if field == "end_reason" else "")]
    )


def number(figures: FigureSet, path: str) -> int:
    """A figure's number; 0 for a category that these rows do not know."""
    try:
        return figures.number(path)
    except LookupError:
        return 0
