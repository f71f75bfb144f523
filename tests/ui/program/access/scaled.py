"""Looks at every place for words that are cut: `python -m tests.ui.program.access.scaled OFFICE`.

A process of its own, because the scale of a screen is fixed when a process starts. Writes one
finding a line, and how many places it looked at last.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.practice.office import open_practice
from app.staff.queries import office_facts
from app.storage.folders import OfficeFolder
from app.ui.collecting import Collector
from app.ui.jobs import InlineJobs
from app.ui.program import dress
from app.ui.theme import theme
from app.ui.window import SignedIn
from tests.conftest import NOW
from tests.ui.fake_asking import FakeAsking
from tests.ui.program.access.checks import cut
from tests.ui.program.access.going import Looker, office_open, through_places


def main(argv: list[str]) -> int:
    """The scale of the screen comes by QT_SCALE_FACTOR, the theme as the second argument."""
    folder, theme_name = OfficeFolder(Path(argv[0])), argv[1]
    app = QApplication(["teichaku"])
    collector = Collector(app)  # as in the program
    settings = QSettings(str(folder.path.parent / "scaled.ini"), QSettings.Format.IniFormat)
    dress(app, settings)
    theme().set_dark(theme_name == "dark")
    office, actor = open_practice(folder, NOW)
    with office.reading(actor) as reading:
        facts = office_facts(reading)
    signed_in = SignedIn(office, actor, facts)
    found: dict[str, str] = {}

    def look(window, name):  # type: ignore[no-untyped-def]
        found.update(dict.fromkeys(cut(window, 1366, 768), name))

    looker = Looker(look)
    with office_open(signed_in, InlineJobs(crash=_fail), FakeAsking(), settings) as window:
        assert window.devicePixelRatio() == float(os.environ.get("QT_SCALE_FACTOR", "1"))
        through_places(window, signed_in, looker)
    office.close()
    collector.end()
    sys.stdout.writelines(f"{words}  ({where})\n" for words, where in found.items())
    sys.stdout.write(f"{len(looker.seen)}\n")
    sys.stdout.flush()
    return 0


def _fail(error: BaseException) -> None:
    raise error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
