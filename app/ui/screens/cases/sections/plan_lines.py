"""The lines of a plan in its form: added, taken out and moved from the keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app import codes
from app.cases.plans.rules import DOMAINS, OPEN, STATES
from app.ui.screens.cases.field_rows import DATE_EXAMPLE
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import DateReader, Editor
from app.ui.widgets.field_row import FieldRow, choice_field, date_field, text_field
from app.ui.widgets.labels import PlainLabel, Rule
from app.ui.widgets.tab_order import go_through

CELLS = ("domain", "goal", "service", "who", "by_when", "state")
_EMPTY = {"id": "", **dict.fromkeys(CELLS, ""), "state": OPEN}
_FIRST = {"domain": (0, 0, 3), "goal": (0, 3, 9)}
_WIDE = {"service": (1, 0, 4), "who": (1, 4, 2), "by_when": (1, 6, 4), "state": (1, 10, 2)}
_NARROW = {"service": (1, 0, 7), "who": (1, 7, 5), "by_when": (2, 0, 7), "state": (2, 7, 5)}
"""Where each cell of a line stands: row, first column, columns."""
_COLUMNS = 12
_WIDE_FROM = 520
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
KEYS = "行の中で: Shift+Enter 下に行を加える・Ctrl+↑↓ 行を動かす・Ctrl+Shift+Delete 行を消す"


class PlanLines(Editor):
    """Lines as dictionaries; the widgets stay in their places, only values move between them.

    `grown` carries the fields of a line that is new on the screen.
    """

    grown = Signal(object)

    def __init__(self, reader: DateReader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._read_only = False
        self.above: tuple[QWidget, ...] = ()
        self.below: tuple[QWidget, ...] = ()
        self.lines: list[PlanLine] = []
        self._column = QVBoxLayout()
        lay(self._column, gap=2)
        self.add_button = Button("行を加える", kind="link", icon_name="plus")
        self.add_button.setAccessibleName("行を加える")
        self.add_button.clicked.connect(lambda: self.insert(len(self.lines)))
        outer = QVBoxLayout(self)
        lay(outer, gap=2)
        outer.addLayout(self._column)
        outer.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._point_focus()

    def value(self) -> tuple[dict[str, str], ...]:
        """Every line that is on the screen, also empty ones."""
        return tuple(line.value() for line in self.lines)

    def set_value(self, value: Any) -> None:
        """Show these lines and no others."""
        given: Sequence[Mapping[str, str]] = tuple(value or ())
        self._resize(len(given))
        for line, one in zip(self.lines, given, strict=True):
            line.set_value(one)
        self._number()
        self.changed.emit()

    def fields(self) -> tuple[QWidget, ...]:
        """Every field of every line, then the button that adds one."""
        return (*(field for line in self.lines for field in line.fields()), self.add_button)

    def complaint(self) -> str:
        """Each cell speaks for itself at its own place; here only that there is one."""
        wrong = [number for number, line in enumerate(self.lines, 1) if not line.check()]
        if not wrong:
            return ""
        day = self.lines[wrong[0] - 1].rows["by_when"].editor.complaint()
        return f"{wrong[0]}行目の{'日付' if day else '文字'}を確かめてください。"

    def at_fault(self) -> QWidget:
        """The first day that cannot be read."""
        days = [line.rows["by_when"].editor for line in self.lines]
        wrong = next((day for day in days if day.complaint()), None)
        return super().at_fault() if wrong is None else wrong.at_fault()

    def set_read_only(self, read_only: bool) -> None:
        """Let the lines be read but not changed."""
        self._read_only = read_only
        for line in self.lines:
            line.set_read_only(read_only)
        if read_only:
            self.add_button.refuse("保存しています。")
        else:
            self.add_button.allow()
            self._number()

    def mark_wrong(self, wrong: bool) -> None:
        """The cells that are wrong mark themselves."""

    def show_problem(self, number: int, cell: str, sentence: str) -> None:
        """Put a sentence under one cell and go there."""
        row = self.lines[number].rows[cell]
        row.show_error(sentence)
        row.setFocus()

    def insert(self, place: int) -> None:
        """Add an empty line at a place and go to it."""
        values = list(self.value())
        values.insert(place, dict(_EMPTY))
        self.set_value(values)
        self.lines[place].focus("domain")

    def remove(self, place: int) -> None:
        """Take a line out."""
        values = list(self.value())
        del values[place]
        self.set_value(values)
        if self.lines:
            self.lines[min(place, len(self.lines) - 1)].focus("goal")
        else:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def carry(self, place: int, steps: int, cell: str = "goal") -> None:
        """Exchange a line with a neighbour; the keyboard goes along."""
        other = place + steps
        if not 0 <= other < len(self.lines):
            return
        values = list(self.value())
        values[place], values[other] = values[other], values[place]
        self.set_value(values)
        self.lines[other].focus(cell)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field; the keys of `KEYS` act on the line."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        found = self._place_of(watched)
        if found is None or self._read_only or isinstance(watched, QPlainTextEdit):
            return super().eventFilter(watched, event)
        return self._act(event, *found)

    def order_tabs(self) -> None:
        """Tab goes from `above` through every line to the button and to what is `below`.

        A widget that is new stands at the end of the window's order otherwise.
        """
        go_through((*self.above, *self.fields(), *self.below))

    def _act(self, event: QKeyEvent, place: int, cell: str) -> bool:
        held, key = event.modifiers(), event.key()
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        if key in _ENTER and held == shift:
            self.insert(place + 1)
        elif key in _ENTER and not held & control:
            self._go_on(place, cell)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and held & control:
            self.carry(place, -1 if key == Qt.Key.Key_Up else 1, cell)
        elif key == Qt.Key.Key_Delete and held & control and held & shift:
            self.remove(place)
        else:
            return False
        return True

    def _go_on(self, place: int, cell: str) -> None:
        number = CELLS.index(cell) + 1
        if number < len(CELLS):
            self.lines[place].focus(CELLS[number])
        elif place + 1 < len(self.lines):
            self.lines[place + 1].focus(CELLS[0])
        else:
            self.add_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _place_of(self, watched: QObject) -> tuple[int, str] | None:
        for place, line in enumerate(self.lines):
            for cell, row in line.rows.items():
                if watched in row.editor.fields():
                    return place, cell
        return None

    def _resize(self, count: int) -> None:
        while len(self.lines) > count:
            line = self.lines.pop()
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self.lines) < count:
            self._add_line()
        self._point_focus()
        self.order_tabs()

    def _add_line(self) -> None:
        line = PlanLine(self._reader, self)
        line.changed.connect(self.changed)
        line.up.clicked.connect(lambda: self.carry(self.lines.index(line), -1))
        line.down.clicked.connect(lambda: self.carry(self.lines.index(line), 1))
        line.out.clicked.connect(lambda: self.remove(self.lines.index(line)))
        line.set_read_only(self._read_only)
        self.lines.append(line)
        self._column.addWidget(line)
        for field in line.fields():
            field.installEventFilter(self)
        line.show()
        self.grown.emit(line.fields())

    def _number(self) -> None:
        for number, line in enumerate(self.lines, 1):
            line.set_number(number, len(self.lines))

    def _point_focus(self) -> None:
        first = self.lines[0].rows["domain"].editor if self.lines else self.add_button
        self.begin_at(first)


class PlanLine(QWidget):
    """One line: domain and goal above, what, who, by when and how it stands below."""

    changed = Signal()

    def __init__(self, reader: DateReader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        domains = (("", "選んでください"), *codes.table(DOMAINS).choices())
        self.rows: dict[str, FieldRow] = {
            "domain": choice_field("domain", "領域", domains),
            "goal": text_field("goal", "目標"),
            "service": text_field("service", "サービス・支援の内容"),
            "who": text_field("who", "だれが"),
            "by_when": date_field("by_when", "いつまでに", reader, placeholder=DATE_EXAMPLE),
            "state": choice_field("state", "進み具合", codes.table(STATES).choices()),
        }
        self._id = ""
        self._number = PlainLabel(tone=Tone.MUTED, strong=True)
        self.up, self.down = Button("↑", kind="link"), Button("↓", kind="link")
        self.out = Button("消す", kind="link")
        self._grid = QGridLayout()
        self._placed: Mapping[str, tuple[int, int, int]] = {}
        self._arrange()
        for row in self.rows.values():
            row.changed.connect(self.changed)

    def value(self) -> dict[str, str]:
        """The line with the id of its record."""
        return {"id": self._id, **{cell: str(row.value()) for cell, row in self.rows.items()}}

    def set_value(self, value: Mapping[str, str]) -> None:
        """Show a line."""
        self._id = value["id"]
        for cell, row in self.rows.items():
            row.set_value(value[cell])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What, who, by when and how it stands beside each other while there is room."""
        super().resizeEvent(event)
        self._place(_WIDE if self.width() >= theme().px(_WIDE_FROM) else _NARROW)

    def fields(self) -> tuple[QWidget, ...]:
        """The fields in the order of the eye."""
        return tuple(field for row in self.rows.values() for field in row.editor.fields())

    def check(self) -> bool:
        """Whether its date can be read and its words kept; says what to type instead under each."""
        wrong = [row for row in self.rows.values() if not row.check()]
        return not wrong

    def focus(self, cell: str) -> None:
        """Put the keyboard into a cell."""
        self.rows[cell].editor.fields()[0].setFocus(Qt.FocusReason.TabFocusReason)

    def set_number(self, number: int, count: int) -> None:
        """Say which line of how many this is."""
        self._number.setText(f"{number}行目")
        self._let(self.up, "いちばん上の行です。" if number == 1 else "")
        self._let(self.down, "いちばん下の行です。" if number == count else "")
        for row in self.rows.values():
            for field in row.editor.fields():
                field.setAccessibleName(f"{number}行目 {row.label}")

    def set_read_only(self, read_only: bool) -> None:
        """Let the line be read but not changed."""
        for row in self.rows.values():
            row.editor.set_read_only(read_only)
        for button in (self.up, self.down, self.out):
            self._let(button, "保存しています。" if read_only else "")

    def _let(self, button: Button, reason: str) -> None:
        if reason:
            button.refuse(reason)
        else:
            button.allow()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=1)
        head = QHBoxLayout()
        lay(head, gap=1)
        head.addWidget(self._number)
        head.addStretch(1)
        for button, hint in ((self.up, "Ctrl+↑"), (self.down, "Ctrl+↓"), (self.out, "")):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by keyboard: the keys of `KEYS`
            button.set_hint(hint or "Ctrl+Shift+Delete")
            head.addWidget(button)
        lay(self._grid, gap=2)
        for place in range(_COLUMNS):
            self._grid.setColumnStretch(place, 1)
        self._place(_NARROW)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addWidget(Rule())

    def _place(self, cells: Mapping[str, tuple[int, int, int]]) -> None:
        if cells is self._placed:
            return
        self._placed = cells
        for cell, (line, first, span) in (_FIRST | dict(cells)).items():
            self._grid.addWidget(self.rows[cell], line, first, 1, span, Qt.AlignmentFlag.AlignTop)
