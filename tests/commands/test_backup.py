"""`teichaku backup` and `teichaku restore`: the same things without a window."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from app.commands.line import run
from app.errors import KeyProblem, WrongUse
from app.storage.folders import OfficeFolder
from tests.conftest import PASSPHRASE


@pytest.fixture
def call(tmp_path: Path, _template):
    """Runs a command on a copy of the office; gives its status and what it said."""
    folder = OfficeFolder(tmp_path / "office")
    shutil.copytree(_template[0].path, folder.path)
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")

    def do(*words: str, data: Path | None = None) -> tuple[int, dict]:
        out, err = io.StringIO(), io.StringIO()
        common = ["--data", str(data or folder.path), "--passphrase-file", str(secret), "--json"]
        status = run([*words, *common], out, err)
        return status, json.loads(out.getvalue())

    return do


def test_make_list_check_try_out_and_put_back(call, tmp_path):
    usb = tmp_path / "usb"
    usb.mkdir()
    status, made = call("backup", "--to", str(usb))
    assert status == 0
    (copy,) = made["copies"]
    assert Path(copy).exists()
    status, listed = call("backup", "--list")
    assert [one["file"] for one in listed["backups"]] == [made["file"]]
    status, checked = call("backup", "--verify", copy)
    assert (status, checked["rows"], checked["whole"]) == (0, made["rows"], True)
    paper = tmp_path / "確認.pdf"
    status, tried = call("backup", "--drill", "--out", str(paper))
    assert (status, tried["rows"]) == (0, made["rows"])
    assert paper.read_bytes().startswith(b"%PDF")
    status, restored = call("restore", made["file"])
    assert (status, restored["rows"], restored["keys_replaced"]) == (0, made["rows"], False)
    assert Path(restored["former"], "teichaku.db").exists()
    assert call("verify")[0] == 0
    new_pc = tmp_path / "new" / "office"
    status, restored = call("restore", copy, data=new_pc)
    assert (status, restored["former"]) == (0, None)
    assert call("verify", data=new_pc)[0] == 0


def test_wrong_use_and_foreign_files_say_so(call, tmp_path, _template):
    status, said = call("backup", "--out", str(tmp_path / "x.pdf"))
    assert (status, said["error"]["code"]) == (WrongUse.exit_status, WrongUse.code)
    status, said = call("backup", "--verify", str(tmp_path / "nothing.db"))
    assert (status, said["error"]["code"]) == (3, "file_problem")
    made = Path(call("backup")[1]["file"])
    content = bytearray(made.read_bytes())
    content[5000] ^= 1
    made.write_bytes(content)
    status, said = call("backup", "--verify", str(made))
    assert (status, said["error"]["code"]) == (3, "database_damaged")
    assert call("restore", str(made))[0] == 3
    code = tmp_path / "code"
    code.write_text("0000", encoding="utf-8")
    status, said = call("restore", str(made), "--recovery-file", str(code))
    assert (status, said["error"]["code"]) == (3, "invalid_input")
    keys = made.with_suffix(".keys")
    keys.unlink()
    status, said = call("restore", str(made), data=tmp_path / "empty")
    assert (status, said["error"]["code"]) == (KeyProblem.exit_status, KeyProblem.code)
