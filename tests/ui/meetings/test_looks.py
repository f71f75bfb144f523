"""No words of 会議 are cut at 1366 by 768, also where everything is larger."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.meetings.persons.actions import discuss_signal
from app.network.signals.actions import receive
from app.network.signals.rules import SignalInput
from app.ui.screens.meetings import kinds
from app.ui.theme import theme
from tests.meetings.one_meeting import held
from tests.ui.cases.test_looks import cut

WINDOW = (1366, 768)


@pytest.mark.parametrize("scale", [1.0, 1.4, 1.6])
def test_no_words_are_cut(place: Any, scale: float) -> None:
    held(place.opened, place.meetings["joint"])
    noticed = SignalInput(
        "R8.11.18", "neighbour", kinds=("smell",), place="見本町" * 9, about="男性"
    )
    signal = place.work(lambda work: receive(work, noticed))
    place.work(lambda work: discuss_signal(work, place.meetings["support"], signal))
    theme().set_scale(scale)
    t = theme()
    place.screen.setFixedSize(WINDOW[0] - t.px(168), WINDOW[1] - t.px(44 + 26))
    for name in ("multi", "support", "joint"):
        place.open(name)
        QApplication.processEvents()
        assert list(cut(place.screen)) == [], name
    for kind in (kinds.HEAD, kinds.MEMBER, kinds.SHARE, kinds.DECISION, kinds.CONTACTS):
        place.pane.edit(kind)
        QApplication.processEvents()
        assert list(cut(place.screen)) == [], kind
        place.pane.go_back()
