"""A window of its own for a recovery code that was never confirmed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import Clock
from app.storage.keys.changing import NewRecovery
from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.screens.setup.recovery_page import RecoveryPage
from app.ui.theme import Size, lay
from app.ui.widgets.centred import CentredCard


class RecoveryWindow(QWidget):
    """Shows a fresh code before work begins; `gone` when the window was closed instead."""

    confirmed = Signal()
    gone = Signal()

    def __init__(
        self, recovery: NewRecovery, *, jobs: JobRunner, asking: Asking, clock: Clock
    ) -> None:
        super().__init__()
        self.setWindowTitle("回復コード")
        self._done = False
        self.page = RecoveryPage(recovery, "", jobs=jobs, asking=asking, clock=clock)
        self.page.confirmed.connect(self._confirm)
        middle = CentredCard(Size.WIZARD_WIDTH)
        middle.inside.addWidget(self.page)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(middle)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing leaves the program; the question comes again at the next start."""
        event.accept()
        if not self._done:
            self.gone.emit()

    def _confirm(self) -> None:
        self._done = True
        self.confirmed.emit()
