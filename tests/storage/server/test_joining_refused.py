"""Who is not connected: another office's invitation, a name nobody knows, data that lies there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import FileProblem, NotFound, StorageProblem, WrongPassphrase
from app.staff.permissions import Role
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import NewStaff, PassphraseOnly
from app.storage.keys.opening import read_slots
from app.storage.records import Staff
from app.storage.server import desk
from app.storage.server.invitation import Invitation, public_key_of, read_file, sign, write
from app.storage.server.starting import invite, start, start_again, starting_password
from tests.conftest import NOW, OpenedOffice
from tests.served_office import ServedOffice

NAME, PASSPHRASE = "例示 霧子", "あたらしい 席の 合言葉 77"
SEED = b"z" * 32
GONE_SECONDS = 5.0


@pytest.fixture
def invited(opened_server: OpenedOffice, _served: ServedOffice) -> tuple[Invitation, str]:
    """The office's invitation, which knows somebody new, and their はじめの合言葉."""
    with opened_server.office.work(opened_server.actor) as work:
        staff = work.add(Staff(name=NAME, role=str(Role.COUNSELLOR), active=True))
        starting = start(work, staff.id)
    with opened_server.office.reading(opened_server.actor) as reading:
        return invite(reading, _served.place), starting


def joined(folder: OfficeFolder, invited: Invitation, name: str, starting: str) -> str:
    office, actor = desk.join_by_name(
        folder, invited, name, starting, PASSPHRASE, PassphraseOnly(), NOW
    )
    office.close()
    return actor.name


def left_by(served: ServedOffice, login: str) -> object:
    """How many connections are left; the server takes a moment to take one off its list."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
    latest = time.monotonic() + GONE_SECONDS
    while True:
        found = served.admin.execute(asked, (login,)).fetchone()
        assert found is not None
        if found[0] == 0 or time.monotonic() > latest:
            return found[0]


def test_a_desk_is_made_once_with_the_starting_words_and_leaves_no_connection(
    invited: tuple[Invitation, str], tmp_path: Path, _served: ServedOffice
) -> None:
    known, starting = invited
    folder = OfficeFolder(tmp_path / "desk")
    typed = starting.lower().replace("0", "o").replace("1", "l").replace("-", " ー")
    assert joined(folder, known, " 例示　霧子 ", typed) == NAME
    login = f"teichaku_{known.staff_id(NAME)}"
    assert left_by(_served, login) == 0
    with pytest.raises(WrongPassphrase, match="はじめの合言葉がもう使われています"):
        joined(OfficeFolder(tmp_path / "second"), known, NAME, starting)
    assert read_file(folder.connection_file) == known


def test_a_name_that_the_invitation_does_not_know_is_not_found(
    invited: tuple[Invitation, str], tmp_path: Path
) -> None:
    folder = OfficeFolder(tmp_path / "desk")
    with pytest.raises(NotFound, match="この氏名の人がいません"):
        joined(folder, invited[0], "だれか", invited[1])
    assert not folder.path.exists()


def lying(folder: OfficeFolder, known: Invitation) -> None:
    folder.data_file.write_bytes(b"data")


def of_another(folder: OfficeFolder, known: Invitation) -> None:
    other = replace(known, office_id="f" * 32, public_key=public_key_of(SEED))
    folder.connection_file.write_bytes(write(sign(other, SEED)))


def with_other_words(folder: OfficeFolder, known: Invitation) -> None:
    forged = sign(replace(known, public_key=public_key_of(SEED)), SEED)
    folder.connection_file.write_bytes(write(forged))


@pytest.mark.parametrize(
    ("there", "error", "words"),
    [
        (lying, StorageProblem, "すでに事業所のデータがあります"),
        (of_another, FileProblem, "確かめの言葉を読み上げて"),
        (with_other_words, FileProblem, "確かめの言葉を読み上げて"),
    ],
)
def test_where_something_else_lies_nothing_is_connected(
    invited: tuple[Invitation, str],
    tmp_path: Path,
    there: Callable[[OfficeFolder, Invitation], None],
    error: type[Exception],
    words: str,
) -> None:
    folder = OfficeFolder(tmp_path / "desk")
    folder.prepare()
    there(folder, invited[0])
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    with pytest.raises(error, match=words):
        joined(folder, invited[0], NAME, invited[1])
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


def test_the_data_of_another_office_behind_the_invitation_is_not_opened(
    invited: tuple[Invitation, str], tmp_path: Path
) -> None:
    known, starting = invited
    other = replace(known, office_id="f" * 32)
    folder = OfficeFolder(tmp_path / "desk")
    staff = NewStaff(known.staff_id(NAME) or "", NAME, PASSPHRASE)
    first = starting_password(starting)
    with pytest.raises(StorageProblem, match="別の事業所のデータ"):
        desk.join(folder, other, staff, first, PassphraseOnly(), NOW)
    assert not folder.served


def test_starting_words_anew_are_for_somebody_else_who_is_known(
    invited: tuple[Invitation, str], opened_server: OpenedOffice, tmp_path: Path
) -> None:
    known, before = invited
    office, actor = opened_server.office, opened_server.actor
    for name in (actor.name, "だれか", ""):
        with pytest.raises(NotFound, match="あなた自身です"), office.work(actor) as work:
            start_again(work, name)
    with office.work(actor) as work:
        again = start_again(work, "例示　霧 子")
    with pytest.raises(WrongPassphrase):
        joined(OfficeFolder(tmp_path / "desk"), known, NAME, before)
    assert joined(OfficeFolder(tmp_path / "desk"), known, NAME, again) == NAME
    with office.work(actor) as work:
        work.get(Staff, known.staff_id(NAME) or "").active = False
    with pytest.raises(NotFound), office.work(actor) as work:
        start_again(work, NAME)  # who left is let in no more


def test_starting_words_are_read_as_they_look_and_sound() -> None:
    typed = " abco-0123－ilIL ｘｙｚー０"
    assert starting_password(typed) == "ABC0" + "0123" + "1111" + "XYZ" + "0"


def test_a_desk_asks_for_people_by_the_names_they_have_now(
    invited: tuple[Invitation, str], opened_server: OpenedOffice, tmp_path: Path
) -> None:
    folder, known = OfficeFolder(tmp_path / "desk"), invited[0]
    joined(folder, known, NAME, invited[1])
    staff_id = known.staff_id(NAME) or ""
    with opened_server.office.work(opened_server.actor) as work:
        work.get(Staff, staff_id).name = "例示 霞"
    office, actor = desk.open_desk(folder, staff_id, PASSPHRASE, None, NOW)
    office.close()
    assert actor.name == "例示 霞"
    assert [slot.name for slot in read_slots(folder.person(staff_id)) if slot.staff_id] == [
        "例示 霞"
    ]
