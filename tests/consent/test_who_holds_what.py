"""Who holds what equals an independent replay of any sequence of acts, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.consent.disclosures.rules import Ended
from app.consent.holders.rules import (
    Ground,
    Shared,
    Term,
    ends_next_month,
    ground_words,
    holders,
    next_month,
    no_longer,
    to_tell,
)
from app.consent.laws import Provider, lawbook
from app.consent.rules import Asked, Gathering, Given, Recipient, Situation, check
from tests.conftest import examples

START = date(2026, 1, 1)
WHO = ("city", "home", "clinic")
ITEMS = ("identity", "certificate", "medical", "offence")


@dataclass(frozen=True)
class Act:
    """One thing that happened: what, on which day, to whom, about what."""

    what: str
    day: int
    who: str
    items: frozenset[str]
    which: int
    """Which consent or disclosure of those made so far, counted round."""
    length: int


ACTS = st.builds(
    Act,
    what=st.sampled_from(
        (
            *("consent", "consent", "withdraw", "disclose", "disclose", "disclose", "meeting"),
            *("return", "erase", "void", "again", "tell", "untell"),
        )
    ),
    day=st.integers(0, 60),
    who=st.sampled_from(WHO),
    items=st.frozensets(st.sampled_from(ITEMS), min_size=1),
    which=st.integers(0, 30),
    length=st.integers(0, 90),
)


@dataclass
class Replay:
    """A plain diary: who has which sheet of paper on the desk now, and why they may have it."""

    desk: dict[str, set[tuple[str, str, str | None]]] = field(default_factory=dict)
    """Who → (disclosure, item, consent) lying there."""
    sheets: list[tuple[str, str, frozenset[str], str | None, date]] = field(default_factory=list)
    mistaken: set[str] = field(default_factory=set)
    taken: dict[str, date | None] = field(default_factory=dict)
    """Consent → the day it was withdrawn."""
    heard: set[str] = field(default_factory=set)
    """Disclosures whose holder was told of the withdrawal."""


def recipient(who: str) -> Recipient:
    return Recipient(who, "welfare_office", public=who == "city")


def lived(acts: Iterable[Act]) -> tuple[list[Shared], dict[str, Term], Replay]:
    """The records as the program keeps them, and the diary, for the same acts."""
    consents: list[Given] = []
    shared: list[Shared] = []
    diary = Replay()
    for act in acts:
        day = START + timedelta(days=act.day)
        if act.what == "consent":
            made = Given(
                f"c{len(consents)}", day, day, day + timedelta(days=act.length), act.items, act.who
            )
            consents.append(made)
            diary.taken[made.id] = None
        elif act.what == "withdraw":
            at = act.which % len(consents) if consents else 0
            if consents and consents[at].withdrawn_on is None:
                consents[at] = replace(consents[at], withdrawn_on=day)
                diary.taken[consents[at].id] = day
        elif act.what in ("disclose", "meeting"):
            disclose(act, day, consents, shared, diary)
        elif shared:
            end(act, day, act.which % len(shared), shared, diary)
    terms = {one.id: Term(one.valid_to, one.withdrawn_on) for one in consents}
    return shared, terms, diary


def disclose(
    act: Act, day: date, consents: list[Given], shared: list[Shared], diary: Replay
) -> None:
    """Nothing lies on a desk that had no basis that day."""
    at_meeting = act.what == "meeting"
    here = frozenset({act.who})
    situation = Situation(
        Provider.PRIVATE,
        recipient(act.who),
        tuple(consents),
        Gathering("m", "support106", day, bound=here, members=here) if at_meeting else None,
    )
    basis = "support_meeting" if at_meeting else "consent"
    verdict = check(
        Asked(day, "meeting" if at_meeting else "letter", act.items, basis), situation, lawbook()
    )
    covering = [
        one
        for one in consents
        if one.organisation_id == act.who
        and act.items <= one.items
        and one.valid_from <= day
        and (one.valid_to is None or day <= one.valid_to)
        and (one.withdrawn_on is None or one.withdrawn_on > day)
    ]
    assert verdict.allowed == (at_meeting or bool(covering))
    if not verdict.allowed:
        return
    made = Shared(
        f"d{len(shared):03}", act.who, act.who, "welfare_office", day, tuple(act.items), basis,
        verdict.law, verdict.consent_id,
    )  # fmt: skip
    shared.append(made)
    diary.sheets.append((made.id, act.who, act.items, made.consent_id, day))
    desk = diary.desk.setdefault(act.who, set())
    desk.update((made.id, item, made.consent_id) for item in act.items)


def end(act: Act, day: date, at: int, shared: list[Shared], diary: Replay) -> None:
    kind = {"return": "returned", "erase": "erased", "void": "void", "again": "holds_again",
            "tell": "told", "untell": "untold"}[act.what]  # fmt: skip
    one = shared[at]
    shared[at] = replace(one, ends=(*one.ends, Ended(kind, day, "", one.consent_id)))
    sheet, who, items, consent_id, _ = diary.sheets[at]
    lying = {(sheet, item, consent_id) for item in items}
    if kind in ("returned", "erased", "void"):
        diary.desk[who] -= lying
        if kind == "void":
            diary.mistaken.add(sheet)
    elif kind == "holds_again":
        diary.desk[who] |= lying
        diary.mistaken.discard(sheet)
    elif kind == "told":
        diary.heard.add(sheet)
    else:
        diary.heard.discard(sheet)


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(ACTS, max_size=40), st.integers(0, 160), st.randoms())
def test_who_holds_what_equals_a_replay(acts: list[Act], later: int, order: object) -> None:
    shared, terms, diary = lived(acts)
    today = START + timedelta(days=later)
    mixed = list(shared)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    found = holders(mixed, terms, today)

    lying = {
        (holder.organisation_id, item)
        for holder in found
        for hold in holder.holds
        for item in hold.items
    }
    assert lying == {(who, item) for who, desk in diary.desk.items() for _, item, _ in desk}
    for holder in found:
        on_desk = {sheet for sheet, _, _ in diary.desk[holder.organisation_id]}
        assert {one for hold in holder.holds for one in hold.disclosure_ids} == on_desk
        first = min(day for sheet, _, _, _, day in diary.sheets if sheet in on_desk)
        assert holder.since == first
        for hold in holder.holds:
            assert hold.ground is expected(hold.consent_id, terms, today)
            firsts: dict[str, date] = {}
            for sheet, _, items, _, day in diary.sheets:
                if sheet in hold.disclosure_ids:
                    firsts |= {item: min(day, firsts.get(item, day)) for item in items}
            told = {item: day for day, items in hold.parts for item in items}
            assert told == firsts and [day for day, _ in hold.parts] == sorted(set(told.values()))
    for consent_id, withdrawn in diary.taken.items():
        who = {holder.organisation_id for holder, _ in to_tell(found, consent_id)}
        sheets = {
            (name, sheet)
            for name, desk in diary.desk.items()
            for sheet, _, consent in desk
            if consent == consent_id
        }
        assert who == {name for name, _ in sheets}
        for holder, hold in to_tell(found, consent_id):
            theirs = {sheet for name, sheet in sheets if name == holder.organisation_id}
            gone = withdrawn is not None and withdrawn <= today
            assert hold.must_be_told == (gone and not theirs <= diary.heard)
    back = {one.shared.id for one in no_longer(mixed)}
    still = {sheet for desk in diary.desk.values() for sheet, _, _ in desk}
    assert back == {sheet for sheet, *_ in diary.sheets} - still - diary.mistaken


def expected(consent_id: str | None, terms: dict[str, Term], today: date) -> Ground:
    term = terms.get(consent_id or "")
    if term is None or term.valid_to is None:
        return Ground.STANDS
    if term.withdrawn_on is not None and term.withdrawn_on <= today:
        return Ground.WITHDRAWN
    return Ground.ENDS if today <= term.valid_to else Ground.EXPIRED


@pytest.mark.parametrize(
    ("today", "until", "is_next", "words"),
    [
        (date(2026, 11, 24), date(2026, 12, 1), True, "R8.12.1 まで（来月で終わり）"),
        (date(2026, 11, 24), date(2026, 12, 31), True, "R8.12.31 まで（来月で終わり）"),
        (date(2026, 11, 24), date(2026, 11, 30), False, "R8.11.30 まで（今月で終わり）"),
        (date(2026, 11, 24), date(2027, 1, 1), False, "R9.1.1 まで"),
        (date(2026, 12, 31), date(2027, 1, 31), True, "R9.1.31 まで（来月で終わり）"),
        (date(2026, 11, 24), date(2026, 11, 23), False, "R8.11.23 で期間終了"),
    ],
)
def test_what_ends_next_month(today: date, until: date, is_next: bool, words: str) -> None:
    one = Shared("d", "o", "市", "welfare_office", START, ("identity",), "consent", "法", "c")
    (holder,) = holders([one], {"c": Term(until)}, today)
    assert ends_next_month(holder.holds[0], today) == is_next
    assert ground_words(holder.holds[0], today) == words


def test_months_follow_each_other() -> None:
    assert next_month(date(2026, 12, 5)) == (date(2027, 1, 1), date(2027, 1, 31))
    assert next_month(date(2027, 1, 31)) == (date(2027, 2, 1), date(2027, 2, 28))
    assert next_month(date(2026, 11, 1)) == (date(2026, 12, 1), date(2026, 12, 31))
