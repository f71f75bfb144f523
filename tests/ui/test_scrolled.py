"""A column that scrolls: only where its parts have no room."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from app.ui.theme import Size
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph


def test_words_that_fit_here_give_nothing_to_scroll(dressed: Any, qtbot: QtBot) -> None:
    place = Scrolled()
    qtbot.addWidget(place)
    for _ in range(4):
        place.add(Paragraph("その日はじめて開いたときと、終了するときにも作ります。" * 3))
    place.end()
    lines = 4 * round(Size.BODY * Size.LINE_HEIGHT) + 3 * 12
    place.resize(1_400, lines)
    place.show()
    assert place.inner.sizeHint().height() > lines  # in the width that is read best they wrap
    assert place.verticalScrollBar().maximum() == 0
    place.resize(300, lines)
    assert place.verticalScrollBar().maximum() > 0
