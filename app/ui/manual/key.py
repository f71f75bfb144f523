"""F1: opens the 手引き at the page for what the keyboard is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.manual.places import page_of_class

if TYPE_CHECKING:
    from app.ui.manual.window import ManualWindow

KEPT = "manual-key"
"""The property of a window that answers to F1 by itself, and of the application that listens."""


def page_for(widget: QWidget | None) -> str:
    """The page for a widget, or for the nearest thing around it that has one; '' for none."""
    while widget is not None:
        if key := page_of_class(type(widget)):
            return key
        widget = widget.parentWidget()
    return ""


def page_of_screen(shown: QWidget | None, focused: QWidget | None) -> str:
    """The page for what the keyboard is in, if that lies in the screen; else for the part shown."""
    if shown is not None and focused is not None and shown.isAncestorOf(focused):
        return page_for(focused)
    for name in ("part", "leaf"):
        inner = getattr(shown, name, None)
        if isinstance(inner, QWidget):
            return page_of_screen(inner, focused)
    return page_for(shown)


def open_manual(
    above: QWidget,
    key: str,
    *,
    asking: Asking | None = None,
    jobs: JobRunner | None = None,
) -> ManualWindow:
    """The one 手引き of this window, at this page, in front and with the keyboard in its search."""
    from app.ui.manual.window import ManualWindow

    windows = (one for one in above.children() if isinstance(one, ManualWindow))
    window = next(windows, None) or ManualWindow(above, key, asking=asking, jobs=jobs)
    if key:
        window.go(key)
    window.show()
    window.activateWindow()
    window.search.focus()
    return window


def listen_for_f1(app: QApplication) -> None:
    """Every window that gets the keyboard answers to F1; the main window does so by itself."""
    if not app.property(KEPT):
        app.setProperty(KEPT, True)
        app.focusChanged.connect(_came)


def _came(_before: QWidget | None, now: QWidget | None) -> None:
    from app.ui.frame.main_frame import MainFrame

    window = now.window() if now is not None else None
    if window is None or isinstance(window, MainFrame) or window.property(KEPT):
        return
    window.setProperty(KEPT, True)
    above = window
    QShortcut(QKeySequence("F1"), above).activated.connect(lambda: _open_above(above))


def _open_above(above: QWidget) -> None:
    open_manual(above, page_for(QApplication.focusWidget()) or page_for(above))
