"""The parts of 報告 beside 集計: the plots with the cases of one mark, the money of a 年度."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.calendar.fiscal import Period, fiscal_year, fiscal_year_of, month_of
from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.cases.queries import CaseFilter, case_list
from app.reports.counting.own.actions import define
from app.reports.counting.own.queries import own_figures
from app.reports.counting.own.rules import Chosen
from app.reports.forms.actions import BUILT_IN
from app.reports.forms.form import load_form
from app.reports.forms.own.actions import NewForm, register
from app.reports.forms.own.queries import own_forms
from app.reports.forms.own.rules import Facts
from app.reports.forms.taking_in import check_workbook
from app.reports.submissions.actions import submit
from app.reports.submissions.handing import Handing
from app.reports.submissions.queries import last_of
from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, settle
from app.ui.screens.report.figures_screen import FiguresScreen
from app.ui.screens.report.funding.kinds import BUDGET, HOURS, SPENDING, STAFF
from app.ui.screens.report.funding.pane import FundingPane
from app.ui.screens.report.funding.screen import FundingScreen
from app.ui.screens.report.lists.screen import ListsScreen
from app.ui.screens.report.lists.writing_dialog import WritingDialog
from app.ui.screens.report.own_forms.form_pane import FormCells
from app.ui.screens.report.own_forms.forms_screen import FormsScreen
from app.ui.screens.report.screen import ReportScreen
from app.ui.screens.report.seeing_screen import SeeingScreen
from app.ui.widgets.list_table import ListTable
from app.ui.window import MainWindow


def take_reports(window: MainWindow, photographer: Photographer) -> None:
    """様式 with a cell chosen; 動き; 経費 with its forms; a report handed in and changed since."""
    _take_words(window, photographer)
    _take_forms(window, photographer)
    _take_own(window, photographer)
    _take_seeing(window, photographer)
    _take_funding(window, photographer)
    _take_lists(window, photographer)
    _take_submissions(window, photographer)
    window.show_where(Where("report", {"leaf": "figures"}))


def _take_words(window: MainWindow, photographer: Photographer) -> None:
    """What is asked for before a form is written from 集計."""
    window.show_where(Where("report", {"leaf": "figures"}))
    settle()
    place = window.shown
    screen = place.part if isinstance(place, ReportScreen) else None
    if not isinstance(screen, FiguresScreen):
        raise TypeError("報告 does not show 集計")
    screen.writing.write.click()
    settle()
    if screen.writing.dialog is not None:
        photographer.take(screen.writing.dialog, "report-words")
        screen.writing.dialog.reject()


def _take_forms(window: MainWindow, photographer: Photographer) -> None:
    """A form that is being pointed at, and the list of what may go into a cell."""
    desk, form = window.desk, load_form("prefecture_form_a")
    facts = Facts("見本県 月次実績報告書", "令和8年度", "R8.4.1", "month", form.sheet)
    workbook = check_workbook("見本県.xlsx", form.template_bytes())
    with desk.office.work(desk.actor) as work:
        kept = own_forms(work).editions  # pictures at another scale are of the same copy
        key = kept[0].id if kept else register(work, NewForm(workbook, facts, form.inputs[:40]))
    window.show_where(Where("report", {"leaf": "forms", "form": key}))
    settle()
    place = window.shown
    screen = place.part if isinstance(place, ReportScreen) else None
    if not isinstance(screen, FormsScreen) or not isinstance(screen.pane.form, FormCells):
        raise TypeError("報告 does not show 様式")
    editor = screen.pane.form.editor
    editor.grid.choose((9, 4))
    settle()
    photographer.take(window, "forms")
    screen.pane.offer(editor, more=False)
    settle()
    dialog = screen.pane.dialog
    if dialog is not None:
        photographer.take(dialog, "forms-offer")
        dialog.reject()


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


def _take_own(window: MainWindow, photographer: Photographer) -> None:
    """独自の集計 with a figure of the office, and its card on 集計."""
    _define_own(window)
    window.show_where(Where("report", {"leaf": "figures", "own": "new"}))
    place = window.shown
    screen = place.part if isinstance(place, ReportScreen) else None
    if not isinstance(screen, FiguresScreen) or screen.own is None or screen.own.form is None:
        raise TypeError("集計 does not show 独自の集計")
    settle()
    photographer.take(screen.own, "report-own")
    screen.own.reject()
    screen.tables[-1].choose_first()
    screen.tables[-1].setFocus()
    settle()
    bar = screen._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    photographer.take(window, "report-own-card")


def _define_own(window: MainWindow) -> None:
    """A figure of the office; the pictures of another scale find it there already."""
    desk = window.desk
    with desk.office.work(desk.actor) as work:
        if not own_figures(work).editions:
            start = fiscal_year(fiscal_year_of(desk.office.clock.today())).first
            chosen = Chosen(
                "住まいが決まった人",
                period="moved",
                unit="persons",
                services=("coordination", "follow_up"),
                where={"dest_kind": ("apartment", "public_housing")},
                edition="県の通知による版",
                valid_from=start,
            )
            define(work, chosen)


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
