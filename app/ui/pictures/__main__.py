"""Takes the pictures of one scale: `python -m app.ui.pictures DATA OUT LEDGER END`.

A process of its own, because the scale of a screen is fixed when a process starts. The pictures
are those of real windows on a real practice office, at 1366×768 (at 150 %: 1280×720).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.commands.access import clock_for
from app.practice.neighbours import open_with_neighbours
from app.practice.office import PASSPHRASE
from app.practice.probation import make_probation_practice
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.opening import open_unchecked
from app.storage.work import Office
from app.ui.pictures.beginning import take_beginning
from app.ui.pictures.camera import Photographer, office_window
from app.ui.pictures.exchange import take_letters
from app.ui.pictures.joining import take_joining
from app.ui.pictures.practice import take_all
from app.ui.pictures.probation import take_probation
from app.ui.pictures.several_desks import take_several_desks
from app.ui.program import dress


def main(argv: list[str]) -> int:
    """Take the pictures and write their paths, one a line."""
    data, out, ledger, ending = Path(argv[0]), Path(argv[1]), Path(argv[2]), argv[3]
    app = QApplication(["teichaku"])
    settings = QSettings(str(data / "pictures.ini"), QSettings.Format.IniFormat)
    dress(app, settings)
    photographer = Photographer(out, ending)
    office, actor = open_with_neighbours(OfficeFolder(data), clock_for(practice=True))
    with office_window(office, actor, settings) as window:
        take_all(window, photographer, ledger)
    with tempfile.TemporaryDirectory(prefix="teichaku-pictures-") as scratch:
        take_beginning(Path(scratch) / "office", photographer, settings)
        take_joining(Path(scratch) / "join", photographer)
        # The pictures of the next scale begin with the same office, so these copies of it must leave
        # nothing behind that would make the office itself look older than it was.
        for name, take in (("letters", take_letters), ("several", take_several_desks)):
            copy = OfficeFolder(Path(scratch) / name)
            shutil.copytree(data, copy.path)
            take(*opened_aside(copy), photographer, settings)
        folder = OfficeFolder(Path(scratch) / "probation")
        office, actor = make_probation_practice(folder, clock_for(practice=True), PASSPHRASE)
        with office_window(office, actor, settings) as window:
            take_probation(window, photographer)
    sys.stdout.writelines(f"{path}\n" for path in photographer.written)
    app.quit()
    return 0


def opened_aside(copy: OfficeFolder) -> tuple[Office, Actor]:
    """A copy of the practice centre, opened without the anchors of the office it is a copy of."""
    slot = next(slot for slot in read_slots(copy) if slot.staff_id)
    return open_unchecked(copy, slot.staff_id, PASSPHRASE, None, clock_for(practice=True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
