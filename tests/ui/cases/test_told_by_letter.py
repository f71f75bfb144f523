"""情報提供: a partner who got a letter is told of the withdrawal in a letter."""

from __future__ import annotations

from typing import Any

import pytest

from app.consent.register import actions as register
from app.consent.register.rules import WithdrawalInput
from app.handoff.letters.kinds import ExchangeKind
from app.handoff.partners import actions as partners
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.storage.records import Consent
from app.ui.desk import Where
from app.ui.screens.cases import page as page_module
from app.ui.screens.cases.sections.disclosures import DisclosuresSection
from tests.conftest import OpenedOffice
from tests.ui.cases.test_consent_sections import given, handed, office, shown


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """The engine does not matter to a screen."""
    return opened_embedded


@pytest.fixture(autouse=True)
def only_this(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with this section alone."""
    monkeypatch.setattr(page_module, "SECTIONS", (DisclosuresSection,))


def test_a_partner_who_got_a_letter_is_told_in_a_letter(place: Any) -> None:
    centre = office(place, "settlement_center", "島根県地域生活定着支援センター")
    home = office(place)
    for one in (centre, home):
        given(place, one)
    handed(place, home)
    partner = place.work(lambda w: partners.add_on_paper(w, "centre", centre, 32))
    basis = BasisInput("consent", place.work(lambda w: _consent_for(w, centre)))
    typed = WriteInput(asked="受入先をさがしてください。", items=("identity",), basis=basis)
    kind = ExchangeKind.COOPERATION
    exchange = place.work(lambda w: writing.begin(w, place.ids["co"], partner, kind, typed))
    for one in place.work(lambda w: [row.id for row in w.session.query(Consent)]):
        place.work(lambda w, one=one: register.withdraw(w, one, WithdrawalInput("R8.11.24")))
    place.open("co")
    ways = {
        name: way
        for told in shown(place, "disclosures").to_tell
        for name, way in told.letters.items()
    }
    assert set(ways) == {centre}, "nobody writes letters to the others"
    ways[centre].click()
    facts = {"leaf": "exchanges", "exchange": exchange, "write": "consent_withdrawn"}
    assert place.gone[-1] == Where("handoff", facts)


def _consent_for(work: Any, organisation: str) -> str:
    return str(work.session.query(Consent.id).filter_by(organisation_id=organisation).scalar())
