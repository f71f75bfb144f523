"""報告: the figures and what is made of them, each a screen of its own behind a chip."""

from __future__ import annotations

from app.ui.screens.place_of_screens import PlaceOfScreens
from app.ui.screens.report.figures_screen import FiguresScreen
from app.ui.screens.report.funding.screen import FundingScreen
from app.ui.screens.report.lists.screen import ListsScreen
from app.ui.screens.report.seeing_screen import SeeingScreen


class ReportScreen(PlaceOfScreens):
    """The parts of 報告."""

    place = "report"
    parts = (
        ("figures", "集計", FiguresScreen),
        ("funding", "経費", FundingScreen),
        ("seeing", "動き", SeeingScreen),
        ("lists", "一覧表", ListsScreen),
    )
