"""A file for others whose writer was killed: its draft goes at the next start, others' stay."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import paths
from app.reports.output import write_whole
from app.staff.permissions import Role
from app.storage import unfinished
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.opening import FirstStaff, NewOffice, create_office, open_office
from tests.conftest import NOW, PASSPHRASE

KILLED = """
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from app.reports.output import write_whole
def check(draft):
    print(draft, flush=True)
    sys.stdin.read()
write_whole(Path(sys.argv[1]), b"names", check)
"""
"""Says where it writes and waits to be killed."""
SCRATCH = """
import sys
from app.storage import unfinished
with unfinished.scratch() as folder:
    (folder / "part").write_bytes(b"names")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where a face sheet is to go."""
    (tmp_path / "机の上").mkdir()
    return tmp_path / "机の上" / "フェイスシート.pdf"


def notes() -> list[Path]:
    """What is noted at this moment."""
    folder = paths.unfinished_folder()
    return list(folder.iterdir()) if folder.is_dir() else []


@contextmanager
def killed(code: str, *words: str, environment: dict[str, str]) -> Iterator[Path]:
    """The path that a process of this code says; at the end it is killed."""
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", code, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
    ) as child:
        assert child.stdout is not None
        try:
            yield Path(child.stdout.readline().strip())
        finally:
            child.kill()
            child.wait()


def test_a_killed_writers_draft_goes_and_a_living_ones_stays(
    out: Path, child_environment: dict[str, str]
) -> None:
    with killed(KILLED, str(out), environment=child_environment) as draft:
        unfinished.clear()
        assert draft.read_bytes() == b"names", "its writer lives"
    own = out.with_name(".teichaku-わたしの.pdf")
    own.write_bytes(b"mine")
    assert draft.exists() and len(notes()) == 1
    unfinished.clear()
    assert not draft.exists() and notes() == []
    assert own.read_bytes() == b"mine"


def test_a_note_names_the_folder_and_never_the_file(out: Path) -> None:
    seen = []

    def check(draft: Path) -> None:
        [note] = notes()
        seen.append(note.name + os.fsdecode(note.read_bytes()))

    write_whole(out, b"x", check)
    assert "机の上" in seen[0] and "フェイスシート" not in seen[0]
    assert notes() == []


def test_a_disk_that_is_away_is_looked_at_again(out: Path) -> None:
    mark = "0" * 16
    note = paths.unfinished_folder() / mark
    note.parent.mkdir(parents=True)
    away = out.parent.with_name("away")
    draft = out.with_name(f".teichaku-x-{mark}.pdf")
    draft.write_bytes(b"names")
    out.parent.rename(away)
    note.write_bytes(os.fsencode(out.parent))
    unfinished.clear()
    assert note.exists()
    away.rename(out.parent)
    unfinished.clear()
    assert not note.exists() and not draft.exists()


@pytest.mark.parametrize(
    "left", [b"", bytes(40), b"/half\0\0\0\0", b"relative/folder", b"\xff\xfe"]
)
def test_a_note_that_a_lost_power_left_half_stops_nobody(left: bytes) -> None:
    folder = paths.unfinished_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "0123456789abcdef").write_bytes(left)
    unfinished.clear()
    assert notes() == []


def test_the_parts_of_a_killed_writer_go_at_the_next_start(
    child_environment: dict[str, str],
) -> None:
    with killed(SCRATCH, environment=child_environment) as parts:
        unfinished.clear()
        assert (parts / "part").read_bytes() == b"names", "its writer lives"
    assert (parts / "part").read_bytes() == b"names"
    if os.name == "posix":
        assert parts.stat().st_mode & 0o777 == 0o700
    unfinished.clear()
    assert not parts.exists() and notes() == []


def test_parts_go_with_their_writer() -> None:
    with unfinished.scratch() as folder:
        (folder / "part").write_bytes(b"names")
        assert folder in notes()
        (note,) = (one for one in notes() if one.is_file())
        assert re.fullmatch("[0-9a-f]{16}", note.name), "what the next start looks for"
        if os.name == "posix":
            assert folder.stat().st_mode & 0o777 == 0o700
            assert paths.unfinished_folder().stat().st_mode & 0o777 == 0o700
    assert notes() == []


def test_where_nothing_can_be_noted_the_file_is_written_all_the_same(out: Path) -> None:
    paths.unfinished_folder().parent.mkdir(parents=True, exist_ok=True)
    paths.unfinished_folder().write_bytes(b"a file of that name")
    write_whole(out, b"x", lambda draft: None)
    assert out.read_bytes() == b"x"
    unfinished.clear()


def test_a_note_that_cannot_be_finished_is_none(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(unfinished, "seize", full)
    seen: list[list[Path]] = []
    write_whole(out, b"x", lambda draft: seen.append(notes()))
    assert seen == [[]] and out.read_bytes() == b"x"


def test_opening_the_office_takes_away_what_a_killed_writer_left(out: Path, tmp_path: Path) -> None:
    folder = OfficeFolder(tmp_path / "office")
    who = FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE)
    new = NewOffice("centre", "見本県地域生活定着支援センター", "10")
    office, actor, _ = create_office(folder, new, who, PassphraseOnly(), NOW)
    office.close()
    mark = "0" * 16
    draft = out.with_name(f".teichaku-x-{mark}.pdf")
    draft.write_bytes(b"names")
    paths.unfinished_folder().mkdir(parents=True, exist_ok=True)
    (paths.unfinished_folder() / mark).write_bytes(os.fsencode(out.parent))
    office, _ = open_office(folder, actor.staff_id, PASSPHRASE, None, NOW)
    kinds = office.engine.connect().exec_driver_sql("SELECT kind FROM history_entry ORDER BY seq")
    assert list(kinds.scalars()) == ["office.created", "sign_in"]
    office.close()
    assert not draft.exists() and notes() == []
