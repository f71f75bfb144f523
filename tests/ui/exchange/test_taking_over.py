"""What a letter says otherwise than our case is shown, and kept only as far as it was chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.cases import actions as cases
from app.handoff.accepting import actions as accepting
from app.handoff.accepting.actions import AcceptInput
from app.handoff.letters.kinds import LetterKind
from app.handoff.writing.rules import BasisInput
from app.storage.records import Episode
from app.ui.desk import Where
from app.ui.screens.exchange.accepting_forms import TAKE_OVER
from app.ui.screens.exchange.screen import ExchangeScreen
from app.ui.screens.record_form import part_subject
from tests.cases.one_case import ask, do
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import Two, ask_for_help, at, carry, consented, exchange_at, write

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display


def test_a_release_that_was_told_is_taken_over_when_chosen(
    two_embedded: Two, screen_at: Callable[[OpenedOffice], ExchangeScreen]
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    there = exchange_at(two.there)
    episode = do(two.there, lambda w: accepting.accept(w, there, AcceptInput(number="R8-広-1")))
    carry(two, two.there)
    here = str(at(two.here, exchange).episode_id)

    def moved(work: Any) -> None:
        record = work.get(Episode, here)
        cases.correct(work, record.id, record.version, {"release": "R8.12.24"})

    do(two.here, moved)
    consent = consented(two.here, here, ("custody",))
    write(
        *(two.here, exchange, LetterKind.PROGRESS),
        text="釈放日が決まりました",
        items=("custody",),
        basis=BasisInput("consent", consent),
    )
    carry(two, two.here)
    screen = screen_at(two.there)
    screen.open(Where("handoff", {"leaf": "exchanges", "exchange": there}))
    pane: Any = screen.leaf.pane
    letter = pane.data.page.lanes[-1].id
    pane.open_letter(letter)
    assert [one.label for one in pane.data.changes] == ["釈放日"]
    pane.edit(TAKE_OVER, part_subject(there, letter))
    boxes = pane.form.rows["fields"].editor.boxes
    assert [box.text() for box in boxes.values()] == ["釈放日　（空欄） → R8.12.24"]
    pane.form.rows["fields"].set_value(("release",))
    pane.save()
    assert pane.form is None and pane.data.changes == ()
    assert ask(two.there, lambda r: r.get(Episode, episode).release).day == 24
