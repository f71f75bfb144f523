"""関係機関: the directory, a person's needs, a municipality, an event, and their forms."""

from __future__ import annotations

from app.network.organisations.queries import search
from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, settle
from app.ui.screens.network.screen import NetworkScreen
from app.ui.window import MainWindow

_TOLD, _TOWN = "グループホーム みなも", "10201"


def take_network(window: MainWindow, photographer: Photographer, episode: str) -> None:
    """Each leaf with a record, then the forms that are written most."""
    with window.desk.office.reading(window.desk.actor) as reading:
        told = search(reading, _TOLD)[0].id
    _show(window, {"organisation": told})
    photographer.take(window, "network")
    _form(window, photographer, "organisation_offer", "network-offer-form")
    _show(window, {"leaf": "organisations", "new": True})
    photographer.take(window, "network-new")
    window.back()
    _show(window, {"for": episode})
    photographer.take(window, "network-for-a-person")
    _show(window, {"municipality": _TOWN})
    photographer.take(window, "network-municipality")
    screen = _screen(window)
    year = getattr(screen.leaf.pane, "year", 0)
    screen.leaf.pane.edit("municipality_year", f"{_TOWN}/{year}")
    photographer.take(window, "network-municipality-form")
    window.back()
    _show(window, {"leaf": "events"})
    screen.leaf.found.table.choose_row(0)
    settle()
    photographer.take(window, "network-events")
    _form(window, photographer, "event", "network-event-form")


def _screen(window: MainWindow) -> NetworkScreen:
    screen = window.shown
    if not isinstance(screen, NetworkScreen):
        raise TypeError("関係機関 does not show its leaves")
    return screen


def _show(window: MainWindow, facts: dict[str, object]) -> None:
    window.show_where(Where("network", facts))
    settle()


def _form(window: MainWindow, photographer: Photographer, kind: str, name: str) -> None:
    _screen(window).leaf.pane.edit(kind)
    photographer.take(window, name)
    window.back()
    settle()
