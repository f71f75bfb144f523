"""What an invitation says: which office, which server, and the words to compare by voice."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.storage.server.invitation import Invitation
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph

COMPARE = (
    "責任者に確かめの言葉を読み上げてもらい、上と見比べてください。"
    "違うときは進まずに、責任者に知らせてください。"
)


class InvitedFacts(QWidget):
    """Label and value, a line each; the 確かめの言葉 large enough to be read out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office, self._server = Paragraph(), Paragraph()
        self._spoken = Paragraph(size=Size.TITLE, strong=True)
        grid = QGridLayout(self)
        lay(grid, gap=2)
        grid.setHorizontalSpacing(theme().gap(4))
        lines = (
            ("事業所", self._office),
            ("サーバー", self._server),
            ("確かめの言葉", self._spoken),
        )
        for line, (title, value) in enumerate(lines):
            label = PlainLabel(title, tone=Tone.MUTED)
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(value, line, 1)
        grid.addWidget(Paragraph(COMPARE), len(lines), 0, 1, 2)
        grid.setColumnStretch(1, 1)

    @property
    def words(self) -> str:
        """Everything that is said about the invitation."""
        return "\n".join(part.words for part in (self._office, self._server, self._spoken))

    def show_invitation(self, invited: Invitation) -> None:
        """Say what this invitation says."""
        self._office.set_words(invited.office)
        self._server.set_words(invited.host)
        self._spoken.set_words(invited.words)
