"""The sections of a case: what is on record there, and the forms in which it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, settle
from app.ui.screens.cases.screen import CasesScreen
from app.ui.window import MainWindow

_AROUND = 300
_SECTIONS = (
    *("requirements", "assessment", "plans", "applications", "placement", "whereabouts"),
    *("consents", "disclosures", "attachments", "restriction"),
)


def take_casework(window: MainWindow, photographer: Photographer, episode: str) -> None:
    """Each section at the top of the page, then the forms that are written most, opened there."""
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
        "plans": lambda: _plan_button(sections["plans"]).click(),
        "applications": lambda: sections["applications"].add_one.click(),
        "consents": lambda: sections["consents"].add_one.click(),
        "restriction": lambda: sections["restriction"].restrict.click(),
    }
    for key, act in forms.items():
        summary.go_to(key)
        act()
        photographer.take(window, f"case-{key}-form")
        window.back()
        settle()
    _take_disclosures(window, photographer, sections["disclosures"])
    _take_file(window, photographer, sections["attachments"])


def _plan_button(section: Any) -> QPushButton:
    """What goes on with the plan: the next revision, or a draft that is not approved yet."""
    ways = (section.buttons.get(key) for key in ("revise", "correct", "make"))
    button: QPushButton | None = next((one for one in ways if one is not None), None)
    if button is None:
        raise LookupError("no plan can be written here")
    return button


def _take_disclosures(window: MainWindow, photographer: Photographer, section: Any) -> None:
    """The whole picture of who holds what, and which basis holds for something new."""
    if section.data.map.holders:
        photographer.take(section.map, "disclosure-map")
    section.add_one.click()
    form = section.form
    if section.data.map.holders:
        held = section.data.map.holders[0]
        form.rows["organisation_id"].set_value(held.organisation_id)
        form.rows["items"].set_value(("identity", "certificate", "medical"))
    settle()
    scrolled = _scrolled(form)
    scrolled.ensureWidgetVisible(form.basis, 0, _AROUND)
    photographer.take(window, "case-disclosures-form")
    form.keeper.discard()
    window.back()
    settle()


def _scrolled(widget: QWidget) -> QScrollArea:
    """The place in which a widget is scrolled."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is None:
        raise LookupError("nothing scrolls here")
    return above


def _take_file(window: MainWindow, photographer: Photographer, section: Any) -> None:
    """A look at the signed paper inside the program."""
    rows = [row.name for _, row in section.list.model.loaded_rows()]
    signed = next(place for place, name in enumerate(rows) if "署名" in name)
    section.list.table.choose_row(signed)
    section.list.open_chosen()
    settle()
    viewer = section.list.taking_out.viewer
    if viewer is None:
        raise LookupError("a file is not shown")
    photographer.take(viewer, "case-attachments-look")
    viewer.reject()
