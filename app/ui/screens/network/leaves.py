"""The leaves of the place 関係機関, in the order of their chips; each is made when first shown."""

from __future__ import annotations

from app.ui.screens.network.events import EventsLeaf
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.network.municipalities import MunicipalitiesLeaf
from app.ui.screens.network.organisations import OrganisationsLeaf
from app.ui.screens.network.referrals import ReferralsLeaf
from app.ui.screens.network.signals import SignalsLeaf

LEAVES: tuple[type[Leaf], ...] = (
    OrganisationsLeaf,
    ReferralsLeaf,
    SignalsLeaf,
    MunicipalitiesLeaf,
    EventsLeaf,
)
