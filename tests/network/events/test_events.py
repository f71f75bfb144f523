"""研修・普及啓発・ネットワーク構築: entered by hand, counted in the month, told apart from a ledger's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.calendar.fiscal import parse_month
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.network.events import actions
from app.network.events.queries import EventFilter, event, events, events_of
from app.network.events.rules import EventInput
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.reports.counting.figures import figures
from app.staff.permissions import Actor, Role
from tests.conftest import OpenedOffice

TALK = EventInput("R8.11.10", "awareness", "地域で支える研修会", "host", "見本会館", "約50")


@pytest.fixture
def two(opened: OpenedOffice) -> tuple[str, str]:
    with opened.office.work(opened.actor) as work:
        return (
            organisations.add(work, OrganisationInput("npo", "みなもの会")),
            organisations.add(work, OrganisationInput("medical", "仮の診療所")),
        )


def add(opened: OpenedOffice, typed: EventInput) -> str:
    with opened.office.work(opened.actor) as work:
        return actions.add(work, typed)


def test_those_named_are_counted_where_no_number_is_typed(
    opened: OpenedOffice, two: tuple[str, str]
) -> None:
    made = add(opened, replace(TALK, attending=((two[0], "3人"), (two[1], ""))))
    with opened.office.reading(opened.actor) as reading:
        page = event(reading, made)
        assert [row.name for row in events_of(reading, two[0])] == [TALK.name]
    assert (page.facts.participants, page.facts.organisations) == ("約50", "2")
    assert [(row.name, people) for row, people in page.attending] == [
        ("みなもの会", 3), ("仮の診療所", None),
    ]  # fmt: skip


def test_the_month_counts_it(opened: OpenedOffice, two: tuple[str, str]) -> None:
    add(opened, replace(TALK, attending=((two[0], "2"),)))
    add(opened, replace(TALK, day="R8.11.20", kind="training", participants="7"))
    add(opened, replace(TALK, day="R8.12.1", participants="100"))
    with opened.office.reading(opened.actor) as reading:
        counted = figures(reading, parse_month("2026-11"))
    assert counted.number("training.events") == 2
    assert counted.number("training.participants") == 57
    assert counted.number("training.organizations") == 1
    assert counted.number("training.by_kind.啓発.participants") == 50


def test_only_those_who_took_part_may_change(opened: OpenedOffice, two: tuple[str, str]) -> None:
    made = add(opened, replace(TALK, attending=((two[0], "2"),)))
    with opened.office.reading(opened.actor) as reading:
        page = event(reading, made)
    with opened.office.work(opened.actor) as work:
        actions.change(work, made, page.version, replace(page.facts, attending=((two[1], ""),)))
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.change(work, made, page.version, page.facts)
    with opened.office.reading(opened.actor) as reading:
        assert [row.name for row, _ in event(reading, made).attending] == ["仮の診療所"]
        assert events_of(reading, two[0]) == ()
    with opened.office.reading(opened.actor) as reading:
        version = event(reading, made).version
    with opened.office.work(opened.actor) as work:
        actions.remove(work, made, version)
    with opened.office.reading(opened.actor) as reading:
        assert events(reading, EventFilter()).total == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "R8.13.1"}, "day"),
        ({"kind": ""}, "kind"),
        ({"name": " "}, "name"),
        ({"role": "guest"}, "role"),
        ({"participants": "たくさん"}, "participants"),
        ({"organisations": "二つ"}, "organisations"),
    ],
)
def test_what_cannot_be_kept_names_its_field(
    opened: OpenedOffice, change: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        add(opened, replace(TALK, **change))  # type: ignore[arg-type]
    assert set(wrong.value.by_field()) == {field}


def test_numbers_that_contradict_those_named(opened: OpenedOffice, two: tuple[str, str]) -> None:
    both = ((two[0], "8"), (two[1], "4"))
    for typed, field in (
        (replace(TALK, organisations="1", attending=both), "organisations"),
        (replace(TALK, participants="11", attending=both), "participants"),
        (replace(TALK, attending=(both[0], both[0])), "attending"),
        (replace(TALK, attending=((two[0], "数人"),)), "attending"),
    ):
        with pytest.raises(InvalidInput) as wrong:
            add(opened, typed)
        assert set(wrong.value.by_field()) == {field}
    add(opened, replace(TALK, participants="約10", attending=both))


def test_the_list_is_narrowed_sorted_and_added_up(opened: OpenedOffice) -> None:
    for day, kind, people in (
        ("R8.4.1", "training", "10"), ("R8.3.31", "training", "5"), ("R8.6", "meeting", ""),
    ):  # fmt: skip
        add(opened, replace(TALK, day=day, kind=kind, name=f"会{day}", participants=people))
    with opened.office.reading(opened.actor) as reading:
        this_year = events(reading, EventFilter(2026))
        assert [row.name for row in this_year.rows] == ["会R8.6", "会R8.4.1"]
        assert (this_year.total, this_year.participants) == (2, 10)
        assert [row.name for row in events(reading, EventFilter(2025)).rows] == ["会R8.3.31"]
        assert events(reading, EventFilter(kind="training")).total == 2
        assert events(reading, EventFilter(text="R8.4")).total == 1
        up = events(reading, EventFilter(), sort="participants", descending=False)
        assert [row.participants for row in up.rows] == [None, 5, 10]


def test_who_may_not(opened: OpenedOffice) -> None:
    auditor = Actor(opened.actor.staff_id, "例示 樹", Role.AUDITOR)
    with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
        actions.add(work, TALK)
