"""Letters that came too late, were lost on the way or cannot be sealed yet: what is shown and asked."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.calendar.partial import PartialDate
from app.clock import fixed
from app.errors import LetterRefused
from app.handoff.accepting import actions as accepting
from app.handoff.exchange.next_steps import What, next_steps
from app.handoff.exchange.state import state
from app.handoff.letters import actions as letters
from app.handoff.letters.kinds import KINDS, ExchangeKind, LetterKind, Side
from app.handoff.letters.letter import letter_from
from app.handoff.letters.queries import APPLIED, DROPPED
from app.handoff.partners import actions as partners
from app.handoff.partners.queries import partners as partner_lines
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from tests.cases.one_case import ask, begin, do, refused
from tests.conftest import OpenedOffice
from tests.handoff.one_exchange import GUNMA, SHIMANE, Pair
from tests.handoff.real_offices import (
    ITEMS,
    Two,
    ask_for_help,
    at,
    carry,
    consented,
    exchange_at,
    introduce,
    outgoing,
    receive,
    write,
)
from tests.handoff.test_accepting import accept
from tests.handoff.test_letters import LETTERS, changed
from tests.handoff.test_overview import line, page

K = LetterKind


def test_a_letter_of_a_newer_version_is_called_so() -> None:
    for version, code in ((2, "version"), (0, "version"), ("1", "content"), (None, "content")):
        with pytest.raises(LetterRefused) as caught:
            letter_from(changed(LETTERS[0], v=version))
        assert caught.value.where == code
    without = {k: v for k, v in json.loads(LETTERS[0].header).items() if k != "v"}
    with pytest.raises(LetterRefused) as caught:
        letter_from(json.dumps(without, sort_keys=True, separators=(",", ":")).encode())
    assert caught.value.where == "content"


def test_what_the_other_side_lost_goes_back_and_what_lost_its_number_is_written_again() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    question = pair.write(GUNMA, K.QUESTION, [request])
    progress = pair.write(GUNMA, K.PROGRESS, [request])
    found = {one.what: one for one in next_steps(pair.written, SHIMANE)}
    assert (found[What.GIVE_BACK].of, found[What.GIVE_BACK].letter) == (Side.ASKED, question)
    assert What.GIVE_BACK not in {one.what for one in next_steps(pair.written, GUNMA)}
    other = pair.write(GUNMA, K.PLAN, [request], seq=progress.seq)
    pair.write(SHIMANE, K.RECEIPT, [request, progress], of=progress.id, result="kept")
    found = {one.what: one for one in next_steps(pair.written, GUNMA)}
    assert (found[What.WRITE_AGAIN].of, found[What.WRITE_AGAIN].letter) == (Side.ASKING, other)


def test_a_request_that_came_too_late_says_so_and_is_asked_for_again(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    [late] = outgoing(two.here, exchange)
    now = two.there.office.clock.local().replace(tzinfo=None)
    two.there.office.clock = fixed(now + timedelta(days=60))
    receive(two.there, late)
    carry(two, two.there)
    for side in (two.here, two.there):
        notes = {one.kind: one.note for one in page(side).lanes}
        assert notes == {K.REQUEST: "期限が過ぎて届いたため、数えていません"}
        assert page(side).line.step.what is What.REQUEST_AGAIN
    assert line(two.here).ours and not line(two.there).ours


def test_nothing_is_sealed_before_the_office_has_keys(
    opened_embedded: OpenedOffice, shimane: OpenedOffice
) -> None:
    do(shimane, partners.make_own_keys)
    introduce(opened_embedded, shimane, "島根県地域生活定着支援センター", "settlement_center")
    episode = begin(opened_embedded, facility="前橋刑務所")
    basis = BasisInput("consent", consented(opened_embedded, episode))
    typed = WriteInput(asked="x", items=ITEMS, basis=basis)
    partner = ask(opened_embedded, partner_lines)[0].id
    exchange = do(
        opened_embedded,
        lambda w: writing.begin(w, episode, partner, ExchangeKind.COOPERATION, typed),
    )
    letter = at(opened_embedded, exchange).kept[0].id
    refused(
        lambda: do(opened_embedded, lambda w: writing.seal(w, letter)),
        letter="鍵がまだありません.*センター長",
    )


def test_taking_nothing_over_is_kept_as_seen(two_embedded: Two) -> None:
    two = two_embedded
    ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    letter = at(two.there, exchange_at(two.there)).kept[0].id
    do(two.there, lambda work: accepting.take_over(work, letter, 1, ()))
    kept = at(two.there, exchange_at(two.there)).kept[0]
    assert [(one.kind, one.note) for one in kept.marks if one.kind == APPLIED][-1] == (APPLIED, "")
    refused(
        lambda: do(two.there, lambda w: accepting.take_over(w, letter, 1, ("facility",))),
        fields=".",
    )


def test_what_is_dropped_is_dropped_once(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    letter = at(two.here, exchange).kept[0].id
    for _ in range(2):
        do(two.here, lambda work: letters.drop(work, letter, "試し"))
    kept = at(two.here, exchange).kept[0]
    assert kept.body is None
    assert [one.note for one in kept.marks if one.kind == DROPPED] == ["試し"]


def test_an_end_that_its_writer_may_not_write_is_named(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    for typed, field in (({"day": "R8.12.24", "reason": "x"}, "kind"),):
        refused(
            lambda now=typed: write(two.here, exchange, K.END, **now), **{field: "まだ受諾されて"}
        )


def test_nobody_writes_to_himself_even_in_an_exchange_made_for_it() -> None:
    with pytest.raises(LetterRefused) as caught:
        Pair(asked=GUNMA).write(GUNMA, K.REQUEST)
    assert caught.value.where == "content"


def test_a_new_offer_takes_the_place_of_the_one_before() -> None:
    pair = Pair()
    request = pair.write(GUNMA, K.REQUEST)
    pair.write(SHIMANE, K.ACCEPT, of=request.id)
    pair.write(GUNMA, K.OFFER_LEAD, day="2026-12-24")
    second = pair.write(GUNMA, K.OFFER_LEAD, day="2026-12-25")
    assert [one.offer for one in state(pair.written).pending] == [second]
    assert [one.replaced_by for one in state(pair.written).handovers] == [second, None]


NAMES = {
    "of": {K.ACCEPT, K.DECLINE, K.RETRACT_OFFER, K.TAKE_LEAD, K.REFUSE_LEAD, K.PASS_LEAD},
    "reply_to": {K.ANSWER},
    "day": {K.OFFER_LEAD, K.END, K.CONSENT_WITHDRAWN},
    "consent": {K.CONSENT_WITHDRAWN},
    "result": {K.RECEIPT},
}


@pytest.mark.parametrize("kind", LetterKind)
def test_what_a_kind_must_name_and_may_say(kind: LetterKind) -> None:
    rule = KINDS[kind]
    assert set(rule.needs) == {term for term, kinds in NAMES.items() if kind in kinds}
    if rule.reason:
        assert {"text", "reason"} <= rule.parts
    if rule.carries:
        assert {"text", "person", "sections", "shares", "view", "next", "files"} <= rule.parts
    assert ("copy" in rule.parts) is (kind is K.RECEIPT)
    assert rule.receipted is (kind is not K.RECEIPT)
    assert rule.always is (kind in (K.WITHDRAW, K.CONSENT_WITHDRAWN))


def test_a_letter_tells_of_release_and_place_only_with_their_items(two_embedded: Two) -> None:
    exchange = ask_for_help(two_embedded, release="R8.12.24", dest_name="見本苑")
    view = at(two_embedded.here, exchange).kept[0].body.view
    assert view.release == PartialDate(2026, 12, 24), "custody is among the items"
    assert view.destination == "", "housing is not"
    assert view.lead == two_embedded.here.office.office_id
