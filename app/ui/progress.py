"""The window that shows how far a long job is and lets it be stopped."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.jobs import Job
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel, as_title


class ProgressWindow(QDialog):
    """Title, bar, words of the step, and a way to stop."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(as_title(job.title))
        self._job = job
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._words = PlainLabel(tone=Tone.MUTED, size="caption", elide=True)
        self._stop = Button("中止する")
        self._stop.clicked.connect(self._ask_to_stop)
        if not job.can_cancel:
            self._stop.refuse("この処理は途中で止められません。まもなく終わります。")
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(5, 4, 5, 4))
        column.addWidget(PlainLabel(job.title, strong=True))
        column.addWidget(self._bar)
        column.addWidget(self._words)
        foot = QHBoxLayout()
        lay(foot)
        foot.addStretch(1)
        foot.addWidget(self._stop)
        column.addLayout(foot)
        self.setMinimumWidth(theme().px(Size.DIALOG_WIDTH))
        self._show_step(*job.last_step)
        job.stepped.connect(self._show_step)
        job.finished.connect(self.accept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc asks to stop instead of hiding the window."""
        if event.key() == Qt.Key.Key_Escape:
            if self._job.can_cancel:
                self._ask_to_stop()
            return
        super().keyPressEvent(event)

    def _show_step(self, done: int, total: int, words: str) -> None:
        self._bar.setRange(0, max(0, total))
        self._bar.setValue(done)
        self._words.setText(words)

    def _ask_to_stop(self) -> None:
        self._job.cancel()
        self._stop.refuse("止めています。ここまでの結果は残しません。")
        self._words.setText("止めています")
