"""今日 reminds of a 復元の確認 that is due, and of a second place that is away."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.backups import queries
from app.backups.rules import Standing, drill_due
from app.staff.permissions import Permission
from app.ui.backups.words import reminder_words
from app.ui.desk import Desk, Where
from app.ui.widgets.notice_bar import NoticeBar


class BackupReminder(NoticeBar):
    """Shown to those who look after the office; goes away by itself once it is done."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self.acted.connect(lambda: desk.go(Where("backups")))

    def read(self) -> None:
        """Ask the history whether anything is due."""
        desk = self._desk
        if desk.office.keeper is not None and not desk.actor.refusal(Permission.MANAGE_OFFICE):
            desk.read(queries.standing, self._show, owner=self, title="", later=True)

    def _show(self, standing: Standing) -> None:
        clock = self._desk.office.clock
        now = clock.now()
        words = reminder_words(standing, now, clock.today(), drill=drill_due(standing, now))
        self.set_notice("控え" if words else "", words, "控えを開く" if words else "")
