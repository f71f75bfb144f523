"""The lane diagram: every row can be reached, read out and opened without a mouse."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.widgets.lanes import LaneDiagram, LaneRow, Lanes, Line

ROWS = (
    LaneRow("a", "11/9", "協力依頼", "受入先をさがしてください", "受領 11/10"),
    LaneRow("", "", "", "島根からの文が1通届いていません", line=Line.GAP),
    LaneRow("b", "11/12", "質問", "服薬は本人ができますか", from_left=False),
    LaneRow("", "12/1まで", "次", "質問への回答", line=Line.WAITS),
)


def test_rows_are_gone_through_and_letters_opened_by_keyboard(
    qtbot: Any, dressed: QApplication
) -> None:
    lanes = LaneDiagram(Lanes("群馬", "島根", ROWS, "left"))
    qtbot.addWidget(lanes)
    opened: list[str] = []
    lanes.opened.connect(opened.append)
    assert lanes.current == ROWS[3], "the newest first"
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(lanes, key)
    assert opened == ["b"], "only letters open"
    assert lanes.accessibleName() == "島根から群馬へ　11/12　質問　服薬は本人ができますか"
    QTest.keyClick(lanes, Qt.Key.Key_Home)
    QTest.keyClick(lanes, Qt.Key.Key_Up)
    QTest.keyClick(lanes, Qt.Key.Key_Space)
    assert opened == ["b", "a"]
    said = lanes.accessibleDescription()
    assert said.startswith("主担当は群馬") and all(row.words in said for row in ROWS)
