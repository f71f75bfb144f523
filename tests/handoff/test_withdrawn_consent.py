"""A consent is withdrawn: whoever got something in letters is named, told by letter, and counts as told."""

from __future__ import annotations

from app.consent.holders.queries import disclosure_map
from app.consent.register import actions as register
from app.consent.register.rules import WithdrawalInput
from app.handoff.letters.kinds import LetterKind
from app.handoff.writing.queries import exchanges_to_tell
from app.storage.records import Consent, Disclosure
from tests.cases.one_case import ask, do, refused
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import (
    Two,
    ask_for_help,
    at,
    carry,
    consented,
    exchange_at,
    write,
)

K = LetterKind
TO_TELL = {"reason": "本人が同意を撤回しました", "day": "R8.11.24"}


def consent_of(opened: OpenedOffice) -> str:
    return str(ask(opened, lambda r: r.session.query(Consent.id).scalar()))


def withdraw(opened: OpenedOffice, consent: str) -> None:
    do(opened, lambda work: register.withdraw(work, consent, WithdrawalInput("R8.11.24")))


def untold(opened: OpenedOffice, episode: str) -> list[str]:
    found = ask(opened, lambda reading: disclosure_map(reading, episode))
    return [holder.name for told in found.withdrawn for holder, _ in told.open]


def test_the_partner_is_named_told_by_letter_and_counts_as_told(two: Two) -> None:
    exchange = ask_for_help(two)
    carry(two, two.here)
    carry(two, two.there)
    here, consent = at(two.here, exchange), consent_of(two.here)
    refused(
        lambda: write(two.here, exchange, K.CONSENT_WITHDRAWN, consent=consent, **TO_TELL),
        consent="まだ記録されていません",
    )
    withdraw(two.here, consent)
    episode = str(here.episode_id)
    assert untold(two.here, episode) == ["島根県地域生活定着支援センター"]
    ways = ask(two.here, lambda r: exchanges_to_tell(r, here.person_id))
    assert ways == {(consent, here.partner.organisation_id): exchange}
    write(two.here, exchange, K.CONSENT_WITHDRAWN, consent=consent, **TO_TELL)
    assert untold(two.here, episode) == []
    carry(two, two.here)
    there = at(two.there, exchange_at(two.there)).state
    assert [one.terms["consent"] for one in there.consents_withdrawn] == [consent]


def test_a_consent_on_which_they_got_nothing_is_not_told(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    other = consented(two.here, str(at(two.here, exchange).episode_id), ("medical",))
    withdraw(two.here, other)
    refused(
        lambda: write(two.here, exchange, K.CONSENT_WITHDRAWN, consent=other, **TO_TELL),
        consent="知らせる必要はありません",
    )
    assert ask(two.here, lambda r: r.session.query(Disclosure).count()) == 1
