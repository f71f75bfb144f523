"""Ctrl+wheel belongs to the window, not to what the mouse happens to be over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent


def with_control(event: QWheelEvent) -> bool:
    """Whether the wheel is meant to change the size of everything."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def leave_to_window(event: QWheelEvent) -> bool:
    """Hand a turn with Ctrl on to the window; says whether it was one."""
    if with_control(event):
        event.ignore()
        return True
    return False
