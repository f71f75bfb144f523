"""What is asked of every screen: names, roles, Tab, a ring that is seen, words that are not cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from app.ui.tables import Kind
from app.ui.theme import Size, theme
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.tab_order import takes_tab

ROLE = QAccessible.Role
SAYS_NOTHING = {ROLE.NoRole, ROLE.Client, ROLE.Border, ROLE.Window, ROLE.Pane, ROLE.Whitespace}
"""Roles that tell a listener only that there is something."""
SIGNS = set("↑↓←→×＋－…・ ")
KEYED = {
    "_Keys": "the digits and arrows of the line of chips",
    "FieldRow": "定型文: Ctrl+T in the field below",
    "PlanLine": "the keys that the hint above the lines tells",
    "SheetGrid": "Qt's own corner, which selects what the grid never selects",
    "PersonsEditor": "Backspace in the empty field beside it",
}
"""Parents of buttons that Tab does not come to → how the same is done by keyboard."""
COME_AND_GO = {"入らなかったもの", "足りないもの"}
"""Lists that are there for some of the numbers which Tab goes through only."""
AS_IN_THE_FILE = {"SheetGrid"}
"""Grids whose columns are as wide as those of a workbook; their heads are letters."""
RING_PIXELS = 40
"""So many pixels at least change where the keyboard comes: two at the side of one row of a list."""


def parts(window: QWidget) -> Iterator[QWidget]:
    """What can be seen or reached in a window, popups of its own left out."""
    shown = [window]
    while shown:  # whole screens that are hidden are passed over
        inside = [one for one in shown.pop().children() if isinstance(one, QWidget)]
        seen = [one for one in inside if one.isVisible() and not one.isWindow()]
        yield from seen
        shown += seen


def about(one: QWidget) -> str:
    """Words for a finding."""
    above = one.parentWidget()
    words = one.accessibleName() or getattr(one, "text", lambda: "")()
    return f"{type(one).__name__} {words[:24]!r} in {type(above).__name__}"


def spoken(one: QWidget) -> tuple[str, QAccessible.Role]:
    """The name and role as a screen reader is told them."""
    told = QAccessible.queryAccessibleInterface(one)
    if told is None:
        return "", ROLE.NoRole
    # a combo box says what is chosen instead of its name where AT-SPI asks for the label apart
    own = isinstance(one, QComboBox)
    return one.accessibleName() if own else told.text(QAccessible.Text.Name), told.role()


def unnamed(window: QWidget) -> Iterator[str]:
    """Controls without a name or a role that says what they are."""
    for one in parts(window):
        if one.focusPolicy() == Qt.FocusPolicy.NoFocus or one.focusProxy() is not None:
            continue
        name, role = spoken(one)
        if not set(name) - SIGNS:
            yield f"no name: {about(one)}"
        if role in SAYS_NOTHING and takes_tab(one):
            yield f"{role.name} says nothing: {about(one)}"


def unreached(window: QWidget) -> Iterator[str]:
    """Buttons that only the mouse comes to, and fields in which Tab would be a sign."""
    for one in parts(window):
        if isinstance(one, QAbstractButton) and one.focusPolicy() == Qt.FocusPolicy.NoFocus:
            above = one.parentWidget()
            kinds = {type(above).__name__, type(above.parentWidget()).__name__} if above else set()
            if not kinds & set(KEYED):
                yield f"no keyboard: {about(one)}"
        if isinstance(one, QAbstractItemView) and one.tabKeyNavigation():
            yield f"Tab stays inside: {about(one)}"
        if isinstance(one, QPlainTextEdit) and not one.tabChangesFocus():
            yield f"Tab is typed: {about(one)}"


def stops_of(window: QWidget) -> set[QWidget]:
    """Where Tab must stop."""
    return {
        one
        for one in parts(window)
        if one.isEnabled() and takes_tab(one) and one.focusProxy() is None
    }


def walked(window: QWidget, *, forward: bool) -> Iterator[str]:
    """Go round the window by Tab: every stop once, none left out, no ring inside of it."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    wanted = stops_of(window)
    seen: list[QWidget] = []
    for _ in range(2 * len(wanted) + 5):
        here = QApplication.focusWidget()
        if here is not None and here in seen:
            break
        if here is not None:
            seen.append(here)
        window.focusNextPrevChild(forward)
        if QApplication.focusWidget() is here and len(wanted) > 1:
            yield f"Tab stays at {about(here)}" if here else "Tab finds nothing"
            return
    here = QApplication.focusWidget()
    # where the keyboard was at first need be no stop of Tab, like a chip that arrows lead to
    if here is not None and here in seen[2:]:
        yield f"Tab leads back to {about(here)} for ever"
    for one in (wanted & stops_of(window)) - set(seen):
        if one.accessibleName() in COME_AND_GO:
            continue
        yield f"Tab leaves out {about(one)}"


def ring_of(window: QWidget, stop: QWidget) -> int:
    """How many pixels tell that the keyboard is here."""
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    if QApplication.focusWidget() is not stop:
        return RING_PIXELS  # it passed the keyboard on
    place = QRect(stop.mapTo(window, QPoint()), stop.size()).adjusted(-3, -3, 3, 3)
    place = place.intersected(window.rect())
    with_ring = window.grab(place).toImage()
    stop.clearFocus()
    without = window.grab(place).toImage()
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    return changed_pixels(with_ring, without)


def changed_pixels(one: QImage, other: QImage) -> int:
    """How many pixels of two pictures of the same place differ, counted until they are enough."""
    before, after = (
        memoryview(picture.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("I")
        for picture in (one, other)
    )
    return len(
        list(islice((1 for a, b in zip(before, after, strict=False) if a != b), RING_PIXELS))
    )


def in_sight(stop: QWidget) -> bool:
    """Whether all of its upper left corner is on the screen, where a ring would be seen."""
    seen = stop.viewport() if isinstance(stop, QAbstractScrollArea) else stop
    corner = QRect(QPoint(), QPoint(min(60, seen.width()) - 1, min(16, seen.height()) - 1))
    return QRegion(corner).subtracted(seen.visibleRegion()).isEmpty()


def look_of(stop: QWidget) -> tuple[str, str, bool]:
    """Stops of one look have the same ring."""
    checked = isinstance(stop, QAbstractButton) and stop.isChecked()
    return type(stop).__name__, str(stop.property("part") or ""), checked


class Findings:
    """What was found wrong, and on which screens."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.rings: dict[tuple[str, str, bool], int] = {}
        self.stops = 0

    def look(self, window: QWidget, name: str) -> None:
        """Names, roles, Tab both ways, and the ring of each kind of stop once."""
        for check in (unnamed(window), unreached(window)):
            self.found.update(dict.fromkeys(check, name))
        for forward in (True, False):
            self.found.update(dict.fromkeys(walked(window, forward=forward), name))
        stops = stops_of(window)
        self.stops += len(stops)
        for stop in stops:
            if look_of(stop) not in self.rings and in_sight(stop):
                self.rings[look_of(stop)] = ring_of(window, stop)


def cut(window: QWidget, width: int, height: int) -> Iterator[str]:
    """Words that a screen of this size does not show whole, and windows that are larger than it."""
    least = window.minimumSizeHint()
    if least.width() > width or least.height() > height:
        yield f"needs {least.width()}×{least.height()}: {type(window).__name__}"
    for one in parts(window):
        if isinstance(one, QLabel) and one.text():
            yield from _cut_label(one)
        elif isinstance(one, QAbstractButton) and one.text():
            yield from _cut_button(one)
        elif isinstance(one, QHeaderView) and one.orientation() == Qt.Orientation.Horizontal:
            yield from _cut_heads(one)
        elif isinstance(one, ListTable):
            yield from _cut_numbers(one)
        if isinstance(one, QScrollArea):
            yield from _beyond(one)


def _cut_label(label: QLabel) -> Iterator[str]:
    room, words = label.contentsRect(), label.text()
    needed = label.fontMetrics().horizontalAdvance(words)
    told = isinstance(label, PlainLabel) and words != label.words and bool(label.toolTip())
    if not label.wordWrap() and needed > room.width() + 1 and not told:
        yield f"cut: {about(label)} {needed}>{room.width()}"
    if label.fontMetrics().height() > room.height() + 1:
        yield f"low: {about(label)} {label.fontMetrics().height()}>{room.height()}"


def _cut_button(button: QAbstractButton) -> Iterator[str]:
    needed = button.sizeHint()
    if button.width() < needed.width() - 1 or button.height() < needed.height() - 1:
        yield f"cut: {about(button)} {button.width()}<{needed.width()}"


def _cut_heads(head: QHeaderView) -> Iterator[str]:
    if type(head.parentWidget()).__name__ in AS_IN_THE_FILE:
        return
    metrics, model = QFontMetrics(theme().font(Size.CAPTION, True)), head.model()
    for place in range(head.count()):
        if head.isSectionHidden(place) or model is None:
            continue
        words = str(model.headerData(place, Qt.Orientation.Horizontal) or "")
        room = head.sectionSize(place) - 2 * theme().px(Size.CELL_PADDING)
        needed = metrics.horizontalAdvance(words)
        above = head.parentWidget()
        if needed > room + 2:
            name = above.accessibleName() if above is not None else ""
            yield f"cut: head {words!r} of {name} {needed}>{room}"


def _cut_numbers(table: ListTable) -> Iterator[str]:
    """Numbers without room for all their digits, and columns that nobody can bring into sight."""
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    wide = table.horizontalHeader().length()
    if table.horizontalScrollBarPolicy() == off and wide > table.viewport().width() + 1:
        yield f"beyond the edge: {about(table)} {wide}>{table.viewport().width()}"
    for place, column in enumerate(table.rows.columns):
        if column.kind is not Kind.NUMBER or table.isColumnHidden(place):
            continue
        room, needed = table.columnWidth(place), table.sizeHintForColumn(place)
        if needed > room + 2:
            yield f"cut: number {column.title!r} of {table.accessibleName()} {needed}>{room}"


def _beyond(area: QAbstractScrollArea) -> Iterator[str]:
    """What lies to the right of a column that cannot be scrolled sideways."""
    inner = area.widget() if isinstance(area, QScrollArea) else None
    if inner is None or area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        return
    if inner.width() > area.viewport().width() + 1:
        yield f"beyond the edge: {about(area)} {inner.width()}>{area.viewport().width()}"
