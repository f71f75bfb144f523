"""The places of the practice centre, with a case, its forms and a ledger on its way in."""

from __future__ import annotations

from pathlib import Path

from app.calendar.holidays import next_working_day
from app.cases.queries import CaseFilter, case_list
from app.ui.desk import Where
from app.ui.manual.key import open_manual
from app.ui.pictures.camera import Photographer, press, put_away, settle
from app.ui.pictures.casework import take_casework
from app.ui.pictures.contacts import take_contacts
from app.ui.pictures.exchange import take_exchanges
from app.ui.pictures.meetings import take_meetings
from app.ui.pictures.network import take_network
from app.ui.pictures.reports import take_reports
from app.ui.pictures.retention import take_retention
from app.ui.pictures.signals import take_signals
from app.ui.pictures.staff import take_staff
from app.ui.pictures.subject_access import take_requests
from app.ui.screens.cases.screen import CasesScreen
from app.ui.screens.history import BY_STAFF, ENTRIES, HistoryScreen
from app.ui.screens.ledger_import.screen import ImportScreen
from app.ui.screens.schedule.boxes import EntryBox
from app.ui.screens.schedule.look import ALL, MINE
from app.ui.screens.schedule.screen import ScheduleScreen
from app.ui.screens.schedule.span import View
from app.ui.theme import theme
from app.ui.window import MainWindow

_TELLING_ROW = 5
"""Neither the first nor the last that the search finds."""


def take_all(window: MainWindow, photographer: Photographer, ledger: Path) -> None:
    """Every screen once, the places people see first also in the dark."""
    episode = telling_case(window)
    _take_list(window, photographer)
    for dark in (False, True):
        theme().set_dark(dark)
        ending = "-dark" if dark else ""
        window.show_where(Where("today"))
        photographer.take(window, f"today{ending}")
        window.show_where(Where("cases", {"episode": episode}))
        photographer.take(window, f"case{ending}")
        window.show_where(Where("report"))
        photographer.take(window, f"report{ending}")
    theme().set_dark(False)
    take_reports(window, photographer)
    _take_schedule(window, photographer)
    take_meetings(window, photographer)
    _take_cases(window, photographer, episode)
    take_casework(window, photographer, episode)
    take_contacts(window, photographer)
    take_exchanges(window, photographer, episode)
    take_network(window, photographer, episode)
    take_signals(window, photographer)
    _take_history(window, photographer, episode)
    take_staff(window, photographer)
    take_requests(window, photographer, episode)
    take_retention(window, photographer)
    _take_manual(window, photographer)
    _take_presenting(window, photographer, episode)
    _take_import(window, photographer, ledger)


def _take_schedule(window: MainWindow, photographer: Photographer) -> None:
    """One's own week, the day and the month of everybody, and a plan that meets another."""
    window.show_where(Where("schedule"))
    screen = window.shown
    if not isinstance(screen, ScheduleScreen):
        raise TypeError("予定表 does not show the calendar")
    day = next_working_day(window.desk.office.clock.today())
    screen.show_whose(MINE)
    screen.show_view(View.WEEK, day)
    photographer.take(window, "schedule-week")
    screen.show_whose(ALL)
    for view in (View.MONTH, View.DAY):
        screen.show_view(view, day)
        photographer.take(window, f"schedule-{view}")
    screen.show_view(View.WEEK, day)
    if not _meeting(screen):
        screen.step(1)
    screen.board.go(_meeting(screen)[0])
    screen.act("open")
    photographer.take(window, "schedule-form")
    window.back()
    screen.show_whose(MINE)


def _meeting(screen: ScheduleScreen) -> list[EntryBox]:
    """Plans of the week that cannot both be kept."""
    boxes = (box for box in screen.board.boxes if isinstance(box, EntryBox))
    return [box for box in boxes if box.entry.meets]


def _take_cases(window: MainWindow, photographer: Photographer, episode: str) -> None:
    window.show_where(Where("cases", {"episode": episode, "record": True}))
    photographer.take(window, "record")
    window.back()
    window.show_where(Where("cases", {"episode": episode}))
    press(window, "訂正")
    photographer.take(window, "correct")
    window.back()
    window.show_where(Where("cases", {"new": True}))
    photographer.take(window, "new-person")
    window.back()
    window.top.search.focus()
    window.top.search.field.setText("さ")
    photographer.take(window, "search")
    window.back()
    _take_move(window, photographer, episode)


def _take_list(window: MainWindow, photographer: Photographer) -> None:
    window.show_where(Where("cases"))
    screen = window.shown
    if not isinstance(screen, CasesScreen):
        raise TypeError("ケース does not show the list")
    screen.list.clear_filters()
    screen.list.ended.setChecked(True)
    screen.list.focus_search()
    screen.list.search.field.setText("さい")
    settle()
    screen.list.table.choose_row(min(_TELLING_ROW, screen.list.model.rowCount() - 1))
    photographer.take(window, "cases")
    screen.list.clear_filters()
    screen.list.mine.setChecked(True)


def _take_move(window: MainWindow, photographer: Photographer, episode: str) -> None:
    window.show_where(Where("cases", {"episode": episode}))
    screen = window.shown
    if not isinstance(screen, CasesScreen) or screen.pane.page is None:
        raise TypeError("ケース does not show the case")
    screen.pane.ask_move(screen.pane.page.moves[0])
    if screen.pane.dialog is None:
        raise LookupError("段階を進める asks nothing")
    photographer.take(screen.pane.dialog, "move")
    screen.pane.dialog.reject()


def telling_case(window: MainWindow) -> str:
    """A case with much to show: a coordination whose 受入先 is decided, else any open one."""
    with window.desk.office.reading(window.desk.actor) as reading:
        for stage in ("decided", "placement", "plan"):
            wanted = CaseFilter(stages=(stage,))
            found = case_list(reading, wanted, sort="next", descending=False, limit=1).rows
            if found:
                return found[0].id
        return case_list(reading, CaseFilter(), limit=1).rows[0].id


def _take_history(window: MainWindow, photographer: Photographer, episode: str) -> None:
    window.show_where(Where("cases", {"episode": episode, "section": "history"}))
    photographer.take(window, "case-history")
    window.show_where(Where("history"))
    photographer.take(window, "history")
    screen = window.shown
    if not isinstance(screen, HistoryScreen):
        raise TypeError("履歴 does not show the history")
    screen.way.choose(BY_STAFF)
    photographer.take(window, "history-staff")
    screen.way.choose(ENTRIES)
    window.backups.make()
    window.show_where(Where("backups"))
    photographer.take(window, "backups")


def _take_manual(window: MainWindow, photographer: Photographer) -> None:
    """手引き, as F1 opens it on 今日, and with words searched."""
    window.show_where(Where("today"))
    manual = open_manual(window, "today", asking=window.desk.asking, jobs=window.desk.jobs)
    photographer.take(manual, "manual")
    manual.search.field.setText("回復コード")
    photographer.take(manual, "manual-found")
    put_away(manual)


def _take_presenting(window: MainWindow, photographer: Photographer, episode: str) -> None:
    """The case as others see it while it is presented."""
    window.present()
    window.show_where(Where("cases", {"episode": episode}))
    photographer.take(window, "case-presenting")
    window.present()


def _take_import(window: MainWindow, photographer: Photographer, ledger: Path) -> None:
    window.show_where(Where("admin"))
    photographer.take(window, "import-read")
    screen = window.shown
    if not isinstance(screen, ImportScreen):
        raise TypeError("管理 does not show 台帳取込")
    screen.read(ledger)
    photographer.take(window, "import-columns")
    press(screen, "確かめる")
    photographer.take(window, "import")
    screen.on.click()
    photographer.take(window, "import-done")
    # The pictures of the next scale begin with the same office.
    screen.done_page.batches.undo.click()
