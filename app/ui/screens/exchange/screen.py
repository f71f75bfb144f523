"""広域: exchanges with other offices, and the partners they are with."""

from __future__ import annotations

from app.ui.screens.exchange.partners import PartnersLeaf
from app.ui.screens.leaves_screen import LeavesScreen


class ExchangeScreen(LeavesScreen):
    """The leaves of 広域."""

    place = "handoff"
    leaves = (PartnersLeaf,)
