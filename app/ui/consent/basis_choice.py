"""The choice of a legal basis: each says at once whether it holds, what it needs, or why it does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from app.consent.disclosures.queries import Option, availability
from app.consent.rules import Asked, State
from app.errors import TeichakuError
from app.ui.desk import Desk
from app.ui.theme import Tone, lay
from app.ui.widgets.editors import Editor
from app.ui.widgets.labels import as_caption, as_tooltip
from app.ui.widgets.paragraph import Paragraph

_NOT_ASKED = "渡す相手・項目・日付がそろうと、使える根拠がここに出ます。"
_HOLDS = "使えます。"


@dataclass(frozen=True)
class Planned:
    """What somebody wants to hand on, as far as it is known."""

    person_id: str | None
    organisation_id: str
    items: tuple[str, ...]
    day: date | None
    way: str
    meeting_id: str | None = None

    @property
    def complete(self) -> bool:
        """Whether the bases can be told."""
        return bool(self.organisation_id and self.items and self.day)


class BasisChoice(Editor):
    """The value is the id of a basis; `options_shown` comes after every answer."""

    options_shown = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.options: tuple[Option, ...] = ()
        self.buttons: dict[str, QRadioButton] = {}
        self._planned: Planned | None = None
        self._wanted = ""
        self._asked = 0
        self._words = Paragraph(_NOT_ASKED, tone=Tone.MUTED)
        self._column = QVBoxLayout(self)
        lay(self._column, gap=0)
        self._column.addWidget(self._words)
        self._holder = QWidget()
        self._column.addWidget(self._holder)
        self._group = QButtonGroup(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def value(self) -> str:
        """The basis chosen, '' for none."""
        return self._wanted

    def set_value(self, value: Any) -> None:
        """Choose a basis; one that does not hold any more is not shown as chosen."""
        self._wanted = "" if value is None else str(value)
        self._light()
        self.changed.emit()

    def fields(self) -> tuple[QWidget, ...]:
        """The buttons that are there now."""
        return tuple(self.buttons.values())

    def set_read_only(self, read_only: bool) -> None:
        """Let the choice be read but not changed."""
        for option in self.options:
            button = self.buttons[option.basis.id]
            button.setEnabled(not read_only and option.verdict.state is not State.REFUSED)

    def entries(self) -> tuple[QWidget, ...]:
        """The basis chosen, else the first that can be."""
        chosen = self.buttons.get(self._wanted)
        return self.fields() if chosen is None else (chosen, *self.fields())

    def after(self, field: QWidget) -> tuple[QWidget, ...]:
        """Enter leaves the bases: arrows and Space choose."""
        return ()

    @property
    def option(self) -> Option | None:
        """The basis chosen and how it stands."""
        return next((one for one in self.options if one.basis.id == self._wanted), None)

    def ask(self, planned: Planned) -> None:
        """Ask how every basis stands for what is planned; the same question is not asked twice."""
        if planned == self._planned:
            return
        self._planned = planned
        self._asked += 1
        asked, day = self._asked, planned.day
        if not planned.complete or day is None:
            self._show(())
            return
        typed = Asked(day, planned.way, frozenset(planned.items), "")
        self.desk.read(
            lambda reading: availability(
                reading,
                planned.person_id,
                planned.organisation_id,
                planned.items,
                day,
                way=planned.way,
                meeting_id=planned.meeting_id,
                typed=typed,
            ),
            lambda found: self._show(found) if asked == self._asked else None,
            failed=self._not_read,
            owner=self,
            title="",
        )

    def _not_read(self, error: TeichakuError) -> None:
        self._planned = None
        self._words.set_words(error.message)
        self._words.show()

    def _show(self, options: tuple[Option, ...]) -> None:
        self.options = options
        held = any(button.hasFocus() for button in self.buttons.values())
        for button in self.buttons.values():
            self._group.removeButton(button)
        old, self._holder = self._holder, QWidget()
        grid = QGridLayout(self._holder)
        lay(grid, gap=0.5)
        grid.setColumnStretch(1, 1)
        self.buttons = {}
        for line, option in enumerate(_sorted(options)):
            self._add(grid, line, option)
        self._column.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
        self._words.setVisible(not options)
        self._light()
        self.fields_changed.emit()
        if held and self.buttons:
            next(iter(self.buttons.values())).setFocus()
        self.options_shown.emit()

    def _add(self, grid: QGridLayout, line: int, option: Option) -> None:
        basis, verdict = option.basis, option.verdict
        button = QRadioButton(as_caption(basis.label))
        words = {
            State.HOLDS: f"{_HOLDS}（{verdict.law}）" if verdict.law else _HOLDS,
            State.NEEDS: verdict.reason,
            State.REFUSED: verdict.sentence,
        }[verdict.state]
        tone = {State.HOLDS: Tone.GOOD, State.NEEDS: Tone.WARNING, State.REFUSED: Tone.MUTED}
        button.setEnabled(verdict.state is not State.REFUSED)
        button.setToolTip(as_tooltip(basis.means))
        button.setAccessibleName(basis.label)
        button.setAccessibleDescription(words)
        button.clicked.connect(lambda _=False, key=basis.id: self._choose(key))
        self.buttons[basis.id] = button
        self._group.addButton(button)
        grid.addWidget(button, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Paragraph(words, tone=tone[verdict.state]), line, 1)

    def _choose(self, key: str) -> None:
        self._wanted = key
        self.changed.emit()
        self.left.emit()

    def _light(self) -> None:
        self._group.setExclusive(False)
        for key, button in self.buttons.items():
            button.setChecked(key == self._wanted and button.isEnabled())
        self._group.setExclusive(True)


def _sorted(options: tuple[Option, ...]) -> list[Option]:
    """Those that hold first, then those that need something, in the order of the books."""
    order = [State.HOLDS, State.NEEDS, State.REFUSED]
    return sorted(options, key=lambda option: order.index(option.verdict.state))
