"""A 相談員's day: register, begin, record, correct, close, reopen — on a real data file."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.cases import actions, queries
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.cases.queries import CaseFilter
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound
from app.history.chain import ALTERED, Break, Link, check
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.desks import Change
from app.storage.records import HistoryEntry
from tests.conftest import OpenedOffice

YOMOGI = PersonInput("齋藤　蓬夫", "サイトウ ヨモギオ", "male", "S30.4.5")


def begin(opened: OpenedOffice, typed: dict[str, str | bool | None] | None = None) -> str:
    with opened.office.work(opened.actor) as work:
        person = people.register(work, YOMOGI)
        values = {"start": "R8.4.1", "number": "R8-C-001", "term_end": "R8.12.1"}
        return actions.open_episode(work, person, Service.COORDINATION, {**values, **(typed or {})})


def page_of(opened: OpenedOffice, episode: str) -> queries.CasePage:
    with opened.office.reading(opened.actor) as reading:
        return queries.case_page(reading, episode)


def test_a_case_from_beginning_to_end(opened: OpenedOffice) -> None:
    episode = begin(opened)
    page = page_of(opened, episode)
    assert page.person.name == "齋藤 蓬夫"
    assert page.person.birth == PartialDate(1955, 4, 5)
    assert page.episode.stage == "requested"
    with opened.office.work(opened.actor) as work:
        contacts.record_activity(
            work,
            episode,
            ActivityInput("4/2", "phone", "1時間半", "前橋刑務所", "面接日程", "須永"),
        )
    with opened.office.work(opened.actor) as work:
        actions.move(work, episode, page.episode.version, "assessment", typed={})
    page = page_of(opened, episode)
    assert (page.activity_count, page.activity_minutes) == (1, 90)
    assert page.episode.stage == "assessment"
    with opened.office.work(opened.actor) as work:
        actions.correct(
            work, episode, page.episode.version, {"end": "R8.5.1", "end_reason": "declined"}
        )
    page = page_of(opened, episode)
    assert page.episode.stage == "closed"
    assert [step.to_stage for step in page.episode.steps] == ["assessment", "closed"]
    with opened.office.reading(opened.actor) as reading:
        for wanted, count in ((CaseFilter(), 0), (CaseFilter(ended_too=True), 1)):
            assert queries.case_list(reading, wanted).total == count
            assert queries.case_count(reading, wanted) == count
    with opened.office.work(opened.actor) as work:
        actions.move(
            work, episode, page.episode.version, "assessment", typed={}, note="辞退の取消し"
        )
    page = page_of(opened, episode)
    assert page.episode.stage == "assessment"
    assert page.episode.values["end"] is None
    assert page.episode.steps[-1].note == "辞退の取消し"


def test_the_later_saver_is_told_and_nothing_is_overwritten(opened: OpenedOffice) -> None:
    episode = begin(opened)
    version = page_of(opened, episode).episode.version
    with opened.office.work(opened.actor) as work:
        actions.correct(work, episode, version, {"note": "先に保存"})
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.correct(work, episode, version, {"note": "あとから保存"})
    assert page_of(opened, episode).episode.values["note"] == "先に保存"


def test_saving_without_a_change_changes_nothing(opened: OpenedOffice) -> None:
    episode = begin(opened)
    before = page_of(opened, episode).episode
    with opened.office.work(opened.actor) as work:
        actions.correct(work, episode, before.version, {"number": "R8-C-001", "start": "2026/4/1"})
    assert page_of(opened, episode).episode == before


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"start": "R8.2.30"}, "start", "という日はありません"),
        ({"start": ""}, "start", "依頼日を入力してください"),
        ({"end": "R8.3.1"}, "end", "依頼日（R8.4.1）より前"),
        ({"end_reason": "died"}, "end", "終了日も入力"),
        ({"dest_kind": "castle"}, "dest_kind", "一覧から選んで"),
        ({"note": "あ" * 20_001}, "note", "20,000文字まで"),
        ({"start": "H31.5.1"}, "start", "令和元年5月1日"),
    ],
)
def test_bad_input_is_named_at_its_field(
    opened: OpenedOffice, typed: dict[str, str | bool | None], field: str, words: str
) -> None:
    episode = begin(opened)
    before = page_of(opened, episode)
    with pytest.raises(InvalidInput) as refused, opened.office.work(opened.actor) as work:
        actions.correct(work, episode, before.episode.version, typed)
    assert words in refused.value.by_field()[field]
    assert page_of(opened, episode) == before


def test_a_step_says_what_it_still_needs(opened: OpenedOffice) -> None:
    episode = begin(opened)
    page = page_of(opened, episode)
    moved = next(offer for offer in page.moves if offer.to_stage == "moved")
    assert "受入先種別と移行日が要ります" in moved.refusal
    with pytest.raises(InvalidInput), opened.office.work(opened.actor) as work:
        actions.move(work, episode, page.episode.version, "moved", typed={})
    with opened.office.work(opened.actor) as work:
        actions.move(
            work,
            episode,
            page.episode.version,
            "moved",
            typed={"dest_kind": "group_home", "move": "R8.11.20"},
        )
    assert page_of(opened, episode).episode.stage == "moved"


def test_going_back_needs_a_reason(opened: OpenedOffice) -> None:
    episode = begin(opened)
    with opened.office.work(opened.actor) as work:
        actions.move(work, episode, 1, "assessment", typed={})
    version = page_of(opened, episode).episode.version
    with pytest.raises(InvalidInput) as refused, opened.office.work(opened.actor) as work:
        actions.move(work, episode, version, "requested", typed={})
    assert "理由" in refused.value.message


def test_one_character_finds_by_name_kana_and_number(opened: OpenedOffice) -> None:
    begin(opened)
    with opened.office.reading(opened.actor) as reading:
        for text in ("斉", "さ", "ﾖﾓｷﾞ", "c-001", "Ｒ８"):
            assert queries.case_list(reading, CaseFilter(text=text)).total == 1, text
            assert queries.case_count(reading, CaseFilter(text=text)) == 1, text
        for text in ("楠", "%", "_", "R9"):
            assert queries.case_list(reading, CaseFilter(text=text)).total == 0, text


def test_a_corrected_number_and_name_are_found(opened: OpenedOffice) -> None:
    episode = begin(opened)
    page = page_of(opened, episode)
    with opened.office.work(opened.actor) as work:
        actions.correct(work, episode, page.episode.version, {"number": "R8-C-900"})
    page = page_of(opened, episode)
    with opened.office.work(opened.actor) as work:
        people.correct(
            work,
            page.person.id,
            page.person.version,
            PersonInput("楠瀬 汀", "クスセ ミギワ", "female", ""),
        )
    with opened.office.reading(opened.actor) as reading:
        for text in ("900", "くすせ", "楠"):
            assert queries.case_list(reading, CaseFilter(text=text)).total == 1, text
        assert queries.case_list(reading, CaseFilter(text="齋藤")).total == 0


def test_the_auditor_reads_but_changes_nothing(opened: OpenedOffice) -> None:
    episode = begin(opened)
    auditor = Actor(opened.actor.staff_id, "例示 樹", Role.AUDITOR)
    with opened.office.reading(auditor) as reading:
        page = queries.case_page(reading, episode)
    assert "センター長・相談員" in page.edit_refusal
    assert all(offer.refusal for offer in page.moves)
    with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
        actions.correct(work, episode, page.episode.version, {"note": "x"})


def test_an_unknown_case_is_said_to_be_missing(opened: OpenedOffice) -> None:
    with pytest.raises(NotFound), opened.office.reading(opened.actor) as reading:
        queries.case_page(reading, "0" * 32)


def test_an_error_in_the_middle_keeps_nothing(opened: OpenedOffice) -> None:
    heard: list[Change] = []
    opened.office.listeners.append(heard.append)
    with pytest.raises(RuntimeError), opened.office.work(opened.actor) as work:
        people.register(work, YOMOGI)
        work.session.flush()
        raise RuntimeError("the power fails here")
    with opened.office.reading(opened.actor) as reading:
        assert queries.case_list(reading, CaseFilter(ended_too=True)).total == 0
        assert (
            reading.session.scalars(
                select(HistoryEntry).where(HistoryEntry.kind == "person.registered")
            ).all()
            == []
        )
    assert heard == []


def test_a_save_tells_what_changed_once(opened: OpenedOffice) -> None:
    heard: list[Change] = []
    opened.office.listeners.append(heard.append)
    episode = begin(opened)
    assert len(heard) == 1
    assert episode in heard[0].ids
    assert {"person", "episode"} <= heard[0].kinds


def test_history_is_chained_and_a_changed_entry_breaks_it(opened: OpenedOffice) -> None:
    episode = begin(opened)
    with opened.office.work(opened.actor) as work:
        actions.correct(work, episode, 1, {"note": "訂正"})
    with opened.office.reading(opened.actor) as reading:
        rows = reading.session.scalars(
            select(HistoryEntry).where(HistoryEntry.seq > 1).order_by(HistoryEntry.seq)
        ).all()
        first = reading.session.scalars(select(HistoryEntry).where(HistoryEntry.seq == 1)).one()
    names = Link.__dataclass_fields__
    entries = [(Link(**{n: getattr(row, n) for n in names}), row.mac) for row in (first, *rows)]
    own = opened.office.chain_key
    assert check(own, entries[:1]).broken == Break(1, ALTERED), (
        "the first entry was written under another key"
    )
    assert [link.kind for link, _ in entries[1:]] == [
        "person.registered",
        "episode.opened",
        "episode.corrected",
    ]
