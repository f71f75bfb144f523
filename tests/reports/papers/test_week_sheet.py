"""週間予定表: who is where on which day, with names or without, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.cases import actions as cases
from app.codes import Service
from app.people import actions as people
from app.people.rules import PersonInput
from app.reports.papers.paper import Grid, Notice, Paper
from app.reports.papers.render import render
from app.reports.papers.week_sheet import week_sheet
from app.schedule import actions
from app.schedule.rules import AppointmentInput

MONDAY = date(2026, 11, 23)


@pytest.fixture
def week(opened: Any) -> Any:
    """An office with a full week."""
    with opened.office.work(opened.actor) as work:
        person = people.register(
            work, PersonInput("髙橋 はるな", "タカハシ ハルナ", "male", "S28.4.5")
        )
        typed = {"start": "R8.4.1", "number": "R8-C-001", "worker": "試作", "release": "R8.11.27"}
        case = cases.open_episode(work, person, Service.COORDINATION, typed)
        for plan in (
            (
                "11/24",
                "10:00",
                "11:00",
                "interview",
                "髙橋さんの希望",
                "前橋刑務所",
                ("試作",),
                case,
            ),
            ("11/24", "10:30", "11:00", "meeting", "会議", "県庁", ("試作", "例示"), ""),
            ("11/25", "", "", "leave", "", "", ("例示",), ""),
            ("11/30", "9:00", "", "phone", "来週", "", ("試作",), ""),
        ):
            day, start, end, kind, title, place, workers, episode = plan
            actions.plan(
                work,
                AppointmentInput(day, start, end, kind, title, place, workers, "", episode),
            )
    return opened


def paper_of(opened: Any, **how: Any) -> Paper:
    """The week as a paper."""
    with opened.office.reading(opened.actor) as reading:
        return week_sheet(reading, MONDAY, **how)


def grid_of(paper: Paper) -> Grid:
    """Its table."""
    block = paper.blocks[0]
    assert isinstance(block, Grid)
    return block


def test_a_row_for_each_and_a_column_for_each_day(week: Any) -> None:
    paper = paper_of(week)
    grid = grid_of(paper)
    assert paper.landscape and "令和8年11月23日〜令和8年11月29日" in paper.subject
    assert [column.title for column in grid.columns][:3] == [
        "担当", "11/23（月）\n勤労感謝の日", "11/24（火）",
    ]  # fmt: skip
    rows = {row[0]: row[1:] for row in grid.rows}
    assert rows["釈放・身柄"][4] == "釈放 髙橋 はるな"
    assert rows["試作"][1] == (
        "10:00〜11:00 面接\n髙橋 はるな　髙橋さんの希望　前橋刑務所\n▲重なり\n\n"
        "10:30〜11:00 会議\n会議　県庁\n▲重なり"
    )
    assert rows["例示"][1:3] == ("10:30〜11:00 会議\n会議　県庁\n▲重なり", "終日 休み")
    assert isinstance(paper.blocks[1], Notice)
    assert not any("来週" in cell for row in grid.rows for cell in row)


def test_numbers_only_prints_no_name_whoever_typed_it(week: Any) -> None:
    paper = paper_of(week, numbers_only=True)
    assert not any("髙橋" in text or "はるな" in text for text in paper.texts())
    assert any("R8-C-001" in text for text in paper.texts())
    assert any("県庁" in text for text in paper.texts())


def test_one_member_of_staff_gets_the_own_row(week: Any) -> None:
    assert [row[0] for row in grid_of(paper_of(week, worker="例示")).rows] == ["例示"]


def test_it_is_a_page_that_lies(week: Any) -> None:
    printed = render(paper_of(week))
    assert printed.pages == 1 and not printed.missing
