"""The end of a contract in the window: データ一式 out and in, and データの消去."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from app.clock import fixed
from app.staff.permissions import Role
from app.staff.second import actions as second
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.whole.reading import Newcomer, take_in
from app.ui.screens.setup.recovery_window import RecoveryWindow
from app.ui.screens.setup.take_in_window import TakeInWindow
from app.ui.screens.setup.wizard import SetupWizard
from app.ui.screens.sign_in import SignIn

START = datetime(2026, 11, 24, 9, 0)


def agreed_at_once(desk: Any, act: Any, about: str, *, done: Any, owner: Any) -> None:
    """The second person stands here and types the recovery code."""
    with desk.office.work(desk.actor) as work:
        request = second.ask(work, act, about)
    with desk.office.work(desk.actor) as work:
        second.agree_alone(work, request, lambda: True)
    done(request)


def test_the_whole_office_goes_out_and_its_code_is_shown_once(
    window_of: Any, folder: OfficeFolder, asking: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr("app.ui.screens.backups.ending_card.with_second", agreed_at_once)
    window = window_of(folder)
    window.go("backups")
    asking.script(None)
    window.shown.ending.whole.click()  # left: nothing is asked of anybody
    asking.script(tmp_path / "一式")
    window.shown.ending.whole.click()
    out = tmp_path / "一式.teichaku-whole"
    assert out.exists()
    said = asking.said[-1][1]
    taken = take_in(
        out,
        said.rpartition("引継ぎコード: ")[2],
        OfficeFolder(tmp_path / "there"),
        Newcomer("あたらしい 事業所の 合言葉 77", PassphraseOnly()),
        fixed(START),
    )
    assert f"（{taken.rows:,}件）" in said


def test_the_data_ends_only_by_its_name_and_begins_anew_with_set_up(
    program_of: Any,
    folder: OfficeFolder,
    passphrase: str,
    asking: Any,
    tmp_path: Path,
    monkeypatch: Any,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr("app.ui.screens.backups.ending_card.with_second", agreed_at_once)
    program = program_of(folder, passphrase=passphrase)
    window = program.view
    window.go("backups")
    card = window.shown.ending
    card.wipe.click()
    assert card.dialog.answer == "no"
    assert card.dialog.buttons["no"].isDefault()
    card.dialog.name.set_value("見本県")
    assert card.dialog.buttons["yes"].reason
    card.dialog.reject()
    card.wipe.click()
    card.dialog.name.set_value("見本県地域生活定着支援センター")
    out = tmp_path / "証明書.pdf"
    asking.script(folder.path / "証明書.pdf")
    card.dialog.buttons["yes"].click()
    assert "フォルダーの外" in asking.errors[-1].message
    asking.script(out)
    card.wipe.click()
    card.dialog.name.set_value("見本県地域生活定着支援センター")
    card.dialog.buttons["yes"].click()
    qtbot.waitUntil(lambda: isinstance(program.view, SetupWizard))
    assert out.read_bytes().startswith(b"%PDF")
    assert not folder.path.exists()
    assert "データを消しました" in asking.said[-1][1]


def test_who_does_not_handle_keys_ends_nothing(window_of: Any, folder: OfficeFolder) -> None:
    window = window_of(folder, Role.CLERK)
    window.go("backups")
    assert "できるのは" in window.shown.ending.wipe.reason
    assert "できるのは" in window.shown.ending.whole.reason


def test_on_another_pc_the_whole_office_is_taken_in_from_the_first_window(
    window_of: Any,
    program_of: Any,
    folder: OfficeFolder,
    asking: Any,
    tmp_path: Path,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr("app.ui.screens.backups.ending_card.with_second", agreed_at_once)
    window = window_of(folder)
    window.go("backups")
    asking.script(tmp_path / "一式")
    window.shown.ending.whole.click()
    code = asking.said[-1][1].rpartition("引継ぎコード: ")[2]
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "pc2"))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(tmp_path / "pc2"))
    new = OfficeFolder(tmp_path / "pc2" / "office")
    words = "あたらしい 事業所の 合言葉 77"
    program = program_of(new)
    program.view.take_in_link.click()
    taking = program.view
    assert isinstance(taking, TakeInWindow)
    assert "選ぶと進めます" in taking.next_button.reason
    asking.script(tmp_path / "一式.teichaku-whole")
    taking.choose.click()
    taking.code.set_value(code[:-1])
    taking.secret._forced_alone = True
    taking.secret.fill(words)
    taking.next_button.click()
    assert taking.code.error()
    assert not new.taken
    taking.code.set_value(code)
    taking.next_button.click()
    assert "元と同じです" in asking.said[-1][1]
    sign_in = program.view
    assert isinstance(sign_in, SignIn)
    sign_in.secret.set_value(words)
    sign_in.sign_in()
    assert isinstance(program.view, RecoveryWindow)  # its own recovery code, before anything else
