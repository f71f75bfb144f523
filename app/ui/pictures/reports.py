"""The parts of 報告 beside 集計: the plots with the cases of one mark, the money of a 年度."""

from __future__ import annotations

from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, settle
from app.ui.screens.report.funding.kinds import BUDGET, HOURS, SPENDING, STAFF
from app.ui.screens.report.funding.pane import FundingPane
from app.ui.screens.report.funding.screen import FundingScreen
from app.ui.screens.report.screen import ReportScreen
from app.ui.screens.report.seeing_screen import SeeingScreen
from app.ui.widgets.list_table import ListTable
from app.ui.window import MainWindow


def take_reports(window: MainWindow, photographer: Photographer) -> None:
    """動き with a mark chosen; 経費 with a payment, its forms and its lower half."""
    _take_seeing(window, photographer)
    _take_funding(window, photographer)
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


def _take_funding(window: MainWindow, photographer: Photographer) -> None:
    window.show_where(Where("report", {"leaf": "funding"}))
    place = window.shown
    screen = place.part if isinstance(place, ReportScreen) else None
    if not isinstance(screen, FundingScreen):
        raise TypeError("報告 does not show 経費")
    settle()
    pane = screen.pane
    photographer.take(window, "funding")
    _choose_travel(pane)
    photographer.take(window, "funding-travel")
    bar = pane.scrolled.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    photographer.take(window, "funding-below")
    for kind, part, name in (
        (SPENDING, "new", "funding-spending"),
        (BUDGET, "whole", "funding-budget"),
        (HOURS, pane.data.staff[-1].id if pane.data else "", "funding-hours"),
        (STAFF, "new", "funding-staff"),
    ):
        pane.edit_part(kind, part)
        settle()
        photographer.take(window, name)
        pane.go_back()


def _choose_travel(pane: FundingPane) -> None:
    """The newest payment that was taken over from the 支援経過, with its ways."""
    tables = {table.accessibleName(): table for table in pane.findChildren(ListTable)}
    for number, row in tables["費目"].rows.loaded_rows():
        if row.key[0] == "travel":
            tables["費目"].choose_row(number)
    tables["支出"].choose_row(0)
    settle()
