"""担当の引継ぎ: all or chosen cases, a note for each, and 「読みました」 of the receiver."""

from __future__ import annotations

import pytest

from app.cases.actions import open_episode
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.history.queries import of_case
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.handover import actions, queries
from app.staff.handover.rules import Item, handover_refusal
from app.staff.permissions import Actor, Role
from app.storage.records import Episode, Handover, Staff
from app.storage.work import Office
from tests.conftest import OpenedOffice
from tests.somebody_else import somebody_else

LEAVER = "例示 霧子"


def receiver(opened: OpenedOffice, name: str = "見本 楓", role: Role = Role.COUNSELLOR) -> Actor:
    with opened.office.work(opened.actor) as work:
        staff = work.add(Staff(name=name, role=str(role), active=True))
        work.tell("staff.added", "試し")
        return Actor(staff.id, name, role)


def cases(opened: OpenedOffice, worker: str, *names: str) -> None:
    with opened.office.work(opened.actor) as work:
        for name in names:
            person = people.register(work, PersonInput(name, "", "male", "S28.4.5"))
            typed = {"start": "R8.6.1", "worker": worker}
            open_episode(work, person, Service.COORDINATION, typed)


def items(opened: OpenedOffice, worker: str, note: str = "") -> list[Item]:
    with opened.office.reading(opened.actor) as reading:
        found = queries.open_cases_of(reading, worker)
    return [Item(one.episode_id, one.version, note) for one in found]


def hand(opened: OpenedOffice, to: Actor, chosen: list[Item]) -> tuple[str, ...]:
    with opened.office.work(opened.actor) as work:
        return actions.hand_over(work, LEAVER, to.staff_id, chosen)


def waiting(opened: OpenedOffice, actor: Actor) -> tuple[queries.ToRead, ...]:
    with opened.office.reading(actor) as reading:
        return queries.to_read(reading)


def test_a_case_is_the_receivers_and_waits_to_be_read(
    opened: OpenedOffice, request: pytest.FixtureRequest
) -> None:
    with somebody_else(opened, request, "見本 楓") as (desk, to):
        hand_and_read(opened, desk, to)


def hand_and_read(opened: OpenedOffice, desk: Office, to: Actor) -> None:
    cases(opened, LEAVER, "田中 一郎", "鈴木 花子")
    chosen = items(opened, LEAVER, "毎週水曜に電話。家族の連絡先は本人に確かめてから。")
    hand(opened, to, chosen[:1])
    assert len(items(opened, LEAVER)) == len(items(opened, to.name)) == 1
    (one,) = waiting(opened, to)
    assert (one.from_worker, one.by) == (LEAVER, opened.actor.name)
    assert one.note.startswith("毎週水曜")
    assert waiting(opened, opened.actor) == ()
    with (
        pytest.raises(NotAllowed, match="引き継いだ本人"),
        opened.office.work(opened.actor) as work,
    ):
        actions.read(work, one.id, one.version)
    with desk.work(to) as work:
        actions.read(work, one.id, one.version)
    assert waiting(opened, to) == ()
    with pytest.raises(ChangedMeanwhile), desk.work(to) as work:
        actions.read(work, one.id, one.version)
    with opened.office.reading(opened.actor) as reading:
        told = [row.words for row in of_case(reading, one.episode_id).rows]
    assert any(words == f"担当を{LEAVER}から{to.name}に引き継いだ" for words in told)
    assert any(words == f"引継ぎを読んだ（{LEAVER}から）" for words in told)


def test_who_is_written_by_family_name_stays_one_worker(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    to = receiver(opened)
    cases(opened, "見本", "山本 次郎")
    cases(opened, LEAVER, "田中 一郎")
    hand(opened, to, items(opened, LEAVER))
    assert len(items(opened, "見本")) == 2, "今日 looks for one spelling"


def test_all_or_none(opened: OpenedOffice) -> None:
    to = receiver(opened)
    cases(opened, LEAVER, "田中 一郎", "鈴木 花子")
    first, second = items(opened, LEAVER)
    with opened.office.work(opened.actor) as work:
        work.get(Episode, second.episode_id).note = "別の席で直した"
        work.tell("test.changed", "試し")
    with pytest.raises(ChangedMeanwhile):
        hand(opened, to, [first, second])
    assert len(items(opened, LEAVER)) == 2 and waiting(opened, to) == ()


def test_what_cannot_be_handed_over(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    to, same = receiver(opened), receiver(opened, LEAVER)
    cases(opened, LEAVER, "田中 一郎")
    with pytest.raises(InvalidInput, match="一つ以上"):
        hand(opened, to, [])
    with pytest.raises(InvalidInput, match="同じです"):
        hand(opened, same, items(opened, LEAVER))
    with opened.office.work(opened.actor) as work:
        work.get(Staff, to.staff_id).active = False
        work.tell("test.gone", "試し")
    with pytest.raises(InvalidInput, match="登録されていません"):
        hand(opened, to, items(opened, LEAVER))


def test_who_works_with_cases_can_be_handed_one(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    receiver(opened, "事務 係", Role.CLERK)
    counsellor = receiver(opened)
    with opened.office.reading(opened.actor) as reading:
        names = [name for _, name in queries.receivers(reading)]
    assert names == sorted([counsellor.name, opened.actor.name])


def test_a_case_that_went_to_somebody_else_meanwhile_is_not_handed_over(
    opened_embedded: OpenedOffice,
) -> None:
    to = receiver(opened_embedded)
    cases(opened_embedded, "外側 三郎", "田中 一郎")
    with pytest.raises(ChangedMeanwhile, match="まだ何も引き継いでいません"):
        hand(opened_embedded, to, items(opened_embedded, "外側 三郎"))
    assert len(items(opened_embedded, "外側 三郎")) == 1 and waiting(opened_embedded, to) == ()


def test_a_handover_is_read_once(opened_embedded: OpenedOffice) -> None:
    to = receiver(opened_embedded)
    cases(opened_embedded, LEAVER, "田中 一郎")
    (handover,) = hand(opened_embedded, to, items(opened_embedded, LEAVER, " 家族に注意 "))
    (one,) = waiting(opened_embedded, to)
    assert (one.id, one.note) == (handover, "家族に注意")
    with opened_embedded.office.work(to) as work:
        actions.read(work, handover, one.version)
    with opened_embedded.office.reading(to) as reading:
        kept = reading.get(Handover, handover)
        again = kept.version
        assert (kept.read_at, kept.read_by) == (opened_embedded.office.clock.now(), to.staff_id)
    with (
        pytest.raises(InvalidInput, match="もう確認") as said,
        opened_embedded.office.work(to) as work,
    ):
        actions.read(work, handover, again)
    assert [one.field for one in said.value.problems] == ["read"]


@pytest.mark.parametrize(
    ("chosen", "giver", "taker", "words"),
    [
        (1, LEAVER, " ", "引き継ぐ相手を選んで"),
        (1, LEAVER, "例示霧子", "いまの担当者と同じ"),
        (0, LEAVER, "見本 楓", "一つ以上"),
        (1, "", "見本 楓", ""),
    ],
)
def test_why_nothing_is_handed_over(chosen: int, giver: str, taker: str, words: str) -> None:
    said = handover_refusal([Item("1", 1)] * chosen, giver, taker)
    assert Item("1", 1).note == ""
    assert words in said and bool(said) is bool(words)
