"""Three people in one home over a month: joint visits, a slip mended, a wrong entry, the papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.calendar.fiscal import month
from app.cases.contacts import actions as contacts
from app.cases.contacts.queries import activities_of
from app.cases.contacts.rules import ActivityInput
from app.codes import Service
from app.people.rules import PersonInput
from app.reports.papers.daily_report import daily_report
from app.reports.papers.progress_record import progress_record
from app.reports.papers.travel_sheet import travel_sheet
from app.reports.travel.actions import write_travel_book
from app.reports.travel.book import FIRST_ROW
from app.schedule import actions as schedule
from app.schedule.rules import AppointmentInput
from tests.conftest import OpenedOffice
from tests.scenarios.walk import Walk

PEOPLE = {
    "one": PersonInput("川村 すず", "カワムラ スズ", "female", "S29.1.8"),
    "two": PersonInput("西田 仁", "ニシダ ジン", "male", "S33.5.2"),
    "three": PersonInput("大沢 渉", "オオサワ ワタル", "male", "S41.9.30"),
}
VISIT = ActivityInput(
    "R8.10.6", "visit", "100", "世話人", "三人と話した。", "試作", "見本の家", "50", "21", "760"
)


@pytest.fixture
def walk(opened: OpenedOffice) -> Walk:
    """An office with three people in the same home."""
    walk = Walk(opened)
    walk.on(2026, 4, 6)
    for number, (key, person) in enumerate(PEOPLE.items(), start=1):
        typed = {"start": "R8.4.6", "number": f"R8-F-{number:03d}", "worker": "試作"}
        walk.begin(key, person, Service.FOLLOW_UP, typed)
    return walk


def test_a_month_of_visits_and_its_papers(walk: Walk, tmp_path: Path) -> None:
    one, two, three = (walk.ids[key] for key in PEOPLE)
    # a planned visit to all three becomes three entries of one contact
    walk.on(2026, 10, 5)
    plan = AppointmentInput("10/6", "13:30", "15:00", "visit", "月に一度の訪問", "見本の家",
                            ("試作",), episode_id=one)  # fmt: skip
    planned = walk.do(schedule.plan, plan)
    walk.on(2026, 10, 6, 17)
    walk.do(schedule.record, planned, 1, VISIT, [two, three])
    minutes = [walk.page(key).activity_minutes for key in PEOPLE]
    assert minutes == [34, 33, 33]

    # the day was written down wrongly for all, and one of them was not there in the end
    walk.on(2026, 10, 7)
    first = walk.read(activities_of, one)[0]
    share = replace(VISIT, minutes="34", travel_minutes="18", distance="7", fare="254")
    walk.do(
        contacts.correct_activity, first.id, 1, replace(share, day="R8.10.5"), "前日だった",
        all_persons=True,
    )  # fmt: skip
    absent = walk.read(activities_of, three)[0]
    walk.do(contacts.withdraw_activity, absent.id, 2, "大沢さんは入院中だった")

    # a call that was written down two weeks later, and one after the case had ended
    walk.on(2026, 10, 21)
    walk.contact("two", "R8.10.7", "phone", "15", "体調の連絡")
    walk.on(2026, 10, 26).step("two", "closed", end="R8.10.26", end_reason="settled")
    walk.on(2026, 10, 28).contact("two", "R8.10.28", "phone", "5", "荷物の問い合わせ")
    late, after = walk.read(activities_of, two)[1], walk.read(activities_of, two)[0]
    assert late.late and not after.late and walk.page("two").episode.stage == "closed"

    october = walk.counted(2026, 10)
    assert october.number("activities.by_means.訪問.count") == 2
    assert october.number("activities.by_means.訪問.minutes") == 67
    assert october.number("activities.by_means.電話.minutes") == 20
    assert october.number("activities.total_count") == 4

    day = "\n".join(walk.read(daily_report, date(2026, 10, 5), "試作").texts())
    assert "1件・67分" in day and "川村 すず" in day and "大沢 渉" not in day
    sheet = "\n".join(walk.read(travel_sheet, month(2026, 10), "試作").texts())
    assert "R8-F-001\nR8-F-002" in sheet and "川村" not in sheet
    record = "\n".join(walk.read(progress_record, three).texts())
    assert "大沢さんは入院中だった" in record and "前の実施日　R8.10.6" in record

    out = tmp_path / "旅費.xlsx"
    walk.do(write_travel_book, month(2026, 10), "試作", out)
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    # the share of the one who was not there goes with the entry
    assert rows[FIRST_ROW][5:] == (34, 14, 507) and rows[FIRST_ROW + 1][5:] == (34, 14, 507)
