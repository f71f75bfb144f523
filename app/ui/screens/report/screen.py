"""報告: the figures and what is made of them, each a screen of its own behind a chip."""

from __future__ import annotations

from app.ui.desk import Where
from app.ui.screens.place_of_screens import PlaceOfScreens
from app.ui.screens.report.figures_screen import FiguresScreen
from app.ui.screens.report.funding.screen import FundingScreen
from app.ui.screens.report.lists.screen import ListsScreen
from app.ui.screens.report.own_forms.forms_screen import FormsScreen
from app.ui.screens.report.seeing_screen import SeeingScreen
from app.ui.screens.report.submissions.hand_in_form import SUBMISSION
from app.ui.screens.report.submissions.screen import SubmissionsScreen

_DRAFTS = {SUBMISSION: "submissions", "funding": "funding"}
"""How the kinds of drafts begin that are opened in another part than the first."""


class ReportScreen(PlaceOfScreens):
    """The parts of 報告."""

    place = "report"
    parts = (
        ("figures", "集計", FiguresScreen),
        ("submissions", "提出", SubmissionsScreen),
        ("forms", "様式", FormsScreen),
        ("funding", "経費", FundingScreen),
        ("seeing", "動き", SeeingScreen),
        ("lists", "一覧表", ListsScreen),
    )

    def open(self, where: Where) -> None:
        """A draft says by its kind in which part it is opened."""
        waiting = self.desk.drafts.find(str(where.facts.get("draft", "")))
        part = _DRAFTS.get(waiting.kind.partition("_")[0], "") if waiting is not None else ""
        if part:
            where = Where(self.place, {"leaf": part, **where.facts})
        super().open(where)
