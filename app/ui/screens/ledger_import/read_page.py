"""Step 1: the ledger is chosen, or dropped here, and read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.screens.ledger_import.batches import BatchCard
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import Paragraph

_WHAT_HAPPENS = (
    "いまのExcelの台帳をそのまま読みます。列の並びや見出しが違っても、業務・氏名・日付などを見分けます。"
    "取り込む前に1行ずつ確かめられ、取り込んだあとでもまるごと戻せます。元のファイルは変わりません。"
)


class ReadPage(QWidget):
    """The place to drop a file, what was refused, and the earlier batches."""

    choose_wanted = Signal()
    dropped = Signal(object)

    def __init__(self, refusal: str) -> None:
        super().__init__()
        self.setAcceptDrops(not refusal)
        self.refused = NoticeBar()
        self.choose = primary_button("台帳を選ぶ")
        if refusal:
            self.choose.refuse(refusal)
        self.batches = BatchCard(refusal)
        card = Card()
        center = Qt.AlignmentFlag.AlignHCenter
        card.body.addStretch(1)
        title = PlainLabel("台帳のファイル（.xlsx）をここに置くか、選んでください", strong=True)
        card.body.addWidget(title, 0, center)
        card.body.addSpacing(8)
        card.body.addWidget(self.choose, 0, center)
        card.body.addSpacing(8)
        card.body.addWidget(Paragraph(_WHAT_HAPPENS, tone=Tone.MUTED, middle=True), 0, center)
        card.body.addStretch(1)
        column = QVBoxLayout(self)
        lay(column, gap=3)
        column.addWidget(self.refused)
        column.addWidget(card, 4)
        column.addWidget(self.batches, 5)
        self.choose.clicked.connect(self.choose_wanted)
        self.refused.acted.connect(self.choose_wanted)

    def show_refusal(self, file_name: str, message: str) -> None:
        """Say why a file was refused; an empty message takes the words away."""
        marked = f"「{file_name}」は読めませんでした" if message else ""
        self.refused.set_notice(marked, message, "別の台帳を選ぶ" if message else "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file and nothing else."""
        if _file(event.mimeData().urls()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        path = _file(event.mimeData().urls())
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)


def _file(urls: list[QUrl]) -> Path | None:
    local = [url.toLocalFile() for url in urls if url.isLocalFile()]
    return Path(local[0]) if len(local) == 1 and local[0] else None
