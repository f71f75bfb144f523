"""The parts of 報告 beside 集計: the plots with the cases of one mark, the money of a 年度."""

from __future__ import annotations

from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, settle
from app.ui.screens.report.funding.kinds import BUDGET, HOURS, SPENDING, STAFF
from app.ui.screens.report.funding.pane import FundingPane
from app.ui.screens.report.funding.screen import FundingScreen
from app.ui.screens.report.lists.screen import ListsScreen
from app.ui.screens.report.lists.writing_dialog import WritingDialog
from app.ui.screens.report.screen import ReportScreen
from app.ui.screens.report.seeing_screen import SeeingScreen
from app.ui.widgets.list_table import ListTable
from app.ui.window import MainWindow


def take_reports(window: MainWindow, photographer: Photographer) -> None:
    """動き with a mark chosen; 経費 with a payment, its forms and its lower half."""
    _take_seeing(window, photographer)
    _take_funding(window, photographer)
    _take_lists(window, photographer)
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


def _take_lists(window: MainWindow, photographer: Photographer) -> None:
    window.show_where(Where("report", {"leaf": "lists"}))
    place = window.shown
    screen = place.part if isinstance(place, ReportScreen) else None
    if not isinstance(screen, ListsScreen):
        raise TypeError("報告 does not show 一覧表")
    narrowed = screen.definition.with_condition("service", ("coordination", "follow_up"))
    screen.show_definition(narrowed.with_condition("flags", ("elderly", "intellectual")))
    settle()
    photographer.take(window, "lists")
    screen.edit_condition("dest_kind")
    _take_dialog(screen, photographer, "lists-condition")
    screen.edit_columns()
    _take_dialog(screen, photographer, "lists-columns")
    screen.ask_writing()
    if isinstance(screen.dialog, WritingDialog):
        screen.dialog.form.rows["names"].set_value("with")
    _take_dialog(screen, photographer, "lists-writing")


def _take_dialog(screen: ListsScreen, photographer: Photographer, name: str) -> None:
    if screen.dialog is None:
        raise LookupError("一覧表 asks nothing")
    settle()
    photographer.take(screen.dialog, name)
    screen.dialog.reject()


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
