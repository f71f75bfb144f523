"""Every pair of way and basis again, through the action that records and on both engines."""

from __future__ import annotations

from datetime import date

import pytest

from app import codes
from app.consent import actions as office
from app.consent.disclosures import actions, queries
from app.consent.laws import Provider, lawbook
from app.consent.rules import Recipient
from app.errors import InvalidInput
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice
from tests.consent.one_register import (
    CITY,
    HOME,
    consent,
    handed_on,
    meeting,
    organisation,
    person_of,
)
from tests.consent.test_every_pair import why_not

DAY = date(2026, 11, 20)


@pytest.mark.parametrize("provider", list(Provider))
def test_the_action_says_what_the_table_says(opened: OpenedOffice, provider: Provider) -> None:
    episode = begin(opened)
    person = person_of(opened, episode)
    do(opened, lambda w: office.set_provider(w, provider))
    kept = 0
    for kind, name, public in (HOME, CITY):
        whom = organisation(opened, kind, name, public)
        consent(opened, person, whom)
        held = meeting(opened, whom, DAY)
        for way, _ in codes.table("disclosure_way").choices():
            for basis in lawbook().bases:
                typed = handed_on(
                    *(episode, whom),
                    way=way,
                    basis=basis.id,
                    meeting_id=held,
                    why="理由がある",
                    prosecutor_view="no_objection",
                    prosecutor_asked_on="R8.11.19",
                )
                reason = why_not(provider, Recipient(whom, kind, public), way, basis.id)
                if not reason:
                    do(opened, lambda w, typed=typed: actions.record(w, typed))
                    kept += 1
                    continue
                with pytest.raises(InvalidInput) as refused:
                    do(opened, lambda w, typed=typed: actions.record(w, typed))
                (field,) = refused.value.by_field()
                assert field == "basis" and reason in refused.value.message
                assert basis.id == "consent" or "「本人の同意」なら" in refused.value.message
    found = ask(opened, lambda r: queries.disclosures(r, person))
    assert len(found) == kept > 40
    assert all(one.law for one in found)
