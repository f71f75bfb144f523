"""添付 on the case page: opened, copied, taken away, by keyboard; what is on record is shown."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.attachments import actions
from app.attachments.rules import Owner, OwnerKind
from app.errors import FileProblem
from app.storage.records import AttachmentPart
from app.ui.theme import theme
from tests.attachments.files import GOOD, pdf
from tests.ui.cases.attached import (
    contact,
    keep,
    listed,
    names,
    on_disk,
    paper,
    parts,
    press,
    section,
    told,
)


@pytest.fixture(autouse=True)
def wiped(place: Any) -> Iterator[None]:
    """No copy outlives a test."""
    yield
    place.desk.opened.wipe()


def test_an_empty_case_says_what_to_do(place: Any) -> None:
    place.open("co")
    assert not section(place)._hint.isHidden()
    shown = listed(place)
    assert shown.table.isHidden() and shown.open_button.isHidden()
    assert "20MBまで" in shown.hint.words


def test_a_file_is_added_opened_and_taken_away_by_keyboard(
    place: Any, asking: Any, tmp_path: Path
) -> None:
    place.open("co")
    shown = listed(place)
    shown.add_button.setFocus()
    asking.script((on_disk(tmp_path, "同意書.pdf", paper()),))
    press(Qt.Key.Key_Return)
    assert names(shown) == ["同意書.pdf"]
    assert QApplication.focusWidget() is shown.table
    assert section(place)._hint.isHidden()
    assert place.screen.pane.summary.anchors.buttons["attachments"].text() == "添付 1件"
    press(Qt.Key.Key_Return)
    viewer = shown.taking_out.viewer
    assert viewer is not None and viewer.isVisible()
    assert not viewer.page.image.isNull()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert shown.taking_out.viewer is None
    shown.table.setFocus()
    asking.script("別人の書類だった", True)
    press(Qt.Key.Key_Delete)
    assert [kind for kind, _ in asking.said[-2:]] == ["text", "danger"]
    assert names(shown) == [] and parts(place) == 0
    assert QApplication.focusWidget() is shown.add_button
    shown.removed_button.click()
    assert "試作 澪江が取り除いた" in shown.removed_words.words
    assert "別人の書類だった" in shown.removed_words.words
    assert told(place) == [
        "「同意書.pdf」を添付",
        "添付「同意書.pdf」を画面で見た",
        "添付「同意書.pdf」を取り除いた（理由: 別人の書類だった）",
    ]


@pytest.mark.parametrize("answers", [(None,), ("",), ("理由", False)])
def test_nothing_is_taken_away_without_a_reason_and_a_yes(
    place: Any, asking: Any, answers: tuple[Any, ...]
) -> None:
    keep(place, "a.pdf", pdf())
    place.open("co")
    shown = listed(place)
    shown.table.choose_row(0)
    asking.script(*answers)
    shown.remove_button.click()
    assert names(shown) == ["a.pdf"] and not asking.answers
    assert bool(asking.errors) == (answers == ("",))


def test_a_file_goes_to_the_contact_that_is_chosen_and_shows_a_clip(
    place: Any, asking: Any, tmp_path: Path
) -> None:
    activity = contact(place)
    place.open("co")
    shown = listed(place)
    choice = shown.target.combo
    choice.setCurrentIndex(choice.findText("支援経過 R8.11.20 電話"))
    asking.script((on_disk(tmp_path, "写真.png", GOOD["a.png"]),))
    shown.add_button.click()
    (row,) = [row for _, row in shown.model.loaded_rows()]
    assert row.owner == Owner(OwnerKind.ACTIVITY, activity)
    assert row.owner_words == "支援経過 R8.11.20 電話"
    entry = place.screen.pane.summary.activities.entries[activity]
    assert entry.accessibleName().endswith("添付 1件")
    asking.script("誤り", True)
    shown.remove_chosen()
    entry = place.screen.pane.summary.activities.entries[activity]
    assert "添付" not in entry.accessibleName()


def test_a_copy_is_saved_with_its_ending_and_told(place: Any, asking: Any, tmp_path: Path) -> None:
    keep(place, "診断書.docx", GOOD["a.docx"])
    place.open("co")
    shown = listed(place)
    shown.table.choose_row(0)
    asking.script(tmp_path / "写し")
    shown.copy_button.click()
    assert (tmp_path / "写し.docx").read_bytes() == GOOD["a.docx"]
    assert "写し.docx" in shown.notice.words
    assert told(place)[-1] == "添付「診断書.docx」の写しを保存"


def test_a_disk_that_refuses_the_copy_is_explained(place: Any, asking: Any, tmp_path: Path) -> None:
    keep(place, "a.pdf", pdf())
    place.open("co")
    shown = listed(place)
    shown.table.choose_row(0)
    asking.script(tmp_path / "ない" / "a.pdf")
    shown.copy_button.click()
    assert isinstance(asking.errors[-1], FileProblem)
    assert not list(tmp_path.glob("**/a.pdf"))


def test_another_program_gets_a_read_only_copy_of_its_own(place: Any) -> None:
    keep(place, "診断書.docx", GOOD["a.docx"])
    place.open("co")
    shown = listed(place)
    seen: list[Path] = []
    shown.taking_out.show_outside = seen.append
    shown.table.choose_row(0)
    shown.open_button.click()
    shown.open_button.click()
    first, again = seen
    assert first == again and first.name == "診断書.docx"
    assert first.read_bytes() == GOOD["a.docx"]
    assert not stat.S_IMODE(first.stat().st_mode) & 0o222, "nobody writes"
    if os.name == "posix":  # on Windows the person's own folder keeps others out
        assert not stat.S_IMODE(first.stat().st_mode) & 0o077, "nobody else reads"
        assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700
    assert told(place)[-1] == "添付「診断書.docx」をほかのソフトで開いた"
    place.desk.opened.wipe()
    assert not first.parent.parent.exists()


def test_a_pc_without_a_program_for_it_is_explained(
    place: Any, asking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(place, "a.docx", GOOD["a.docx"])
    place.open("co")
    shown = listed(place)

    def nothing(path: Path) -> None:
        raise FileProblem("開くソフトがありません。")

    shown.taking_out.show_outside = nothing
    shown.table.choose_row(0)
    shown.open_button.click()
    assert asking.errors[-1].message == "開くソフトがありません。"


def test_pages_are_turned_and_there_are_ways_out_of_the_viewer(
    place: Any, asking: Any, tmp_path: Path
) -> None:
    content = paper(pages=2)
    keep(place, "長い.pdf", content)
    place.open("co")
    shown = listed(place)
    shown.table.choose_row(0)
    shown.open_button.click()
    viewer: Any = shown.taking_out.viewer
    assert viewer.caption.text().startswith("1／")
    assert not viewer.back_button.isEnabled()
    bar = viewer.scrolled.verticalScrollBar()
    assert bar.maximum() > 0 and viewer.page.height() > viewer.scrolled.viewport().height()
    QTest.keyClick(viewer, Qt.Key.Key_Down)
    assert bar.value() > 0
    QTest.keyClick(viewer, Qt.Key.Key_PageDown)
    assert viewer.caption.text().startswith("2／")
    QTest.keyClick(viewer, Qt.Key.Key_PageUp)
    QTest.keyClick(viewer, Qt.Key.Key_PageUp)
    assert viewer.caption.text().startswith("1／")
    asking.script(tmp_path / "写し.pdf")
    viewer.copy_button.click()
    assert (tmp_path / "写し.pdf").read_bytes() == content
    assert "写し.pdf" in viewer.caption.text()
    viewer.reject()


@pytest.mark.parametrize(
    ("name", "content"),
    [("壊れ.pdf", pdf()), ("壊れ.png", GOOD["a.png"]), ("壊れ.tif", GOOD["a.tif"])],
)
def test_what_cannot_be_drawn_is_said_in_the_viewer(place: Any, name: str, content: bytes) -> None:
    keep(place, name, content)
    place.open("co")
    shown = listed(place)
    shown.table.choose_row(0)
    shown.open_button.click()
    viewer: Any = shown.taking_out.viewer
    assert "ここでは表示できません" in viewer.trouble.words and viewer.trouble.isVisible()
    assert viewer.focusWidget() is viewer.outside_button
    viewer.reject()


def test_damaged_content_is_not_shown(place: Any, asking: Any) -> None:
    keep(place, "a.pdf", paper())
    place.work(
        lambda work: setattr(work.session.scalars(select(AttachmentPart)).one(), "content", b"x")
    )
    place.open("co")
    shown = listed(place)
    shown.table.choose_row(0)
    shown.open_button.click()
    assert shown.taking_out.viewer is None
    assert "加えたときと同じではありません" in asking.errors[-1].message


def test_another_case_shows_its_own_files_and_takes_its_own(
    place: Any, asking: Any, tmp_path: Path
) -> None:
    keep(place, "co.pdf", pdf())
    place.open("co")
    shown = listed(place)
    choice = shown.target.combo
    choice.setCurrentIndex(1)
    place.open("fu")
    assert names(shown) == []
    asking.script((on_disk(tmp_path, "fu.pdf", pdf("fu")),))
    shown.add_button.click()
    (row,) = [row for _, row in shown.model.loaded_rows()]
    assert row.owner == Owner(OwnerKind.EPISODE, place.ids["fu"])


def test_another_desk_is_heard(place: Any) -> None:
    place.open("co")
    shown = listed(place)
    kept = keep(place, "a.pdf", pdf())
    assert names(shown) == ["a.pdf"]
    place.work(lambda work: actions.remove(work, kept, "誤り"))
    assert names(shown) == []


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_nothing_is_cut(place: Any, scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    theme().set_scale(scale)
    keep(place, "とても長い名前の添付ファイル" * 4 + ".pdf", pdf())
    place.open("co")
    shown = listed(place)
    shown.table.choose_row(0)
    place.screen.pane.summary.go_to("attachments")
    QApplication.processEvents()
    for button in (shown.add_button, shown.open_button, shown.copy_button, shown.remove_button):
        assert button.width() >= button.sizeHint().width()
        left = button.mapTo(shown, QPoint())
        assert shown.rect().contains(QRect(left, button.size()))
    assert shown.width() <= section(place).width()
