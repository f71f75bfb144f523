"""Taking a desk off the screen at any moment: typing kept, every window hidden, nothing opened anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMetaObject, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.desk import Screen
from app.ui.drafts import DraftKeeper


def keep_typing(pages: list[QWidget]) -> tuple[str, ...]:
    """Send all that is typed anywhere on its way into drafts; gives those that stand in sight."""
    # words still being converted by the input method arrive first
    QMetaObject.invokeMethod(QGuiApplication.inputMethod(), "commit")
    for page in pages:
        if isinstance(page, Screen):
            page.keep_typing()
    in_sight = []
    for keeper in _keepers():
        form = keeper.parent()
        # a form that was just left is still there, hidden, and its typing is not wanted
        if isinstance(form, QWidget) and form.isVisible():
            keeper.flush()
            in_sight += [keeper.name] if keeper.name else []
    return tuple(in_sight)


def _keepers() -> list[DraftKeeper]:
    """Of every form that is there, also in a dialog."""
    found: dict[int, DraftKeeper] = {}
    for top in QApplication.topLevelWidgets():
        for keeper in top.findChildren(DraftKeeper):
            found[id(keeper)] = keeper
    return list(found.values())


def hide_windows(but: QWidget | None = None) -> None:
    """Hide whatever stands on the screen; a dialog that waits for its answer gets the safe one."""
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        after = QApplication.activePopupWidget()
        popup = after if after is not popup else None
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and widget is not but:
            widget.hide()


class NothingNew(QObject):
    """While it lives, a window that work on its way opens is hidden before it is painted."""

    def __init__(self, but: QWidget) -> None:
        super().__init__()
        self._but = but
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Dialogs are hidden in the next turn: their own loop has begun by then, and ends."""
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and not _belongs(watched, self._but)
        ):
            QTimer.singleShot(0, watched, watched.hide)
        return False


def _belongs(widget: QWidget, to: QWidget) -> bool:
    holder: QWidget | None = widget
    while holder is not None:
        if holder is to:
            return True
        holder = holder.parentWidget()
    return False
