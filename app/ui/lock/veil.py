"""What is on the screen between the lock and the sign-in: why, and what is waited for."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QCloseEvent, QScreen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.lock.reasons import words_of
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.centred import CentredCard
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph

_WIDE, _HIGH = 720, 560
_WORK = "{what}を終えています。終わると、合言葉を入れて開けるようになります。"
_UNKEPT = (
    "書きかけの控えを書けないため、鍵をまだ外していません。入力は残っています。"
    "ディスクに空きを作ると、自動で控えて先へ進みます。"
)


class LockVeil(QWidget):
    """`give_up` is sent by the button that throws away typing that cannot be kept."""

    give_up = Signal()

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.setWindowTitle("定着")
        self.why = Paragraph(words_of(reason))
        self.waits = Paragraph(tone=Tone.MUTED)
        self.drop = Button("入力を消して鍵をかける", kind="danger")
        self.drop.clicked.connect(self.give_up)
        self.drop.hide()
        card = CentredCard(Size.SIGN_IN_WIDTH, Size.SIGN_IN_HEIGHT)
        card.inside.addWidget(PlainLabel("離席中", size="big", strong=True))
        card.inside.addWidget(self.why)
        card.inside.addWidget(self.waits)
        card.inside.addStretch(1)
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addStretch(1)
        foot.addWidget(self.drop)
        card.inside.addLayout(foot)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(card)

    @staticmethod
    def middle_of(screen: QScreen) -> QRect:
        """Where the sign-in stands a moment later."""
        room = screen.availableGeometry()
        place = QRect(0, 0, theme().px(_WIDE), theme().px(_HIGH))
        place.moveCenter(room.center())
        return place

    def show_work(self, titles: tuple[str, ...]) -> None:
        """Something is on its way that must not be cut."""
        named = "・".join(f"「{title}」" for title in titles if title)
        self.waits.set_words(_WORK.format(what=named or "保存"))
        self.drop.hide()

    def show_unkept(self) -> None:
        """What is typed cannot be written down."""
        self.waits.set_words(_UNKEPT)
        self.drop.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is on its way is finished first."""
        event.ignore()
