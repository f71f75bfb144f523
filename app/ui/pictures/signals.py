"""端緒 and つなぎ under 関係機関, and つなぎ on the page of a case with the choice of its basis."""

from __future__ import annotations

from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, press, settle
from app.ui.screens.cases.screen import CasesScreen
from app.ui.screens.cases.sections.referrals import ReferralsSection
from app.ui.screens.network.screen import NetworkScreen
from app.ui.window import MainWindow


def take_signals(window: MainWindow, photographer: Photographer) -> None:
    """The lists with a record beside them, the form of a new 端緒, a step with its basis."""
    window.show_where(Where("network", {"leaf": "signals"}))
    settle()
    screen = window.shown
    if not isinstance(screen, NetworkScreen):
        raise TypeError("関係機関 does not show its leaves")
    rows = [row for _, row in screen.leaf.found.model.loaded_rows()]
    screen.leaf.pane.open_record(next(row.id for row in rows if row.state == "passed"))
    photographer.take(window, "signal")
    press(screen.leaf, "端緒を受ける")
    photographer.take(window, "signal-new")
    window.back()
    window.show_where(Where("network", {"leaf": "referrals"}))
    settle()
    waiting = [row for _, row in screen.leaf.found.model.loaded_rows()]
    screen.leaf.pane.open_record(waiting[0].id)
    photographer.take(window, "referral")
    _take_step(window, photographer, screen)


def _take_step(window: MainWindow, photographer: Photographer, screen: NetworkScreen) -> None:
    found = screen.leaf.found
    found.act_on_hint()
    settle()
    rows = [row for _, row in found.model.loaded_rows()]
    prepared = next(row for row in rows if row.state == "draft" and row.episode_id)
    window.show_where(Where("cases", {"episode": prepared.episode_id}))
    settle()
    cases = window.shown
    if not isinstance(cases, CasesScreen):
        raise TypeError("ケース does not show the case")
    summary = cases.pane.summary
    section = next(one for one in summary.sections if isinstance(one, ReferralsSection))
    summary.go_to(section.key)
    section.lines[prepared.id].buttons["send"].click()
    settle()
    photographer.take(window, "case-referrals-form")
    window.back()
    photographer.take(window, "case-referrals")
