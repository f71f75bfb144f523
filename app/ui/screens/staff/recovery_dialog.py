"""A new recovery code, shown once and typed back; the old one opens until then."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.storage.keys.changing import NewRecovery
from app.ui.desk import Desk
from app.ui.screens.setup.recovery_page import RecoveryPage
from app.ui.theme import Size, lay, theme


class RecoveryDialog(QDialog):
    """Left before the code was typed back, it changes nothing: the old code goes on opening."""

    def __init__(self, desk: Desk, recovery: NewRecovery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("回復コード")
        self.setModal(True)
        self.page = RecoveryPage(
            recovery,
            desk.office_name,
            jobs=desk.jobs,
            asking=desk.asking,
            clock=desk.office.clock,
        )
        self.page.start.set_words("新しいコードにする")
        self.page.confirmed.connect(self.accept)
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(6, 5, 6, 5))
        column.addWidget(self.page)
        self.setFixedWidth(theme().px(Size.WIZARD_WIDTH))
