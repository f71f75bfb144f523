"""Whose 合言葉 can be typed at a desk, and that nobody who is gone or without a key gets in by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput, KeyProblem, NotAllowed, WrongPassphrase
from app.staff.accounts import actions
from app.staff.accounts.own import tell_own_key
from app.staff.accounts.rules import Colleague, nobody_left
from app.staff.handover.actions import hand_over
from app.staff.permissions import USUAL, Actor, Permission, Role
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.staff.sight.queries import sight
from app.storage.failed_tries import TooSoon
from app.storage.folders import OfficeFolder
from app.storage.keys import (
    KeyringStore,
    NewStaff,
    create_key_file,
    read_slots,
    unlock_with_passphrase,
)
from app.storage.keys.passphrase import SHORTEST
from app.storage.other_person import as_other_person, people_with_keys, store_of
from app.storage.records import HistoryEntry, Setting, Staff
from app.storage.staff_keys import (
    SHORTEST_SETTING,
    KeysHere,
    change_own,
    demands,
    forget_desk,
    give_key,
    keys_here,
    new_recovery,
    proof,
)
from app.storage.work import Work
from tests.conftest import PASSPHRASE, MemoryKeyring, OpenedOffice
from tests.staff.accounts.test_accounts import THEIRS, added, version


def test_the_second_person_acts_as_themselves(opened_embedded: OpenedOffice) -> None:
    theirs = added(opened_embedded, "例示 霧子", Role.ADMIN)
    office, folder = opened_embedded.office, opened_embedded.folder
    assert folder is not None and store_of(folder, theirs) is None
    assert people_with_keys(folder) == {theirs, opened_embedded.actor.staff_id}
    with as_other_person(office, theirs, THEIRS) as (at, who):
        assert at is office
        assert (who.staff_id, who.name, who.role) == (theirs, "例示 霧子", Role.ADMIN)
        assert who.may(Permission.MANAGE_KEYS) and not who.may(Permission.READ_CASES)
    with pytest.raises(WrongPassphrase), as_other_person(office, theirs, PASSPHRASE):
        raise AssertionError("nobody is let in by another's 合言葉")


def test_guesses_at_the_second_persons_passphrase_must_wait(opened_embedded: OpenedOffice) -> None:
    theirs = added(opened_embedded, "例示 霧子", Role.ADMIN)
    refused = 0
    for _ in range(12):
        with (
            pytest.raises((WrongPassphrase, TooSoon)) as said,
            as_other_person(opened_embedded.office, theirs, "ちがう合言葉 ちがう ちがう"),
        ):
            raise AssertionError("a guess lets nobody in")
        refused += said.type is TooSoon
    assert refused
    with (
        pytest.raises(TooSoon),
        as_other_person(opened_embedded.office, theirs, THEIRS),
    ):
        raise AssertionError("nor does the right one before the time is over")


def test_who_has_no_key_here_or_is_gone_is_nobodys_second_person(
    opened_embedded: OpenedOffice,
) -> None:
    office = opened_embedded.office
    theirs = added(opened_embedded, "例示 霧子", Role.ADMIN)
    with office.work(opened_embedded.actor) as work:
        keyless = actions.add(work, "見本 楓", Role.ADMIN)
    with (
        pytest.raises(KeyProblem, match="鍵がありません"),
        as_other_person(office, keyless, THEIRS),
    ):
        raise AssertionError("there is no key")
    with office.work(opened_embedded.actor) as work:
        work.get(Staff, theirs).active = False
        work.tell("test.gone", "試し")
    with pytest.raises(KeyProblem, match="鍵がありません"), as_other_person(office, theirs, THEIRS):
        raise AssertionError("they left")
    office.folder = None
    assert people_with_keys(None) == frozenset()
    assert keys_here(None) == KeysHere({}, False)
    with pytest.raises(KeyProblem), as_other_person(office, theirs, THEIRS):
        raise AssertionError("no desk of its own")
    with pytest.raises(KeyProblem, match="ふだん使う PC"):
        proof(office, theirs, THEIRS)


def test_an_office_asks_for_as_much_as_it_says(opened_embedded: OpenedOffice) -> None:
    office, actor = opened_embedded.office, opened_embedded.actor

    def asked() -> int:
        with office.reading(actor) as reading:
            found = demands(reading)
            assert found.own == ("群馬県地域生活定着支援センター",)
            return found.shortest

    assert asked() == SHORTEST
    for shortest in (24, 20, SHORTEST, 64):
        with office.work(actor) as work:
            actions.set_shortest(work, shortest)
        assert asked() == shortest
    for shortest in (SHORTEST - 1, 65):
        with pytest.raises(InvalidInput, match="文字の間"), office.work(actor) as work:
            actions.set_shortest(work, shortest)
    for damaged in ("24", None, 1):
        with office.work(actor) as work:
            setting = work.session.query(Setting).filter_by(name=SHORTEST_SETTING).one()
            assert setting.changed_by == actor.staff_id
            setting.value = damaged
            work.tell("test.damaged", "試し")
        assert asked() == SHORTEST


def test_nobody_leaves_by_themselves_or_twice(opened_embedded: OpenedOffice) -> None:
    office, actor, day = opened_embedded.office, opened_embedded.actor, date(2026, 11, 24)
    theirs = added(opened_embedded, "例示 霧子", Role.DIRECTOR)
    with pytest.raises(NotAllowed, match="自分の退職"), office.work(actor) as work:
        actions.leave(work, actor.staff_id, version(work, actor.staff_id), day, lambda: None)
    with office.work(actor) as work:
        actions.leave(work, theirs, version(work, theirs), day, lambda: None)
    with pytest.raises(InvalidInput, match="すでに退職"), office.work(actor) as work:
        actions.leave(work, theirs, version(work, theirs), day, lambda: None)
    with pytest.raises(InvalidInput, match="すでに退職"), office.work(actor) as work:
        actions.change_role(work, theirs, version(work, theirs), Role.CLERK)
    with office.work(actor) as work:  # a name is free again when who had it is gone
        actions.add(work, "例示 霧子", Role.CLERK)


def test_a_key_that_rests_in_the_keyring_is_asked_for_there(
    tmp_path: Path, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = KeyringStore(memory_keyring)
    monkeypatch.setattr("app.storage.other_person.open_keyring", lambda: here)
    folder = OfficeFolder(tmp_path / "office")
    folder.path.mkdir()
    unlocked, _ = create_key_file(folder, NewStaff("s" * 32, "例示", THEIRS), here)
    store = store_of(folder, "s" * 32)
    assert store is here and memory_keyring.secrets
    opened = unlock_with_passphrase(folder, "s" * 32, THEIRS, store)
    assert opened.data_key == unlocked.data_key
    assert keys_here(folder) == KeysHere({"s" * 32: (False,)}, False)


def test_a_refusal_stands_beside_what_was_typed(opened_embedded: OpenedOffice) -> None:
    office, actor, day = opened_embedded.office, opened_embedded.actor, date(2026, 11, 25)
    theirs = added(opened_embedded, "例示 霧子", Role.CLERK)
    acts: tuple[tuple[str, Callable[[Work], object]], ...] = (
        ("name", lambda w: actions.add(w, " ", Role.CLERK)),
        ("name", lambda w: actions.add(w, "例示霧子", Role.CLERK)),
        ("shortest", lambda w: actions.set_shortest(w, 1)),
        ("on", lambda w: actions.leave(w, theirs, version(w, theirs), day, lambda: None)),
        ("to", lambda w: hand_over(w, "見本", theirs, ())),
    )
    for field, act in acts:
        with pytest.raises(InvalidInput) as refused, office.work(actor) as work:
            act(work)
        assert [one.field for one in refused.value.problems] == [field]


def test_a_new_recovery_code_takes_two(opened_embedded: OpenedOffice) -> None:
    office, actor = opened_embedded.office, opened_embedded.actor
    theirs = added(opened_embedded, "例示 霧子", Role.ADMIN)
    with office.work(actor) as work:
        request = second.ask(work, Act.NEW_RECOVERY, "紙をなくした")
    with pytest.raises(NotAllowed, match="確認がまだ"), office.work(actor) as work:
        actions.renew_recovery(work, request)
    with as_other_person(office, theirs, THEIRS) as (at, who), at.work(who) as work:
        second.answer(work, request)
    with office.work(actor) as work:
        actions.renew_recovery(work, request)
    with pytest.raises(NotAllowed, match="もう使われて"), office.work(actor) as work:
        actions.renew_recovery(work, request)


def test_what_the_keyring_keeps_for_a_leaver_goes_and_nobody_elses(
    opened_embedded: OpenedOffice,
    tmp_path: Path,
    memory_keyring: MemoryKeyring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = KeyringStore(memory_keyring)
    monkeypatch.setattr("app.storage.staff_keys.open_keyring", lambda: here)
    desk = OfficeFolder(tmp_path / "desk")
    desk.path.mkdir()
    desk.connection_file.write_bytes(b"{}")
    stays, kept = desk.person("2" * 32), set[tuple[str, str]]()
    for number in ("2" * 32, "1" * 32):
        person = desk.person(number)
        person.path.mkdir(parents=True)
        create_key_file(person, NewStaff(number, "見本 楓", THEIRS), here)
        kept = kept or set(memory_keyring.secrets)
    opened_embedded.office.folder = desk
    forget_desk(opened_embedded.office, "1" * 32)
    assert set(memory_keyring.secrets) == kept and len(kept) == 1
    assert keys_here(desk) == KeysHere({"2" * 32: (False,)}, True)
    assert unlock_with_passphrase(stays, "2" * 32, THEIRS, here).slot.staff_id == "2" * 32


def test_every_key_says_when_it_was_made_by_the_offices_clock(
    opened_embedded: OpenedOffice,
) -> None:
    office, me = opened_embedded.office, opened_embedded.actor.staff_id
    theirs, folder = added(opened_embedded, "例示 霧子", Role.CLERK), opened_embedded.folder
    assert folder is not None
    with office.reading(opened_embedded.actor) as reading:
        asked = demands(reading)
    by = proof(office, me, PASSPHRASE)
    change_own(office, by, NewStaff(me, "試作 澪江", THEIRS, asked))
    give_key(office, by, NewStaff(theirs, "例示 霧子", THEIRS, asked), again=True)
    new_recovery(office, by)
    slots = read_slots(folder)
    made = {
        slot.staff_id: slot.created[:10] for slot in slots if slot.staff_id or not slot.confirmed
    }
    assert made == dict.fromkeys((me, theirs, ""), "2026-11-24")
    assert sorted(slot.staff_id for slot in slots if slot.staff_id) == sorted((me, theirs))


def test_who_left_already_is_said_beside_the_day(opened_embedded: OpenedOffice) -> None:
    office, actor, day = opened_embedded.office, opened_embedded.actor, date(2026, 11, 24)
    theirs = added(opened_embedded, "例示 霧子", Role.CLERK)
    with office.work(actor) as work:
        actions.leave(work, theirs, version(work, theirs), day, lambda: None)
    with pytest.raises(InvalidInput, match="すでに退職") as said, office.work(actor) as work:
        actions.leave(work, theirs, version(work, theirs), day, lambda: None)
    assert [one.field for one in said.value.problems] == ["on"]


def test_nothing_stands_against_a_change_that_leaves_somebody_in_charge() -> None:
    someone = Colleague("a" * 32, Role.DIRECTOR)
    assert nobody_left([someone], USUAL) == ""
    assert "鍵と設定を扱える人がいなくなる" in nobody_left([], USUAL)


def test_whose_role_changed_meanwhile_sees_nothing_more(opened: OpenedOffice) -> None:
    office, actor = opened.office, opened.actor
    with office.reading(actor) as reading:
        assert sight(reading) == frozenset()
    with (
        pytest.raises(NotAllowed),
        office.reading(Actor(actor.staff_id, actor.name, Role.ADMIN)) as reading,
    ):
        sight(reading)


def test_what_becomes_of_somebody_stands_in_the_history_as_theirs(
    opened_embedded: OpenedOffice,
) -> None:
    office, actor, day = opened_embedded.office, opened_embedded.actor, date(2026, 11, 24)
    theirs = added(opened_embedded, "例示 霧子", Role.CLERK)
    with office.work(actor) as work:
        actions.leave(work, theirs, version(work, theirs), day, lambda: None)
        actions.set_shortest(work, 24)
    with office.reading(actor) as reading:
        told = {
            row.kind: (row.subject_kind, row.subject_id)
            for row in reading.session.query(HistoryEntry)
        }
    assert told["staff.added"] == told["staff.left"] == ("staff", theirs)
    assert told["staff.shortest_set"][0] == "office"


def test_who_changes_their_own_passphrase_stands_in_the_history(
    opened_embedded: OpenedOffice,
) -> None:
    office, actor = opened_embedded.office, opened_embedded.actor
    with office.work(actor) as work:
        tell_own_key(work)
    with office.reading(actor) as reading:
        told = reading.session.query(HistoryEntry).filter_by(kind="staff.passphrase_changed").one()
    assert (told.subject_kind, told.subject_id) == ("staff", actor.staff_id)
    assert told.words == f"自分の合言葉を替えた（{actor.name}）"


def test_a_changed_role_is_followed_where_the_login_lies(opened_embedded: OpenedOffice) -> None:
    office, actor, followed = opened_embedded.office, opened_embedded.actor, list[list[str]]()
    theirs = added(opened_embedded, "例示 霧子", Role.CLERK)
    for role in (Role.COUNSELLOR, Role.COUNSELLOR):
        with office.work(actor) as work:
            actions.change_role(
                work, theirs, version(work, theirs), role, lambda _, ids: followed.append(ids)
            )
    assert followed == [[theirs]], "the same role again changes nothing"
