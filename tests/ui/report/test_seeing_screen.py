"""The screen 動き: its numbers are those of 集計, and every mark leads to its cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.calendar.fiscal import month, month_of
from app.ui.desk import Where
from app.ui.screens.report.screen import ReportScreen
from app.ui.screens.report.seeing_screen import SeeingScreen


def test_it_is_made_anew_unless_something_is_chosen(qtbot: Any, sat: Callable[[], Any]) -> None:
    at = sat()
    screen = ReportScreen(at.desk)
    qtbot.addWidget(screen)
    screen.show()
    screen.open(Where("report", {"leaf": "seeing"}))
    screen.open(Where("report", {"leaf": "lists"}))
    assert "seeing" not in screen.made and "lists" in screen.made
    screen.open(Where("report", {"leaf": "seeing", "period": month(2025, 3)}))
    chosen: Any = screen.part
    screen.open(Where("report", {"leaf": "lists"}))
    screen.open(Where("report", {"leaf": "seeing"}))
    assert screen.part is chosen and chosen.until == month(2025, 3)
    chosen.show_until(month_of(at.desk.office.clock.today()).previous())
    chosen.show_mark(next(one for card in chosen.cards for one in card.plot.plot.marks))
    screen.open(Where("report", {"leaf": "lists"}))
    assert screen.made["seeing"] is chosen


def test_marks_lead_to_their_cases(
    qtbot: Any, sat: Callable[[], Any], expected: Any, tmp_path: Path
) -> None:
    at = sat()
    screen = SeeingScreen(at.desk)
    qtbot.addWidget(screen)
    screen.resize(1198, 698)
    screen.show()
    screen.open(Where("report", {"period": month(2025, 3)}))
    plot = screen.cards[0].plot
    april = expected["months"]["2024-04"]["works"]["コーディネート"]
    mark = next(one for one in plot.plot.marks if one.key == "2024-04.coordination")
    assert mark.number == april["open"]
    flow = screen.cards[1].plot
    total = expected["months"]["2024-09"]["total"]
    found = {one.key: one.number for one in flow.plot.marks}
    assert (found["2024-09.new"], found["2024-09.closed"]) == (total["new"], total["closed"])

    spot = plot.place(mark).center().toPoint()
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=spot)
    entries = screen.contents.entries
    qtbot.waitUntil(lambda: entries.rows.rowCount() == mark.number)
    assert screen.contents.sentence == mark.sentence
    assert mark.said in plot.accessibleName()

    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.current is not None and plot.current.key == "2024-05.coordination"
    with qtbot.waitActive(screen):
        screen.activateWindow()
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert entries.hasFocus() and entries.rows.rowCount() == plot.current.number
    row = entries.chosen_row()
    qtbot.keyClick(entries, Qt.Key.Key_Return)
    assert at.went == [Where("cases", {"episode": row.case_id})]
    assert screen.go_back() and plot.hasFocus()

    flow.setFocus(Qt.FocusReason.TabFocusReason)
    assert plot.current is None and flow.current is flow.plot.marks[-1]

    out = tmp_path / "動き.pdf"
    at.asking.script(out)
    screen.print.click()
    assert out.read_bytes().startswith(b"%PDF") and screen.note.isVisible()
    assert screen.print.isEnabled()
