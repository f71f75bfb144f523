"""One transaction: what is refused is said as what it is, and what is owed is written in the end."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import (
    AlreadyDone,
    Busy,
    ChangedMeanwhile,
    InvalidInput,
    KeyProblem,
    NotAllowed,
    StorageProblem,
)
from app.history.viewing import Viewing
from app.staff.permissions import Actor, Role
from app.storage import copying
from app.storage import work as module
from app.storage.anchor import NotTheSameHistory
from app.storage.desks import Change
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.opening import (
    FirstStaff,
    NewOffice,
    create_office,
    open_office,
    open_with_recovery,
)
from app.storage.records import HistoryEntry, Setting, Staff
from app.storage.server.opening import admit, open_server_office
from app.storage.transactions import for_writing, take_turn
from app.storage.types import new_id
from app.storage.work import Office
from tests.conftest import NOW, PASSPHRASE, OpenedOffice
from tests.served_office import ServedOffice
from tests.somebody_else import somebody_else

NEW = NewOffice("centre", "見本県地域生活定着支援センター", "10")
WHO = FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE)


def kinds(office: Office) -> list[str]:
    with Session(office.engine) as session:
        return list(session.scalars(select(HistoryEntry.kind).order_by(HistoryEntry.seq)))


def test_what_the_data_refuses_is_never_said_to_be_saved_already(opened: OpenedOffice) -> None:
    before = kinds(opened.office)
    with pytest.raises(IntegrityError), opened.office.work(opened.actor) as work:
        work.tell("test.done", "同じ名前のもの二つ")
        for _ in range(2):
            work.add(Setting(name="same", value=1))
    assert kinds(opened.office) == before


def test_the_same_operation_is_kept_once(opened: OpenedOffice) -> None:
    operation = new_id()
    with opened.office.work(opened.actor, operation) as work:
        work.tell("test.done", "一度")
        first = work.attempt
    with (
        pytest.raises(AlreadyDone, match="すでに保存されています"),
        opened.office.work(opened.actor, operation) as work,
    ):
        work.tell("test.done", "二度")
    assert kinds(opened.office).count("test.done") == 1
    assert opened.office.arrived(operation) == first
    assert opened.office.arrived(new_id()) is None
    assert list(opened.office.kept_operations([operation, new_id()])) == [operation]


def test_the_history_on_a_server_is_written_by_one_at_a_time(
    opened_server: OpenedOffice, _served: ServedOffice
) -> None:
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    with opened_server.office.work(opened_server.actor) as work:
        for at, holding in (("history", 1), ("history", 1), ("other", 2)):
            take_turn(work.session, work.office_id, at)
            assert _served.admin.execute(held).fetchone() == (holding,)
    assert _served.admin.execute(held).fetchone() == (0,)


def test_a_change_names_what_was_added_changed_and_deleted(
    opened_embedded: OpenedOffice,
) -> None:
    opened = opened_embedded
    heard: list[Change] = []
    opened.office.listeners.append(heard.append)
    with opened.office.work(opened.actor) as work:
        kept = work.add(Staff(name="一人", role="counsellor", active=True)).id
    with opened.office.work(opened.actor) as work:
        work.get(Staff, kept).name = "別の名"
    with opened.office.work(opened.actor) as work:
        work.session.delete(work.get(Staff, kept))
    by = opened.actor.staff_id
    assert heard == [Change(frozenset({"staff"}), frozenset({kept}), by)] * 3


def test_what_could_not_be_written_is_written_when_the_office_is_closed(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Busy("ほかの処理が書き込んでいます。データはそのままです。")

    folder = OfficeFolder(tmp_path / "office")
    office, actor, _ = create_office(folder, NEW, WHO, PassphraseOnly(), NOW)
    with monkeypatch.context() as patch:
        patch.setattr(module, "append", busy)
        office.note(actor, "test.noted", "あとで")
        with pytest.raises(Busy, match="表示していません"):
            office.note_view(actor, Viewing("test.viewed", "見た"))
    assert [one.kind for one in office.owed] == ["test.noted"]
    assert "test.noted" not in kinds(office)
    office.close()
    again, _ = open_office(folder, actor.staff_id, PASSPHRASE, None, NOW)
    assert kinds(again).count("test.noted") == 1 and "test.viewed" not in kinds(again)
    assert again.owed == []
    again.close()


def test_the_keys_of_an_open_office_are_shown_nowhere_and_gone_when_it_is_closed(
    tmp_path,
) -> None:
    folder = OfficeFolder(tmp_path / "office")
    office, actor, recovery = create_office(folder, NEW, WHO, PassphraseOnly(), NOW)
    assert office.keeper is not None and office.recovery_opens is not None
    shown = repr(office.keeper)
    for key in (office.keeper.key, office.keeper.chain_key):
        assert len(key) == 32 and repr(key) not in shown
    assert office.recovery_opens(recovery.code)
    office.close()
    assert office.keeper is None
    with pytest.raises(StorageProblem, match="閉じたあとです"), office.reading(actor) as reading:
        reading.get(Staff, actor.staff_id)


def test_who_left_the_office_changes_nothing_more_and_is_not_let_in(
    clear_office: tuple[OfficeFolder, Actor],
) -> None:
    folder, actor = clear_office
    office, actor = open_office(folder, actor.staff_id, PASSPHRASE, None, NOW)
    with for_writing(office.engine).begin() as connection:
        connection.execute(text("UPDATE staff SET active = 0"))
    with pytest.raises(NotAllowed, match="登録は終わっています"), office.work(actor):
        pass
    office.close()
    with pytest.raises(KeyProblem, match="いまは登録されていません"):
        open_office(folder, actor.staff_id, PASSPHRASE, None, NOW)


def test_a_file_without_its_office_is_said_to_be_none(
    clear_office: tuple[OfficeFolder, Actor],
) -> None:
    folder, actor = clear_office
    office, actor = open_office(folder, actor.staff_id, PASSPHRASE, None, NOW)
    with for_writing(office.engine).connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DELETE FROM office")
        connection.commit()
    office.close()
    with pytest.raises(StorageProblem, match="事業所の記録がありません"):
        open_office(folder, actor.staff_id, PASSPHRASE, None, NOW)


@pytest.fixture
def clear_office(tmp_path) -> tuple[OfficeFolder, Actor]:
    """An office that nobody has open."""
    folder = OfficeFolder(tmp_path / "office")
    office, actor, _ = create_office(folder, NEW, WHO, PassphraseOnly(), NOW)
    office.close()
    return folder, actor


def test_who_left_is_not_let_in_by_the_server_either(
    opened_server: OpenedOffice, request: pytest.FixtureRequest
) -> None:
    office, actor = opened_server.office, opened_server.actor
    with somebody_else(opened_server, request) as (_, other), office.work(actor) as work:
        login = admit(work, other.staff_id)
        staff = work.get(Staff, other.staff_id)
        staff.active = False
    place = request.getfixturevalue("_served").place
    with pytest.raises(KeyProblem, match="いまは登録されていません"):
        open_server_office(place, login, NOW)


def test_a_record_that_was_changed_meanwhile_is_not_overwritten(opened: OpenedOffice) -> None:
    with opened.office.work(opened.actor) as work:
        record = work.get(Staff, opened.actor.staff_id)
        work.check_version(record, record.version)
        for other in (record.version - 1, record.version + 1):
            with pytest.raises(ChangedMeanwhile, match="まだ保存していません"):
                work.check_version(record, other)


def test_whoever_opens_by_the_recovery_code_is_named_as_such(tmp_path) -> None:
    folder = OfficeFolder(tmp_path / "by code")
    office, _, recovery = create_office(folder, NEW, WHO, PassphraseOnly(), NOW)
    office.close()
    for wrong in (recovery.code[::-1], "X"):
        with pytest.raises((KeyProblem, InvalidInput)):
            open_with_recovery(folder, wrong, NOW)
    office, actor = open_with_recovery(folder, recovery.code, NOW)
    with Session(office.engine) as session:
        entry = session.scalars(select(HistoryEntry).filter_by(kind="sign_in")).one()
    assert (entry.words, entry.subject_id) == ("回復コードで定着を開いた", actor.staff_id)
    office.close()


def test_what_is_carried_over_is_counted_and_named_by_a_digest_of_all_of_it(
    opened_embedded: OpenedOffice,
) -> None:
    office, found = opened_embedded.office, []
    for name in ("試作 澪江", "別の名", "試作 澪江"):
        with office.work(opened_embedded.actor) as work:
            work.get(Staff, opened_embedded.actor.staff_id).name = name
        with office.engine.connect() as one, office.engine.connect() as other:
            for kind in (Staff, Setting):
                table = kind.__table__
                found.append(copying.compare_table(one, other, table, office.office_id))
    assert [one.rows for one in found] == [1, 0] * 3
    assert len({one.digest for one in found if one.table == "staff"}) == 3
    assert len({one.digest for one in found if one.table == "setting"}) == 1


def test_whoever_holds_the_office_still_keeps_its_saves_waiting(
    clear_office: tuple[OfficeFolder, Actor],
) -> None:
    """As the end of a 控え does, so that it holds what it counted."""
    folder, actor = clear_office
    office, actor = open_office(folder, actor.staff_id, PASSPHRASE, None, NOW)

    def save() -> None:
        with office.work(actor) as work:
            work.tell("test.done", "待った")

    other = threading.Thread(target=save)
    with office.still:
        other.start()
        other.join(0.3)
        assert "test.done" not in kinds(office)
    other.join(20)
    assert "test.done" in kinds(office)
    office.close()


def test_older_data_is_opened_by_the_recovery_code_only_as_a_copy(tmp_path) -> None:
    folder = OfficeFolder(tmp_path / "office")
    office, actor, recovery = create_office(folder, NEW, WHO, PassphraseOnly(), NOW)
    office.close()
    older = folder.data_file.read_bytes()
    open_office(folder, actor.staff_id, PASSPHRASE, None, NOW)[0].close()
    folder.data_file.write_bytes(older)
    with pytest.raises(NotTheSameHistory):
        open_with_recovery(folder, recovery.code, NOW)
    office, _ = open_with_recovery(folder, recovery.code, NOW, restored=True)
    assert kinds(office)[-2:] == ["history.restored", "sign_in"]
    office.close()


def test_what_an_interrupted_copy_left_is_taken_away_and_nobody_elses(
    opened_embedded: OpenedOffice,
) -> None:
    office = opened_embedded.office
    with for_writing(office.engine).connect() as connection:
        for whose, left in ((new_id(), True), (office.office_id, False)):
            copying.clear_office(connection, whose)
            for kind in (Staff, HistoryEntry):
                assert (connection.execute(select(kind.id)).first() is not None) == left
        connection.rollback()
    assert kinds(office)
