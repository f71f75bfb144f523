"""職員: who may sign in, what the roles may do, and cases that go to a colleague."""

from __future__ import annotations

from app.cases.queries import workers
from app.practice.actions import add_colleague
from app.staff.second.rules import Act
from app.ui.desk import Where
from app.ui.pictures.camera import Photographer
from app.ui.pictures.several_desks import COLLEAGUE
from app.ui.screens.staff.handover_screen import HandoverScreen
from app.ui.screens.staff.people_screen import PeopleScreen
from app.ui.screens.staff.screen import StaffScreen
from app.ui.second.dialog import SecondDialog, with_second
from app.ui.window import MainWindow

_NOTE = "毎週水曜の午前に電話。家族への連絡は、本人に確かめてから。"


def take_staff(window: MainWindow, photographer: Photographer) -> None:
    """The three parts, and the windows in which keys are given and taken."""
    with window.desk.office.work(window.desk.actor) as work:
        add_colleague(work, COLLEAGUE)
    window.show_where(Where("staff", {"leaf": "people"}))
    part = _part(window)
    if not isinstance(part, PeopleScreen):
        raise TypeError("職員 does not show the people")
    if part.model.rowCount() > 1:
        part.table.choose_row(part.model.rowCount() - 1)
    photographer.take(window, "staff")
    part.show_add()
    if part.dialog is not None:
        part.dialog.form.set_values({"name": "見本 楓"})
        photographer.take(part.dialog, "staff-add")
        part.dialog.reject()
    person = part.chosen()
    if person is not None and not part.leave.reason:
        part._leaving(person, 3)
        if part.dialog is not None:
            photographer.take(part.dialog, "staff-leaving")
            part.dialog.reject()
    _take_second(window, photographer)
    window.show_where(Where("staff", {"leaf": "roles"}))
    photographer.take(window, "staff-roles")
    _take_handover(window, photographer)
    window.show_where(Where("today"))


def _part(window: MainWindow) -> object:
    shown = window.shown
    if not isinstance(shown, StaffScreen):
        raise TypeError("職員 is not shown")
    return shown.part


def _take_second(window: MainWindow, photographer: Photographer) -> None:
    """What is asked before an act that nobody does alone."""
    with_second(
        window.desk, Act.WHOLE_EXPORT, "委託の終わりの引渡し", done=lambda _: None, owner=window
    )
    dialog = window.findChild(SecondDialog)
    if dialog is None:
        raise LookupError("no second person is asked for")
    photographer.take(dialog, "second-person")
    dialog.reject()
    dialog.deleteLater()


def _take_handover(window: MainWindow, photographer: Photographer) -> None:
    with window.desk.office.reading(window.desk.actor) as reading:
        names = workers(reading)
    window.show_where(Where("staff", {"leaf": "handover", "from": names[-1]}))
    part = _part(window)
    if not isinstance(part, HandoverScreen) or not part.lines:
        raise TypeError("担当の引継ぎ shows no case")
    part.choose_all()
    part.lines[0].note.set_value(_NOTE)
    photographer.take(window, "staff-handover")
    part.lines[0].note.set_value("")
