"""An office carried to a server and back: every record, the history's chain, and interruptions."""

from __future__ import annotations

import dataclasses
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.attachments import actions as attachments
from app.attachments import queries as attached
from app.attachments.rules import Owner, OwnerKind, check_file
from app.clock import Clock
from app.errors import StorageProblem
from app.history.chain import Break, Link, check
from app.practice.office import PASSPHRASE
from app.staff.permissions import Actor, Role
from app.storage import moving
from app.storage.copying import Counted
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.opening import read_slots
from app.storage.moving import Signing, ToFile, ToServer, move_to_file, move_to_server
from app.storage.opening import FirstStaff, NewOffice, create_office, open_office
from app.storage.records import Base, HistoryEntry, Person
from app.storage.work import Office
from tests.throwaway_server import ThrowawayServer

PERSON_WORDS = ("name_plain", "name_folded", "kana_key", "search_key")
LINK_FIELDS = [field.name for field in dataclasses.fields(Link)]


class Cut(Exception):
    """The power went off here."""


@dataclass
class Mover:
    """An office in a folder, and a database to carry it to."""

    root: Path
    server: ThrowawayServer
    database: str
    who: Signing

    @property
    def folder(self) -> OfficeFolder:
        return OfficeFolder(self.root / "office")

    @property
    def home(self) -> OfficeFolder:
        return OfficeFolder(self.root / "home")

    def there(self) -> ToServer:
        place = self.server.place(self.database)
        return move_to_server(self.folder, self.who, place, self.server.admin, Clock())

    def back(self) -> ToFile:
        return move_to_file(self.folder, self.home, self.who, self.server.admin, Clock())

    def open(self, folder: OfficeFolder | None = None) -> tuple[Office, Actor]:
        return open_office(folder or self.folder, self.who.staff_id, PASSPHRASE, None, Clock())

    def usable(self, folder: OfficeFolder | None = None) -> bool:
        try:
            self.open(folder)[0].close()
        except StorageProblem:
            return False
        return True

    def people_on_server(self) -> int:
        """How many have a login there; -1 when there is no database."""
        done = self.server.psql(
            self.server.admin, self.database, "SELECT count(*) FROM access.desk"
        )
        return int(done.stdout) if done.returncode == 0 else -1


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> OfficeFolder:
    """An office with one person and some history, quick to carry about."""
    folder = OfficeFolder(tmp_path_factory.mktemp("small") / "office")
    office, actor, _ = create_office(
        folder,
        NewOffice("centre", "見本県地域生活定着支援センター", "10"),
        FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        Clock(),
    )
    for words in ("一つめ", "二つめ"):
        with office.work(actor) as work:
            work.add(Person(name=words, **dict.fromkeys(PERSON_WORDS, words)))
            work.tell("test.done", words, details={"順": [1.0, 1, None, "%"]})
    office.close()
    return folder


@pytest.fixture
def mover(tmp_path: Path, small: OfficeFolder, server: ThrowawayServer) -> Iterator[Mover]:
    """The small office."""
    yield from _mover(tmp_path, small, server)


@pytest.fixture
def practice_mover(
    tmp_path: Path, practice_template: OfficeFolder, server: ThrowawayServer
) -> Iterator[Mover]:
    """The practice centre."""
    yield from _mover(tmp_path, practice_template, server)


def _mover(tmp_path: Path, source: OfficeFolder, server: ThrowawayServer) -> Iterator[Mover]:
    shutil.copytree(source.path, tmp_path / "office")
    slot = next(slot for slot in read_slots(source) if slot.staff_id)
    database = f"practice_{secrets.token_hex(4)}"
    who = Signing(slot.staff_id, PASSPHRASE, PassphraseOnly())
    yield Mover(tmp_path, server, database, who)
    dropped = f"DROP DATABASE IF EXISTS {database} WITH (FORCE)"
    assert server.psql(server.admin, "postgres", dropped).returncode == 0
    # What a clerk does by hand who gives a database up; the next test has the same people.
    role = f"DROP ROLE IF EXISTS teichaku_{slot.staff_id}"
    assert server.psql(server.admin, "postgres", role).returncode == 0


Everything = dict[str, list[tuple[Any, ...]]]


def everything(office: Office, actor: Actor) -> Everything:
    """Every record of every table, as the program reads it; not that it was opened to look."""
    with office.reading(actor) as reading:
        return {
            table.name: [
                tuple(row)
                for row in reading.session.execute(
                    select(table).order_by(*table.primary_key.columns)
                )
                if table.name != "history_entry" or "sign_in" not in row
            ]
            for table in Base.metadata.sorted_tables
        }


def chain_break(office: Office, actor: Actor) -> Break | None:
    with office.reading(actor) as reading:
        entries = reading.session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq)).all()
        assert entries
        links = [
            (Link(**{name: getattr(entry, name) for name in LINK_FIELDS}), entry.mac)
            for entry in entries
        ]
    return check(office.chain_key, links).broken


def seen(mover: Mover, folder: OfficeFolder | None = None) -> tuple[Everything, Break | None]:
    office, actor = mover.open(folder)
    try:
        return everything(office, actor), chain_break(office, actor)
    finally:
        office.close()


def carried_over(moved: ToServer | ToFile) -> list[Counted]:
    """What was counted, but for the history, which grows by every look at the office."""
    return [one for one in moved.counted if one.table != "history_entry"]


@pytest.mark.long
def test_the_practice_centre_there_and_back_is_equal_record_by_record(
    practice_mover: Mover,
) -> None:
    mover = practice_mover
    before = seen(mover)
    assert before[1] is None
    assert sum(len(rows) for rows in before[0].values()) > 500
    there = mover.there()
    assert {one.table: one.rows for one in carried_over(there)} == {
        table: len(rows) for table, rows in before[0].items() if table != "history_entry"
    }
    assert seen(mover) == before
    back = mover.back()
    assert carried_over(back) == carried_over(there)
    assert mover.people_on_server() == 0
    assert seen(mover, mover.home) == before


@pytest.mark.long
def test_an_attachment_of_five_megabytes_goes_there_and_back(mover: Mover) -> None:
    given = check_file("診断書.pdf", b"%PDF-1.7\n" + secrets.token_bytes(5 * 1024 * 1024))
    office, actor = mover.open()
    with office.work(actor) as work:
        person = work.session.scalars(select(Person.id)).first()
        assert person is not None
        kept = attachments.add(work, Owner(OwnerKind.PERSON, person), given)
    office.close()
    before = seen(mover)

    def read_back(folder: OfficeFolder | None = None) -> bytes:
        opened, somebody = mover.open(folder)
        with opened.reading(somebody) as reading:
            content = attached.content(reading, kept)
        opened.close()
        return content.data

    there = mover.there()
    assert {one.table: one.rows for one in there.counted}["attachment_part"] == 11
    assert read_back() == given.content
    assert seen(mover) == before
    assert carried_over(mover.back()) == carried_over(there)
    assert read_back(mover.home) == given.content
    assert seen(mover, mover.home) == before


def test_work_done_after_a_move_continues_the_chain(mover: Mover) -> None:
    mover.there()
    office, actor = mover.open()
    with office.work(actor) as work:
        work.tell("test.done", "試し")
    office.close()
    assert seen(mover)[1] is None
    mover.back()
    office, actor = mover.open(mover.home)
    with office.work(actor) as work:
        work.tell("test.done", "試し")
    office.close()
    assert seen(mover, mover.home)[1] is None


def test_a_changed_record_would_be_seen(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = moving.copying.copy_office

    def copy_wrongly(source: Any, target: Any, office_id: str) -> None:
        copy(source, target, office_id)
        target.execute(Person.__table__.update().values(note="x"))  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        patch.setattr(moving.copying, "copy_office", copy_wrongly)
        with pytest.raises(StorageProblem, match="同じではありません"):
            mover.there()
    assert mover.usable() and mover.people_on_server() == 0
    mover.there()


def test_drafts_are_not_left_behind(mover: Mover) -> None:
    mover.folder.drafts.mkdir()
    draft = mover.folder.drafts / "teichaku-x.draft"
    draft.touch()
    with pytest.raises(StorageProblem, match="書きかけ"):
        mover.there()
    assert mover.usable() and mover.people_on_server() == -1
    draft.unlink()
    mover.there()


def _cut_after(act: Callable[..., Any]) -> Callable[..., Any]:
    def cut(*given: Any, **named: Any) -> Any:
        act(*given, **named)
        raise Cut

    return cut


def _long(*given: Any) -> Any:
    return pytest.param(*given, marks=pytest.mark.long)


def _cut_before(act: Callable[..., Any]) -> Callable[..., Any]:
    def cut(*_: Any, **__: Any) -> Any:
        raise Cut

    return cut


@pytest.mark.parametrize(
    ("step", "cut", "old_usable"),
    [
        _long("arriving.ready_database", _cut_before, True),
        _long("arriving.ready_database", _cut_after, True),
        _long("copying.copy_office", _cut_after, True),
        ("copying.compare", _cut_after, True),
        _long("whereabouts.write", _cut_before, True),
        ("whereabouts.write", _cut_after, False),
        _long("arriving.let_everybody_in", _cut_before, False),
        ("arriving.let_everybody_in", _cut_after, False),
        _long("desk.join", _cut_before, False),
    ],
)
def test_a_cut_on_the_way_there_leaves_one_side_and_is_finished_by_the_same_command(
    mover: Mover,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    cut: Callable[..., Any],
    old_usable: bool,
) -> None:
    before = seen(mover)
    module, name = step.split(".")
    room = getattr(moving, module)
    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr(room, name, cut(getattr(room, name)))
        mover.there()
    assert not mover.folder.served
    assert mover.usable() == old_usable
    if old_usable:
        assert mover.people_on_server() <= 0, "two sides would count"
    mover.there()
    assert seen(mover) == before


@pytest.mark.parametrize(
    ("step", "cut", "server_usable"),
    [
        _long("changing.create_key_file", _cut_after, True),
        _long("copying.copy_office", _cut_after, True),
        ("copying.compare", _cut_after, True),
        _long("arriving.let_everybody_out", _cut_after, True),
        ("_put_in_place", _cut_before, False),
    ],
)
def test_a_cut_on_the_way_back_leaves_one_side_and_is_finished_by_the_same_command(
    mover: Mover,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    cut: Callable[..., Any],
    server_usable: bool,
) -> None:
    before = seen(mover)
    mover.there()
    module, _, name = step.rpartition(".")
    room = getattr(moving, module) if module else moving
    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr(room, name, cut(getattr(room, name)))
        mover.back()
    assert not mover.home.taken
    assert (mover.people_on_server() == 1) == server_usable
    if server_usable:
        assert seen(mover) == before
    assert {one.table: one.rows for one in mover.back().counted}["person"] == 2
    assert mover.people_on_server() == 0
    assert seen(mover, mover.home) == before


def test_logins_left_by_a_dropped_database_are_no_obstacle(mover: Mover) -> None:
    kept = mover.root / "kept"
    shutil.copytree(mover.folder.path, kept)
    mover.there()
    other = dataclasses.replace(mover, root=mover.root / "again", database=mover.database + "b")
    shutil.copytree(kept, other.folder.path)
    admin = mover.server.admin
    try:
        with pytest.raises(StorageProblem, match="別のデータベース"):
            other.there()
        assert mover.usable()
    finally:
        dropped = f"DROP DATABASE {other.database} WITH (FORCE)"
        assert mover.server.psql(admin, "postgres", dropped).returncode == 0
