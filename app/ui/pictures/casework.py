"""The sections of a case: what is on record there, and the forms in which it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, settle
from app.ui.screens.cases.screen import CasesScreen
from app.ui.window import MainWindow

_SECTIONS = ("requirements", "assessment", "plans", "applications", "placement", "whereabouts")


def take_casework(window: MainWindow, photographer: Photographer, episode: str) -> None:
    """Each section at the top of the page, then the forms of the four that are written most."""
    window.show_where(Where("cases", {"episode": episode}))
    settle()
    screen = window.shown
    if not isinstance(screen, CasesScreen):
        raise TypeError("ケース does not show the case")
    summary = screen.pane.summary
    sections: dict[str, Any] = {section.key: section for section in summary.sections}
    for key in _SECTIONS:
        summary.go_to(key)
        photographer.take(window, f"case-{key}")
    forms: dict[str, Callable[[], object]] = {
        "requirements": lambda: sections["requirements"].open_at(""),
        "assessment": lambda: sections["assessment"].begin.click(),
        "plans": lambda: sections["plans"].buttons["revise"].click(),
        "applications": lambda: sections["applications"].add_one.click(),
    }
    for key, act in forms.items():
        act()
        photographer.take(window, f"case-{key}-form")
        window.back()
        settle()
