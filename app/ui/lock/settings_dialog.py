"""離席と画面の守り: after how long this desk locks, and whether its screen may be captured."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.staff.guard.actions import set_guard
from app.staff.guard.rules import IDLE_LEAST, IDLE_MOST, Guard
from app.staff.permissions import Permission
from app.ui.desk import Desk
from app.ui.lock.desk_guard import DeskGuard
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.field_row import choice_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel, as_title
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import follow_eye

_SIDE = 5
_TITLE = "離席と画面の守り"
_SPAN = "何分さわらなければ鍵をかけるか"
_ABOUT_OWN = "短くすることだけできます。席をよく離れるときや、人の目がある場所で使うときに。"
_ABOUT_OFFICE = "ほかの席では、次に開いたときから変わります。"
_ABOUT_CAPTURE = "ほかのソフトの画面写しや画面共有に、定着の窓が写らないようにします。"
_ELSEWHERE = "この PC では、画面の写し取りを防げません（Windows だけの働きです）。"


class GuardDialog(QDialog):
    """The own span holds at once, what is the office's is kept with the button."""

    def __init__(self, desk: Desk, guard: DeskGuard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.guard = desk, guard
        self.setWindowTitle(as_title(_TITLE))
        self.setModal(True)
        self.setFixedWidth(theme().px(Size.DIALOG_WIDTH))
        spans = [(str(n), f"{n}分") for n in range(IDLE_LEAST, IDLE_MOST + 1)]
        office = guard.kept.idle_minutes
        self.own = Form()
        same = ("", f"事業所と同じ（{office}分）")
        shorter = [(code, words) for code, words in spans if int(code) < office]
        row = choice_field("own", _SPAN, [same, *shorter])
        self.own.add(row)
        self.own.set_values({"own": str(guard.own_minutes or "")})
        row.changed.connect(self._choose_own)
        self.office = Form()
        self.office.add(choice_field("minutes", _SPAN, spans))
        captures = [("yes", "防ぐ"), ("no", "防がない")]
        self.office.add(choice_field("capture", "画面の写し取り", captures))
        hidden = "yes" if guard.kept.hide_from_capture else "no"
        self.office.set_values({"minutes": str(office), "capture": hidden})
        self.keep = primary_button("保存")
        self.keep.clicked.connect(self._keep)
        refusal = desk.actor.refusal(Permission.MANAGE_OFFICE)
        if refusal:
            self.keep.refuse(refusal)
            self.office.set_read_only(True)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the wrapped words need, no higher than the window below."""
        super().showEvent(event)
        layout, below = self.layout(), self.parentWidget()
        if layout is None:
            return
        width = self.width() - 2 * theme().gap(_SIDE)
        high = self._scroll.column.totalHeightForWidth(width) + layout.minimumSize().height()
        high -= self._scroll.minimumSizeHint().height()
        self.resize(self.width(), high if below is None else min(high, below.window().height()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(_SIDE, 4, _SIDE, 4))
        column.addWidget(PlainLabel(_TITLE, size="title", strong=True))
        own = Card("自分の席", caption="このパソコン")
        own.add(Paragraph(_ABOUT_OWN, size=Size.CAPTION, tone=Tone.MUTED))
        own.add(self.own)
        self._scroll = Scrolled()
        self._scroll.add(own)
        office = Card("すべての席", caption="この事業所")
        office.add(Paragraph(_ABOUT_OFFICE, size=Size.CAPTION, tone=Tone.MUTED))
        office.add(self.office)
        about = _ABOUT_CAPTURE if self.guard.shield.works else f"{_ABOUT_CAPTURE}{_ELSEWHERE}"
        office.add(Paragraph(about, size=Size.CAPTION, tone=Tone.MUTED))
        self._scroll.add(office)
        column.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addStretch(1)
        close = Button("閉じる", key_cap="Esc")
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        foot.addWidget(self.keep)
        column.addLayout(foot)
        follow_eye(self)

    def _choose_own(self) -> None:
        chosen = str(self.own.values()["own"])
        self.guard.choose_own(int(chosen) if chosen else None)

    def _keep(self) -> None:
        values = self.office.values()
        wanted = Guard(int(str(values["minutes"])), str(values["capture"]) == "yes")

        def kept(_: object) -> None:
            self.guard.follow(wanted)
            self.accept()

        self.desk.write(lambda work: set_guard(work, wanted), kept, owner=self)


def show_guard_settings(desk: Desk, guard: DeskGuard, parent: QWidget) -> GuardDialog:
    """Open it above the window."""
    dialog = GuardDialog(desk, guard, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
