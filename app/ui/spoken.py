"""What screen readers are told of widgets that are drawn here and that Qt knows only as a plain area.

Qt asks only while somebody listens, so nothing of this costs anything on other desks.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

ROLE = "spoken_role"
"""The attribute of a class of widgets that says what it is: a `QAccessible.Role`."""

_told: list[bool] = []


def speak_of_our_own() -> None:
    """Let Qt know the roles that our classes give; once in a process is enough."""
    if not _told:
        _told.append(True)
        QAccessible.installFactory(_interface_of)


def _interface_of(_name: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, ROLE, None)
    if not isinstance(role, QAccessible.Role) or not isinstance(thing, QWidget):
        return None
    return QAccessibleWidget(thing, role)
