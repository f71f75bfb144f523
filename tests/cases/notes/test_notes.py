"""What people wrote is found again: in any spelling, newest first, the same on both engines."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases import actions
from app.cases.notes.queries import NotesFound, notes_holding
from app.cases.notes.snippets import snippet
from app.cases.queries import cases_named
from app.codes import Service
from app.errors import NotAllowed
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import Activity, NoteText, Person
from tests.conftest import OpenedOffice

NAME = ("齋藤　蓬夫", "サイトウ ヨモギオ", "male", "S30.4.5")


def begin(opened: OpenedOffice, note: str = "", person_note: str = "") -> str:
    with opened.office.work(opened.actor) as work:
        person = people.register(work, PersonInput(*NAME, note=person_note))
        typed = {"start": "R8.4.1", "number": "R8-S-1", "note": note}
        return actions.open_episode(work, person, Service.CONSULTATION, typed)


def record(opened: OpenedOffice, episode: str | None, *contacts: tuple[str, str, str]) -> list[str]:
    """Contacts with day, content and partner; gives their ids."""
    with opened.office.work(opened.actor) as work:
        return [
            work.add(
                Activity(
                    day=PartialDate(*map(int, day.split("-"))),
                    service="consultation",
                    episode_id=episode,
                    means="phone",
                    content=content,
                    partner=partner,
                )
            ).id
            for day, content, partner in contacts
        ]


def find(opened: OpenedOffice, text: str, most: int = 5) -> NotesFound:
    with opened.office.reading(opened.actor) as reading:
        return notes_holding(reading, text, most=most)


def ids(found: NotesFound) -> list[str]:
    return [hit.id for hit in found.hits]


@pytest.mark.parametrize(
    "typed",
    [
        "グループホーム",
        "ｸﾞﾙｰﾌﾟﾎｰﾑ",
        "ぐるーぷほーむ",
        "グループ\nホーム",
        "ホーム",
    ],
)
def test_a_contact_is_found_in_any_spelling(opened: OpenedOffice, typed: str) -> None:
    episode = begin(opened)
    kept = record(opened, episode, ("2026-05-01", "見学したｸﾞﾙｰﾌﾟ ホームは満室。", "本人"))
    (hit,) = find(opened, typed).hits
    assert (hit.id, hit.episode_id, hit.kind) == (kept[0], episode, "activity")
    assert "ホームは満室" in hit.snippet
    assert (hit.person_name, hit.service) == ("齋藤 蓬夫", "consultation")
    assert find(opened, "グループハウス") == NotesFound((), True)


def test_the_notes_of_persons_and_cases_and_partners_are_found(opened: OpenedOffice) -> None:
    episode = begin(opened, note="生活保護を申請中", person_note="耳が遠い。大きな声で")
    record(opened, episode, ("2026-05-02", "電話した。", "見本福祉事務所"))
    for typed, kind, words in (
        ("保護を", "episode", "生活保護を申請中"),
        ("大きな", "person", "耳が遠い。大きな声で"),
        ("福祉事務", "activity", "見本福祉事務所"),
    ):
        (hit,) = find(opened, typed).hits
        assert (hit.kind, hit.episode_id, hit.snippet) == (kind, episode, words)


def test_the_newest_comes_first_through_years_and_unknown_days(opened: OpenedOffice) -> None:
    days = ("2019-3-31", "2026-05-01", "2024", "2024-5", "1999-12-31", "2026-05-02", "2024-4-1")
    kept = record(opened, begin(opened), *((day, "通院同行", "") for day in days))
    newest = [kept[at] for at in (5, 1, 3, 6, 2, 0, 4)]
    assert ids(find(opened, "通院", most=9)) == newest
    assert find(opened, "通院", most=9).complete
    assert ids(find(opened, "通院", most=3)) == newest[:3]
    assert not find(opened, "通院", most=3).complete


def test_more_on_one_day_than_are_read_at_once(opened: OpenedOffice) -> None:
    same = [("2026-05-01", "通院同行", "")] * 120
    kept = record(opened, begin(opened), *same)
    assert ids(find(opened, "通院", most=500)) == sorted(kept, reverse=True)


def test_a_search_that_is_given_up_says_so(opened: OpenedOffice) -> None:
    record(opened, begin(opened), ("2020-5-1", "通院", ""), ("2026-5-1", "通院", ""))
    asked: list[int] = []
    with opened.office.reading(opened.actor) as reading:
        found = notes_holding(reading, "通院", go_on=lambda: bool(asked.append(1)))
    assert (len(found.hits), found.complete, len(asked)) == (1, False, 1)


def test_what_is_changed_or_gone_is_no_longer_found(opened: OpenedOffice) -> None:
    episode = begin(opened)
    kept = record(opened, episode, ("2026-05-01", "家賃の相談", ""), ("2026-05-01", "家賃の話", ""))
    assert len(find(opened, "家賃").hits) == 2
    with opened.office.work(opened.actor) as work:
        first, second = (work.get(Activity, one) for one in kept)
        first.content, first.day = "通院の相談", PartialDate(2025, 1)
        work.session.delete(second)
    assert find(opened, "家賃").hits == ()
    assert [(hit.id, hit.day) for hit in find(opened, "通院").hits] == [
        (kept[0], PartialDate(2025, 1))
    ]
    with opened.office.work(opened.actor) as work:
        work.get(Activity, kept[0]).content = ""
    assert find(opened, "通院").hits == ()
    with opened.office.reading(opened.actor) as reading:
        assert reading.session.scalars(select(NoteText)).all() == []


def test_what_was_not_kept_is_not_found(opened: OpenedOffice) -> None:
    episode = begin(opened)
    with pytest.raises(ZeroDivisionError), opened.office.work(opened.actor) as work:
        work.add(
            Activity(day=PartialDate(2026, 5, 1), service="x", episode_id=episode, means="phone",
                     content="消えた記録")
        )  # fmt: skip
        work.session.flush()
        1 / 0  # noqa: B018
    assert find(opened, "消えた").hits == ()


def test_a_contact_without_a_case_waits_for_one(opened: OpenedOffice) -> None:
    (kept,) = record(opened, None, ("2026-05-01", "ほかの業務の電話", ""))
    assert find(opened, "業務の").hits == ()
    episode = begin(opened)
    with opened.office.work(opened.actor) as work:
        work.get(Activity, kept).episode_id = episode
    assert ids(find(opened, "業務の")) == [kept]


def test_a_person_without_a_case_gives_no_hit_and_takes_no_place(opened: OpenedOffice) -> None:
    with opened.office.work(opened.actor) as work:
        people.register(work, PersonInput(*NAME, note="耳が遠い"))
    begin(opened, person_note="耳が遠い")
    (hit,) = find(opened, "耳が", most=1).hits
    assert hit.kind == "person"


def test_the_newest_case_opens_for_the_note_of_a_person(opened: OpenedOffice) -> None:
    begin(opened, person_note="耳が遠い")
    with opened.office.work(opened.actor) as work:
        person = work.session.scalars(select(Person.id)).one()
        newer = actions.open_episode(work, person, Service.CONSULTATION, {"start": "R8.6.1"})
    assert [hit.episode_id for hit in find(opened, "耳が").hits] == [newer]


def test_one_character_and_none_find_nothing(opened: OpenedOffice) -> None:
    record(opened, begin(opened), ("2026-05-01", "通院 %_\\ 同行", ""))
    assert find(opened, "通").hits == find(opened, "").hits == find(opened, " 　").hits == ()
    assert len(find(opened, "%_\\同").hits) == 1
    assert find(opened, "院_同").hits == ()


def test_who_may_not_read_cases_is_refused(opened: OpenedOffice) -> None:
    admin = Actor(opened.actor.staff_id, "例示 樹", Role.ADMIN)
    with pytest.raises(NotAllowed), opened.office.reading(admin) as reading:
        notes_holding(reading, "通院")
    with pytest.raises(NotAllowed), opened.office.reading(admin) as reading:
        cases_named(reading, "さい", 5)


@pytest.mark.parametrize(
    ("text", "wanted", "shown"),
    [
        ("居室の片付けと服薬の様子", "服薬", "居室の片付けと服薬の様子"),
        ("一二三四五六七八九十\n服薬の様子", "フクヤク", "一二三四五六七八九十 服薬の様子"),
        ("一二三四五六七八九十\n服薬の様子", "服薬", "…四五六七八九十 服薬の様子"),
        ("ｶﾞｽ料金の滞納", "がす料", "ｶﾞｽ料金の滞納"),
        ("か\u3099くせい", "ガクセイ", "か\u3099くせい"),
        ("あ" * 9 + "㍿見本" + "い" * 60, "会社見", "…" + "あ" * 8 + "㍿見本" + "い" * 39 + "…"),
        ("", "服薬", ""),
    ],
)
def test_the_words_around_a_hit(text: str, wanted: str, shown: str) -> None:
    assert snippet((text, ""), wanted) == shown


def test_the_moment_decides_over_the_day_of_a_person(opened: OpenedOffice) -> None:
    begin(opened, person_note="耳が遠い")
    (hit,) = find(opened, "耳が").hits
    at = datetime(hit.day.year, hit.day.month or 1, hit.day.day or 1)
    assert abs(at - datetime(2026, 11, 24)) <= timedelta(days=1)
