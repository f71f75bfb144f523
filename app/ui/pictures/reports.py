"""The parts of 報告 beside 集計: the plots with the cases of one mark."""

from __future__ import annotations

from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, settle
from app.ui.screens.report.screen import ReportScreen
from app.ui.screens.report.seeing_screen import SeeingScreen
from app.ui.window import MainWindow


def take_reports(window: MainWindow, photographer: Photographer) -> None:
    """動き with a mark chosen."""
    _take_seeing(window, photographer)
    window.show_where(Where("report", {"leaf": "figures"}))


def _take_seeing(window: MainWindow, photographer: Photographer) -> None:
    window.show_where(Where("report", {"leaf": "seeing"}))
    place = window.shown
    screen = place.part if isinstance(place, ReportScreen) else None
    if not isinstance(screen, SeeingScreen):
        raise TypeError("報告 does not show 動き")
    plot = screen.cards[0].plot
    screen.show_mark(plot.plot.marks[-3])
    settle()
    photographer.take(window, "seeing")
