"""添付 on the case page: added by button, drop and paste, opened, copied, taken away, by keyboard."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.attachments import actions
from app.attachments.rules import Owner, OwnerKind, check_file
from app.calendar.partial import PartialDate
from app.errors import ConnectionLost, FileProblem
from app.reports.papers.paper import Paper, Words
from app.reports.papers.render import render
from app.staff.permissions import Actor, Role
from app.storage.records import Activity, AttachmentPart, Episode, HistoryEntry
from app.ui.attachments.adding import Source
from app.ui.attachments.attachment_list import AttachmentList
from app.ui.jobs import Jobs
from app.ui.theme import theme
from tests.attachments.files import GOOD, pdf


@pytest.fixture(autouse=True)
def wiped(place: Any) -> Iterator[None]:
    """No copy outlives a test."""
    yield
    place.desk.opened.wipe()


def section(place: Any) -> Any:
    """The section of the page."""
    return next(s for s in place.screen.pane.summary.sections if s.key == "attachments")


def listed(place: Any) -> AttachmentList:
    """The list in the section of the open case."""
    place.screen.activateWindow()
    found = section(place).list
    assert isinstance(found, AttachmentList)
    return found


def names(shown: AttachmentList) -> list[str]:
    return [row.name for _, row in shown.model.loaded_rows()]


def told(place: Any) -> list[str]:
    with place.desk.office.reading(place.desk.actor) as reading:
        return list(
            reading.session.scalars(
                select(HistoryEntry.words)
                .where(HistoryEntry.subject_kind == "attachment")
                .order_by(HistoryEntry.seq)
            )
        )


def parts(place: Any) -> int:
    with place.desk.office.reading(place.desk.actor) as reading:
        return len(reading.session.scalars(select(AttachmentPart.id)).all())


def on_disk(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def press(key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    target: Any = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier)


def paper(pages: int = 1) -> bytes:
    words = "本人の同意により作成。" * (1 if pages == 1 else 1500)
    return render(Paper("同意書", "見本", "令和8年11月24日", (Words("本文", words),))).data


def contact(place: Any, name: str = "co") -> str:
    def record(work: Any) -> str:
        person = work.get(Episode, place.ids[name]).person_id
        day = PartialDate(2026, 11, 20)
        facts = {"day": day, "means": "phone", "service": "coordination", "content": "電話。"}
        return str(work.add(Activity(episode_id=place.ids[name], person_id=person, **facts)).id)

    return str(place.work(record))


def keep(place: Any, name: str, content: bytes, owner: Owner | None = None) -> str:
    owner = owner or Owner(OwnerKind.EPISODE, place.ids["co"])
    file = check_file(name, content)
    return str(place.work(lambda work: actions.add(work, owner, file)))


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


def test_what_may_not_be_added_is_said_and_the_rest_is_kept(
    place: Any, asking: Any, tmp_path: Path
) -> None:
    place.open("co")
    shown = listed(place)
    wrong = on_disk(tmp_path, "a.exe", b"MZ")
    feigned = on_disk(tmp_path, "b.pdf", b"MZ")
    good = on_disk(tmp_path, "c.pdf", pdf())
    gone, folder = tmp_path / "ない.pdf", tmp_path / "d.pdf"
    folder.mkdir()
    asking.script((wrong, feigned, good, gone, folder))
    shown.add_button.click()
    assert names(shown) == ["c.pdf"]
    words = shown.notice.words
    assert "1件を加えました" in words
    for part in ("「a.exe」", "「b.pdf」", "「ない.pdf」は読めません", "「d.pdf」はファイルでは"):
        assert part in words
    assert told(place) == ["「c.pdf」を添付"]


def dropped(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(shown: AttachmentList, data: QMimeData) -> bool:
    """Carry it in and let it go; says whether it was taken."""
    either, button = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), either, data, button, none)
    QApplication.sendEvent(shown, enter)
    if not enter.isAccepted():
        return False
    let_go = QDropEvent(QPointF(5, 5), either, data, button, none)
    QApplication.sendEvent(shown, let_go)
    assert let_go.dropAction() == Qt.DropAction.CopyAction, "the original would be taken away"
    return True


def test_files_are_dropped_and_the_originals_stay(place: Any, tmp_path: Path) -> None:
    place.open("co")
    shown = listed(place)
    paths = [on_disk(tmp_path, f"{n}.pdf", pdf(n)) for n in ("a", "b")]
    assert drop(shown, dropped(*paths))
    assert sorted(names(shown)) == ["a.pdf", "b.pdf"]
    assert all(path.exists() for path in paths)
    words = QMimeData()
    words.setText("ただの文字")
    assert not drop(shown, words)


def test_files_and_pictures_are_pasted(place: Any, tmp_path: Path) -> None:
    place.open("co")
    shown = listed(place)
    shown.add_button.setFocus()
    board = QGuiApplication.clipboard()
    board.setMimeData(dropped(on_disk(tmp_path, "a.pdf", pdf())))
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(0x336699)
    board.setImage(picture)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    board.clear()
    assert sorted(names(shown)) == ["a.pdf", "貼り付けた画像 R8.11.24.png"]


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
    assert not stat.S_IMODE(first.stat().st_mode) & 0o277, "nobody writes, nobody else reads"
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


def test_who_may_not_add_is_told_why(place: Any, tmp_path: Path) -> None:
    keep(place, "a.pdf", pdf())
    place.desk.actor = Actor("0" * 32, "雛形", Role.AUDITOR)
    place.open("co")
    shown = listed(place)
    shown.table.choose_row(0)
    assert "できるのは" in shown.add_button.reason
    assert "できるのは" in shown.remove_button.reason
    assert shown.open_button.isEnabled()
    assert not drop(shown, dropped(on_disk(tmp_path, "b.pdf", pdf("b"))))


def test_a_lost_connection_stops_and_says_how_many_are_left(
    place: Any, asking: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.open("co")
    shown = listed(place)

    def lost(step: Any) -> Any:
        raise ConnectionLost("つながりません。")

    monkeypatch.setattr(place.desk.line, "lost", lambda: None)
    sources = [Source("a.pdf", lambda _: check_file("a.pdf", pdf())), Source("b.pdf", lost)]
    shown.take([*sources, sources[0]])
    assert names(shown) == ["a.pdf"]
    assert "残りの2件は加えていません" in shown.notice.words


def test_stopping_keeps_nothing_of_the_file(
    place: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.open("co")
    shown = listed(place)
    jobs = Jobs()
    monkeypatch.setattr(place.desk, "jobs", jobs)
    begun = Event()

    def slow(step: Any) -> Any:
        for _ in range(100_000):
            begun.set()
            begun.wait(0.001)
            step(1, 2)
        return check_file("a.pdf", pdf())

    shown.take([Source("a.pdf", slow), Source("b.pdf", slow)])
    qtbot.waitUntil(begun.is_set)
    assert shown.add_button.reason
    for job in jobs._running:
        job.cancel()
    qtbot.waitUntil(lambda: not shown.adding.running)
    assert "残りの2件は加えていません" in shown.notice.words
    assert shown.add_button.isEnabled() and parts(place) == 0
    qtbot.waitUntil(lambda: not jobs.busy)
    jobs.close()


def test_the_list_stands_by_itself_beside_any_record(
    place: Any, asking: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    alone = AttachmentList(place.desk)
    qtbot.addWidget(alone)
    alone.show_owner(Owner(OwnerKind.ACTIVITY, contact(place)))
    counted: list[int] = []
    alone.counted.connect(counted.append)
    assert not alone.target.isVisibleTo(alone)
    asking.script((on_disk(tmp_path, "a.pdf", pdf()),))
    alone.add_button.click()
    assert names(alone) == ["a.pdf"] and counted[-1] == 1
    alone.show_owner(Owner(OwnerKind.ACTIVITY, contact(place)))
    assert names(alone) == []


def test_files_are_all_kept_when_the_list_is_rebuilt_after_the_first(
    place: Any, asking: Any, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Owner(OwnerKind.ACTIVITY, contact(place))
    jobs = Jobs()
    monkeypatch.setattr(place.desk, "jobs", jobs)
    alone = AttachmentList(place.desk)
    alone.show_owner(owner)
    qtbot.waitUntil(lambda: alone.page is not None)

    def rebuild(notice: Any) -> None:
        if notice.touches("attachment") and shiboken6.isValid(alone):
            alone.deleteLater()

    place.desk.notices.changed.connect(rebuild)
    wrong = on_disk(tmp_path, "x.exe", b"MZ")
    asking.script((*(on_disk(tmp_path, f"{n}.pdf", pdf(n)) for n in "abc"), wrong))
    alone.ask_for_files()
    qtbot.waitUntil(lambda: bool(asking.said) and asking.said[-1][0] == "inform")
    place.desk.notices.changed.disconnect(rebuild)
    assert not shiboken6.isValid(alone)
    assert parts(place) == 3
    assert "3件を加えました" in asking.said[-1][1] and "「x.exe」" in asking.said[-1][1]
    qtbot.waitUntil(lambda: not jobs.busy)
    jobs.close()


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
