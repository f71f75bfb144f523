"""Before the first case the report says where numbers come from, not what is missing in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notices
from app.ui.screens.report.figures_screen import FiguresScreen


def test_an_office_without_cases_is_told_how_numbers_come(
    dressed: Any, opened: Any, asking: Any, tmp_path: Path, qtbot: Any
) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    jobs, notices = InlineJobs(), Notices()
    desk = Desk(
        opened.office, opened.actor, "見本", "10", jobs, notices, asking, settings, lambda _: None
    )
    screen = FiguresScreen(desk)
    qtbot.addWidget(screen)
    screen.show()
    screen.open(Where("report"))
    assert screen.notice.isVisible()
    assert "まだケースがありません" in screen.notice.words
    assert "そろっていません" not in screen.notice.words
    screen.tables[0].choose_first()
    assert "±0" in screen.contents.compared
    assert "一部だけ" not in screen.contents.compared
