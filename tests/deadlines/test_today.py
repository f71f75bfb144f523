"""今日 shows what is ahead, why that day, and whom nobody has met for a while."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.calendar.partial import PartialDate
from app.cases import actions
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.clock import JST
from app.codes import Service
from app.deadlines import queries, rules
from app.deadlines.beside.queries import beside
from app.people import actions as people
from app.people.rules import PersonInput
from app.ui.words import day_to_act_on
from tests.conftest import OpenedOffice


def person(opened: OpenedOffice, name: str, service: Service, **typed: str) -> str:
    with opened.office.work(opened.actor) as work:
        who = people.register(work, PersonInput(name, "", "male", ""))
        return actions.open_episode(work, who, service, dict(typed))


def test_release_is_the_day_after_the_term_ends() -> None:
    due = rules.release_day(None, PartialDate(2026, 12, 31), None)
    assert due is not None
    assert due.day == date(2027, 1, 1)
    assert due.reason == "刑期終了日 R8.12.31 の翌日"
    assert rules.closed_note(due.day, date(2026, 11, 24)) == "元日のため官庁は閉庁"


def test_holidays_after_next_year_are_said_to_be_estimated() -> None:
    today = date(2026, 11, 24)
    assert rules.closed_note(date(2029, 1, 1), today) == "元日のため官庁は閉庁（推定）"
    assert rules.open_note(date(2029, 1, 9), today) == "官庁は開庁日です（推定）"
    assert rules.open_note(date(2027, 1, 12), today) == "官庁は開庁日です"
    assert day_to_act_on(date(2029, 1, 1), today) == "R11.1.1(月・元日（推定）)"


def test_a_vague_term_end_makes_no_date() -> None:
    assert rules.release_day(None, PartialDate(2026, 12), None) is None


def test_what_is_ahead_is_sorted_and_explained(opened: OpenedOffice) -> None:
    coordination = Service.COORDINATION
    late = person(opened, "柊 朔", coordination, start="R8.4.1", term_end="R8.11.20")
    soon = person(opened, "杠 岳", coordination, start="R8.4.1", term_end="R8.12.1")
    person(opened, "蓬 渓", coordination, start="R8.4.1", term_end="R9.12.1")
    held = person(
        opened, "樟 霧夫", Service.SUSPECT_SUPPORT, start="R8.11.16", detention_end="R8.11.25"
    )
    with opened.office.reading(opened.actor) as reading:
        today = queries.today(reading)
    assert [item.episode_id for item in today.late.items] == [late]
    assert today.late.items[0].left == "3日超過"
    assert today.late.items[0].due.why == "刑期終了日 R8.11.20 の翌日 · 刑法24条2項"
    assert [item.episode_id for item in today.releases.items] == [soon]
    assert [item.episode_id for item in today.custody.items] == [held]
    assert today.custody.items[0].left == "残り39時間"  # 9:00 to the end of the next day
    assert today.open_cases == 4


def test_a_released_suspect_is_no_longer_in_custody(opened: OpenedOffice) -> None:
    person(
        opened,
        "樟 霧夫",
        Service.SUSPECT_SUPPORT,
        start="R8.11.16",
        detention_end="R8.11.25",
        release="R8.11.20",
    )
    with opened.office.reading(opened.actor) as reading:
        assert queries.today(reading).custody.count == 0


def test_long_silence_is_named_until_somebody_calls(opened: OpenedOffice) -> None:
    episode = person(opened, "楓 太", Service.FOLLOW_UP, start="R8.6.1", worker="試作")
    with opened.office.reading(opened.actor) as reading:
        assert [item.name for item in beside(reading).silent] == ["楓 太"]
        assert beside(reading, worker="例示").silent == ()
    with opened.office.work(opened.actor) as work:
        contacts.record_activity(
            work, episode, ActivityInput("11/20", "phone", "5", "本人", "近況", "試作")
        )
    with opened.office.reading(opened.actor) as reading:
        today, more = queries.today(reading), beside(reading)
    assert more.silent == ()
    assert [(item.name, item.content) for item in today.recent] == [("楓 太", "近況")]


def test_silence_tells_the_last_contact_of_each(opened: OpenedOffice) -> None:
    for name, contacts_of in (
        ("楓 太", (("9/1", "visit"), ("9/20", "phone"))),
        ("蓬 渓", (("10/1", "letter"),)),
        ("杠 岳", ()),
    ):
        episode = person(opened, name, Service.FOLLOW_UP, start="R8.6.1", worker="試作")
        for day, means in contacts_of:
            with opened.office.work(opened.actor) as work:
                typed = ActivityInput(day, means, "5", "本人", "近況", "試作")
                contacts.record_activity(work, episode, typed)
    with opened.office.reading(opened.actor) as reading:
        silent = beside(reading).silent
    assert [(item.name, item.days, item.last_means, item.limit) for item in silent] == [
        ("杠 岳", 176, "", 40),
        ("楓 太", 65, "phone", 40),
        ("蓬 渓", 54, "letter", 40),
    ]


@pytest.mark.parametrize(
    ("day", "minute", "left"),
    [
        (date(2026, 11, 24), None, "残り15時間"),  # to the end of the day
        (date(2026, 11, 24), 9 * 60 + 30, "残り30分"),
        (date(2026, 11, 25), 22 * 60 + 40, "残り37時間"),
        (date(2026, 11, 24), 8 * 60, "1時間超過"),
        (date(2026, 11, 23), None, "9時間超過"),
        (date(2026, 11, 22), 5, "2日超過"),
        (date(2026, 11, 27), None, "残り87時間"),
        (date(2026, 11, 28), None, "4日後"),
    ],
)
def test_custody_is_told_in_hours_when_it_ends_soon(
    day: date, minute: int | None, left: str
) -> None:
    assert rules.custody_left(day, minute, datetime(2026, 11, 24, 9, tzinfo=JST)) == left


def test_the_days_around_a_release() -> None:
    today = date(2026, 11, 24)
    assert rules.closures_around(date(2026, 12, 17), today) == (
        "前後で官庁が閉まる日は 12/12〜12/13（土日）、12/19〜12/20（土日）。"
    )
    assert "9/19〜9/23（土日・敬老の日・国民の休日・秋分の日）" in rules.closures_around(
        date(2026, 9, 24), today
    )
