"""The strip below the search that says that names are hidden, and what turns that on and off."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.people.hiding.rules import Mask
from app.ui.desk import Desk
from app.ui.notices import Notice
from app.ui.presenting import presenting
from app.ui.widgets.notice_bar import NoticeBar

_ON = "発表モード"
_WHAT = "氏名・生年月日・住所・電話を隠しています。顔写真や書類は表示しません。"
_KINDS = ("person", "relatedperson", "signal", "keptletter", "letterbody")


class PresentingBar(NoticeBar):
    """`toggle` turns it on and off; people who are registered meanwhile are hidden too."""

    def __init__(self, desk: Desk, owner: QObject) -> None:
        super().__init__()
        self._desk, self._owner = desk, owner
        self.acted.connect(self.toggle)
        desk.notices.changed.connect(self._heard)
        self.hide()

    def toggle(self) -> None:
        """Hide what names people, or show it again."""
        if presenting().on:
            presenting().end()
            self.set_notice("", "")
        else:
            self._read()

    def end(self) -> None:
        """The desk is left: nothing is remembered."""
        presenting().end()

    def _read(self) -> None:
        from app.people.hiding.queries import mask

        self._desk.read(mask, self._begin, owner=self._owner, title="")

    def _begin(self, found: Mask) -> None:
        presenting().begin(found)
        self.set_notice(_ON, _WHAT, "終わる")

    def _heard(self, notice: Notice) -> None:
        if presenting().on and notice.touches(*_KINDS):
            self._read()
