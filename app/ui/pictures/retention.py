"""保存期間: nothing decided yet, the periods, what is due or stays, a list and the last question."""

from __future__ import annotations

from typing import TypeVar

from app.codes import Service
from app.retention import actions as periods
from app.retention.holds import actions as holds
from app.retention.holds.queries import holds_of
from app.retention.holds.rules import HoldInput, Reason
from app.retention.proposals import actions as lists
from app.retention.proposals.queries import proposals
from app.retention.proposals.rules import DRAFT
from app.retention.queries import rules
from app.retention.rules import CountedFrom, RuleInput
from app.ui.desk import Screen, Where
from app.ui.pictures.camera import Photographer
from app.ui.screens.retention.dialogs import RemoveDialog
from app.ui.screens.retention.due_screen import DueScreen, why_not
from app.ui.screens.retention.lists_screen import ListsScreen
from app.ui.screens.retention.periods_screen import PeriodsScreen
from app.ui.screens.retention.screen import RetentionScreen
from app.ui.window import MainWindow

_Part = TypeVar("_Part", bound=Screen)
_SOURCE = "練習用の年数（契約書・規程で確かめて決める）"
_PRACTISED = {
    Service.COORDINATION: ("1", CountedFrom.NEXT_DAY),
    Service.FOLLOW_UP: ("3", CountedFrom.NEXT_DAY),
}
"""Years that make some of the practice centre's cases due; no office is told to keep them so."""
_IN_LIST = 4


def take_retention(window: MainWindow, photographer: Photographer) -> None:
    """The pictures; at the end nothing is due, so that the next scale begins alike."""
    due = _part(window, "due", DueScreen)
    photographer.take(window, "retention-none")
    _decide(window, practised=True)
    _take_periods(window, photographer)
    due.read_again()
    held = _take_due(window, photographer)
    _take_list(window, photographer)
    with window.desk.office.work(window.desk.actor) as work:
        for one in holds_of(work, held):
            holds.lift(work, one.id, one.version, "手引きの図のため")
        for made in proposals(work):
            if made.state == DRAFT:
                lists.withdraw(work, made.id, made.version)
    _decide(window, practised=False)
    window.show_where(Where("today"))


def _part(window: MainWindow, leaf: str, kind: type[_Part]) -> _Part:
    window.show_where(Where("retention", {"leaf": leaf}))
    shown = window.shown
    part = shown.part if isinstance(shown, RetentionScreen) else None
    if not isinstance(part, kind):
        raise TypeError(f"保存期間 does not show {leaf}")
    return part


def _decide(window: MainWindow, *, practised: bool) -> None:
    """Set the periods of the pictures, or take them back."""
    with window.desk.office.work(window.desk.actor) as work:
        known = {line.kind: line for line in rules(work)}
        for kind, (years, begins) in _PRACTISED.items():
            line = known.get(str(kind))
            if line is None:
                raise LookupError(f"no period is kept for {kind}")
            typed = RuleInput(years if practised else "", str(begins), _SOURCE)
            periods.set_rule(work, line.kind, typed, line.version)


def _take_periods(window: MainWindow, photographer: Photographer) -> None:
    part = _part(window, "periods", PeriodsScreen)
    photographer.take(window, "retention-periods")
    part.ask()
    if part.dialog is None:
        raise LookupError("no period can be decided")
    part.dialog.form.set_values({"years": "300"})
    part.dialog.give("ok")
    photographer.take(part.dialog, "retention-period-form")
    part.dialog.reject()


def _take_due(window: MainWindow, photographer: Photographer) -> str:
    """Some chosen, one on hold, and one that stays; the id of who is held."""
    part = _part(window, "due", DueScreen)
    found = part.calendar
    if found is None:
        raise LookupError("no calendar was read")
    free = [one for one in found.due if not why_not(one, "", found.today)]
    held = free[1]
    part.table.choose_row(found.due.index(held))
    part.ask_hold()
    if part.dialog is None:
        raise LookupError("nothing can be held back")
    photographer.take(part.dialog, "retention-hold")
    part.dialog.reject()
    with window.desk.office.work(window.desk.actor) as work:
        typed = HoldInput(str(Reason.AUDIT), "県の実地検査の対象")
        holds.put(work, held.person_id, typed)
    part.read_again()
    coordinated = [one.id for one in free if one.kind == Service.COORDINATION]
    part.chosen = set(coordinated[:_IN_LIST])
    part.table.choose_row(found.due.index(held))
    part.read_again()
    photographer.take(window, "retention-due")
    part.propose()
    return held.person_id


def _take_list(window: MainWindow, photographer: Photographer) -> None:
    shown = window.shown
    part = shown.part if isinstance(shown, RetentionScreen) else None
    if not isinstance(part, ListsScreen):
        raise TypeError("the list that was made is not shown")
    photographer.take(window, "retention-list")
    part.ask_remove()
    dialog = part.dialog
    if not isinstance(dialog, RemoveDialog):
        raise LookupError("nothing is asked before deleting")
    photographer.take(dialog, "retention-remove")
    dialog.reject()
