"""関係機関: organisations, municipalities, events, each a list with one record beside it."""

from __future__ import annotations

from app.ui.screens.leaves_screen import LeavesScreen
from app.ui.screens.network.leaves import LEAVES


class NetworkScreen(LeavesScreen):
    """The directory and what belongs to it."""

    place = "network"
    leaves = LEAVES
