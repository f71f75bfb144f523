"""広域: exchanges with other offices, letters that come and go, and the partners."""

from __future__ import annotations

from app.ui.screens.exchange.exchanges import ExchangesLeaf
from app.ui.screens.exchange.letters_leaf import LettersLeaf
from app.ui.screens.exchange.partners import PartnersLeaf
from app.ui.screens.leaves_screen import LeavesScreen


class ExchangeScreen(LeavesScreen):
    """The leaves of 広域."""

    place = "handoff"
    waits_typed = True  # a basis that is missing has to be registered with the case first
    leaves = (ExchangesLeaf, LettersLeaf, PartnersLeaf)
