"""What keys and buttons do with the 予定 that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.schedule import actions
from app.schedule.entry import APPOINTMENT, Entry
from app.staff.permissions import Permission
from app.ui.desk import Desk, Where
from app.ui.screens.schedule.form import Proposed
from app.ui.screens.schedule.forms import Forms
from app.ui.screens.schedule.side import Side
from app.ui.screens.schedule.words import full_words
from app.ui.widgets.notice_bar import NoticeBar


class Acts(QObject):
    """Opens forms, writes what needs none, and says in the bar why something cannot be done.

    `written` carries the id of the 予定 that was changed.
    """

    written = Signal(str)

    def __init__(self, desk: Desk, side: Side, forms: Forms, notice: NoticeBar) -> None:
        super().__init__(side)
        self.desk, self.side, self.forms, self.notice = desk, side, forms, notice
        self.workers: tuple[str, ...] = ()
        """Who may be planned for."""
        self._take_back: tuple[str, Callable[[Any], None]] | None = None
        side.card.acted.connect(self.do)
        notice.acted.connect(self.undo)

    def plan(self, proposed: Proposed) -> None:
        """Open the form of a new 予定."""
        refusal = self.desk.actor.refusal(Permission.PLAN_DAYS)
        self.notice.set_notice("", refusal)
        if not refusal:
            self.forms.plan(self.workers, proposed)

    def do(self, key: str) -> None:
        """Do what a key or a button of the card wants with what is chosen."""
        self._take_back = None
        self.notice.set_notice("", "")
        entry = self.side.card.entry
        if key == "case":
            self._open_case()
            return
        if key in ("meeting", "open") and entry is not None and entry.source != APPOINTMENT:
            self.desk.go(Where("meetings", {"meeting": entry.id}))
            return
        refusal = self.side.card.refusal(key)
        if refusal or entry is None:
            self.notice.set_notice("", refusal)
        elif key == "open":
            self.forms.change(self.workers, entry)
        elif key == "cancel":
            self.forms.cancel(entry)
        elif key == "restore":
            self._write(lambda work: actions.restore(work, entry.id, entry.version), entry.id)
        elif entry.episode_id:
            self.forms.record(entry)
        else:
            self._finish(entry)

    def undo(self) -> None:
        """Take back what the bar says was done."""
        take_back, self._take_back = self._take_back, None
        self.notice.set_notice("", "")
        if take_back is not None:
            self._write(take_back[1], take_back[0])

    def _open_case(self) -> None:
        card = self.side.card
        episode = card.entry.episode_id if card.entry is not None else None
        if card.due is not None:
            episode = card.due.episode_id
        if episode:
            self.desk.go(Where("cases", {"episode": episode}))

    def _finish(self, entry: Entry) -> None:
        def restore(work: Any) -> None:
            actions.restore(work, entry.id, entry.version + 1)

        def done() -> None:
            self._take_back = entry.id, restore
            words = full_words(entry, self.desk.office.clock.today())
            self.notice.set_notice("済みにしました", words, "元に戻す")

        self._write(lambda work: actions.finish(work, entry.id, entry.version), entry.id, done)

    def _write(
        self,
        action: Callable[[Any], None],
        key: str,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        def kept(_: object) -> None:
            self.written.emit(key)
            then()

        self.desk.write(action, kept, owner=self)
