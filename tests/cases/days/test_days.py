"""Days of a case to the minute: kept, corrected, refused where they contradict."""

from __future__ import annotations

from datetime import date

import pytest

from app import codes
from app.calendar.partial import PartialDate
from app.cases import actions as cases
from app.cases.days import actions
from app.cases.days.queries import days_of, days_page
from app.cases.days.rules import KINDS, TABLE, TIMED, At, DayInput, check
from app.cases.fields import BY_NAME
from app.cases.moving.actions import choose_scope
from app.cases.queries import case_page
from app.cases.stages import Scope
from app.codes import Service
from app.errors import InvalidInput, NotAllowed
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import Episode
from tests.conftest import OpenedOffice

TODAY = date(2026, 11, 24)
SU, CO = Service.SUSPECT_SUPPORT, Service.COORDINATION


def day(text: str) -> PartialDate:
    """R8.11.3 written as 8-11-3."""
    year, month, number = (int(part) for part in text.split("-"))
    return PartialDate(2018 + year, month, number)


@pytest.mark.parametrize(
    ("kind", "typed", "time", "others", "fields", "field", "words"),
    [
        (
            "sent",
            "R8.11.2",
            "",
            {"arrested": "8-11-3"},
            {},
            "day",
            "逮捕の日時（R8.11.3）より前です",
        ),
        (
            "arrested",
            "R8.11.5",
            "",
            {"sent": "8-11-4"},
            {},
            "day",
            "送致の日時（R8.11.4）よりあとです",
        ),
        ("indicted", "R8.11.5", "", {}, {"detention": "8-11-9"}, "day", "勾留日（R8.11.9）より前"),
        (
            "judged",
            "R8.11.5",
            "",
            {"indicted": "8-11-9"},
            {},
            "day",
            "公訴提起の日（R8.11.9）より前",
        ),
        ("arrested", "R8.11.5", "", {}, {"arrest": "8-11-4"}, "day", "逮捕日（R8.11.4）と違います"),
        ("ua_started", "R8.11.5", "", {}, {"release": "8-11-9"}, "day", "釈放日（R8.11.9）より前"),
        ("sent", "R8.11.25", "", {}, {}, "day", "先の日付です"),
        ("sent", "R8.2.30", "", {}, {}, "day", "という日はありません"),
        ("sent", "", "", {}, {}, "day", "日付を入力してください"),
        ("sent", "R8.11.3", "25時", {}, {}, "time", "10:30"),
        ("sent", "R8.11", "10:30", {}, {}, "time", "日まで入力"),
        ("sent", "R8.11.3", "", {"sent": "8-11-3"}, {}, "kind", "もう記録があります"),
        ("castle", "R8.11.3", "", {}, {}, "kind", "一覧から選んで"),
    ],
)
def test_a_contradiction_is_refused_at_its_field(
    kind: str,
    typed: str,
    time: str,
    others: dict[str, str],
    fields: dict[str, str],
    field: str,
    words: str,
) -> None:
    known = {name: At(day(text)) for name, text in others.items()}
    values = {name: day(text) for name, text in fields.items()}
    with pytest.raises(InvalidInput) as refused:
        check(SU, DayInput(kind, typed, time), known, values, TODAY)
    assert words in refused.value.by_field()[field]


def test_on_one_day_the_minutes_decide() -> None:
    others = {"arrested": At(day("8-11-3"), 600)}
    kept = check(SU, DayInput("sent", "R8.11.3", "10:30"), others, {}, TODAY)
    assert kept.at == At(day("8-11-3"), 630)
    assert check(SU, DayInput("sent", "R8.11.3"), others, {}, TODAY).at.minute is None
    with pytest.raises(InvalidInput, match="逮捕"):
        check(SU, DayInput("sent", "R8.11.3", "9:59"), others, {}, TODAY)


def test_a_release_cannot_lie_before_the_sentence() -> None:
    fields = {"release": day("8-10-1"), "term_end": day("8-9-30")}
    with pytest.raises(InvalidInput, match=r"釈放日.*よりあとです"):
        check(CO, DayInput("judged", "R8.10.2"), {}, fields, TODAY)
    assert check(CO, DayInput("judged", "R7.10.2"), {}, fields, TODAY).kind == "judged"


def test_every_kind_has_its_words() -> None:
    labels = {row.code: row.label for row in codes.table(TABLE)}
    assert set(labels) == {kind for kinds in KINDS.values() for kind in kinds} >= TIMED
    assert not KINDS.get(Service.CONSULTATION)
    assert "arrest" in BY_NAME


def a_case(opened: OpenedOffice, service: Service = SU, **typed: str) -> str:
    """A case of a made-up person."""
    with opened.office.work(opened.actor) as work:
        person = people.register(work, PersonInput("齋藤　蓬夫", "", "male", ""))
        return cases.open_episode(work, person, service, {"start": "R8.11.4", **typed})


def test_days_are_kept_corrected_and_taken_away(opened: OpenedOffice) -> None:
    episode = a_case(opened)
    with opened.office.work(opened.actor) as work:
        sent = actions.record(work, episode, DayInput("sent", "11/5", "13時半", "前橋地検"))
        actions.record(work, episode, DayInput("arrested", "R8.11.4", "900"))
    with opened.office.reading(opened.actor) as reading:
        found = days_of(reading, episode)
        assert case_page(reading, episode).episode.values["arrest"] == day("8-11-4")
    assert [(f.kind, f.minute, f.note) for f in found] == [
        ("arrested", 540, ""), ("sent", 810, "前橋地検"),
    ]  # fmt: skip
    with opened.office.work(opened.actor) as work:
        actions.correct(work, sent, found[1].version, DayInput("sent", "R8.11.5", "14:00"))
    with opened.office.work(opened.actor) as work:
        actions.remove(work, found[0].id, found[0].version)
    with opened.office.reading(opened.actor) as reading:
        assert [(f.kind, f.minute) for f in days_of(reading, episode)] == [("sent", 840)]


def test_the_centre_says_what_it_takes_on(opened: OpenedOffice) -> None:
    episode = a_case(opened)
    petty = {"disposition": "petty", "disposition_date": "R8.11.5"}
    with pytest.raises(InvalidInput) as refused, opened.office.work(opened.actor) as work:
        cases.move(work, episode, 1, "disposed", typed=petty)
    assert "センターの対象になっていません" in refused.value.by_field()["disposition"]
    counsellor = Actor(opened.actor.staff_id, "例示 樹", Role.COUNSELLOR)
    with pytest.raises(NotAllowed), opened.office.work(counsellor) as work:
        choose_scope(work, Scope(petty=True))
    for scope in (Scope(petty=True), Scope(at_home=True, petty=True)):
        with opened.office.work(opened.actor) as work:
            choose_scope(work, scope)
        with opened.office.reading(opened.actor) as reading:
            assert days_page(reading, episode).scope == scope
    with opened.office.work(opened.actor) as work:
        cases.move(work, episode, 1, "disposed", typed=petty)
    with opened.office.work(opened.actor) as work:
        cases.move(work, episode, work.get(Episode, episode).version, "aid", typed={})


def test_the_end_of_a_period_may_lie_ahead_and_other_days_may_not() -> None:
    later = DayInput("suspension_end", "R11.12.1")
    found = check(Service.SUSPECT_SUPPORT, later, {}, {}, date(2026, 11, 24))
    assert found.at.day.iso == "2029-12-01"
    with pytest.raises(InvalidInput, match="先の日付"):
        check(Service.SUSPECT_SUPPORT, DayInput("judged", "R11.12.1"), {}, {}, date(2026, 11, 24))
    others = {"final": At(PartialDate(2030, 1, 1))}
    with pytest.raises(InvalidInput, match="確定日（R12"):
        check(Service.SUSPECT_SUPPORT, later, others, {}, date(2026, 11, 24))
