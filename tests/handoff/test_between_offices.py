"""Two offices write to each other: asked, answered, led, given back; twice, late, in any order."""

from __future__ import annotations

from datetime import date

from app.handoff.exchange.state import Phase
from app.handoff.letters.body import Share
from app.handoff.letters.kinds import LetterKind, Receipt, Side
from app.handoff.overview.queries import exchange_page
from app.storage.records import Attachment, Disclosure, Episode, LetterBody
from tests.cases.one_case import ask, do, refused
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import (
    Two,
    ask_for_help,
    at,
    carry,
    exchange_at,
    outgoing,
    receive,
    refused_code,
    sealed,
    write,
)
from tests.handoff.test_accepting import accept

K = LetterKind


def test_a_request_arrives_and_is_receipted(two: Two) -> None:
    exchange = ask_for_help(two)
    assert at(two.here, exchange).state.phase is Phase.ASKED
    assert [one.result for one in carry(two, two.here)] == [Receipt.KEPT]
    there = at(two.there, exchange_at(two.there))
    assert there.side is Side.ASKED
    body = there.kept[0].body
    assert body is not None and body.person is not None
    assert (body.person.name, body.person.facility) == ("齋藤 蓬夫", "前橋刑務所")
    assert body.person.offence == ""  # not among the items
    assert {section.item for section in body.sections} == {"assessment", "custody", "identity"}
    carry(two, two.there)  # the receipt
    assert at(two.here, exchange).state.arrived >= {at(two.here, exchange).letters[0].id}
    assert ask(two.there, lambda r: r.session.query(Episode).count()) == 0


def test_what_is_asked_counts_as_asked_and_is_kept_as_handed_over(two: Two) -> None:
    exchange = ask_for_help(two)
    episode = at(two.here, exchange).episode_id
    area, partner = ask(
        two.here,
        lambda r: (r.get(Episode, episode).area, r.get(Episode, episode).partner),
    )
    assert (area, partner) == ("requested", "島根県地域生活定着支援センター")
    given = ask(two.here, lambda r: r.session.query(Disclosure).one())
    assert sorted(given.items) == ["assessment", "custody", "identity"]


def test_without_a_basis_nothing_is_written(two: Two) -> None:
    exchange = ask_for_help(two)
    refused(
        lambda: write(two.here, exchange, K.PROGRESS, text="薬が変わりました", items=("medical",)),
        basis="根拠",
    )
    assert len(at(two.here, exchange).kept) == 1


def test_shares_alone_are_told_without_a_basis_and_hand_nothing_on(two: Two) -> None:
    exchange = ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    there, shares = exchange_at(two.there), (Share("placement", "doing", "2件に打診中"),)
    refused(
        lambda: write(two.there, there, K.PROGRESS, shares=shares, text="薬が変わりました"),
        items="分担だけを知らせるときは、本文を空に",
    )
    write(two.there, there, K.PROGRESS, shares=shares)
    assert ask(two.there, lambda r: r.session.query(Disclosure).count()) == 0
    carry(two, two.there)
    page = ask(two.here, lambda reading: exchange_page(reading, exchange))
    assert [row.theirs for row in page.shares] == list(shares)


def test_the_same_file_twice_changes_nothing(two: Two) -> None:
    exchange = ask_for_help(two)
    [data] = outgoing(two.here, exchange)
    first, second = receive(two.there, data), receive(two.there, data)
    assert (first.again, second.again) == (False, True)
    assert len(at(two.there, exchange_at(two.there)).kept) == 2  # the request and one receipt


def test_the_lead_passes_on_its_day_and_never_before_it_was_given(two_embedded: Two) -> None:
    two = two_embedded
    exchange, day = ask_for_help(two), date(2026, 12, 24)
    carry(two, two.here)
    there = exchange_at(two.there)
    write(two.there, there, K.ACCEPT, of=at(two.there, there).state.request.id)
    carry(two, two.there)
    assert at(two.here, exchange).state.phase is Phase.ACCEPTED
    write(two.here, exchange, K.OFFER_LEAD, day="R8.12.24")
    carry(two, two.here)
    offer = at(two.there, there).state.pending[0].offer
    take = write(two.there, there, K.TAKE_LEAD, of=offer.id)
    assert at(two.there, there).state.lead.on(day) is Side.ASKING
    carry(two, two.there)
    assert at(two.here, exchange).state.lead.on(day) is Side.ASKING
    digest = next(one for one in at(two.there, there).kept if one.id == take).letter.id
    write(two.here, exchange, K.PASS_LEAD, of=digest)
    assert at(two.here, exchange).state.lead.on(day) is Side.ASKED
    assert at(two.there, there).state.lead.on(day) is Side.ASKING
    carry(two, two.here)
    for one, where in ((two.here, exchange), (two.there, there)):
        lead = at(one, where).state.lead
        assert (lead.on(date(2026, 12, 23)), lead.on(day)) == (Side.ASKING, Side.ASKED)


def test_a_request_withdrawn_before_it_was_taken_up_leaves_only_the_fact(
    two_embedded: Two,
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    write(two.here, exchange, K.WITHDRAW, reason="帰住先が変わりました")
    carry(two, two.here)
    there = at(two.there, exchange_at(two.there))
    assert there.state.phase is Phase.CLOSED
    request = there.by_digest(there.state.letters[0].id)
    assert request is not None and request.body is None and request.has("dropped")
    assert len(request.letter.header) > 0


def test_a_declined_request_leaves_only_the_fact(two_embedded: Two) -> None:
    two = two_embedded
    ask_for_help(two)
    carry(two, two.here)
    there = exchange_at(two.there)
    refused(
        lambda: write(two.there, there, K.DECLINE, of=at(two.there, there).state.request.id),
        reason="理由",
    )
    write(
        *(two.there, there, K.DECLINE),
        of=at(two.there, there).state.request.id,
        reason="受入先がありません",
    )
    assert at(two.there, there).kept[0].body is None
    carry(two, two.there)
    here = at(two.here, exchange_at(two.here))
    assert here.state.ended is not None and here.state.ended.kind is K.DECLINE
    said = next(one for one in here.kept if one.letter.kind is K.DECLINE).body
    assert said is not None and said.reason == "受入先がありません"


def test_a_withdrawal_overtaking_the_request_ends_it_all_the_same(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    write(two.here, exchange, K.WITHDRAW, reason="本人が断りました")
    request, withdrawal = outgoing(two.here, exchange)
    receive(two.there, withdrawal)
    receive(two.there, request)
    there = at(two.there, exchange_at(two.there))
    assert there.state.phase is Phase.CLOSED
    assert ask(two.there, lambda r: _said_by(r, there.kept, K.REQUEST)) == 0


def _said_by(reading: object, kept: tuple, kind: LetterKind) -> int:  # type: ignore[type-arg]
    ids = [one.id for one in kept if one.letter.kind is kind]
    session = reading.session  # type: ignore[attr-defined]
    return int(session.query(LetterBody).filter(LetterBody.letter_id.in_(ids)).count())


def test_what_came_too_late_is_kept_without_what_it_says(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    [data] = outgoing(two.here, exchange)
    later(two.there, 40)
    arrived = receive(two.there, data)
    assert arrived.result is Receipt.EXPIRED
    assert at(two.there, exchange_at(two.there)).kept[0].body is None
    assert ask(two.there, lambda r: r.session.query(Attachment).count()) == 0
    carry(two, two.there)
    assert at(two.here, exchange).state.phase is Phase.LAPSED


def later(opened: OpenedOffice, days: int) -> None:
    from datetime import timedelta

    from app.clock import fixed

    opened.office.clock = fixed(opened.office.clock.local().replace(tzinfo=None) + timedelta(days))


def test_letters_for_others_and_from_strangers_are_refused(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    [data] = outgoing(two.here, exchange)
    assert refused_code(two.here, data) == "not_for_us"
    broken = bytearray(data)
    broken[-1] ^= 1
    assert refused_code(two.there, bytes(broken)) == "tampered"
    assert ask(two.there, lambda r: r.session.query(LetterBody).count()) == 0


def test_after_a_withdrawn_consent_what_has_not_left_is_not_sealed(two_embedded: Two) -> None:
    from app.storage.records import Consent

    two = two_embedded
    exchange = ask_for_help(two)
    letter = at(two.here, exchange).kept[0].id

    def withdraw(work: object) -> None:
        found = work.session.query(Consent).one()  # type: ignore[attr-defined]
        found.withdrawn_on = date(2026, 11, 24)

    do(two.here, withdraw)
    refused(lambda: sealed(two.here, letter), letter="根拠")
    # the refusal to go on always leaves
    withdrawal = write(two.here, exchange, K.WITHDRAW, reason="同意の撤回")
    assert receive(two.there, sealed(two.here, withdrawal)).result is Receipt.KEPT
