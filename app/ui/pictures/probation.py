"""The screens of a 保護観察所: 今日, 対象者, a case of each kind, its forms and its paper."""

from __future__ import annotations

from typing import Any

from app.cases.queries import CaseFilter, case_list
from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, settle
from app.ui.screens.cases.screen import CasesScreen
from app.ui.theme import theme
from app.ui.window import MainWindow


def take_probation(window: MainWindow, photographer: Photographer) -> None:
    """今日 and a case also in the dark, then what only this kind of office has."""
    for dark in (False, True):
        theme().set_dark(dark)
        ending = "-dark" if dark else ""
        window.show_where(Where("today"))
        photographer.take(window, f"probation-today{ending}")
        _show(window, "adjustment", "arranging")
        photographer.take(window, f"probation-case{ending}")
    theme().set_dark(False)
    _take_adjustment(window, photographer)
    _take_aftercare(window, photographer)
    _show(window, "detained", "interview", refused=True)
    photographer.take(window, "probation-detained")
    for service in ("adjustment", "aftercare", "detained"):
        window.show_where(Where("cases", {"new": True, "service": service}))
        photographer.take(window, f"probation-new-{service}")
        window.back()
        settle()


def _take_adjustment(window: MainWindow, photographer: Photographer) -> None:
    """要件, 選定, the request to the centre and what came back."""
    sections = _show(window, "adjustment", "selecting")
    _go(window, "requirements")
    photographer.take(window, "probation-selection")
    sections["selection"].open_decision()
    photographer.take(window, "probation-selection-form")
    window.back()
    sections = _show(window, "adjustment", "arranging")
    _go(window, "referrals")
    photographer.take(window, "probation-request")
    request = next(iter(sections["referrals"].lines.values()))
    request.show_paper()
    settle()
    if request.preview is None:
        raise LookupError("依頼書 is not shown")
    photographer.take(request.preview, "probation-request-paper")
    request.preview.reject()
    _go(window, "received")
    photographer.take(window, "probation-received")


def _take_aftercare(window: MainWindow, photographer: Photographer) -> None:
    """The measures with the ends of the period, and the form of one."""
    sections = _show(window, "aftercare", "measures")
    photographer.take(window, "probation-aftercare")
    _go(window, "measures")
    photographer.take(window, "probation-measures")
    sections["measures"].open_measure()
    photographer.take(window, "probation-measure-form")
    window.back()


def _show(window: MainWindow, service: str, stage: str, *, refused: bool = False) -> dict[str, Any]:
    """Open a case of this 業務 in this stage; its sections by key."""
    wanted = CaseFilter(services=(service,), stages=(stage,))
    with window.desk.office.reading(window.desk.actor) as reading:
        rows = case_list(reading, wanted, sort="number").rows
    window.show_where(Where("cases", {"episode": rows[0 if refused else -1].id}))
    settle()
    return {section.key: section for section in _screen(window).pane.summary.sections}


def _go(window: MainWindow, key: str) -> None:
    _screen(window).pane.summary.go_to(key)
    settle()


def _screen(window: MainWindow) -> CasesScreen:
    screen = window.shown
    if not isinstance(screen, CasesScreen):
        raise TypeError("対象者 does not show the case")
    return screen
