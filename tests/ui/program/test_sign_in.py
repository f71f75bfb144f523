"""Sign-in: the right 合言葉, wrong ones, somebody else at it, and the recovery code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import Clock, fixed
from app.storage.embedded.lock import hold
from app.storage.failed_tries import TooSoon
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.opening import open_office
from app.ui.jobs import InlineJobs
from app.ui.screens.sign_in import SignIn

Make = Callable[..., SignIn]


@pytest.fixture
def sign_in(dressed: Any, jobs: InlineJobs, asking: Any, settings: QSettings, qtbot: QtBot) -> Make:
    def make(folder: OfficeFolder, **more: Any) -> SignIn:
        view = SignIn(folder, jobs=jobs, asking=asking, settings=settings, **more)
        qtbot.addWidget(view)
        view.show()
        return view

    return make


def close_what_opens(view: SignIn) -> list[tuple[str, str]]:
    seen: list[tuple[str, str]] = []

    def opened(office: Any, actor: Any, passphrase: str) -> None:
        seen.append((actor.name, passphrase))
        office.close()

    view.opened.connect(opened)
    return seen


def test_the_right_passphrase_opens_with_the_keyboard(
    sign_in: Make, folder: OfficeFolder, passphrase: str, ime: Any, qtbot: QtBot, settings: Any
) -> None:
    view = sign_in(folder)
    seen = close_what_opens(view)
    view.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is view.secret.editor.fields()[0])
    ime(passphrase)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert seen == [("試作 澪江", passphrase)]
    assert view.secret.value() == ""
    assert settings.value("sign_in/last") == view.people[0].staff_id


def test_a_wrong_passphrase_says_so_and_changes_nothing(
    sign_in: Make, folder: OfficeFolder
) -> None:
    before = {path.name: path.read_bytes() for path in (folder.data_file, folder.key_file)}
    view = sign_in(folder)
    view.secret.set_value("ちがう合言葉です")
    view.enter.click()
    assert "合言葉が違います" in view.notice.accessibleName()
    assert view.enter.isEnabled()
    assert {path.name: path.read_bytes() for path in (folder.data_file, folder.key_file)} == before


def test_after_five_wrong_tries_the_door_must_be_waited_for_also_by_a_new_program(
    sign_in: Make, folder: OfficeFolder, passphrase: str
) -> None:
    first = sign_in(folder)
    for _ in range(5):
        assert first.enter.isEnabled()
        first.secret.set_value("ちがう合言葉です")
        first.enter.click()
    assert first.enter.text() == "あと30秒" and "待ってください" in first.enter.reason
    first.close()
    view = sign_in(folder)
    seen = close_what_opens(view)
    view.secret.set_value(passphrase)
    view.sign_in()
    assert not seen and "待ってください" in view.enter.reason
    with pytest.raises(TooSoon, match="あと"):  # the door itself, not only the button
        open_office(folder, view.people[0].staff_id, passphrase, None, Clock())
    later = sign_in(folder, clock=fixed(Clock().now() + timedelta(seconds=31)))
    seen = close_what_opens(later)
    assert later.enter.isEnabled() and later.enter.text() == "開く"
    later.secret.set_value(passphrase)
    later.sign_in()
    assert len(seen) == 1
    assert not folder.tries_file.exists()


def test_a_second_process_is_told_who_has_the_data_and_may_try_again(
    sign_in: Make, folder: OfficeFolder, passphrase: str
) -> None:
    view = sign_in(folder)
    seen = close_what_opens(view)
    with hold(folder):
        view.secret.set_value(passphrase)
        view.enter.click()
        assert "一度に開けるのは一か所だけです" in view.notice.accessibleName()
        assert view.notice._button.text() == "もう一度" and not view.notice._button.isHidden()
        assert not seen
    view.notice.acted.emit()
    assert len(seen) == 1


def test_a_missing_key_file_is_said_in_place(sign_in: Make, folder: OfficeFolder) -> None:
    kept = folder.key_file.read_bytes()
    folder.key_file.unlink()
    view = sign_in(folder)
    assert "鍵ファイル" in view.notice.accessibleName() and view.people == ()
    folder.key_file.write_bytes(kept)
    view.notice.acted.emit()
    assert [person.name for person in view.people] == ["試作 澪江"]
    assert view.notice.isHidden()


def test_the_recovery_code_opens_and_a_new_passphrase_replaces_the_old(
    sign_in: Make, folder: OfficeFolder, code: str, passphrase: str
) -> None:
    view = sign_in(folder)
    seen = close_what_opens(view)
    view.by_code.click()
    way = view.way
    way.code.set_value(code)
    way.next_button.click()
    assert not seen and "試作 澪江" in way._whose.words
    way.secret.fill("なずな はこべら ほとけのざ せり")
    way.next_button.click()
    assert (
        not seen and not way.secret._alone.isHidden()
    )  # this machine has no key store: it asks before doing without
    way.secret.form.set_values({"alone": True})
    way.next_button.click()
    assert seen == [("試作 澪江", "")]
    staff = next(slot.staff_id for slot in read_slots(folder) if slot.staff_id)
    office, _ = open_office(folder, staff, "なずな はこべら ほとけのざ せり", None, Clock())
    office.close()
    view.secret.set_value(passphrase)
    view._done = False
    view.enter.allow()
    view.sign_in()
    assert "合言葉が違います" in view.notice.accessibleName()


def test_a_typing_error_in_the_code_names_the_group(
    sign_in: Make, folder: OfficeFolder, code: str
) -> None:
    view = sign_in(folder)
    view.show_recovery()
    first = "1" if code[0] != "1" else "2"
    view.way.code.set_value(first + code[1:])
    view.way.next_button.click()
    assert "1番目のまとまり" in view.way.code.error()


def test_leaving_the_new_passphrase_closes_the_office(
    sign_in: Make, folder: OfficeFolder, code: str
) -> None:
    view = sign_in(folder)
    view.show_recovery()
    view.way.code.set_value(code)
    view.way.next_button.click()
    view.way.back_button.click()
    with hold(folder):
        pass
    assert view._stack.currentIndex() == 0
