"""Every basis for a letter: what the table of app/consent says, the letter says."""

from __future__ import annotations

from datetime import date

import pytest

from app.consent.laws import Provider, lawbook
from app.consent.rules import Recipient
from app.errors import InvalidInput
from app.handoff.exchange.queries import standing
from app.handoff.letters.kinds import ExchangeKind
from app.handoff.partners.queries import partners
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.storage.records import Disclosure, Organisation
from tests.cases.one_case import ask, begin, do
from tests.consent.test_every_pair import why_not
from tests.handoff.real_offices import ITEMS, Two, consented


def test_the_letter_says_what_the_table_says(two: Two) -> None:
    line = ask(two.here, partners)[0]
    kind = ask(two.here, lambda r: r.get(Organisation, line.organisation_id).kind)
    whom = Recipient(line.organisation_id, kind, public=False)
    written = 0
    for basis in lawbook().bases:
        episode = begin(two.here, facility="前橋刑務所", term_end="R8.12.23")
        consent = consented(two.here, episode) if basis.id == "consent" else None
        given = BasisInput(
            basis.id,
            consent,
            why="理由がある",
            prosecutor_view="no_objection",
            prosecutor_asked_on="R8.11.1",
        )
        typed = WriteInput(
            asked="受入先をさがしてください。", items=ITEMS, basis=given, to_whom="調整の担当"
        )

        def act(work, episode=episode, typed=typed):  # type: ignore[no-untyped-def]
            return writing.begin(work, episode, line.id, ExchangeKind.COOPERATION, typed)

        reason = why_not(Provider.PRIVATE, whom, "letter", basis.id)
        if reason:
            with pytest.raises(InvalidInput) as refused:
                do(two.here, act)
            assert reason in refused.value.by_field()["basis"], basis.id
        else:
            exchange = do(two.here, act)
            (letter,) = ask(two.here, lambda r, e=exchange: standing(r, e)).letters
            assert letter.items == ITEMS
            written += 1
    kept = ask(
        two.here,
        lambda r: [
            (one.why, one.prosecutor_view, one.prosecutor_asked_on, one.to_whom)
            for one in r.session.query(Disclosure)
        ],
    )
    said = ("理由がある", "no_objection", date(2026, 11, 1), "調整の担当")
    assert kept == [said] * written and written > 2
