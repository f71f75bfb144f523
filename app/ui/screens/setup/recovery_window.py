"""A window of its own for a recovery code that was never confirmed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.clock import Clock
from app.storage.keys.changing import NewRecovery
from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.screens.setup.recovery_page import RecoveryPage
from app.ui.theme import Size, lay, theme


class RecoveryWindow(QWidget):
    """Shows a fresh code before work begins; `gone` when the window was closed instead."""

    confirmed = Signal()
    gone = Signal()

    def __init__(
        self, recovery: NewRecovery, *, jobs: JobRunner, asking: Asking, clock: Clock
    ) -> None:
        super().__init__()
        self.setWindowTitle("定着 回復コード")
        self._done = False
        self.page = RecoveryPage(recovery, "", jobs=jobs, asking=asking, clock=clock)
        self.page.confirmed.connect(self._confirm)
        self._card = QFrame()
        self._card.setProperty("part", "card")
        inside = QVBoxLayout(self._card)
        lay(inside, gap=4, margins=(8, 7, 8, 6))
        inside.addWidget(self.page)
        column = QVBoxLayout(self)
        lay(column, gap=4, margins=(6, 6, 6, 6))
        column.addStretch(1)
        column.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._fit()
        theme().changed.connect(self._fit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing leaves the program; the question comes again at the next start."""
        event.accept()
        if not self._done:
            self.gone.emit()

    def _confirm(self) -> None:
        self._done = True
        self.confirmed.emit()

    def _fit(self) -> None:
        self._card.setFixedWidth(theme().px(Size.WIZARD_WIDTH))
