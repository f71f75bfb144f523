"""The parts of 報告 beside 集計: the plots with the cases of one mark, the money of a 年度."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.calendar.fiscal import Period, month_of
from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.cases.queries import CaseFilter, case_list
from app.reports.forms.actions import BUILT_IN
from app.reports.forms.form import load_form
from app.reports.submissions.actions import submit
from app.reports.submissions.handing import Handing
from app.reports.submissions.queries import last_of
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
    """動き with a mark chosen; 経費 with its forms; a report handed in and one that changed since."""
    _take_seeing(window, photographer)
    _take_funding(window, photographer)
    _take_lists(window, photographer)
    _take_submissions(window, photographer)
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


def _take_submissions(window: MainWindow, photographer: Photographer) -> None:
    month = month_of(window.desk.office.clock.today()).previous()
    kept = _handed_in(window, month)
    window.show_where(Where("report", {"leaf": "submissions", "submission": kept}))
    photographer.take(window, "submitted")
    window.show_where(
        Where("report", {"leaf": "submissions", "new": True, "form": BUILT_IN, "period": month})
    )
    photographer.take(window, "submission-new")


def _handed_in(window: MainWindow, month: Period) -> str:
    """The report of the month; the pictures of another scale find it handed in already."""
    desk = window.desk
    with tempfile.TemporaryDirectory() as folder, desk.office.work(desk.actor) as work:
        last = last_of(work, month, BUILT_IN)
        out = Path(folder) / f"月次実績報告_{month.label}.xlsx"
        handing = Handing(load_form(BUILT_IN), month, out, Path(folder) / "根拠.xlsx")
        kept = last.id if last else submit(work, handing)
    with desk.office.work(desk.actor) as work:
        found = case_list(work, CaseFilter(services=("coordination",))).rows[-1]
        contact = ActivityInput(
            f"{month.last:%Y/%m/%d}", "phone", "20", "本人", "近況", desk.worker
        )
        record_activity(work, found.id, contact)
    return kept
