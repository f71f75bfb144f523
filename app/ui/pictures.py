"""Pictures of every screen on the practice centre: `python -m app.ui.pictures DATA OUT LEDGER END`.

A process of its own, because the scale of a screen is fixed when a process starts. The pictures
are those of real windows on a real practice office, at 1366×768 (at 150 %: 1280×720).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QSize, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.cases.queries import CaseFilter, case_list
from app.commands.access import clock_for
from app.practice.office import open_practice
from app.staff.queries import office_facts
from app.storage.folders import OfficeFolder
from app.ui.asking import WindowAsking
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.program import dress
from app.ui.screens.ledger_import.screen import ImportScreen
from app.ui.screens.setup.wizard import SetupWizard
from app.ui.screens.sign_in import SignIn
from app.ui.theme import theme
from app.ui.window import MainWindow, SignedIn

SMALL_VIEW = QSize(900, 640)
SETTLE_MS = 250
"""How long timers of a screen (search, marks) are given before its picture is taken."""


class Photographer:
    """Takes one picture after the other into a folder; `ending` tells the scale."""

    def __init__(self, out: Path, ending: str) -> None:
        self.out, self.ending = out, ending
        self.written: list[Path] = []

    def take(self, widget: QWidget, name: str) -> None:
        """Let the widget come to rest, then keep what it shows."""
        settle()
        path = self.out / f"{name}{self.ending}.png"
        if not widget.grab().save(str(path)):
            raise OSError(f"could not write {path.name}")
        self.written.append(path)


def settle() -> None:
    """Run the event loop for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()


@contextmanager
def practice_window(data: Path, settings: QSettings) -> Iterator[MainWindow]:
    """The main window on the practice office, every job done at once."""
    office, actor = open_practice(OfficeFolder(data), clock_for(practice=True))
    with office.reading(actor) as reading:
        facts = office_facts(reading)
    window = MainWindow(SignedIn(office, actor, facts), InlineJobs(), WindowAsking(), settings)
    scaled = float(os.environ.get("QT_SCALE_FACTOR", "1")) > 1
    window.resize(*((1280, 720) if scaled else (1366, 768)))
    window.show()
    try:
        yield window
    finally:
        window.hide()
        office.close()


def press(where: QWidget, words: str) -> None:
    """Press the visible button with these words, as a hand would."""
    for button in where.findChildren(QPushButton):
        if button.isVisible() and button.isEnabled() and button.text().startswith(words):
            button.click()
            return
    raise LookupError(f"no button to press: {words}")


def take_all(window: MainWindow, photographer: Photographer, ledger: Path) -> None:
    """Every screen once, the places people see first also in the dark."""
    episode = _telling_case(window)
    for dark in (False, True):
        theme().set_dark(dark)
        ending = "-dark" if dark else ""
        window.show_where(Where("today"))
        photographer.take(window, f"today{ending}")
        window.show_where(Where("cases", {"episode": episode}))
        photographer.take(window, f"case{ending}")
        window.show_where(Where("report"))
        photographer.take(window, f"report{ending}")
    theme().set_dark(False)
    _take_cases(window, photographer, episode)
    _take_import(window, photographer, ledger)


def _take_cases(window: MainWindow, photographer: Photographer, episode: str) -> None:
    window.show_where(Where("cases", {"episode": episode, "record": True}))
    photographer.take(window, "record")
    window.back()
    window.show_where(Where("cases", {"episode": episode}))
    press(window, "訂正")
    photographer.take(window, "correct")
    window.back()
    window.show_where(Where("cases", {"new": True}))
    photographer.take(window, "new-person")
    window.back()
    window.top.search.focus()
    window.top.search.field.setText("さ")
    photographer.take(window, "search")
    window.back()


def _telling_case(window: MainWindow) -> str:
    """A case with much to show: a coordination whose 受入先 is decided, else any open one."""
    with window.desk.office.reading(window.desk.actor) as reading:
        for stage in ("decided", "placement", "plan"):
            wanted = CaseFilter(stages=(stage,))
            found = case_list(reading, wanted, sort="next", descending=False, limit=1).rows
            if found:
                return found[0].id
        return case_list(reading, CaseFilter(), limit=1).rows[0].id


def _take_import(window: MainWindow, photographer: Photographer, ledger: Path) -> None:
    window.show_where(Where("admin"))
    photographer.take(window, "import-read")
    screen = window.shown
    if not isinstance(screen, ImportScreen):
        raise TypeError("管理 does not show 台帳取込")
    screen.read(ledger)
    photographer.take(window, "import-columns")
    press(screen, "確かめる")
    photographer.take(window, "import")


def take_entrance(photographer: Photographer, data: Path, settings: QSettings) -> None:
    """Set-up's first question, and sign-in."""
    jobs, asking = InlineJobs(), WindowAsking()
    wizard = SetupWizard(data / "new", jobs=jobs, asking=asking, passphrase="")
    sign_in = SignIn(OfficeFolder(data), jobs=jobs, asking=asking, settings=settings, passphrase="")
    for view, name in ((wizard, "set-up"), (sign_in, "sign-in")):
        view.resize(SMALL_VIEW)
        view.show()
        photographer.take(view, name)
        view.hide()


def main(argv: list[str]) -> int:
    """Take the pictures and write their paths, one a line."""
    data, out, ledger, ending = Path(argv[0]), Path(argv[1]), Path(argv[2]), argv[3]
    app = QApplication(["teichaku"])
    settings = QSettings(str(data / "pictures.ini"), QSettings.Format.IniFormat)
    dress(app, settings)
    photographer = Photographer(out, ending)
    with practice_window(data, settings) as window:
        take_all(window, photographer, ledger)
    take_entrance(photographer, data, settings)
    sys.stdout.writelines(f"{path}\n" for path in photographer.written)
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
