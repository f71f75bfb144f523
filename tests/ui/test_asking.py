"""Questions: the safe answer is the default, words are never markup, nothing is asked unscripted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from app.errors import FileProblem
from app.ui.asking import Asking, WindowAsking, confirm_dialog, documents
from app.ui.dialogs import Dialog, TextDialog
from app.ui.widgets.paragraph import Paragraph


def shown_dialog() -> Dialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    return dialog


@pytest.mark.parametrize("danger", [True, False])
def test_enter_and_esc_give_the_safe_answer(dressed, qtbot, danger: bool) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        dialog = confirm_dialog("この取込を取り消します。", yes="取り消す", danger=danger)
        qtbot.addWidget(dialog)
        dialog.show()
        assert dialog.buttons["no"].isDefault()
        assert not dialog.buttons["yes"].isDefault()
        assert dialog.focusWidget() is dialog.buttons["no"]
        qtbot.keyClick(dialog.focusWidget() or dialog, key)
        assert dialog.answer == "no"
        assert not dialog.isVisible()


def test_the_other_answer_must_be_chosen(dressed, qtbot) -> None:
    asking: Asking = WindowAsking()
    QTimer.singleShot(0, lambda: shown_dialog().buttons["yes"].click())
    assert asking.confirm("この取込を取り消します。", yes="取り消す", danger=True) is True
    QTimer.singleShot(0, lambda: shown_dialog().reject())
    assert asking.confirm("この取込を取り消します。", yes="取り消す", danger=True) is False


def test_an_error_is_shown_word_for_word(dressed, qtbot) -> None:
    words: list[str] = []

    def look() -> None:
        words.extend(part.words for part in shown_dialog().findChildren(Paragraph))
        shown_dialog().reject()

    QTimer.singleShot(0, look)
    WindowAsking().error(FileProblem("この台帳は<b>読めません</b>でした。"))
    assert words == ["この台帳は<b>読めません</b>でした。"]


def test_long_words_get_all_the_lines_they_need(dressed, qtbot) -> None:
    dialog = confirm_dialog("元のファイルはそのままです。" * 8, yes="進む")
    qtbot.addWidget(dialog)
    dialog.show()
    paragraph = dialog.findChildren(Paragraph)[0]
    assert paragraph.height() >= paragraph.heightForWidth(paragraph.width())


def test_a_line_is_asked_for_and_esc_gives_nothing(dressed, qtbot) -> None:
    def type_and_enter() -> None:
        dialog = shown_dialog()
        assert isinstance(dialog, TextDialog)
        field = dialog.focusWidget()
        qtbot.keyClicks(field, "A-1")
        qtbot.keyClick(field, Qt.Key.Key_Return)

    QTimer.singleShot(0, type_and_enter)
    assert WindowAsking().ask_text("対応づけを覚える", "名前") == "A-1"
    QTimer.singleShot(0, lambda: shown_dialog().reject())
    assert WindowAsking().ask_text("対応づけを覚える", "名前", value="x") is None


def test_a_folder_that_is_gone_is_not_proposed(dressed, qtbot, monkeypatch, tmp_path) -> None:
    proposed: list[str] = []

    def note(window: object, title: str, path: str, kinds: str) -> tuple[str, str]:
        proposed.append(path)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", note)
    for folder in (tmp_path, tmp_path / "gone"):
        WindowAsking().choose_save_file("書き出す先", "PDF (*.pdf)", folder / "x.pdf")
    assert proposed == [str(tmp_path / "x.pdf"), str(documents() / "x.pdf")]


def test_files_are_looked_for_in_the_documents(dressed, qtbot, monkeypatch, tmp_path) -> None:
    begun: list[str] = []

    def note(_window, _title, start, _kinds):
        begun.append(start)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", note)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path))
    asking = WindowAsking()
    assert asking.choose_open_file("取り込む台帳", "*.xlsx") is None
    assert asking.choose_open_file("取り込む台帳", "*.xlsx", tmp_path / "kept") is None
    assert begun == [str(tmp_path), str(tmp_path / "kept")]
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path / "gone"))
    assert documents() == Path.home()


def test_a_crash_shows_its_number_and_no_english(dressed, qtbot) -> None:
    words: list[str] = []

    def look() -> None:
        words.extend(part.words for part in shown_dialog().findChildren(Paragraph))
        shown_dialog().reject()

    QTimer.singleShot(0, look)
    WindowAsking().crash("20261124-0001")
    assert any("20261124-0001" in text for text in words)


def test_the_fake_answers_from_its_script_and_refuses_surprises(asking) -> None:
    asking.script(True, None)
    assert asking.confirm("進みますか。", yes="進む") is True
    assert asking.choose_folder("保存先") is None
    with pytest.raises(AssertionError, match="unexpected question"):
        asking.confirm("もう一つ", yes="進む")
    assert asking.said[0] == ("confirm", "進みますか。")


def test_no_dialog_holds_a_label_that_guesses_markup(dressed, qtbot) -> None:
    dialog = confirm_dialog("<b>x</b>", yes="進む", detail="<i>y</i>")
    qtbot.addWidget(dialog)
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
