"""Set-up page by page, sign-in and its refusal, and the places before there is a case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QSize

from app.clock import Clock
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.opening import open_office
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.pictures.camera import Agreeing, Photographer, office_window, put_away
from app.ui.screens.setup.wizard import SetupWizard
from app.ui.screens.sign_in import SignIn

SMALL_VIEW = QSize(900, 640)
OFFICE = "見本県地域生活定着支援センター"
STAFF = "見本 澪江"
WHERE = r"C:\Users\mihon\AppData\Local\Teichaku\office"
"""Shown in place of the folder of one moment: where an office lies on Windows."""
PASSPHRASE = "見本用 もくれん つゆくさ あけび"  # noqa: S105 - opens an office of one moment


def take_beginning(folder: Path, photographer: Photographer, settings: QSettings) -> None:
    """The first day, from nothing to empty lists."""
    _take_set_up(folder, photographer)
    office_folder = OfficeFolder(folder)
    _take_sign_in(office_folder, photographer, settings)
    staff_id = next(slot.staff_id for slot in read_slots(office_folder) if slot.staff_id)
    office, actor = open_office(office_folder, staff_id, PASSPHRASE, None, Clock())
    with office_window(office, actor, settings) as window:
        for place in ("today", "cases", "report"):
            window.show_where(Where(place))
            photographer.take(window, f"{place}-empty")


def _take_set_up(folder: Path, photographer: Photographer) -> None:
    wizard = SetupWizard(folder, jobs=InlineJobs(), asking=Agreeing(), passphrase=PASSPHRASE)
    wizard.resize(SMALL_VIEW)
    wizard.show()
    wizard.office_page.form.set_values({"prefecture": "10", "name": OFFICE})
    wizard.person_page.form.set_values({"staff": STAFF})
    for page in ("office", "person", "passphrase"):
        photographer.take(wizard, f"set-up-{page}")
        wizard.go_on()
    wizard.folder_page.form.set_values({"folder": WHERE})
    photographer.take(wizard, "set-up-folder")
    wizard.folder_page.form.set_values({"folder": str(folder)})
    wizard.go_on()
    photographer.take(wizard, "set-up-recovery")
    wizard.close()  # and with it the office
    put_away(wizard)


def _take_sign_in(folder: OfficeFolder, photographer: Photographer, settings: QSettings) -> None:
    sign_in = SignIn(folder, jobs=InlineJobs(), asking=Agreeing(), settings=settings)
    sign_in.where.setText(f"データの場所 {WHERE}")
    sign_in.resize(SMALL_VIEW)
    sign_in.show()
    photographer.take(sign_in, "sign-in")
    sign_in.secret.set_value(PASSPHRASE.replace(" ", ""))
    sign_in.sign_in()
    photographer.take(sign_in, "sign-in-refused")
    put_away(sign_in)
