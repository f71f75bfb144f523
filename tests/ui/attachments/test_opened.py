"""Copies for other programs: the user's alone, read-only, gone with the desk or at the next start."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app import paths
from app.attachments.queries import Content
from app.attachments.rules import check_file
from app.errors import FileProblem
from app.ui.attachments import opened
from app.ui.attachments.opened import OpenedFiles, clear_left, show_outside

CANARY = "ミズバショウの秘密".encode() * 50
CONTENT = Content("同意書.docx", "x/y", CANARY)


def everything(root: Path) -> list[Path]:
    return sorted(root.rglob("*")) if root.exists() else []


def test_a_copy_is_the_users_own_and_goes_with_the_desk(own_folders: Path) -> None:
    files = OpenedFiles()
    path = files.put("a", CONTENT)
    assert path.is_relative_to(paths.opened_folder())
    assert path.read_bytes() == CANARY and path.name == "同意書.docx"
    assert not path.stat().st_mode & stat.S_IWRITE
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == stat.S_IREAD
        for folder in (path.parent, path.parent.parent, paths.opened_folder()):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    same_name = files.put("b", CONTENT)
    assert same_name != path and files.put("a", CONTENT) == path
    assert set(files.copies) == {path, same_name}
    assert files.wipe() == 0
    assert everything(paths.opened_folder()) == []
    assert files.put("a", CONTENT).exists(), "the next time a fresh folder"
    files.wipe()


def test_what_a_killed_program_left_goes_at_the_next_start(own_folders: Path) -> None:
    script = (
        "import os\n"
        "from app.attachments.queries import Content\n"
        "from app.ui.attachments.opened import OpenedFiles\n"
        "files = OpenedFiles()\n"
        "print(files.put('a', Content('a.docx', 'x/y', b'canary')), flush=True)\n"
        "os._exit(9)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    left = Path(run.stdout.strip())
    assert run.returncode == 9 and left.read_bytes() == b"canary"
    clear_left()
    assert everything(paths.opened_folder()) == []


def test_another_open_desk_keeps_its_copies(own_folders: Path) -> None:
    theirs = OpenedFiles()
    path = theirs.put("a", CONTENT)
    clear_left()
    assert path.exists()
    theirs.wipe()
    clear_left()
    assert everything(paths.opened_folder()) == []


def test_a_copy_that_is_held_is_counted_and_goes_later(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = OpenedFiles()
    path = files.put("a", CONTENT)
    other = files.put("b", Content("b.docx", "x/y", b"b"))
    unlink = Path.unlink

    def held(self: Path, missing_ok: bool = False) -> None:
        if self == path:
            raise PermissionError(32, "in use")
        unlink(self, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        assert files.wipe() == 1
    assert path.exists() and not other.exists()
    clear_left()
    assert everything(paths.opened_folder()) == []


def test_a_full_disk_is_explained_and_leaves_nothing(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = OpenedFiles()

    def full(handle: int, *_: object) -> int:
        os.close(handle)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(opened.os, "fdopen", full)
        with pytest.raises(FileProblem, match="空き容量"):
            files.put("a", CONTENT)
    files.wipe()
    assert everything(paths.opened_folder()) == []


def test_no_program_for_a_file_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(opened.QDesktopServices, "openUrl", lambda _: False)
    with pytest.raises(FileProblem, match="見つかりませんでした"):
        show_outside(tmp_path / "a.docx")
    asked: list[str] = []
    monkeypatch.setattr(
        opened.QDesktopServices,
        "openUrl",
        lambda url: bool(asked.append(url.toLocalFile())) or True,
    )
    show_outside(tmp_path / "a.docx")
    assert [Path(one) for one in asked] == [tmp_path / "a.docx"]


@pytest.mark.parametrize(
    "given",
    [
        "../../../.profile.pdf",
        "..\\..\\Startup\\a.pdf",
        "C:\\Windows\\a.pdf",
        "CON.pdf",
        "NUL",
        "a.pdf:hidden.pdf",
        "同意書\u202efdp.exe.pdf",
        "あ" * 300 + ".pdf",
        "...pdf",
        " .pdf. . ",
    ],
)
def test_a_name_that_a_stranger_gave_leads_nowhere_else(
    given: str, own_folders: Path, tmp_path: Path
) -> None:
    """The name is cleaned when the file is added, from the disk or out of a letter."""
    try:
        file = check_file(given, b"%PDF-1.7")
    except FileProblem:
        assert given == "NUL", "a name without an ending is not kept"
        return
    files = OpenedFiles()
    path = files.put("a", Content(file.name, file.media_type, file.content))
    assert path.resolve().is_relative_to(paths.opened_folder().resolve())
    assert path.parent.parent.parent == paths.opened_folder()
    assert [one for one in everything(paths.opened_folder()) if one.is_file() and one != path] == [
        one for one in everything(paths.opened_folder()) if one.name.endswith(".lock")
    ]
    assert path.suffix.lower() == ".pdf" and "\u202e" not in path.name
    assert len(path.name.encode()) <= 255 and path.stem.upper() not in {"CON", "NUL", ""}
    files.wipe()
