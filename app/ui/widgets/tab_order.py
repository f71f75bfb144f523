"""Tab follows the eye: parts that are made later stand at the end of the window's order otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLayout, QScrollArea, QWidget

from app.ui.widgets.empty_hint import EmptyHint

_BY_TAB = (Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.WheelFocus)


def follow_eye(*parts: QWidget) -> None:
    """Let Tab go through these parts, and inside of each as its layouts lie."""
    go_through([stop for part in parts for stop in _stops(part)])


def go_through(stops: Sequence[QWidget]) -> None:
    """Let Tab go through these stops, one after the other.

    What passes the keyboard on to a field inside of it, like its editor, comes before that
    field: behind it, Tab would lead from the fields back into the first of them and never out.
    """
    for one, following in pairwise(stops):
        QWidget.setTabOrder(one, following)
    for stop in stops:
        # no further up: PySide would take what it is asked about there for its own, and forget it
        holder = stop.parentWidget()
        if holder is not None and holder.focusProxy() is stop:
            holder.setFocusProxy(stop)  # Qt puts it before the field


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab can stop here."""
    return widget.focusPolicy() in _BY_TAB and widget.focusProxy() is None


def _stops(part: QWidget) -> Iterator[QWidget]:
    stop = takes_tab(part)
    if stop:
        yield part
        if isinstance(part, QAbstractItemView):
            yield from (hint.button for hint in part.findChildren(EmptyHint))  # lies over a list
    if isinstance(part, QScrollArea):
        inner = part.widget()
        if inner is not None:
            yield from _stops(inner)
        return
    layout = part.layout()
    if layout is not None:
        yield from _in_layout(layout)
    elif not stop:  # what is inside of a field belongs to the field
        for child in part.children():
            if isinstance(child, QWidget) and not child.isWindow():
                yield from _stops(child)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield from _stops(widget)
        elif inner is not None:
            yield from _in_layout(inner)
