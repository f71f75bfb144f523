"""業務日報 and 旅費・移動一覧: what was done, each way once, nobody's name where none belongs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.calendar.fiscal import month
from app.calendar.partial import PartialDate
from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts import queries
from app.cases.contacts.rules import ActivityInput
from app.clock import fixed
from app.codes import Service
from app.errors import FileProblem, NotAllowed
from app.people import actions as people
from app.people.rules import PersonInput
from app.reports.papers.actions import write_paper
from app.reports.papers.daily_report import daily_report
from app.reports.papers.progress_record import progress_record
from app.reports.papers.render import render
from app.reports.papers.travel_sheet import travel_sheet
from app.reports.travel.actions import write_travel_book
from app.reports.travel.book import FIRST_ROW, HEAD, build
from app.reports.travel.listing import TravelLine, TravelList, travel_list
from app.schedule import actions as schedule
from app.schedule.rules import AppointmentInput
from app.staff.permissions import Actor, Role
from app.storage.records import HistoryEntry
from tests.conftest import OpenedOffice

VISIT = ActivityInput(
    "R8.11.24", "visit", "100", "世話人", "三人の様子を見た。", "試作",
    "=HYPERLINK(\"x\")", "40", "12.5", "1,001",
)  # fmt: skip
DAY = date(2026, 11, 24)
NAMES = ("一条 いつき", "二宮 にこ", "三島 みのる")


@pytest.fixture
def ids(opened: OpenedOffice) -> list[str]:
    """Three cases, a joint visit, a call of a colleague, an entry taken back, and a plan."""
    made = []
    with opened.office.work(opened.actor) as work:
        for number, name in enumerate(NAMES, start=1):
            person = people.register(work, PersonInput(name, "", "male", "S30.4.5"))
            typed = {"start": "R8.4.1", "number": f"R8-F-{number:03d}", "worker": "試作"}
            made.append(cases.open_episode(work, person, Service.FOLLOW_UP, typed))
    with opened.office.work(opened.actor) as work:
        contacts.record_activity(work, made[0], VISIT, made[1:])
        call = replace(VISIT, means="phone", minutes="15", content="電話。", place="",
                       travel_minutes="", distance="", fare="")  # fmt: skip
        contacts.record_activity(
            work, made[0], replace(call, worker="例示", content="例示の電話。")
        )
        contacts.record_activity(work, made[1], call)
        wrong = contacts.record_activity(work, made[2], replace(VISIT, content="誤った記載。"))
        planned = AppointmentInput(
            "11/24", "13:30", "14:30", "visit", "見学", "見本の家", ("試作",)
        )
        schedule.plan(work, planned)
    with opened.office.work(opened.actor) as work:
        contacts.withdraw_activity(work, wrong, 1, "別の人だった")
    return made


def read(opened: OpenedOffice, query: Any, *arguments: Any) -> Any:
    with opened.office.reading(opened.actor) as reading:
        return query(reading, *arguments)


def test_the_daily_report_has_each_contact_once_and_the_plans_of_the_day(
    opened: OpenedOffice, ids: list[str]
) -> None:
    paper = read(opened, daily_report, DAY, "試作")
    texts = "\n".join(paper.texts())
    for words in ("2件・115分", "40分・12.5km・1,001円", "13:30〜14:30", "見学", "令和8年11月24日(火)",
                  *NAMES):  # fmt: skip
        assert words in texts
    assert texts.count("三人の様子を見た。") == 1
    assert "例示の電話" not in texts and "誤った記載" not in texts
    assert paper.seals == ("センター長", "主任", "担当")
    assert render(paper).pages == 1 and not render(paper).missing


def test_a_day_without_anything_says_so(opened: OpenedOffice, ids: list[str]) -> None:
    texts = list(read(opened, daily_report, date(2026, 11, 23), "試作").texts())
    assert "この日の支援経過はありません。" in texts and "この日の予定はありません。" in texts


def test_ways_are_listed_once_by_number_and_never_by_name(
    opened: OpenedOffice, ids: list[str]
) -> None:
    listed = read(opened, travel_list, month(2026, 11), "試作")
    (line,) = listed.lines
    assert line.numbers == ("R8-F-001", "R8-F-002", "R8-F-003")
    assert listed.whole == (40, 12_500, 1_001)
    assert read(opened, travel_list, month(2026, 10), "試作").lines == ()
    paper = read(opened, travel_sheet, month(2026, 11), "試作")
    texts = "\n".join(paper.texts())
    assert not any(name in texts for name in NAMES) and "1,001" in texts
    assert render(paper).pages == 1


def test_the_book_holds_text_as_text_and_its_sums(
    opened: OpenedOffice, ids: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "旅費.xlsx"
    with opened.office.work(opened.actor) as work:
        write_travel_book(work, month(2026, 11), "試作", out)
    sheet = openpyxl.load_workbook(out).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert tuple(rows[FIRST_ROW - 1]) == HEAD
    way, whole = rows[FIRST_ROW], rows[FIRST_ROW + 1]
    assert way[0] == datetime(2026, 11, 24) and way[3] == '=HYPERLINK("x")'
    assert sheet.cell(FIRST_ROW + 1, 4).data_type == "s"
    assert way[4:] == ["R8-F-001、R8-F-002、R8-F-003", 40, 12.5, 1001]
    assert whole[5:] == [40, 12.5, 1001]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    told = read(
        opened,
        lambda reading: reading.session.scalars(
            select(HistoryEntry.words).where(HistoryEntry.kind == "paper.left")
        ).all(),
    )
    assert told == ["「旅費・移動一覧」をExcelに保存（令和8年11月 試作）"]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)
LINES = st.builds(
    TravelLine,
    day=st.dates(date(2026, 11, 1), date(2026, 11, 30)).map(PartialDate.of),
    means=WORDS,
    place=WORDS,
    numbers=st.lists(WORDS, max_size=4).map(tuple),
    travel_minutes=st.integers(0, 1_440),
    distance_m=st.integers(0, 5_000_000),
    fare=st.integers(0, 1_000_000),
)


@given(st.lists(LINES, max_size=8))
def test_whatever_stands_in_a_line_comes_out_as_it_is(lines: list[TravelLine]) -> None:
    listed = TravelList("見本", "=試作", month(2026, 11), "今日", tuple(lines), False)
    sheet = openpyxl.load_workbook(io.BytesIO(build(listed))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for line, row in zip(lines, rows[FIRST_ROW:], strict=False):
        wanted = [line.means, line.place, "、".join(line.numbers)]
        assert [text or "" for text in row[2:5]] == wanted
        assert row[5:8] == [line.travel_minutes, line.distance_m / 1000, line.fare]
    assert len(rows) == FIRST_ROW + len(lines) + 1
    assert rows[-1][7] == sum(line.fare for line in lines)


def test_the_record_of_a_person_says_what_happened_to_its_entries(
    opened: OpenedOffice, ids: list[str]
) -> None:
    opened.office.clock = fixed(datetime(2026, 12, 1, 9))
    entry = next(e for e in read(opened, queries.activities_of, ids[0]) if e.worker == "試作")
    changed = replace(VISIT, minutes="34", travel_minutes="14", distance="4.168", fare="335",
                      content="直した。")  # fmt: skip
    with opened.office.work(opened.actor) as work:
        contacts.correct_activity(work, entry.id, 1, changed, "聞き違い")
        contacts.record_activity(work, ids[0], replace(VISIT, day="11/20", content="遅れた。"))
    texts = "\n".join(read(opened, progress_record, ids[0]).texts())
    for words in ("［訂正 R8.12.1 試作 澪江　理由: 聞き違い］", "前の内容　三人の様子を見た。",
                  "ほか2人と一緒", "後日の記録\n記録 R8.12.1",
                  "3件・延べ149分（ほかに移動54分）"):  # fmt: skip
        assert words in texts, words
    # the paper is about one person: the others of the same contact are not named
    assert not any(name in texts for name in NAMES[1:])
    texts = "\n".join(read(opened, progress_record, ids[2]).texts())
    assert "【取消し R8.11.24 試作 澪江　理由: 別の人だった】" in texts
    assert "誤った記載。" in texts and "1件・延べ33分" in texts


def test_a_file_of_another_kind_and_a_person_without_the_permission_are_refused(
    opened: OpenedOffice, ids: list[str], tmp_path: Path
) -> None:
    paper = read(opened, daily_report, DAY, "試作")
    with pytest.raises(FileProblem), opened.office.work(opened.actor) as work:
        write_paper(work, paper, tmp_path / "日報.docx")
    with pytest.raises(FileProblem), opened.office.work(opened.actor) as work:
        write_travel_book(work, month(2026, 11), "試作", tmp_path / "旅費.csv")
    admin = Actor(opened.actor.staff_id, "管理", Role.ADMIN)
    with pytest.raises(NotAllowed), opened.office.work(admin) as work:
        write_travel_book(work, month(2026, 11), "試作", tmp_path / "旅費.xlsx")
    with pytest.raises(NotAllowed), opened.office.work(admin) as work:
        write_paper(work, paper, tmp_path / "日報.pdf")
    assert list(tmp_path.glob("*旅費*")) == [] and list(tmp_path.glob("*日報*")) == []
