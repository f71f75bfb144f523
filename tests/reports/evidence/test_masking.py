"""Hidden small numbers cannot be worked out from the numbers that are shown."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.evidence.masking import hidden
from app.reports.forms.form import Form, Input, PeriodKind, ValueFormat

FEW = settings(max_examples=int(os.environ.get("TEICHAKU_MASKS", "25")), deadline=None)
WORKS = ("甲", "乙")
STEPS = ("carried", "new", "closed", "open")
PARTS = ("kubun_new.特別", "kubun_new.一般")


def form(*figures: str) -> Form:
    inputs = tuple(
        Input(figure, f"A{at}", figure, ValueFormat.NUMBER) for at, figure in enumerate(figures, 1)
    )
    return Form("x", "x", "x", PeriodKind.MONTH, "x", False, Path("x"), inputs)


def numbers(drawn: list[int]) -> dict[str, int]:
    """Numbers that agree with each other, as counting gives them."""
    found: dict[str, int] = {}
    rest = iter(drawn)
    for work in WORKS:
        carried, special, general, closed = (next(rest) for _ in range(4))
        new = special + general
        closed = min(closed, carried + new)
        values = (carried, new, closed, carried + new - closed, special, general)
        for step, value in zip((*STEPS, *PARTS), values, strict=True):
            found[f"works.{work}.{step}"] = value
    for step in STEPS:
        found[f"total.{step}"] = sum(found[f"works.{work}.{step}"] for work in WORKS)
    return found


def equations(paths: list[str]) -> list[list[int]]:
    """What everybody may know: 前 + 新規 = 終了 + 末, parts add up, works add up."""
    known: list[dict[str, int]] = []
    for above in (*(f"works.{work}" for work in WORKS), "total"):
        known.append(dict(zip((f"{above}.{step}" for step in STEPS), (1, 1, -1, -1), strict=True)))
    for work in WORKS:
        parts = dict.fromkeys((f"works.{work}.{part}" for part in PARTS), 1)
        known.append({f"works.{work}.new": -1, **parts})
    for step in STEPS:
        known.append({f"total.{step}": -1, **{f"works.{work}.{step}": 1 for work in WORKS}})
    return [[row.get(path, 0) for path in paths] for row in known if row.keys() <= set(paths)]


def rank(rows: list[list[int]]) -> int:
    left, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        found += 1
        left = [
            [a - row[column] / pivot[column] * b for a, b in zip(row, pivot, strict=True)]
            for row in left
        ]
    return found


@FEW
@given(
    drawn=st.lists(st.integers(0, 12), min_size=8, max_size=8),
    below=st.integers(2, 6),
    left_out=st.sets(st.integers(0, 15), max_size=6),
)
def test_no_hidden_number_follows_from_the_others(
    drawn: list[int], below: int, left_out: set[int]
) -> None:
    values = numbers(drawn)
    paths = [path for at, path in enumerate(values) if at not in left_out]
    shown = {path: values[path] for path in paths}
    masked = hidden(form(*paths), shown, below)
    assert {path for path in paths if 0 < shown[path] < below} <= masked
    units = {path: [int(other == path) for other in paths] for path in paths}
    known = equations(paths) + [units[path] for path in paths if path not in masked]
    for path in masked:
        assert rank([*known, units[path]]) > rank(known), path


@pytest.mark.parametrize(
    ("values", "masked"),
    [
        # 合計が出ていなければ、小さい数だけを伏せる
        ({"works.甲.kubun_new.特別": 3, "works.甲.kubun_new.一般": 9}, {"特別"}),
        # 合計から引き算で分かるので、もう1つ伏せる
        (
            {
                "works.甲.kubun_new.特別": 3,
                "works.甲.kubun_new.一般": 9,
                "works.甲.new": 12,
            },
            {"特別", "一般"},
        ),
        # 0 は伏せない。0 だけが残ると合計も同じ数なので、合計も小さい
        (
            {
                "works.甲.kubun_new.特別": 3,
                "works.甲.kubun_new.一般": 0,
                "works.甲.new": 3,
            },
            {"特別", "new"},
        ),
        ({"works.甲.new": 12}, set()),
    ],
)
def test_which_numbers_are_hidden(values: dict[str, int], masked: set[str]) -> None:
    found = hidden(form(*values), values, 5)
    assert {path.rpartition(".")[2] for path in found} == masked


def test_nothing_is_hidden_unless_it_is_asked_for() -> None:
    assert hidden(form("works.甲.new"), {"works.甲.new": 1}, 0) == frozenset()
