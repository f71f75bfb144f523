"""Every stage against every stage of every 業務: what may be done, and why not."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from app import codes
from app.calendar.partial import PartialDate
from app.cases import stages
from app.cases.fields import BY_NAME
from app.codes import CASE_SERVICES, Service
from app.deadlines.rulebook import rulebook
from app.staff.permissions import Permission

TODAY = date(2026, 11, 24)
CO, FU, CN, SU, AD, AC, DE = CASE_SERVICES

SQUARE = {
    # row: the stage the case is in; column: where it shall go
    # f forward · b back with a reason · x closed · r reopened with a reason · . not possible
    CO: """
        . f f f f f x
        b . f f f f x
        . b . f f f x
        . . b . f f x
        . . . b . f x
        . . . . . . x
        r r r r r r .
    """,
    FU: """
        . x
        r .
    """,
    CN: """
        . f x
        . . x
        r r .
    """,
    SU: """
        . f f f . . x
        b . f f . . x
        . b . f . . x
        . . . . f f x
        . . . . . f x
        . . . . . . x
        r r r r r r .
    """,
    AD: """
        . f f . f f f x
        b . f . f f f x
        . b . f f f f x
        . . b . f f f x
        . . . b . f f x
        . . . . b . f x
        . . . . . . . x
        r r r r r r r .
    """,
    AC: """
        . f . x
        b . f x
        . . . x
        r r r .
    """,
    DE: """
        . f f f . x
        b . f f . x
        . b . f . x
        . . . . f x
        . . . . . x
        r r r r r .
    """,
}


def sign(service: Service, before: str, after: str) -> str:
    """How the table calls this step."""
    move = stages.find(service, before, after)
    if move is None:
        return "."
    order = stages.ORDER[service]
    if stages.CLOSED in (before, after):
        return "x" if after == stages.CLOSED else "r"
    return "f" if order.index(after) > order.index(before) else "b"


@pytest.mark.parametrize("service", CASE_SERVICES)
def test_the_full_square(service: Service) -> None:
    order = stages.ORDER[service]
    drawn = [row.split() for row in SQUARE[service].split("\n") if row.strip()]
    assert drawn == [[sign(service, one, other) for other in order] for one in order]


@pytest.mark.parametrize("service", CASE_SERVICES)
def test_what_is_not_possible_says_why_and_what_to_do(service: Service) -> None:
    for one, other in product(stages.ORDER[service], repeat=2):
        why = stages.why_not(service, one, other)
        assert bool(why) == (stages.find(service, one, other) is None), (one, other)
        if why and one != other:
            assert why.endswith("ください。"), why
            assert codes.label("stage", one, service) in why or "先に" in why
    assert "画面を読み直して" in stages.why_not(service, "castle", stages.CLOSED)


def test_a_step_that_is_not_possible_names_the_way() -> None:
    assert stages.why_not(SU, "requested", "aid") == (
        "「継続的な援助」へは、先に「処分」へ進めてください。"
    )
    assert "一つずつ" in stages.why_not(CO, "decided", "assessment")
    assert "段階の経過" in stages.why_not(CO, "moved", "decided")
    assert stages.why_not(CO, "plan", "plan") == "いま「調整計画」です。"


def test_every_move_names_what_it_needs() -> None:
    for move in stages.MOVES:
        assert move.permission is Permission.EDIT_CASES
        assert all(move.service in BY_NAME[name].services for name in move.requires)
        assert all(move.service in BY_NAME[name].services for name in move.also)
        assert not set(move.also) & set(move.requires)
        assert set(move.reached) <= set(move.requires)
        back = move.to_stage != stages.CLOSED and (
            move.from_stage == stages.CLOSED
            or sign(move.service, move.from_stage, move.to_stage) == "b"
        )
        assert move.needs_note == back


def test_deadlines_begin_and_end_with_the_steps() -> None:
    for move in stages.MOVES:
        before = set(stages.deadlines_at(move.service, move.from_stage))
        after = set(stages.deadlines_at(move.service, move.to_stage))
        assert after == (before | set(move.begins)) - set(move.ends)
        assert not set(move.begins) & set(move.ends)
        if move.to_stage == stages.CLOSED:
            assert not after
    disposed = stages.find(SU, "arranging", "disposed")
    assert disposed is not None and "detention_10" in disposed.ends
    moved = stages.find(CO, "decided", "moved")
    assert moved is not None and "release_day" in moved.ends and moved.opens is FU


def test_the_rules_of_time_that_moves_name_exist() -> None:
    known = {rule.id for rule in rulebook().rules}
    assert {rule for move in stages.MOVES for rule in (*move.begins, *move.ends)} <= known


DAY, AHEAD = PartialDate(2026, 11, 20), PartialDate(2026, 12, 2)


@pytest.mark.parametrize(
    ("service", "step", "values", "field", "words"),
    [
        (CO, ("decided", "moved"), {}, "dest_kind", "受入先種別と移行日が要ります"),
        (CO, ("decided", "moved"), {"dest_kind": "x", "move": AHEAD}, "move", "R8.12.2）はまだ先"),
        (CO, ("decided", "moved"), {"dest_kind": "x", "move": DAY}, "", ""),
        (CO, ("plan", "closed"), {"end": DAY, "end_reason": "placed"}, "dest_kind", "受入先種別"),
        (
            CO,
            ("plan", "closed"),
            {"end": DAY, "end_reason": "placed", "dest_kind": "x", "move": DAY},
            "end_reason",
            "先に「釈放・移行」へ",
        ),
        (
            CO,
            ("moved", "closed"),
            {"end": DAY, "end_reason": "declined"},
            "end_reason",
            "移ったあと",
        ),
        (CO, ("moved", "closed"), {"end": DAY, "end_reason": "died"}, "", ""),
        (CO, ("plan", "closed"), {"end": AHEAD, "end_reason": "died"}, "end", "先の日付です"),
        (CO, ("plan", "closed"), {"end": DAY, "end_reason": "unplaced"}, "", ""),
        (SU, ("requested", "arranging"), {}, "consent", "同意書取得日が要ります"),
        (SU, ("disposed", "aid"), {}, "release", "在宅の事件"),
        (SU, ("disposed", "aid"), {"arrest": DAY}, "release", "釈放日が要ります。"),
        (
            SU,
            ("disposed", "aid"),
            {"release": DAY, "disposition": "imprisonment"},
            "disposition",
            "実刑",
        ),
        (
            SU,
            ("disposed", "closed"),
            {"end": DAY, "end_reason": "imprisoned"},
            "disposition",
            "処分",
        ),
        (
            SU,
            ("disposed", "closed"),
            {"end": DAY, "end_reason": "objection"},
            "end_reason",
            "処分のあと",
        ),
        (SU, ("requested", "closed"), {"end": DAY, "end_reason": "objection"}, "", ""),
        (AD, ("arranging", "decided"), {}, "dest_kind", "帰住先種別が要ります"),
        (
            AD,
            ("decided", "released"),
            {"release": AHEAD, "release_reason": "full_term"},
            "release",
            "はまだ先です",
        ),
        (AD, ("asked", "closed"), {"end": DAY, "end_reason": "supervised"}, "release", "釈放日"),
        (AD, ("asked", "closed"), {"end": DAY, "end_reason": "other_office"}, "", ""),
        (AC, ("applied", "measures"), {"release": DAY}, "ground", "対象となる理由が要ります"),
        (AC, ("measures", "extended"), {}, "extension", "延長の申出日が要ります"),
        (AC, ("applied", "closed"), {"end": DAY, "end_reason": "expired"}, "end_reason", "措置"),
        (
            DE,
            ("interview", "arranging"),
            {"consent": DAY, "prosecutor_view": "objection", "prosecutor_heard": DAY},
            "prosecutor_view",
            "83条の2",
        ),
        (DE, ("interview", "arranging"), {"consent": DAY}, "prosecutor_view", "検察官の意見と"),
        (
            DE,
            ("interview", "arranging"),
            {"consent": DAY, "prosecutor_view": "conditions", "prosecutor_heard": DAY},
            "",
            "",
        ),
        (
            DE,
            ("disposed", "applied"),
            {"release": DAY, "applied": DAY, "disposition": "imprisonment"},
            "disposition",
            "実刑",
        ),
        (DE, ("disposed", "applied"), {"release": DAY}, "applied", "申出日が要ります"),
    ],
)
def test_why_a_move_is_not_possible_yet(
    service: Service, step: tuple[str, str], values: dict[str, object], field: str, words: str
) -> None:
    move = stages.find(service, *step)
    assert move is not None
    where, why = stages.refusal(move, values, TODAY)
    assert where == field
    assert words in why and bool(why) == bool(words)


def test_a_centre_that_takes_on_cases_at_home_needs_no_release() -> None:
    move = stages.find(SU, "disposed", "aid")
    assert move is not None
    at_home = stages.Scope(at_home=True)
    assert stages.refusal(move, {}, TODAY, at_home) == ("", "")
    assert stages.refusal(move, {"arrest": DAY}, TODAY, at_home)[0] == "release"


def test_every_reason_to_end_has_its_stages() -> None:
    for service in CASE_SERVICES:
        for reason, _ in codes.table("end_reason").choices(str(service)):
            assert (service, reason) in stages.CLOSINGS
        for stage in stages.ORDER[service][:-1]:
            allowed = stages.closings_from(service, stage)
            assert {"died", "other"} <= set(allowed)
            for reason, _ in codes.table("end_reason").choices(str(service)):
                assert (reason in allowed) == (not stages.closing_refusal(service, stage, reason))
    assert "placed" not in stages.closings_from(CO, "plan")
    assert {"withdrawn", "declined", "unplaced"} & set(stages.closings_from(CO, "moved")) == set()
