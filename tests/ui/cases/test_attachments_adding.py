"""添付 on the case page: added by button, drop and paste; refused, stopped, cut off."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.attachments.rules import Owner, OwnerKind, check_file
from app.errors import ConnectionLost
from app.staff.permissions import Role
from app.ui.attachments.adding import Source
from app.ui.attachments.attachment_list import AttachmentList
from app.ui.jobs import Jobs
from tests.attachments.files import pdf
from tests.ui.cases.attached import (
    contact,
    drop,
    dropped,
    keep,
    listed,
    names,
    on_disk,
    parts,
    press,
    told,
)


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


def test_who_may_not_add_is_told_why(place: Any, desk_of: Any, tmp_path: Path) -> None:
    keep(place, "a.pdf", pdf())
    auditor = desk_of(Role.AUDITOR)
    auditor.open("co")
    shown = listed(auditor)
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


def test_files_are_added_beside_a_correction_and_what_is_typed_stays(
    place: Any, asking: Any, tmp_path: Path
) -> None:
    activity = contact(place)
    place.open("co")
    card = place.screen.pane.summary.activities
    card.entry_opened.emit(place.page("co").activities[0])
    form = card.form
    form.rows["content"].set_value("書き足しの途中")
    asking.script((on_disk(tmp_path, "a.pdf", pdf()),))
    form.files.add_button.click()
    assert names(form.files) == ["a.pdf"]
    assert card.form is form and form.rows["content"].value() == "書き足しの途中"
    assert not form.notice.isVisible() and form.save_button.isEnabled()
    assert "添付 1件" in card.entries[activity].accessibleName()
    form.keeper.discard()
