"""The program with a window: its look, its first view, and the way between the views."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import shiboken6
from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from app import paths
from app.clock import Clock
from app.commands.access import clock_for
from app.errors import TeichakuError
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import NewRecovery, new_recovery
from app.storage.keys.keyring_store import open_keyring
from app.storage.keys.opening import read_slots, unlock_with_passphrase
from app.storage.keys.passphrase import read_passphrase_file
from app.storage.keys.slots import SlotKind
from app.ui.asking import Asking, WindowAsking
from app.ui.attachments.opened import clear_left
from app.ui.clipboard import clipboard_guard, end_clipboard
from app.ui.collecting import Collector, keep, keep_nothing
from app.ui.composing import guard_composing
from app.ui.crash import CrashNet
from app.ui.dialogs import show_on_screen
from app.ui.jobs import JobRunner, Jobs
from app.ui.lock.capture import CaptureShield
from app.ui.lock.reasons import Reason, words_of
from app.ui.manual.key import listen_for_f1
from app.ui.portions import in_portions
from app.ui.preloading import preload
from app.ui.qt_japanese import speak_japanese
from app.ui.screens.who_signs_in import KnownPerson, given_for, opening, remember_last
from app.ui.spoken import speak_of_our_own
from app.ui.starting import NO_DISPLAY, arguments, has_display
from app.ui.theme import Size, theme
from app.ui.widgets.icons import drawing

if TYPE_CHECKING:
    from app.backups.wiping.actions import Facts
    from app.staff.queries import OfficeFacts
    from app.storage.wiping import Wiped
    from app.storage.work import Office
    from app.ui.lock.coming_back import LeftBehind
    from app.ui.lock.desk_guard import DeskGuard
    from app.ui.screens.setup.wizard import SetupWizard
    from app.ui.screens.sign_in import SignIn
    from app.ui.window import MainWindow, SignedIn

OFFICE = (
    "app.storage.opening",
    "app.ui.window",
    "app.ui.screens.today",
    "app.ui.screens.cases.screen",
    "app.ui.lock.desk_guard",
)
"""The code of the office's window: read while somebody signs in."""
DAYS = "app.ui.screens.today_look"
"""What 今日 asks for: where nobody signs in, it is read once the window stands."""
_OPENED_MS = 3_000
"""By then the first screen stands; until then nobody looks for garbage."""


class Program(QObject):
    """Shows one window at a time: set-up, sign-in, or the office."""

    def __init__(
        self,
        folder: OfficeFolder,
        *,
        jobs: JobRunner,
        asking: Asking,
        settings: QSettings,
        passphrase: str = "",
        practice: bool = False,
        which: str = "",
        letter: Path | None = None,
    ) -> None:
        super().__init__()
        self._letter = letter
        self._practice, self._centre, self._which = practice, folder, which
        self.folder, self.jobs, self.asking, self.settings = folder, jobs, asking, settings
        if practice and which:
            from app.practice.neighbours import folders_beside

            self.folder = folders_beside(folder).of(which)
        self._passphrase = passphrase
        clipboard_guard()  # what fields copy by themselves is marked too
        self.office: Office | None = None
        self._ending: tuple[Facts, Path] | None = None
        self.view: QWidget | None = None
        self.guard: DeskGuard | None = None
        self.shield = CaptureShield(parent=self)
        self.shield.set_on(True)
        self._left_behind: LeftBehind | None = None

    def start(self) -> None:
        """Show the practice centre, or set-up where there is no office yet, else sign-in."""
        self.jobs.run(clear_left, done=lambda _: None, failed=self.asking.error, on="pool")
        if self._practice:
            self.show_practice()
        elif self.folder.taken:
            person = given_for(self.folder, self.settings) if self._passphrase else None
            if person is None:
                self.show_sign_in()
            else:
                self._open_given(person)
        else:
            self.show_setup()

    def show_setup(self) -> None:
        """The questions asked once."""
        from app.ui.screens.setup.wizard import SetupWizard

        wizard = SetupWizard(
            self.folder.path, jobs=self.jobs, asking=self.asking, passphrase=self._passphrase
        )
        wizard.ready.connect(self._set_up)
        wizard.join_asked.connect(self.show_join)
        wizard.restore_asked.connect(self.show_restore)
        wizard.take_in_asked.connect(self.show_take_in)
        wizard.gone.connect(self._quit)
        self._show(wizard, theme().px(Size.WIZARD_WIDTH) + 120, theme().px(640))

    def show_practice(self) -> None:
        """The practice centre, made first where there is none; it has no secret to ask for."""
        from app.practice.neighbours import open_with_neighbours

        self.jobs.run(
            lambda: open_with_neighbours(self._centre, clock_for(practice=True), self._which),
            done=lambda found: self.show_office(*found),
            failed=self._no_practice,
            title="練習用センターを開いています",
            owner=self,
        )

    def _open_given(self, person: KnownPerson) -> None:
        """Nobody is asked, so the sign-in is not built, unless this 合言葉 does not open."""
        passphrase = self._passphrase
        preload(OFFICE, self.jobs, self, after_ms=0)

        def opened(found: tuple[Office, Actor]) -> None:
            remember_last(found[1], self.settings)
            self._opened(*found, passphrase)

        self.jobs.run(
            opening(self.folder, person, passphrase, Clock()),
            done=opened,
            failed=lambda error: self.show_sign_in().tell_refused(error),
            title="開いています",
            owner=self,
        )

    def show_sign_in(self, said: str = "") -> SignIn:
        """Who uses the program, and the 合言葉; `said` is why the desk locked by itself."""
        from app.ui.screens.sign_in import SignIn

        view = SignIn(
            self.folder,
            jobs=self.jobs,
            asking=self.asking,
            settings=self.settings,
            passphrase=self._passphrase,
        )
        if said:
            view.notice.set_notice("", said)
        view.opened.connect(self._opened)
        view.join_asked.connect(self.show_join)
        view.restore_asked.connect(self.show_restore)
        view.gone.connect(self._quit)
        self._show(view, theme().px(720), theme().px(560))
        preload((*OFFICE, DAYS), self.jobs, view, after_ms=0)
        return view

    def show_join(self) -> None:
        """The way to the office's server by an invitation."""
        from app.ui.screens.setup.join_window import JoinWindow  # loads the server's driver

        window = JoinWindow(
            self.folder, jobs=self.jobs, asking=self.asking, alone=bool(self._passphrase)
        )
        window.opened.connect(self.show_office)
        window.left.connect(self.start)
        window.gone.connect(self._quit)
        self._show(window, theme().px(Size.WIZARD_WIDTH) + 120, theme().px(640))

    def show_restore(self) -> None:
        """The way back to a 控え, also where no data is or none that opens."""
        from app.ui.screens.setup.restore_window import RestoreWindow

        window = RestoreWindow(self.folder, jobs=self.jobs, asking=self.asking)
        window.restored.connect(self.start)
        window.left.connect(self.start)
        window.gone.connect(self._quit)
        self._show(window, theme().px(Size.WIZARD_WIDTH) + 120, theme().px(640))

    def show_take_in(self) -> None:
        """The way to an office whose whole data another PC wrote."""
        from app.ui.screens.setup.take_in_window import TakeInWindow

        window = TakeInWindow(
            self.folder, jobs=self.jobs, asking=self.asking, alone=bool(self._passphrase)
        )
        window.taken_in.connect(self.start)
        window.left.connect(self.start)
        window.gone.connect(self._quit)
        self._show(window, theme().px(Size.WIZARD_WIDTH) + 120, theme().px(640))

    def show_office(self, office: Office, actor: Actor) -> None:
        """The main window; the office is closed again when it cannot be shown."""
        from app.staff.queries import office_facts
        from app.ui.window import SignedIn

        self.office = office

        def facts() -> OfficeFacts:
            office.clock = clock_for(office.practice)
            with office.reading(actor) as reading:
                return office_facts(reading)

        self.jobs.run(
            facts,
            done=lambda found: self._show_main(SignedIn(office, actor, found)),
            failed=self._not_shown,
            title="事業所を開いています",
            owner=self,
        )

    def let_go(self) -> None:
        """Take the last window apart while Qt is still whole."""
        if self.view is not None:
            shiboken6.delete(self.view)
            self.view = None

    def _set_up(self, office: Office, actor: Actor) -> None:
        self.folder = cast("SetupWizard", self.view).folder_page.folder
        self.show_office(office, actor)

    def _opened(self, office: Office, actor: Actor, passphrase: str) -> None:
        slots = [slot for slot in read_slots(self.folder) if slot.kind is SlotKind.RECOVERY]
        if any(slot.confirmed for slot in slots) or not passphrase or self.folder.served:
            self.show_office(office, actor)
            return
        self.office = office
        self.jobs.run(
            lambda: self._fresh_recovery(actor, passphrase),
            done=lambda recovery: self._ask_recovery(office, actor, recovery),
            failed=self._not_shown,
            title="回復コードを作っています",
            owner=self,
        )

    def _fresh_recovery(self, actor: Actor, passphrase: str) -> NewRecovery:
        mine = [slot for slot in read_slots(self.folder) if slot.staff_id == actor.staff_id]
        alone = all(slot.kind is SlotKind.PASSPHRASE_ONLY for slot in mine)
        store = None if alone else open_keyring()
        unlocked = unlock_with_passphrase(self.folder, actor.staff_id, passphrase, store)
        return new_recovery(self.folder, unlocked)

    def _ask_recovery(self, office: Office, actor: Actor, recovery: NewRecovery) -> None:
        from app.ui.screens.setup.recovery_window import RecoveryWindow

        window = RecoveryWindow(recovery, jobs=self.jobs, asking=self.asking, clock=office.clock)
        window.confirmed.connect(lambda: self.show_office(office, actor))
        window.gone.connect(self._quit)
        self._show(window, theme().px(Size.WIZARD_WIDTH) + 120, theme().px(640))

    def _show_main(self, signed_in: SignedIn) -> None:
        """Built behind what is shown, a part in each event, and shown once it is whole."""
        from app.ui.window import MainWindow

        self.jobs.hold()
        window = MainWindow(signed_in, self.jobs, self.asking, self.settings, at_once=False)
        show = partial(self._show_whole, window)
        self.jobs.soon(lambda: in_portions(window.portions(), show, self.jobs, window), window)

    def _show_whole(self, window: MainWindow) -> None:
        from app.ui.letter_given import offer_letter
        from app.ui.lock.coming_back import come_back, theirs
        from app.ui.lock.desk_guard import DeskGuard
        from app.ui.window import MODULES

        window.left.connect(self._left_office)
        window.fit_screen()
        if self.view is None:  # else what it read goes first
            keep()
        self._show(window, forget_ms=_OPENED_MS)
        self.jobs.let_go()
        preload(MODULES, self.jobs, window, done=keep)
        self.guard = guard = DeskGuard(window.desk, window, self.shield)
        guard.struck.connect(window.lock)
        window.leaving.struck.connect(guard.stop)
        window.guard_wanted.connect(guard.show_settings)
        left, self._left_behind = self._left_behind, None
        if left is not None and theirs(left, window.desk):
            come_back(left, window.desk, window.show_where)
        window.backups.start()
        window.ending.connect(self._end)
        letter, self._letter = self._letter, None
        if letter is not None:
            offer_letter(window, letter)

    def _not_shown(self, error: TeichakuError) -> None:
        self._close_office()
        self.asking.error(error)
        self.show_sign_in()

    def _no_practice(self, error: TeichakuError) -> None:
        self.asking.error(error)
        self._quit()

    def _left_office(self, lock: bool) -> None:
        window = cast("MainWindow", self.view)
        if self.guard is not None:
            self.guard.stop()
            self.guard = None
        if self._ending is not None:
            self._end_office(*self._ending)
            return
        if not lock:
            self._last_backup(window)
            return
        self._close_office()
        keep_nothing()
        self._left_behind = window.leaving.left_behind
        self._passphrase = ""
        if self._practice:
            from app.practice.office import PASSPHRASE

            self._passphrase = PASSPHRASE
        reason = window.leaving.reason
        self.show_sign_in(words_of(reason) if reason and reason != Reason.AWAY else "")

    def _end(self, facts: Facts, out: Path) -> None:
        """The data is to be destroyed: first everything that is open lets go of it."""
        self._ending = (facts, out)
        cast("MainWindow", self.view).close()

    def _end_office(self, facts: Facts, out: Path) -> None:
        from app.backups.wiping.ending import end_office

        self._ending, folder = None, self.folder
        self._close_office()

        def done(wiped: Wiped) -> None:
            left = "".join(f"\n残っているもの: {name}（{why}）" for name, why in wiped.left)
            self.asking.inform(
                f"「{facts.office}」のデータを消しました。消去証明書は「{out.name}」にあります。",
                detail=left,
            )
            self.start()

        def failed(error: TeichakuError) -> None:
            self.asking.error(error)
            self.start()

        self.jobs.run(
            lambda: end_office(folder, facts, out),
            done=done,
            failed=failed,
            title="データを消しています",
            owner=self,
        )

    def _last_backup(self, window: MainWindow) -> None:
        """Before the program ends: what was recorded since the last 控え."""
        if not window.backups.wanted_at_leaving:
            self._quit()
            return
        window.setEnabled(False)
        window.backups.make(
            lambda _: self._quit(),
            self._left_without,
            title="控えを作っています（終わると閉じます）",
            cancelled=self._quit,
        )

    def _left_without(self, error: TeichakuError) -> None:
        self.asking.error(error)
        self._quit()

    def _close_office(self) -> None:
        if self.office is not None:
            self.office.close()
            self.office = None

    def _quit(self) -> None:
        self._close_office()
        if self.view is not None:
            self.view.hide()
        QApplication.quit()

    def _show(self, view: QWidget, width: int = 0, height: int = 0, *, forget_ms: int = 0) -> None:
        before, self.view = self.view, view
        for part in (self.jobs, self.asking):
            if isinstance(part, (Jobs, WindowAsking)):
                part.window = view
        show_on_screen(view, width, height)
        if before is not None:
            before.hide()
            before.deleteLater()
            # What was read for the old window leaves the memory with it.
            QTimer.singleShot(forget_ms, gc.collect)


def run_window(argv: Sequence[str]) -> int:
    """Open the window on `--data DIR` (or the user's own folder); `--letter` is asked about there."""
    args = arguments(argv)
    folder = args.data or paths.default_data_folder()
    return _run(folder, args.passphrase_file, letter=args.letter)


def run_practice(argv: Sequence[str]) -> int:
    """Open the window on the practice centre in `--data DIR` (or a folder of its own)."""
    args = arguments(argv, practice=True)
    folder = args.data or paths.practice_folder()
    return _run(folder, args.passphrase_file, practice=True, which=args.office)


def open_settings() -> QSettings:
    """The window's own settings: sizes and colours, never personal data."""
    return QSettings(str(paths.settings_file()), QSettings.Format.IniFormat)


def dress(app: QApplication, settings: QSettings) -> Callable[[], None]:
    """Give the application its look and its Japanese; returns what keeps changes of the look."""
    app.setApplicationName("Teichaku")
    app.setApplicationDisplayName("定着")
    app.setWindowIcon(QIcon(drawing("app", QColor(), 256)))
    speak_japanese(app)
    theme().set_dark(settings.value("look/dark") in ("true", True))
    kept = settings.value("look/scale")
    theme().set_scale(float(kept) if isinstance(kept, (str, float)) and kept else 1.0)
    theme().apply(app)
    listen_for_f1(app)
    speak_of_our_own()
    guard_composing(app)

    def keep() -> None:
        settings.setValue("look/dark", theme().dark)
        settings.setValue("look/scale", theme().scale)

    theme().changed.connect(keep)
    return keep


def _run(
    folder: Path,
    passphrase_file: Path | None,
    *,
    practice: bool = False,
    which: str = "",
    letter: Path | None = None,
) -> int:
    if not has_display():
        sys.stderr.write(NO_DISPLAY)
        return 2
    try:
        passphrase = read_passphrase_file(passphrase_file) if passphrase_file else ""
    except TeichakuError as error:
        sys.stderr.write(error.message + "\n")
        return error.exit_status
    app = QApplication([sys.argv[0]])
    app.setQuitOnLastWindowClosed(False)
    settings = open_settings()
    dress(app, settings)
    asking = WindowAsking()
    net = CrashNet(asking, app)
    net.install()
    collector = Collector(app, first_ms=_OPENED_MS)
    gc.freeze()  # the code that was read stays: it is not looked through again and again
    jobs = Jobs(parent=app)
    program = Program(
        OfficeFolder(folder),
        jobs=jobs,
        asking=asking,
        settings=settings,
        passphrase=passphrase,
        practice=practice,
        which=which,
        letter=letter,
    )
    program.start()
    status = app.exec()
    jobs.close()
    settings.sync()
    end_clipboard()
    program.let_go()
    collector.end()
    net.remove()
    return status
