"""Set-up: from nothing to 今日 with the keyboard, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.errors import FileProblem
from app.network.listed.queries import missing
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.keys.slots import SlotKind
from app.storage.opening import open_with_recovery
from app.ui.jobs import InlineJobs
from app.ui.manual.window import ManualWindow
from app.ui.program import Program, run_window
from app.ui.qt_japanese import speak_japanese
from app.ui.screens.setup import recovery_page
from app.ui.screens.setup.pages import UNSURE, FolderPage, OfficePage, offered_names
from app.ui.screens.setup.passphrase_form import PassphraseForm, strength
from app.ui.screens.setup.recovery_sheet import Sheet, write_pdf
from app.ui.screens.setup.recovery_window import RecoveryWindow
from app.ui.screens.setup.wizard import SetupWizard
from app.ui.screens.sign_in import SignIn
from app.ui.theme import Tone, theme
from app.ui.window import MainWindow

Enter = Qt.Key.Key_Return


@pytest.fixture
def program(
    dressed: Any, tmp_path: Path, jobs: InlineJobs, asking: Any, settings: QSettings, qtbot: QtBot
) -> Any:
    made = Program(OfficeFolder(tmp_path / "new"), jobs=jobs, asking=asking, settings=settings)
    yield made
    if made.office is not None:
        made.office.close()
    if made.view is not None:
        made.view.hide()
        made.view.deleteLater()


def has_focus(window: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and window.isAncestorOf(focused)


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def to_recovery_code(program: Program, qtbot: QtBot, ime: Callable[[str], None]) -> SetupWizard:
    program.start()
    wizard = program.view
    assert isinstance(wizard, SetupWizard)
    wizard.activateWindow()
    qtbot.waitUntil(lambda: has_focus(wizard))
    wizard.help_link.click()
    [manual] = wizard.findChildren(ManualWindow)
    assert manual.key == "set-up" and manual.save_button.isVisible()
    manual.close()
    wizard.activateWindow()
    qtbot.waitUntil(lambda: has_focus(wizard))
    press(qtbot, Enter)
    press(qtbot, *[Qt.Key.Key_Down] * 10)  # the tenth prefecture: 群馬県
    press(qtbot, Enter, Enter)
    ime("試作　澪江")
    press(qtbot, Enter)
    ime("つゆくさ あけび もくれん さざんか")
    press(qtbot, Enter)
    ime("つゆくさ あけび もくれん さざんか")
    press(qtbot, Enter, Enter)  # on to the folder, and make the key
    assert not program.folder.key_file.exists()  # no key store here: nothing was made, it asks
    press(qtbot, Qt.Key.Key_Space, Enter, Enter)  # the 合言葉 alone, on, make the key
    assert wizard.recovery_page is not None
    return wizard


def test_from_nothing_to_today_with_the_keyboard(
    program: Program, qtbot: QtBot, ime: Callable[[str], None], tmp_path: Path
) -> None:
    wizard = to_recovery_code(program, qtbot, ime)
    page = wizard.recovery_page
    assert page is not None
    assert page.start.reason == recovery_page.NOT_YET
    code = page._recovery.code
    press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    ime(code.lower().replace("-", " "))
    press(qtbot, Enter)
    window = program.view
    assert isinstance(window, MainWindow)
    assert window.desk.office_name == offered_names("centre", "10")[0].name
    assert window.desk.actor.name == "試作 澪江"
    assert window.where is not None and window.where.place == "today"
    with window.desk.office.reading(window.desk.actor) as reading:
        assert missing(reading) == (), "the 関係機関 of the whole country are there"
    window.close()
    kinds = {(slot.kind, slot.confirmed) for slot in read_slots(program.folder)}
    assert kinds == {(SlotKind.PASSPHRASE_ONLY, True), (SlotKind.RECOVERY, True)}


def test_a_wrong_recovery_code_does_not_begin(
    program: Program, qtbot: QtBot, ime: Callable[[str], None]
) -> None:
    page = to_recovery_code(program, qtbot, ime).recovery_page
    assert page is not None
    page.typed.set_value("00000-00000")
    page.start.click()
    assert "10文字です" in page.typed.error()
    assert not any(slot.confirmed for slot in read_slots(program.folder) if not slot.staff_id)


def test_closing_before_the_code_is_confirmed_asks_and_keeps_the_office_whole(
    program: Program, qtbot: QtBot, ime: Callable[[str], None], asking: Any
) -> None:
    wizard = to_recovery_code(program, qtbot, ime)
    asking.script(False, True)
    assert not wizard.close()
    code = wizard._made[2].code  # type: ignore[index]
    assert wizard.close()
    office, actor = open_with_recovery(program.folder, code, wizard._clock)
    office.close()
    assert actor.name == "試作 澪江"


def test_an_unconfirmed_code_is_made_anew_at_the_next_start(
    program: Program, qtbot: QtBot, ime: Callable[[str], None], asking: Any
) -> None:
    wizard = to_recovery_code(program, qtbot, ime)
    asking.script(True)
    old = wizard._made[2].code  # type: ignore[index]
    wizard.close()
    program.start()
    sign_in = program.view
    assert isinstance(sign_in, SignIn)
    sign_in.secret.set_value("つゆくさ あけび もくれん さざんか")
    sign_in.sign_in()
    window = program.view
    assert isinstance(window, RecoveryWindow)
    fresh = window.page._recovery.code
    assert fresh != old
    window.page.typed.set_value(fresh)
    window.page.start.click()
    assert isinstance(program.view, MainWindow)
    assert [slot.confirmed for slot in read_slots(program.folder) if not slot.staff_id] == [True]


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_no_field_is_squeezed_at_1366_by_768(
    dressed: Any, tmp_path: Path, jobs: InlineJobs, asking: Any, qtbot: QtBot, scale: float
) -> None:
    theme().set_scale(scale)
    wizard = SetupWizard(tmp_path, jobs=jobs, asking=asking)
    qtbot.addWidget(wizard)
    wizard.resize(1366, 768)
    wizard.show()
    wizard.office_page.form.set_values({"prefecture": "01"})
    wizard.office_page.form.set_values({"offer": offered_names("centre", "01")[1].name})
    row = wizard.office_page.form.rows["name"]
    field = row.editor.fields()[0]
    qtbot.waitUntil(lambda: field.height() >= theme().px(32) - 2)
    qtbot.waitUntil(lambda: row.editor.height() >= field.height())
    assert wizard.width() == 1366 and wizard.height() == 768


def test_qt_speaks_japanese(qapp: QApplication, qtbot: QtBot, own_words: None) -> None:
    speak_japanese(qapp)
    words = QCoreApplication.translate("QPlatformTheme", "Cancel")
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    said = [part.text() for part in dialog.findChildren(QLabel) if part.text()]
    assert words == "キャンセル"
    assert len(said) >= 3
    assert not [text for text in said if re.search("[A-Za-z]{2}", text)]


def test_words_that_qt_has_no_japanese_for_stay(qapp: QApplication, own_words: None) -> None:
    speak_japanese(qapp)
    assert QCoreApplication.translate("QWidget", "%1 of %2, of nobody") == "%1 of %2, of nobody"


def test_without_a_display_the_program_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert run_window([]) == 2
    assert "画面が見つからない" in capsys.readouterr().err


def test_the_office_page_offers_names_and_marks_unsure_ones(dressed: Any, qtbot: QtBot) -> None:
    page = OfficePage()
    qtbot.addWidget(page)
    assert not page.check() and page.form.rows["prefecture"].error()
    page.form.set_values({"prefecture": "01"})
    offers = offered_names("centre", "01")
    assert len(offers) == 2 and page.name == offers[0].name
    assert [page._offered.combo.itemText(i) for i in range(2)] == [offer.name for offer in offers]
    assert page._unsure.isHidden() is offers[0].sure
    page.form.set_values({"offer": offers[1].name})
    assert page.name == offers[1].name and not offers[1].sure
    assert not page._unsure.isHidden() and page._unsure.words == UNSURE
    page.form.set_values({"name": "自分で直した名称"})
    assert page._unsure.isHidden() and page.check()
    page.form.set_values({"kind": "probation", "prefecture": "10"})
    assert page.name == "前橋保護観察所"


@pytest.mark.parametrize(
    ("typed", "tone"),
    [("", Tone.MUTED), ("みじかい", Tone.MUTED), ("ああああああああ", Tone.WARNING),
     ("もくれんつゆくさ", Tone.WARNING), ("もくれん つゆくさ あけび", Tone.GOOD)],
)  # fmt: skip
def test_strength_is_said_in_words(typed: str, tone: Tone) -> None:
    words, said = strength(typed)
    assert said is tone and words.endswith("。")


def test_two_different_passphrases_are_refused(dressed: Any, qtbot: QtBot) -> None:
    form = PassphraseForm()
    qtbot.addWidget(form)
    form.form.set_values({"passphrase": "もくれん つゆくさ", "again": "もくれん つゆくき"})
    assert not form.check()
    assert "同じ合言葉" in form.form.rows["again"].error()
    form.form.set_values({"passphrase": "もくれん", "again": "もくれ"})
    assert not form.check()
    assert all(form.form.rows[key].error() for key in ("passphrase", "again"))  # both at once
    form.fill("短い")
    assert not form.check() and "8文字以上" in form.form.rows["passphrase"].error()


@pytest.mark.parametrize("inside", ["OneDrive - 見本県/teichaku", "Dropbox/teichaku"])
def test_synced_folders_are_refused_at_the_field(
    dressed: Any, qtbot: QtBot, asking: Any, tmp_path: Path, inside: str
) -> None:
    page = FolderPage(tmp_path / inside, asking)
    qtbot.addWidget(page)
    assert not page.check()
    assert "クラウドに同期されるフォルダー" in page.form.rows["folder"].error()
    assert not (tmp_path / inside).exists()


def test_a_folder_with_an_office_is_refused(
    dressed: Any, qtbot: QtBot, asking: Any, folder: OfficeFolder
) -> None:
    page = FolderPage(folder.path, asking)
    qtbot.addWidget(page)
    assert not page.check()
    assert "すでに事業所のデータ" in page.form.rows["folder"].error()


def test_the_sheet_is_a_pdf_of_one_page_and_says_when_it_cannot_be_written(
    dressed: Any, tmp_path: Path, office_day: Any
) -> None:
    sheet = Sheet("見本県地域生活定着支援センター", "00000-" * 6 + "00000", office_day)
    write_pdf(sheet, tmp_path / "code.pdf")
    content = (tmp_path / "code.pdf").read_bytes()
    assert content.startswith(b"%PDF-") and content.count(b"/Type /Page\n") == 1
    with pytest.raises(FileProblem, match="PDFを書けませんでした"):
        write_pdf(sheet, tmp_path / "missing" / "code.pdf")


@pytest.fixture
def office_day() -> Any:
    from datetime import date

    return date(2026, 11, 24)
