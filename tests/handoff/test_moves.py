"""Who may write which letter when: every kind, phase and side is answered, every refusal says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app import codes
from app.handoff.exchange.course import Stage, Why
from app.handoff.exchange.moves import TABLE, Seen, availability, moves, offer_refusal, refusal
from app.handoff.exchange.next_steps import What
from app.handoff.exchange.state import Phase, state
from app.handoff.letters.kinds import ExchangeKind, LetterKind, Side
from tests.handoff.one_exchange import BEGIN, GUNMA, RELEASE, SHIMANE, Pair

K = LetterKind
TODAY = BEGIN.date()
AFTER = RELEASE + timedelta(days=3)


def asked(pair: Pair) -> None:
    pair.write(GUNMA, K.REQUEST)


def answer_due(pair: Pair) -> None:
    asked(pair)
    pair.write(GUNMA, K.QUESTION)
    pair.write(SHIMANE, K.QUESTION)


def nothing(pair: Pair) -> None:
    asked(pair)
    pair.write(GUNMA, K.QUESTION)
    del pair.written[0]


def lapsed(pair: Pair) -> None:
    asked(pair)
    pair.write(SHIMANE, K.RECEIPT, of=pair.written[0].id, result="expired")


def accepted(pair: Pair) -> None:
    asked(pair)
    pair.write(SHIMANE, K.ACCEPT, of=pair.written[0].id)


def offered(pair: Pair) -> None:
    accepted(pair)
    pair.write(GUNMA, K.OFFER_LEAD, day=RELEASE.isoformat())


def taken(pair: Pair) -> None:
    offered(pair)
    pair.write(SHIMANE, K.TAKE_LEAD, of=pair.written[-1].id)


def passed(pair: Pair) -> None:
    taken(pair)
    pair.write(GUNMA, K.PASS_LEAD, of=pair.written[-1].id)


def offered_back(pair: Pair) -> None:
    passed(pair)
    pair.write(SHIMANE, K.OFFER_LEAD, day=AFTER.isoformat())


def withdrawn(pair: Pair) -> None:
    answer_due(pair)
    pair.write(GUNMA, K.WITHDRAW)


def returned(pair: Pair) -> None:
    accepted(pair)
    pair.write(SHIMANE, K.RETURN)


Story = Callable[[Pair], None]
COMMON = "question consent_withdrawn receipt"
LATE_WORDS = "answer consent_withdrawn receipt"
# story: what 群馬 (asking) and 島根 (asked) may write on the day of asking
MAY: dict[Story, tuple[str, str]] = {
    nothing: ("request consent_withdrawn receipt", "receipt"),
    lapsed: ("request withdraw receipt", "receipt"),
    asked: (f"{COMMON} progress plan withdraw", "question receipt accept decline"),
    answer_due: (
        f"{COMMON} answer progress plan withdraw",
        f"{COMMON} answer accept decline",
    ),
    accepted: (
        f"{COMMON} progress plan withdraw offer_lead end",
        "question receipt progress plan return",
    ),
    offered: (
        f"{COMMON} progress plan withdraw offer_lead retract_offer end",
        "question receipt progress plan return take_lead refuse_lead",
    ),
    taken: (
        f"{COMMON} progress plan withdraw retract_offer pass_lead end",
        "question receipt progress plan return refuse_lead",
    ),
    passed: (
        f"{COMMON} progress plan withdraw offer_lead",
        "question receipt progress plan return offer_lead",
    ),
    offered_back: (
        f"{COMMON} progress plan withdraw offer_lead take_lead refuse_lead",
        "question receipt progress plan return offer_lead retract_offer",
    ),
    withdrawn: (LATE_WORDS, LATE_WORDS),
    returned: ("consent_withdrawn receipt", "receipt"),
}
CASES = [
    pytest.param(story, side, kind, id=f"{story.__name__}-{side}-{kind}")
    for story in MAY
    for side in Side
    for kind in LetterKind
]


@pytest.mark.parametrize(("story", "side", "kind"), CASES)
def test_every_kind_phase_and_side_is_answered(story: Story, side: Side, kind: K) -> None:
    pair = Pair()
    story(pair)
    found = availability(kind, Seen(state(pair.written), side, TODAY))
    expected = MAY[story][side is Side.ASKED].split()
    assert found.allowed == (kind in expected), found.reason
    if not found.allowed:
        assert len(found.reason) > 8
        assert re.fullmatch(r"[^A-Za-z{}!！]+。", found.reason)


def test_the_stories_show_every_phase() -> None:
    phases = set()
    for story in MAY:
        pair = Pair()
        story(pair)
        phases.add(state(pair.written).phase)
    assert phases == set(Phase)
    assert TABLE.keys() == set(LetterKind)


def test_on_the_day_the_lead_has_passed_only_the_other_side_ends() -> None:
    pair = Pair()
    passed(pair)
    now = state(pair.written)
    asking = moves(Seen(now, Side.ASKING, RELEASE))
    assert "差戻し" in asking[K.WITHDRAW].reason
    assert not asking[K.END].allowed
    assert moves(Seen(now, Side.ASKED, RELEASE))[K.END].allowed
    assert not moves(Seen(now, Side.ASKED, RELEASE - timedelta(days=1)))[K.END].allowed


@pytest.mark.parametrize("kind", [ExchangeKind.SPECIAL, ExchangeKind.SUSPECT])
def test_where_the_lead_stays_either_side_ends_and_nobody_offers(kind: ExchangeKind) -> None:
    pair = Pair(kind=kind)
    accepted(pair)
    for side in Side:
        seen = Seen(state(pair.written), side, TODAY)
        assert availability(K.END, seen).allowed
        for move in (K.OFFER_LEAD, K.TAKE_LEAD, K.PASS_LEAD, K.REFUSE_LEAD, K.RETRACT_OFFER):
            assert kind.words in availability(move, seen).reason


@pytest.mark.parametrize("story", [asked, accepted, taken, passed, withdrawn])
@pytest.mark.parametrize("side", Side)
def test_an_office_put_back_does_not_move_the_lead_but_gives_up_freely(
    story: Story, side: Side
) -> None:
    pair = Pair()
    story(pair)
    sure = moves(Seen(state(pair.written), side, TODAY))
    unsure = moves(Seen(state(pair.written), side, TODAY, doubt=True))
    held = {kind for kind in K if sure[kind].allowed and not unsure[kind].allowed}
    assert held <= {K.ACCEPT, K.OFFER_LEAD, K.RETRACT_OFFER, K.TAKE_LEAD, K.PASS_LEAD, K.END}
    assert all("控え" in unsure[kind].reason for kind in held)


def test_a_letter_names_what_is_still_open() -> None:
    pair = Pair()
    taken(pair)
    offer, take = pair.written[-2:]
    seen = Seen(state(pair.written), Side.ASKING, TODAY)
    assert not refusal(K.PASS_LEAD, seen, take.id)
    assert refusal(K.PASS_LEAD, seen, offer.id)
    assert refusal(K.PASS_LEAD, seen)
    assert not refusal(K.QUESTION, seen)
    assert refusal(K.ACCEPT, seen)


def test_only_own_days_ahead_are_offered() -> None:
    pair = Pair()
    passed(pair)
    asking = Seen(state(pair.written), Side.ASKING, TODAY)
    asked_side = Seen(state(pair.written), Side.ASKED, TODAY)
    before = RELEASE - timedelta(days=1)
    assert not offer_refusal(asking, TODAY, None)
    assert not offer_refusal(asking, before, RELEASE)
    assert "相手" in offer_refusal(asking, RELEASE, None)
    assert "過ぎた日" in offer_refusal(asking, TODAY - timedelta(days=1), None)
    assert "前です" in offer_refusal(asking, TODAY, TODAY - timedelta(days=1))
    assert not offer_refusal(asked_side, RELEASE, None)
    assert "相手" in offer_refusal(asked_side, TODAY, before)


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("exchange_phase", Phase),
        ("handover_stage", Stage),
        ("letter_ignored", Why),
        ("exchange_step", What),
    ],
)
def test_everything_has_its_word(table: str, kinds: type[Phase | Stage | Why | What]) -> None:
    assert {row.code for row in codes.table(table)} == set(kinds)
    for one in kinds:
        assert one.words
        assert one.words != one.value


def test_the_last_day_there_is_can_be_asked_for() -> None:
    pair = Pair()
    passed(pair)
    assert state(pair.written).lead.on(date.max) is Side.ASKED
    assert state(pair.written).lead.on(date.min) is Side.ASKING
