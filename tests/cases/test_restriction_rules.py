"""担当限定: who is 担当者 by a written name, who may decide, and what must be said; the rules alone."""

from __future__ import annotations

import pytest

from app.cases.restriction.rules import (
    RestrictionInput,
    checked,
    hidden_words,
    is_worker,
    meaning,
    refusal,
    working,
)
from app.errors import InvalidInput
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Actor, Role

STAFF = {"1": "蓬 一郎", "2": "蓬 二郎", "3": "外側 三郎"}


@pytest.mark.parametrize(
    ("workers", "meant"),
    [
        (["蓬 一郎"], {"1"}),
        (["蓬一郎"], {"1"}),
        (["外側"], {"3"}),
        (["蓬"], set()),  # it could be either of two: nobody sees it by chance
        (["蓬", "外側"], {"3"}),
        (["蓬 二郎", "外側 三郎"], {"2", "3"}),
        (["見本"], set()),
        ([""], set()),
    ],
)
def test_a_worker_is_who_is_meant_beyond_doubt(workers: list[str], meant: set[str]) -> None:
    assert working(STAFF, workers) == meant


def test_an_empty_name_is_nobodys() -> None:
    assert not is_worker("蓬 一郎", ["", ""])
    assert is_worker("蓬 一郎", ["", "蓬"])


@pytest.mark.parametrize(
    ("role", "name", "may"),
    [
        (Role.DIRECTOR, "長", True),
        (Role.COUNSELLOR, "蓬 一郎", True),
        (Role.COUNSELLOR, "外側 三郎", False),
        (Role.AUDITOR, "蓬 一郎", False),
    ],
)
def test_who_may_decide(role: Role, name: str, may: bool) -> None:
    said = refusal(Actor("s", name, role), ["蓬 一郎"])
    assert (said == "") is may
    assert may or "センター長" in said


def test_a_probation_office_is_told_of_its_own_head() -> None:
    for kind, head in ((OfficeKind.CENTRE, "センター長"), (OfficeKind.PROBATION, "責任者")):
        assert f"職員と{head}のほかには見えなくなります" in meaning(kind)
    assert hidden_words(3) == "ほか3件（担当限定）"


@pytest.mark.parametrize(
    ("chosen", "reason", "workers", "wrong"),
    [
        (("3",), " ", {"1"}, ["reason"]),
        (("9",), "希望", {"1"}, ["staff"]),
        ((), "希望", set(), ["staff"]),
        ((), "", set(), ["reason", "staff"]),
        (("9",), "", {"1"}, ["reason", "staff"]),
    ],
)
def test_everything_that_is_missing_is_said_at_once(
    chosen: tuple[str, ...], reason: str, workers: set[str], wrong: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(RestrictionInput(chosen, reason), STAFF, workers)
    assert [one.field for one in refused.value.problems] == wrong


def test_the_reason_is_kept_without_blanks_too_many() -> None:
    assert checked(RestrictionInput((), " 本人の  希望 "), STAFF, {"1"}) == "本人の 希望"
    assert checked(RestrictionInput(("3",), "希望"), STAFF, ()) == "希望"
