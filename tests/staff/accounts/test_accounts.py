"""職員: added, in another 役割, with a key, and gone in one act."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import (
    ConnectionLost,
    InvalidInput,
    KeyProblem,
    NotAllowed,
    StorageProblem,
    WrongPassphrase,
)
from app.history.kinds import Sort, sort_of
from app.history.queries import HistoryFilter, of_everybody
from app.reports.papers.render import render
from app.reports.papers.taken_out import taken_out_paper
from app.staff.accounts import actions, own
from app.staff.accounts.queries import people, taken_out
from app.staff.accounts.rules import (
    Colleague,
    KeyStanding,
    after_leaving,
    after_role,
    key_standing,
    nobody_left,
)
from app.staff.permissions import USUAL, Actor, Permission, Role
from app.staff.queries import staff_names
from app.storage import staff_keys
from app.storage.folders import OfficeFolder
from app.storage.keys import NewStaff, PassphraseOnly, create_key_file
from app.storage.opening import open_office, open_with_recovery
from app.storage.records import Staff
from app.storage.server.opening import admit, dismiss, follow_table, open_server_office
from app.storage.staff_keys import KeysHere
from app.storage.work import Work
from tests.conftest import PASSPHRASE, OpenedOffice
from tests.served_office import ServedOffice

THEIRS, NEXT = "べつの人の合言葉 さざんか あけび", "つぎの合言葉 くちなし ひいらぎ"
roles = st.sampled_from(list(Role))


def added(opened: OpenedOffice, name: str, role: Role, *, passphrase: str = THEIRS) -> str:
    """Somebody new with a key, as the screen does it."""
    opened.office.folder = opened.folder
    with opened.office.work(opened.actor) as work:
        staff_id = actions.add(work, name, role)
        by = staff_keys.proof(opened.office, opened.actor.staff_id, PASSPHRASE)
        who = NewStaff(staff_id, name, passphrase, staff_keys.demands(work))
        staff_keys.give_key(opened.office, by, who)
        actions.tell_key(work, staff_id, again=False)
    return staff_id


def version(work: Work, staff_id: str) -> int:
    return work.get(Staff, staff_id).version


def opens(opened: OpenedOffice, staff_id: str, passphrase: str) -> str:
    """Who is in, by a 合言葉, as a fresh start of the program has it."""
    assert opened.folder is not None
    office, actor = open_office(opened.folder, staff_id, passphrase, None, opened.office.clock)
    office.close()
    return actor.name


def test_somebody_new_opens_with_their_own_passphrase(opened_embedded: OpenedOffice) -> None:
    staff_id = added(opened_embedded, "例示  霧子", Role.COUNSELLOR)
    opened_embedded.office.close()
    assert opens(opened_embedded, staff_id, THEIRS) == "例示 霧子"
    with pytest.raises(WrongPassphrase):
        opens(opened_embedded, staff_id, PASSPHRASE)


def test_who_cannot_prove_it_is_they_changes_nothing(opened_embedded: OpenedOffice) -> None:
    office = opened_embedded.office
    office.folder = opened_embedded.folder
    assert office.folder is not None
    before = office.folder.key_file.read_bytes()
    with pytest.raises(WrongPassphrase), office.work(opened_embedded.actor) as work:
        actions.add(work, "例示 霧子", Role.CLERK)
        staff_keys.proof(office, opened_embedded.actor.staff_id, "ちがう合言葉 ちがう ちがう")
    assert office.folder.key_file.read_bytes() == before
    with office.reading(opened_embedded.actor) as reading:
        assert len(people(reading, staff_keys.keys_here(office.folder))) == 1
    assert office.folder.tries_file.exists()


def test_a_name_is_there_once_and_is_no_passphrase(opened_embedded: OpenedOffice) -> None:
    added(opened_embedded, "例示 霧子", Role.COUNSELLOR)
    with (
        pytest.raises(InvalidInput, match="同じ氏名"),
        opened_embedded.office.work(opened_embedded.actor) as work,
    ):
        actions.add(work, "例示　霧子", Role.CLERK)
    with pytest.raises(InvalidInput, match="関わりのない言葉"):
        added(opened_embedded, "見本 楓", Role.CLERK, passphrase="見本 楓 群馬県 2026 合言葉 支援")
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        assert len(people(reading, KeysHere({}, False))) == 2


def test_nobody_is_added_without_a_name(opened_embedded: OpenedOffice) -> None:
    with (
        pytest.raises(InvalidInput, match="氏名を入力"),
        opened_embedded.office.work(opened_embedded.actor) as work,
    ):
        actions.add(work, " 　", Role.CLERK)


def test_a_forgotten_passphrase_is_given_anew(opened_embedded: OpenedOffice) -> None:
    staff_id = added(opened_embedded, "例示 霧子", Role.COUNSELLOR)
    office = opened_embedded.office
    with office.work(opened_embedded.actor) as work:
        by = staff_keys.proof(office, opened_embedded.actor.staff_id, PASSPHRASE)
        who = NewStaff(staff_id, "例示 霧子", NEXT)
        staff_keys.give_key(office, by, who, again=True)
        actions.tell_key(work, staff_id, again=True)
    office.close()
    assert opens(opened_embedded, staff_id, NEXT) == "例示 霧子"
    with pytest.raises(WrongPassphrase):
        opens(opened_embedded, staff_id, THEIRS)


def test_everybody_changes_their_own_passphrase(opened_embedded: OpenedOffice) -> None:
    office, actor = opened_embedded.office, opened_embedded.actor
    office.folder = opened_embedded.folder
    with office.work(actor) as work:
        by = staff_keys.proof(office, actor.staff_id, PASSPHRASE)
        staff_keys.change_own(office, by, NewStaff(actor.staff_id, actor.name, NEXT))
        own.tell_own_key(work)
    office.close()
    assert opens(opened_embedded, actor.staff_id, NEXT) == actor.name
    with pytest.raises(WrongPassphrase):
        opens(opened_embedded, actor.staff_id, PASSPHRASE)


def test_an_office_may_ask_for_longer_ones(opened_embedded: OpenedOffice) -> None:
    office = opened_embedded.office
    with office.work(opened_embedded.actor) as work:
        actions.set_shortest(work, 24)
    with pytest.raises(InvalidInput, match="24文字以上"):
        added(opened_embedded, "例示 霧子", Role.COUNSELLOR)
    with pytest.raises(InvalidInput), office.work(opened_embedded.actor) as work:
        actions.set_shortest(work, 7)


def test_who_leaves_is_out_at_once(opened_embedded: OpenedOffice) -> None:
    staff_id = added(opened_embedded, "例示 霧子", Role.COUNSELLOR)
    office, today = opened_embedded.office, opened_embedded.office.clock.today()
    by = staff_keys.proof(office, opened_embedded.actor.staff_id, PASSPHRASE)
    with pytest.raises(InvalidInput, match="今日まで"), office.work(opened_embedded.actor) as work:
        actions.leave(work, staff_id, version(work, staff_id), today + timedelta(1), lambda: None)
    with office.work(opened_embedded.actor) as work:
        actions.leave(
            work,
            staff_id,
            version(work, staff_id),
            today,
            lambda: staff_keys.take_keys(office, by, staff_id),
        )
    with office.reading(opened_embedded.actor) as reading:
        gone = people(reading, staff_keys.keys_here(office.folder))[-1]
    assert (gone.name, gone.active, gone.left_on) == ("例示 霧子", False, today)
    assert gone.key is KeyStanding.NONE
    office.close()
    with pytest.raises(KeyProblem):
        opens(opened_embedded, staff_id, THEIRS)


def test_the_history_tells_of_every_key_and_role(opened_embedded: OpenedOffice) -> None:
    staff_id = added(opened_embedded, "例示 霧子", Role.COUNSELLOR)
    office, actor = opened_embedded.office, opened_embedded.actor
    with office.work(actor) as work:
        actions.change_role(work, staff_id, version(work, staff_id), Role.CLERK)
        actions.tell_key(work, staff_id, again=True)
    with office.work(actor) as work:
        actions.change_role(work, staff_id, version(work, staff_id), Role.CLERK)  # nothing new
        actions.set_shortest(work, 12)
    with office.work(actor) as work:
        actions.leave(work, staff_id, version(work, staff_id), date(2026, 11, 24), lambda: None)
    with office.reading(actor) as reading:
        told = [row.words for row in of_everybody(reading, HistoryFilter()).rows]
    assert [words for words in reversed(told) if "例示" in words or "合言葉" in words] == [
        "職員を登録（例示 霧子、相談員）",
        "鍵を渡した（例示 霧子）",
        "役割を相談員から事務に変更（例示 霧子）",
        "合言葉を出し直した（例示 霧子）",
        "新しい合言葉の長さを12文字以上にした",
        "退職を登録し、鍵と接続を外した（例示 霧子）",
    ]


def test_a_key_that_cannot_be_taken_keeps_the_person_where_they_are(
    opened_embedded: OpenedOffice,
) -> None:
    staff_id = added(opened_embedded, "例示 霧子", Role.COUNSELLOR)
    office = opened_embedded.office

    def fail() -> None:
        raise StorageProblem("鍵ファイルに書けません。")

    with pytest.raises(StorageProblem), office.work(opened_embedded.actor) as work:
        actions.leave(work, staff_id, version(work, staff_id), date(2026, 11, 24), fail)
    with office.reading(opened_embedded.actor) as reading:
        assert all(one.active for one in people(reading, KeysHere({}, False)))


def test_on_a_server_leaving_takes_login_and_connections_at_once(
    opened_server: OpenedOffice, _served: ServedOffice
) -> None:
    office, today = opened_server.office, opened_server.office.clock.today()
    with office.work(opened_server.actor) as work:
        staff_id = actions.add(work, "例示 霧子", Role.COUNSELLOR)
        login = admit(work, staff_id)
    theirs, they = open_server_office(_served.place, login, office.clock)
    theirs.note(they, "paper.left", "「計画」を印刷")
    with theirs.reading(they) as reading:
        assert staff_names(reading)[staff_id] == "例示 霧子"
    with office.work(opened_server.actor) as work:
        actions.leave(
            work, staff_id, version(work, staff_id), today, lambda: dismiss(work, staff_id)
        )
    with pytest.raises((ConnectionLost, KeyProblem)), theirs.reading(they) as reading:
        staff_names(reading)
    with pytest.raises((ConnectionLost, KeyProblem)), theirs.work(they) as work:
        work.tell("test.after", "試し")
    theirs.close()
    with pytest.raises(KeyProblem):
        open_server_office(_served.place, login, office.clock)
    with office.reading(opened_server.actor) as reading:
        assert [one.words for one in taken_out(reading, staff_id, today)] == ["「計画」を印刷"]


def test_two_who_demote_each_other_at_once_leave_one(
    opened_server: OpenedOffice, _served: ServedOffice
) -> None:
    office, first = opened_server.office, opened_server.actor
    with office.work(first) as work:
        second = Actor(actions.add(work, "副長 見本", Role.DIRECTOR), "副長 見本", Role.DIRECTOR)
        login = admit(work, second.staff_id)
    other, _ = open_server_office(_served.place, login, office.clock)
    refused: list[str] = []
    begun = threading.Event()

    def demote_first() -> None:
        begun.set()
        try:
            with other.work(second) as work:
                actions.change_role(work, first.staff_id, version(work, first.staff_id), Role.CLERK)
        except NotAllowed as error:
            refused.append(error.message)

    thread = threading.Thread(target=demote_first)
    with office.work(first) as work:
        at = version(work, second.staff_id)
        actions.change_role(work, second.staff_id, at, Role.CLERK, follow_table)
        thread.start()
        assert begun.wait(10)
    thread.join(20)
    other.close()
    with office.reading(first) as reading:
        roles = {one.name: one.role for one in people(reading, KeysHere({}, False))}
    assert roles == {first.name: Role.DIRECTOR, "副長 見本": Role.CLERK}
    assert len(refused) == 1


def test_a_leavers_key_at_this_desk_goes_too(opened_embedded: OpenedOffice, tmp_path: Path) -> None:
    """On a server: the login is gone; the list of this PC must not offer them any more."""
    desk = OfficeFolder(tmp_path / "desk")
    desk.path.mkdir()
    desk.connection_file.write_bytes(b"{}")
    for number in ("1" * 32, "2" * 32):
        person = desk.person(number)
        person.path.mkdir(parents=True)
        create_key_file(person, NewStaff(number, "見本 楓", THEIRS), PassphraseOnly())
    opened_embedded.office.folder = desk
    staff_keys.forget_desk(opened_embedded.office, "1" * 32)
    staff_keys.forget_desk(opened_embedded.office, "3" * 32)
    assert set(staff_keys.keys_here(desk).of) == {"2" * 32}


def test_the_last_who_handles_keys_stays_and_nobody_leaves_by_themselves(
    opened: OpenedOffice,
) -> None:
    office, actor = opened.office, opened.actor
    with pytest.raises(NotAllowed, match="鍵と設定を扱える人"), office.work(actor) as work:
        actions.change_role(work, actor.staff_id, version(work, actor.staff_id), Role.COUNSELLOR)
    with pytest.raises(NotAllowed, match="自分の退職"), office.work(actor) as work:
        actions.leave(
            work, actor.staff_id, version(work, actor.staff_id), date(2026, 11, 24), lambda: None
        )
    with office.work(actor) as work:
        actions.add(work, "管理 係", Role.ADMIN)
    with office.work(actor) as work:
        actions.change_role(work, actor.staff_id, version(work, actor.staff_id), Role.COUNSELLOR)
    with office.reading(actor) as reading:
        assert {one.name: one.role for one in people(reading, KeysHere({}, False))} == {
            actor.name: Role.COUNSELLOR,
            "管理 係": Role.ADMIN,
        }
    with opened.office.work(actor) as work:  # the fixture's office is used again
        work.get(Staff, actor.staff_id).role = str(Role.DIRECTOR)
        work.tell("test.back", "試し")


def test_the_code_opens_as_whoever_handles_the_keys(opened_embedded: OpenedOffice) -> None:
    office, actor = opened_embedded.office, opened_embedded.actor
    folder = opened_embedded.folder
    office.folder = folder
    assert folder is not None
    by = staff_keys.proof(office, actor.staff_id, PASSPHRASE)
    recovery = staff_keys.new_recovery(office, by)
    recovery.confirm(recovery.code)
    with office.work(actor) as work:
        admin = actions.add(work, "管理 係", Role.ADMIN)
        work.get(Staff, actor.staff_id).role = str(Role.CLERK)
    office.close()
    again, who = open_with_recovery(folder, recovery.code, office.clock)
    again.close()
    assert who.staff_id == admin


def test_the_list_of_what_somebody_took_out(opened_embedded: OpenedOffice) -> None:
    office, actor = opened_embedded.office, opened_embedded.actor
    today = office.clock.today()
    for kind, words in (("paper.left", "「計画」を印刷"), ("list.written", "一覧を書き出し")):
        assert sort_of(kind) is Sort.OUT
        office.note(actor, kind, words)
    office.note(actor, "view.case", "ケースを開いた")
    with office.reading(actor) as reading:
        assert [one.words for one in taken_out(reading, actor.staff_id, today)] == [
            "「計画」を印刷",
            "一覧を書き出し",
        ]
        before = today + timedelta(days=90)
        assert taken_out(reading, actor.staff_id, before) == ()
        paper = taken_out_paper(reading, actor.staff_id)
    assert render(paper).data.startswith(b"%PDF")


def test_last_signed_in(opened_embedded: OpenedOffice) -> None:
    opened_embedded.office.close()
    assert opens(opened_embedded, opened_embedded.actor.staff_id, PASSPHRASE)
    office, actor = open_office(
        opened_embedded.folder,  # type: ignore[arg-type]
        opened_embedded.actor.staff_id,
        PASSPHRASE,
        None,
        opened_embedded.office.clock,
    )
    with office.reading(actor) as reading:
        (me,) = people(reading, staff_keys.keys_here(office.folder))
    office.close()
    assert me.last_in is not None and me.key is KeyStanding.ALONE


colleagues = st.lists(roles, min_size=1, max_size=5).map(
    lambda found: [Colleague(str(number), role) for number, role in enumerate(found)]
)


@settings(deadline=None)
@given(colleagues, st.lists(st.tuples(st.integers(0, 4), st.none() | roles), max_size=12))
def test_whatever_is_done_somebody_handles_the_keys(
    office: list[Colleague], steps: list[tuple[int, Role | None]]
) -> None:
    office = [Colleague("first", Role.DIRECTOR), *office]
    for number, role in steps:
        whose = office[number % len(office)].staff_id
        after = after_leaving(office, whose) if role is None else after_role(office, whose, role)
        if not nobody_left(after, USUAL):
            office = list(after)
    able = [one for one in office if USUAL.allows(one.role, Permission.MANAGE_KEYS)]
    assert able


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=3), st.booleans(), st.booleans())
def test_every_key_has_words(kinds: list[bool], active: bool, served: bool) -> None:
    found = key_standing(kinds, active=active, served=served)
    assert (found is KeyStanding.LEFT) == (not active and bool(kinds))
    assert (found is KeyStanding.ALONE) == (active and bool(kinds) and all(kinds))
    assert (found is KeyStanding.ELSEWHERE) == (active and not kinds and served)
    assert (found is KeyStanding.HERE) == (active and bool(kinds) and not all(kinds))
