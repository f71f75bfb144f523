"""What the window says about the line to the office's server."""

from __future__ import annotations

from app.ui.desk import Desk
from app.ui.frame.status_bar import StatusLine
from app.ui.theme import Tone
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.words import time_of_day

LOST = "サーバーとの接続が切れました"


class LineWords:
    """Puts the state of the line into the bar above the page and to the foot of the window."""

    def __init__(self, desk: Desk, bar: NoticeBar, status: StatusLine) -> None:
        self._desk, self._bar, self._status = desk, bar, status
        self._was_away = False

    def show(self) -> None:
        """Say how it is now."""
        if not self._desk.office.served:
            return
        line = self._desk.line
        moment = time_of_day(self._desk.office.clock.now())
        if line.away:
            self._was_away = True
            self._status.set_line(f"{LOST} {moment}", Tone.ERROR)
            self._bar.set_notice(LOST, _away_words(self._desk), "いま確かめる")
            return
        self._bar.set_notice("", "")
        if line.slow:
            self._status.set_line("サーバーの返事を待っています", Tone.WARNING)
        elif self._was_away:
            self._status.set_line(f"サーバーにつながりました {moment}")
        else:
            self._status.set_line("サーバーにつながっています")


def kept_words(desk: Desk) -> str:
    """Where typing is safe while the server is away."""
    if desk.drafts.works:
        return "入力はこのPCに暗号化して残しています。"
    return "入力はこの画面に残っています。"


def _away_words(desk: Desk) -> str:
    return f"表示中の内容は読めます。{kept_words(desk)}つながり次第、自動で読み直します。"
