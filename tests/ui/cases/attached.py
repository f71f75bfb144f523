"""What the tests of 添付 on the case page share: the list, files on a disk, what was told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.attachments import actions
from app.attachments.rules import Owner, OwnerKind, check_file
from app.calendar.partial import PartialDate
from app.reports.papers.paper import Paper, Words
from app.reports.papers.render import render
from app.storage.records import Activity, AttachmentPart, Episode, HistoryEntry
from app.ui.attachments.attachment_list import AttachmentList


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
