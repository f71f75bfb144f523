"""`teichaku self-check`: says which part of an installed program does not work, and leaves nothing behind."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app import paths
from app.commands import self_check
from app.commands.line import run
from app.errors import FileProblem, KeyProblem
from app.reports.manual import book, pages
from app.storage.keys import wrapping
from app.storage.keys.keyring_store import KeyringStore
from app.ui import self_check as window
from tests.conftest import MemoryKeyring

ROOT = Path(__file__).resolve().parents[2]
WINDOW = ("文字の形", "絵", "画面の日本語", "画面の部品", "手引き（F1）", "添付の画像")


@pytest.fixture(autouse=True)
def _quick_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wrapping, "stretch", lambda words, salt, _: sha256(salt + words).digest())
        yield


@pytest.fixture
def one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A 手引き of one page; the whole is written where a program of its own is checked."""
    [first, *_] = pages.pages()
    monkeypatch.setattr(book, "pages", lambda: (first,))


def checked(*more: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Exit status and what is said of each check."""
    out, err = io.StringIO(), io.StringIO()
    status = run(["self-check", "--json", *more], out, err)
    assert err.getvalue() == ""
    told = json.loads(out.getvalue())
    assert told["good"] is (status == 0)
    return status, {one["name"]: one for one in told["checks"]}


def test_a_whole_program_passes_and_nothing_of_it_stays(tmp_path: Path) -> None:
    before = sorted(path for path in paths.anchors_folder().parent.rglob("*") if path.is_file())
    done = subprocess.run(
        [sys.executable, "-m", "app", "self-check", "--without-keyring"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert all(line.startswith("○ ") for line in lines[:-1])
    assert [line.split("　")[0][2:] for line in lines[-1 - len(WINDOW) : -1]] == list(WINDOW)
    after = sorted(path for path in paths.anchors_folder().parent.rglob("*") if path.is_file())
    assert after == before


def test_the_keyring_is_written_read_and_left_as_it_was(
    memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, one_page: None
) -> None:
    monkeypatch.setattr(self_check, "open_keyring", lambda: KeyringStore(memory_keyring))
    status, told = checked("--without-window")
    assert status == 0
    assert told["鍵の保管場所"]["good"]
    assert list(told) == [
        "様式",
        "データファイル",
        "様式への書込みと PDF",
        "外から届くファイルの読取り",
        "手引きの PDF",
        "サーバーへの接続部品",
        "鍵の保管場所",
    ]
    assert not memory_keyring.secrets
    monkeypatch.setattr(memory_keyring, "delete_password", lambda *_: None)
    with pytest.raises(KeyProblem, match="消えていません"):
        self_check._keyring()


def test_without_a_keyring_the_rest_is_still_checked(one_page: None) -> None:
    status, told = checked("--without-window")
    assert status == self_check.FAILED
    assert [name for name, one in told.items() if not one["good"]] == ["鍵の保管場所"]
    assert "データはそのまま" in told["鍵の保管場所"]["words"]


def test_a_form_without_its_workbook_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(paths.bundled("forms"), tmp_path / "forms")
    forms = self_check.load_forms(tmp_path / "forms")
    assert isinstance(forms[0].template, Path)
    forms[0].template.write_bytes(b"")
    monkeypatch.setattr(self_check, "load_forms", lambda: forms)
    with pytest.raises(FileProblem, match=forms[0].title):
        self_check._forms_open()


def test_an_unencrypted_file_is_not_passed(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    path.write_bytes(self_check._READABLE + bytes(4080))
    with pytest.raises(FileProblem, match="暗号化されていません"):
        self_check._refuse_readable(path)
    path.write_bytes(sha256(b"salt").digest() * 128)
    self_check._refuse_readable(path)


@pytest.mark.expects_log("crash")
def test_what_nobody_foresaw_has_a_number_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, one_page: None
) -> None:
    def gone() -> str:
        raise ImportError("libpq of somebody")

    monkeypatch.setattr(self_check, "_server_driver", gone)
    status, told = checked("--without-window", "--without-keyring")
    assert status == self_check.FAILED
    assert told["様式への書込みと PDF"]["good"]
    said = told["サーバーへの接続部品"]["words"]
    assert "ImportError" in said
    assert "somebody" not in said


def test_a_manual_with_a_picture_lacking_is_not_passed(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window._manual().startswith(f"{len(pages.pages())}頁")
    kept = pages.resource
    monkeypatch.setattr(
        pages, "resource", lambda *at: tmp_path / at[-1] if "pictures" in at else kept(*at)
    )
    with pytest.raises(FileProblem, match=r"手引き「.+」の絵"):
        window._manual()
    with pytest.raises(OSError, match="png"):
        self_check._manual_written(tmp_path)


def test_missing_type_and_drawings_are_named(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "families", lambda: ("ない書体",))
    with pytest.raises(FileProblem, match="ない書体"):
        window._type()
    (tmp_path / "broken.svg").write_text("<svg", encoding="utf-8")
    monkeypatch.setattr(window, "resource", lambda *_: tmp_path)
    with pytest.raises(FileProblem, match=r"broken\.svg"):
        window._drawings()
    (tmp_path / "broken.svg").unlink()
    with pytest.raises(FileProblem, match="一つもありません"):
        window._drawings()
