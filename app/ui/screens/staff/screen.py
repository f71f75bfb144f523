"""職員: reached from the menu of who is signed in."""

from __future__ import annotations

from app.ui.screens.place_of_screens import PlaceOfScreens
from app.ui.screens.staff.handover_screen import HandoverScreen
from app.ui.screens.staff.people_screen import PeopleScreen
from app.ui.screens.staff.roles_screen import RolesScreen


class StaffScreen(PlaceOfScreens):
    """The parts of 職員."""

    place = "staff"
    parts = (
        ("people", "職員", PeopleScreen),
        ("roles", "役割", RolesScreen),
        ("handover", "担当の引継ぎ", HandoverScreen),
    )
