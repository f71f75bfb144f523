"""A letter for a case that its taker may not see stays a file, and tells nothing of the case."""

from __future__ import annotations

from typing import Any

import pytest

from app.cases.restriction.actions import restrict
from app.cases.restriction.rules import RestrictionInput
from app.errors import LetterRefused
from app.handoff.arriving.actions import take_in
from app.handoff.letters.kinds import LetterKind
from app.staff.permissions import Actor, Role
from app.storage.records import Episode, Staff
from tests.cases.one_case import ask, do
from tests.handoff.real_offices import (
    Two,
    ask_for_help,
    at,
    carry,
    exchange_at,
    receive,
    sealed,
    write,
)


def test_it_is_taken_in_by_who_sees_the_case(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    theirs = exchange_at(two.there)
    first = at(two.there, theirs).letters[0].id
    letter = write(two.there, theirs, LetterKind.QUESTION, of=first, text="いつですか。")
    data = sealed(two.there, letter)

    def named(work: Any) -> tuple[str, str]:
        inside = work.add(Staff(name="内 一", role=str(Role.COUNSELLOR), active=True)).id
        return inside, work.add(Staff(name="外 二", role=str(Role.COUNSELLOR), active=True)).id

    inside, outside = do(two.here, named)
    episode = str(ask(two.here, lambda reading: reading.session.query(Episode.id).scalar()))
    typed = RestrictionInput((inside,), "本人の希望")
    do(two.here, lambda work: restrict(work, episode, typed))
    with pytest.raises(LetterRefused, match="担当者の席で受け取って") as refused:
        do(two.here, lambda work: take_in(work, data), Actor(outside, "外 二", Role.COUNSELLOR))
    assert refused.value.where == "not_yours"
    assert receive(two.here, data).exchange_id == exchange
