"""What is not carried to a server or back: each refusal in words, and nothing changed by it."""

from __future__ import annotations

import shutil

import pytest

from app.clock import Clock
from app.errors import InvalidInput, NotAllowed, StorageProblem
from app.staff.permissions import Role
from app.storage.actors import TABLE_SETTING
from app.storage.embedded import whereabouts
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.moving import create_on_server, move_to_file
from app.storage.opening import FirstStaff, NewOffice
from app.storage.records import Setting
from app.storage.server import making
from tests.storage.conftest import snapshot
from tests.storage.test_moving import Cut, Mover, mover, seen, small

__all__ = ["mover", "small"]
NEW = NewOffice("centre", "別の県地域生活定着支援センター", "11")
FIRST = FirstStaff("別 人", Role.DIRECTOR, "べつの人の合言葉 さざんか あけび")


def begun(
    mover: Mover, folder: OfficeFolder, new: NewOffice = NEW, first: FirstStaff = FIRST
) -> None:
    """A new office in the mover's database."""
    place = mover.server.place(mover.database)
    create_on_server(folder, new, first, PassphraseOnly(), place, mover.server.admin, Clock())


def test_where_an_office_is_already_nothing_is_put_over_it(mover: Mover) -> None:
    kept = OfficeFolder(mover.root / "kept")
    shutil.copytree(mover.folder.path, kept.path)
    mover.there()
    before = seen(mover)
    with pytest.raises(StorageProblem, match="すでにサーバーにあります") as caught:
        mover.there()
    assert caught.value.where == f"127.0.0.1:{mover.server.port} {mover.database}"
    # the file as it was before the move, found on a stick
    shutil.copytree(kept.path, mover.root / "stick" / "office")
    found = Mover(mover.root / "stick", mover.server, mover.database, mover.who)
    with pytest.raises(StorageProblem, match="すでにサーバーにあります"):
        found.there()
    assert found.folder.data_file.read_bytes() == kept.data_file.read_bytes()
    assert not found.folder.served
    with pytest.raises(StorageProblem, match="すでに事業所のデータがあります"):
        begun(mover, OfficeFolder(mover.root / "new"))
    assert not OfficeFolder(mover.root / "new").taken
    with pytest.raises(StorageProblem, match="別の空のフォルダー") as taken:
        begun(mover, mover.folder)
    assert taken.value.where == str(mover.folder.path)
    files = snapshot(kept.path)
    with pytest.raises(StorageProblem, match="サーバーのデータもそのまま"):
        move_to_file(mover.folder, kept, mover.who, mover.server.admin, Clock())
    assert snapshot(kept.path) == files
    assert mover.people_on_server() == 1 and seen(mover) == before


def test_only_who_sets_the_office_up_carries_it_away(mover: Mover) -> None:
    office, actor = mover.open()
    with office.work(actor) as work:  # センター長 may handle the keys here, and no more
        work.add(Setting(name=TABLE_SETTING, value={"director": ["manage_office"]}))
        work.tell("test.done", "試し")
    office.close()
    with pytest.raises(NotAllowed):
        mover.there()
    assert mover.people_on_server() == -1 and mover.usable()


def test_a_file_that_went_to_another_server_says_where_to(mover: Mover) -> None:
    office, _ = mover.open()
    whereabouts.write(office.engine, moved_to="10.0.0.9:5432 teichaku")
    office.close()
    with pytest.raises(StorageProblem, match=r"10\.0\.0\.9:5432 teichaku") as caught:
        mover.there()
    assert caught.value.where == str(mover.folder.data_file)
    assert mover.people_on_server() == -1 and not mover.usable()


def test_a_file_that_was_still_being_filled_is_not_opened(mover: Mover) -> None:
    office, _ = mover.open()
    whereabouts.write(office.engine, arriving="1")
    office.close()
    with pytest.raises(StorageProblem, match="移している途中で止まった") as caught:
        mover.open()
    assert caught.value.where == str(mover.folder.data_file)


def test_somebody_elses_database_is_not_filled(mover: Mover) -> None:
    other = Mover(mover.root, mover.server, "postgres", mover.who)
    with pytest.raises(StorageProblem, match="同じ名前の別のデータベース") as caught:
        other.there()
    assert caught.value.where == "postgres"
    assert mover.usable()


def test_a_database_that_was_only_begun_is_finished(
    mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut when the database was made and nothing of `ACCESS_SCHEMA` was there yet."""

    def cut(*_: object) -> None:
        raise Cut

    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr(making, "finish_database", cut)
        mover.there()
    assert mover.usable() and mover.people_on_server() == -1
    before = seen(mover)
    mover.there()
    assert seen(mover) == before


def test_a_passphrase_with_the_name_of_the_office_is_refused_before_anything_is_made(
    mover: Mover,
) -> None:
    folder = OfficeFolder(mover.root / "new")
    with pytest.raises(InvalidInput):
        new = NewOffice("centre", "ひなげし すいれん もくれん会", "11")
        begun(mover, folder, new, FirstStaff("別 人", Role.DIRECTOR, new.name))
    assert not folder.path.exists() and mover.people_on_server() == -1
