"""`teichaku office export`, `import` and `wipe`: the end of a contract without a window."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.commands.line import run
from app.errors import NotAllowed, WrongUse
from app.practice.office import NAME, PASSPHRASE
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import new_recovery
from app.storage.keys.opening import read_slots, unlock_with_passphrase


@pytest.fixture
def here(
    tmp_path: Path, practice_template: OfficeFolder, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, OfficeFolder, Path]:
    """Runs a command on a copy of the practice centre; its folder, and a file with its recovery code."""
    folder = OfficeFolder(tmp_path / "office")
    shutil.copytree(practice_template.path, folder.path)
    staff = next(slot.staff_id for slot in read_slots(folder) if slot.staff_id)
    fresh = new_recovery(folder, unlock_with_passphrase(folder, staff, PASSPHRASE, None))
    fresh.confirm(fresh.code)
    code = tmp_path / "recovery"
    code.write_text(fresh.code, encoding="utf-8")
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")

    def call(*words: str, data: Path = folder.path) -> tuple[int, dict[str, Any]]:
        # each folder is on a PC of its own: what was open there before is known there only
        pc = "first" if data == folder.path else "second"
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / pc))
        monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(tmp_path / pc))
        out = io.StringIO()
        common = ["--data", str(data), "--passphrase-file", str(secret), "--json"]
        status = run([*words, *common], out, io.StringIO())
        return status, json.loads(out.getvalue())

    return call, folder, code


def test_out_in_on_another_machine_and_wiped_here(here: Any, tmp_path: Path) -> None:
    call, folder, recovery = here
    out = tmp_path / "一式.teichaku-whole"
    status, said = call("office", "export", "--out", str(out))
    assert (status, said["error"]["code"]) == (WrongUse.exit_status, WrongUse.code)
    assert not out.exists()
    status, sent = call("office", "export", "--out", str(out), "--recovery-file", str(recovery))
    assert status == 0
    assert sent["rows"] > 2_000
    code = tmp_path / "code"
    code.write_text(sent["code"], encoding="utf-8")
    there = tmp_path / "there" / "office"
    status, taken = call("office", "import", str(out), "--code-file", str(code), data=there)
    assert (status, taken["office"], taken["rows"]) == (0, NAME, sent["rows"])
    assert taken["head"] == sent["head"]
    assert call("verify", data=there)[0] == 0
    before, after = (
        call("figures", "--month", "2026-10", data=one)[1] for one in (folder.path, there)
    )
    assert before == after
    assert call("office", "import", str(out), "--code-file", str(code), data=there)[0] == 3

    paper = tmp_path / "証明書.pdf"
    wrong = ("wipe", "--office-name", "見本", "--certificate", str(paper))
    assert call(*wrong, "--recovery-file", str(recovery))[0] == 3
    assert folder.data_file.exists()
    right = ("wipe", "--office-name", NAME, "--certificate", str(paper))
    assert call(*right)[0] == WrongUse.exit_status
    status, wiped = call(*right, "--recovery-file", str(recovery))
    assert (status, wiped["left"]) == (0, [])
    assert {one["name"] for one in wiped["gone"]} >= {"teichaku.db", "teichaku.keys"}
    assert paper.read_bytes().startswith(b"%PDF")
    assert not folder.path.exists()


def test_a_code_of_another_office_agrees_to_nothing(here: Any, tmp_path: Path) -> None:
    call, folder, recovery = here
    recovery.write_text("00000-00000-00000-00000-00000-00000-00000", encoding="utf-8")
    out = tmp_path / "一式.teichaku-whole"
    status, _ = call("office", "export", "--out", str(out), "--recovery-file", str(recovery))
    assert status in (3, NotAllowed.exit_status)
    assert not out.exists()
    assert folder.data_file.exists()
