"""How a desk is left: closed when nothing is unsaved, or locked at once whatever is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from app.handoff.exchange.remembered import forget
from app.ui.clipboard import clipboard_guard
from app.ui.lock.closing import NothingNew, hide_windows, keep_typing
from app.ui.lock.coming_back import LeftBehind, behind
from app.ui.lock.hushed import HushedAsking
from app.ui.lock.reasons import Reason, words_of
from app.ui.lock.veil import LockVeil

if TYPE_CHECKING:
    from app.ui.window import MainWindow

_AGAIN_MS = 50
_HELD = (
    "開いた添付の写し{}件を、ほかのソフトが使っているため消せませんでした。"
    "そのソフトを閉じてください。次に定着を開くときに消します。"
)
_UNKEPT = "書きかけの控えを書けませんでした。このまま離れると、保存していない入力は消えます。"


class Leaving(QObject):
    """`struck` is sent once everything is hidden; the window's `left` when nothing is on its way.

    Work that runs is not cut: an import or a report ends and is kept, or is refused and is not.
    Until then the screen says so, nobody can sign in, and the key stays.
    """

    struck = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._asking = window.desk.asking
        self._lock: bool | None = None
        self._level = max(1, QThread.currentThread().loopLevel())
        self._give_up = self._listens = False
        self._still: NothingNew | None = None
        self.reason = ""
        self.gone = False
        self.veil: LockVeil | None = None
        self.left_behind: LeftBehind | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._go_on)

    def close(self) -> bool:
        """Whether the window may close now; else it will, once nothing is on its way."""
        if self.gone:
            return True
        if self._lock is None and self._typing_kept():
            self._lock = False
            self._remember_window()
            if self._busy():
                self._window.setEnabled(False)
            self._go_on()
        return False

    def lock(self, reason: str = Reason.AWAY) -> None:
        """Hide everything now, keep what is typed, and let go as soon as that is possible."""
        window, desk = self._window, self._window.desk
        if self.gone or self.reason:
            return
        if reason == Reason.AWAY and not self._busy() and not self._typing_kept():
            return  # somebody is here and may say what becomes of it
        self.reason = reason
        if self._lock is None:
            self._lock = True
        drafts = keep_typing(window.pages())
        desk.asking = hushed = HushedAsking()
        self.left_behind = behind(desk, window.place_to_come_back(), drafts, hushed.errors)
        self._remember_window()
        hide_windows()
        clipboard_guard().clear()
        desk.shared.stop()
        self._note()
        self.struck.emit(reason)
        self._go_on()
        if not self.gone:
            self._show_veil()

    def _note(self) -> None:
        desk, words = self._window.desk, words_of(self.reason).removesuffix("。")
        office, actor, why = desk.office, desk.actor, str(self.reason)
        desk.jobs.run(
            lambda: office.note(
                actor,
                "desk.locked",
                f"席に鍵をかけた（{words}）",
                subject_kind="staff",
                subject_id=actor.staff_id,
                details={"why": why},
            ),
            done=lambda _: None,
            failed=desk.explain,
        )

    def _typing_kept(self) -> bool:
        """Whether the desk may close: typing is kept as drafts, or given up when asked."""
        shown = self._window.shown
        return shown is None or shown.keep_typing() or shown.may_leave()

    def _remember_window(self) -> None:
        self._window.desk.settings.setValue("window/geometry", self._window.saveGeometry())

    def _busy(self) -> bool:
        return bool(getattr(self._window.desk.jobs, "busy", False))

    def _go_on(self) -> None:
        """Let go when no question waits below, no work runs and all that is typed is kept."""
        if self.gone or self._lock is None:
            return
        below = QThread.currentThread().loopLevel() > self._level
        unkept = self.reason and self._window.desk.drafts.in_trouble and not self._give_up
        if not (self._busy() or below or unkept):
            self._let_go()
            return
        if self.veil is not None:
            self._say(self.veil)
        if self._busy() and not self._listens:
            self._listens = True
            jobs = self._window.desk.jobs
            jobs.idle.connect(self._go_on)  # type: ignore[attr-defined]  # a QObject too
        self._again.start()

    def _say(self, veil: LockVeil) -> None:
        if self._busy():
            veil.show_work(getattr(self._window.desk.jobs, "titles", ()))
        elif self._window.desk.drafts.in_trouble:
            veil.show_unkept()

    def _show_veil(self) -> None:
        self.veil = veil = LockVeil(self.reason)
        veil.give_up.connect(self._without_typing)
        self._still = NothingNew(veil)
        self._say(veil)
        veil.setGeometry(veil.middle_of(self._window.screen()))
        veil.show()

    def _without_typing(self) -> None:
        self._give_up = True
        self._go_on()

    def _let_go(self) -> None:
        window = self._window
        desk = window.desk
        if (
            not self.reason
            and desk.drafts.in_trouble
            and not desk.asking.confirm(_UNKEPT, yes="消して離れる", no="入力に戻る", danger=True)
        ):
            self._lock = None
            window.setEnabled(True)
            return
        self.gone = True
        left = desk.opened.wipe()
        desk.line.stop()
        desk.shared.stop()
        forget()
        window.stop_listening()
        self._still = None
        window.left.emit(bool(self._lock))
        if self.veil is not None:
            self.veil.hide()
            self.veil.deleteLater()
            self.veil = None
        if left:
            self._asking.inform(_HELD.format(left))
