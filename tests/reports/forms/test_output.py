"""A file is put in place whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import FileProblem
from app.reports.forms.excel import fill
from app.reports.forms.form import load_form
from app.reports.output import write_whole


def accept(_draft: Path) -> None:
    """Nothing to check."""


def locked(times: int, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let the first `times` replacements fail as Windows does for an open file."""
    tried: list[Path] = []
    really = Path.replace

    def replace(self: Path, target: Path) -> Path:
        tried.append(target)
        if len(tried) <= times:
            raise PermissionError(13, "used by another process")
        return really(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    return tried


def test_a_target_that_is_freed_in_time_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, pauses = tmp_path / "報告.xlsx", list[float]()
    out.write_bytes(b"old")
    tried = locked(3, monkeypatch)
    write_whole(out, b"new", accept, pause=pauses.append)
    assert out.read_bytes() == b"new"
    assert len(tried) == 4
    assert pauses == sorted(pauses)
    assert len(pauses) == 3


def test_a_target_that_stays_open_in_excel_is_told_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, pauses = tmp_path / "報告.xlsx", list[float]()
    out.write_bytes(b"old")
    locked(100, monkeypatch)
    with pytest.raises(FileProblem) as refused:
        fill(load_form("prefecture_form_a"), {"コーディ_新規": 1}, out, pause=pauses.append)
    assert "Excelで開いていれば閉じて" in refused.value.message
    assert "報告.xlsx" in refused.value.message
    assert 2 <= sum(pauses) <= 3
    assert out.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["報告.xlsx"]


def test_what_cannot_be_read_back_never_takes_its_place(tmp_path: Path) -> None:
    out = tmp_path / "報告.xlsx"
    out.write_bytes(b"old")

    def refuse(draft: Path) -> None:
        assert draft.read_bytes() == b"new"
        raise FileProblem("読み返せませんでした")

    with pytest.raises(FileProblem, match="読み返せません"):
        write_whole(out, b"new", refuse)
    assert out.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["報告.xlsx"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "報告.xlsx"
    out.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.reports.output.os.fsync", full)
    with pytest.raises(FileProblem, match="空き容量"):
        write_whole(out, b"new", accept)
    assert out.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["報告.xlsx"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="フォルダー"):
        write_whole(tmp_path / "ない" / "報告.xlsx", b"new", accept)


def test_a_wrong_cell_is_found_when_reading_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, out = load_form("prefecture_form_a"), tmp_path / "報告.xlsx"

    def lost(_package: object, _changed: object) -> bytes:
        return form.template.read_bytes()

    monkeypatch.setattr("app.reports.forms.excel.write_package", lost)
    with pytest.raises(FileProblem, match="D9 を読み返すと"):
        fill(form, {"コーディ_新規": 1}, out)
    assert list(tmp_path.iterdir()) == []


def test_the_draft_of_a_killed_program_is_taken_away_by_the_next_one(tmp_path: Path) -> None:
    out = tmp_path / "台帳.xlsx"

    def leave_a_copy(draft: Path) -> None:
        draft.with_name(f"{draft.stem}x{draft.suffix}").write_bytes(draft.read_bytes())

    write_whole(out, b"first", leave_a_copy)
    assert len(list(tmp_path.iterdir())) == 2
    other = tmp_path / ".teichaku-他の台帳-1.xlsx"
    other.write_bytes(b"of another file, perhaps still being written")
    write_whole(out, b"second", accept)
    assert sorted(found.name for found in tmp_path.iterdir()) == [other.name, "台帳.xlsx"]
    assert out.read_bytes() == b"second"
