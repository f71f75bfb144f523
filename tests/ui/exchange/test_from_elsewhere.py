"""Ways into 広域 from other places: a line of 今日, and whom to tell of a withdrawn consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.handoff.letters.kinds import LetterKind
from app.handoff.partners.queries import partners
from app.storage.records import HistoryEntry, Referral
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notices
from app.ui.screens.exchange.screen import ExchangeScreen
from app.ui.screens.today import TodayScreen
from app.ui.theme import theme
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import Two, ask_for_help, at, carry, exchange_at
from tests.handoff.test_withdrawn_consent import consent_of, untold, withdraw
from tests.ui.fake_asking import FakeAsking

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display


def test_today_names_what_waits_and_opens_it(
    dressed: QApplication, two_embedded: Two, tmp_path: Path, qtbot: Any
) -> None:
    two = two_embedded
    gone: list[Where] = []
    ask_for_help(two)
    carry(two, two.here)
    there = two.there
    settings = QSettings(str(tmp_path / "today.ini"), QSettings.Format.IniFormat)
    desk = Desk(
        *(there.office, there.actor, "見本", "10", InlineJobs(), Notices(), FakeAsking()),
        *(settings, gone.append),
    )
    screen = TodayScreen(desk)
    qtbot.addWidget(screen)
    screen.resize(theme().px(1198), theme().px(698))
    screen.show()
    screen.open(Where("today"))
    card = screen._right.exchanges
    [line] = [row for _, row in card.lines.model.loaded_rows()]
    assert (line.when, line.what, line.name) == ("12/8", "依頼への返事", "受諾前")
    card.lines.table.row_opened.emit(line)
    assert gone == [
        Where("handoff", {"leaf": "exchanges", "exchange": exchange_at(there)}),
    ]


def test_7142_who_looks_at_what_came_in_is_in_the_history(
    two_embedded: Two, screen_at: Callable[[OpenedOffice], ExchangeScreen]
) -> None:
    two = two_embedded
    ask_for_help(two)
    carry(two, two.here)
    screen = screen_at(two.there)
    there = exchange_at(two.there)

    def seen() -> int:
        wanted = {"subject_kind": "exchange", "subject_id": there}
        rows = ask(two.there, lambda r: r.session.query(HistoryEntry).filter_by(**wanted).all())
        return sum(row.kind.startswith("view.") for row in rows)

    assert seen() == 0
    screen.open(Where("handoff", {"leaf": "exchanges", "exchange": there}))
    assert seen() == 1


def test_a_withdrawal_is_told_in_a_letter_that_opens_by_itself(
    qtbot: Any, two_embedded: Two, screen_at: Callable[[OpenedOffice], ExchangeScreen]
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    carry(two, two.there)
    consent = consent_of(two.here)
    withdraw(two.here, consent)
    screen = screen_at(two.here)
    kind = LetterKind.CONSENT_WITHDRAWN
    facts = {"leaf": "exchanges", "exchange": exchange, "write": str(kind)}
    screen.open(Where("handoff", facts))
    pane = screen.leaf.pane
    assert pane.form is not None and pane.form.letter_kind is kind
    pane.form.rows["consent"].set_value(consent)
    pane.form.rows["reason"].set_value("本人が同意を撤回しました")
    pane.save()
    assert untold(two.here, str(at(two.here, exchange).episode_id)) == []


def test_who_was_asked_on_paper_is_named_before_the_letter_is_written(
    two_embedded: Two, screen_at: Callable[[OpenedOffice], ExchangeScreen]
) -> None:
    two = two_embedded
    episode = begin(two.here)

    def send_on_paper(work: Any) -> None:
        work.add(
            Referral(
                direction="out",
                kind="participation",
                state="sent",
                episode_id=episode,
                organisation_id=partners(work)[0].organisation_id,
                sent_on=date(2026, 11, 9),
            )
        )

    do(two.here, send_on_paper)
    screen = screen_at(two.here)
    screen.open(Where("handoff", {"leaf": "exchanges", "ask": episode}))
    note = screen.leaf.pane.form.rows["partner_id"].note()
    assert "R8.11.9 送付" in note and "どちらか一つ" in note
