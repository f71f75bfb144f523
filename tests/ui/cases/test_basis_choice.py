"""The choice of a basis says of every pair of way and basis what the table of app/consent says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app import codes
from app.consent.laws import Provider, lawbook
from app.consent.rules import Recipient
from app.ui.consent.basis_choice import BasisChoice, Planned
from tests.consent.one_register import CITY, HOME, consent, organisation, person_of
from tests.consent.test_every_pair import why_not

pytestmark = pytest.mark.parametrize("opened", ["embedded"], indirect=True)
DAY = date(2026, 11, 20)
PRIVATE = [basis for basis in lawbook().bases if basis.clauses(Provider.PRIVATE)]


def test_every_way_with_every_basis(place: Any, opened: Any) -> None:
    person = person_of(opened, place.ids["co"])
    choice = BasisChoice(place.desk)
    for kind in (CITY, HOME):
        whom = organisation(opened, *kind)
        consent(opened, person, whom)
        for way, _ in codes.table("disclosure_way").choices():
            choice.ask(Planned(person, whom, ("identity", "certificate"), DAY, way))
            assert set(choice.buttons) == {basis.id for basis in PRIVATE}
            for key, button in choice.buttons.items():
                reason = why_not(Provider.PRIVATE, Recipient(whom, kind[0], kind[2]), way, key)
                if (way, key) == ("meeting", "support_meeting"):
                    reason = "どの支援会議か"  # none was chosen
                assert button.isEnabled() == (reason == ""), (way, key)
                assert reason in button.accessibleDescription()
    choice.deleteLater()
