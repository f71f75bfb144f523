"""保存期間: reached from 管理 and by Ctrl+K."""

from __future__ import annotations

from app.ui.screens.place_of_screens import PlaceOfScreens
from app.ui.screens.retention.due_screen import DueScreen
from app.ui.screens.retention.lists_screen import ListsScreen
from app.ui.screens.retention.periods_screen import PeriodsScreen


class RetentionScreen(PlaceOfScreens):
    """The parts of 保存期間."""

    place = "retention"
    parts = (
        ("due", "保存の期限", DueScreen),
        ("lists", "削除の案と記録", ListsScreen),
        ("periods", "期間の決まり", PeriodsScreen),
    )
