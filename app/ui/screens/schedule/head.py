"""The line above the board: which days, how they are shown, and whose plans."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.screens.schedule.look import ALL, MINE
from app.ui.screens.schedule.span import VIEWS, View
from app.ui.theme import Size, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipChoice, ChipFilter, ChipMenu
from app.ui.widgets.flow import FlowLayout


class Head(QWidget):
    """`stepped` (-1, +1), `today_wanted`, `view_chosen`, `whose_chosen`, `cancelled_switched`."""

    stepped = Signal(int)
    today_wanted = Signal()
    view_chosen = Signal(str)
    whose_chosen = Signal(str)
    cancelled_switched = Signal(bool)

    def __init__(self, view: View, whose: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.back = Button("前", icon_name="left")
        self.today = Button("今日", key_cap="T")
        self.forth = Button("次", icon_name="right")
        self.back.setAccessibleName("前の期間")
        self.forth.setAccessibleName("次の期間")
        self.views = ChipChoice(tuple((str(key), words) for key, words in VIEWS), str(view))
        self.whose = ChipChoice(((MINE, "自分の予定"), (ALL, "全員")), whose)
        self.person = ChipMenu("ほかの人", (), none_words="選ばない")
        self.cancelled = ChipFilter("取消しも")
        holder = QWidget()
        flow = FlowLayout(holder, gap=3)
        flow.addWidget(_Group(self.back, self.today, self.forth))
        flow.addWidget(_Group(self.views))
        flow.addWidget(_Group(self.whose, self.person, self.cancelled))
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(holder)
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.forth.clicked.connect(lambda: self.stepped.emit(1))
        self.today.clicked.connect(self.today_wanted)
        self.views.chosen.connect(self.view_chosen)
        self.whose.chosen.connect(self._choose_group)
        self.person.chosen.connect(self._choose_person)
        self.cancelled.switched.connect(self.cancelled_switched)

    def show_workers(self, names: Sequence[str]) -> None:
        """Offer these people; a menu that is open stays while they are the same."""
        if tuple(names) == self._names:
            return
        self._names = tuple(names)
        self.person.blockSignals(True)
        self.person.set_choices(tuple((name, name) for name in names))
        self.person.blockSignals(False)

    def show_whose(self, whose: str) -> None:
        """Light the chip of whose plans are shown."""
        self.person.blockSignals(True)
        if whose in (MINE, ALL):
            self.whose.show_code(whose)
            self.person.choose("")
        else:
            self.whose.show_none()
            self.person.choose(whose)
        self.person.blockSignals(False)

    def _choose_group(self, code: str) -> None:
        self.show_whose(code)
        self.whose_chosen.emit(code)

    def _choose_person(self, name: str) -> None:
        self.show_whose(name or MINE)
        self.whose_chosen.emit(name or MINE)


class _Group(QWidget):
    """Parts that stay together in a line; all groups are equally high."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        lay(row, gap=1.5)
        for part in parts:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._fit()
        theme().changed.connect(self._fit)

    def _fit(self) -> None:
        self.setMinimumHeight(theme().px(Size.CONTROL))
