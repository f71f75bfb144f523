"""A ledger that reproduces a published table gives the published table, and its sums explained.

特別調整の終結人員, 平成24年度 (平成25年版犯罪白書): 625人, 高齢305・身体88・知的225・精神141
(重複計上), 福祉施設等につながった 353人 = 56.5%.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.calendar.fiscal import Period, fiscal_year, half_year, quarter
from app.codes import Flag
from app.reports.counting.counted_rows import FLAG_BITS, CaseRow
from app.reports.counting.definition_file import read_definitions
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.overlaps import explained
from app.reports.counting.tree import count

PEOPLE, CONNECTED = 625, 353
MARKS = {Flag.ELDERLY: 305, Flag.INTELLECTUAL: 225, Flag.PSYCHIATRIC: 141, Flag.PHYSICAL: 88}
PUBLISHED = fiscal_year(2012)
SPECIAL = "works.コーディネート.by_kubun.特別調整"
OWN = """
edition = "平成25年版"
valid_from = 2012-04-01
[[figure]]
id = "own.connected"
label = "福祉施設等につながった人"
population = "cases"
period = "closed"
unit = "persons"
services = ["coordination"]
where = { kubun = "special", end_reason = "placed" }
"""


def ledger() -> Iterator[CaseRow]:
    """625 people whose cases ended in 平成24年度, and some who are not in the table."""
    marks = [flag for flag, people in MARKS.items() for _ in range(people)]
    for at in range(PEOPLE):
        # Marks dealt out one after the other: the first 134 people get two.
        flags = sum({FLAG_BITS[flag] for flag in marks[at::PEOPLE]})
        end = PUBLISHED.first + timedelta(days=at * 364 // (PEOPLE - 1))
        reason = "placed" if at % PEOPLE < CONNECTED else "unplaced"
        yield case(f"p{at}", end, flags, reason)
        if at % 50 == 0:  # a second case of the same person in the same year counts no second time
            yield case(f"p{at}", end, flags, reason)._replace(id=f"again{at}")
    yield case("later", PUBLISHED.last + timedelta(days=1), 1, "placed")
    yield case("general", PUBLISHED.last, 1, "placed")._replace(kubun="general")
    yield case("follow", PUBLISHED.last, 1, None)._replace(service="follow_up")


def case(person: str, end: date, flags: int, reason: str | None) -> CaseRow:
    """A 特別調整 case that ended on a day."""
    start = (end - timedelta(days=200)).isoformat()
    return CaseRow(
        person, person, person, False, "male", "coordination", start, end.isoformat(),
        kubun="special", source_kind="probation_office", flags=flags, end_reason=reason,
    )  # fmt: skip


@pytest.fixture(scope="module")
def published() -> FigureSet:
    own = read_definitions(OWN.encode(), "own.toml")
    return count(PUBLISHED, ledger(), (), (), own=own)


def test_the_published_numbers_come_out(published: FigureSet) -> None:
    assert published.number(f"{SPECIAL}.closed_persons") == 625
    marks = {
        name: published.number(f"{SPECIAL}.disability_closed.{name}")
        for name in ("高齢", "身体", "知的", "精神", "sum4", "any4")
    }
    assert marks == {"高齢": 305, "身体": 88, "知的": 225, "精神": 141, "sum4": 759, "any4": 625}
    connected = published.number("own.connected")
    assert (connected, f"{connected / 625:.1%}") == (353, "56.5%")


def test_the_sum_is_explained(published: FigureSet) -> None:
    for name in ("sum4", "any4"):
        assert explained(published.figure(f"{SPECIAL}.disability_closed.{name}")) == (
            "延べ759＝高齢305＋身体88＋知的225＋精神141。"
            "実人員625人のうち、2つに入る人が134人いるため、延べは実人員より134多くなります。"
        )
    assert explained(published.figure(f"{SPECIAL}.disability_closed.高齢")) == ""
    alone = count(PUBLISHED, [case("a", PUBLISHED.last, 1, "placed")], (), ())
    assert explained(alone.figure(f"{SPECIAL}.disability_closed.sum4")).endswith(
        "2つ以上に入る人はいないため、実人員1人と同じです。"
    )


def test_the_parts_of_the_year_add_up_to_the_published_number() -> None:
    rows = list(ledger())

    def closed(period: Period) -> int:
        return count(period, rows, (), ()).number(f"{SPECIAL}.closed_persons")

    assert sum(closed(quarter(2012, number)) for number in (1, 2, 3, 4)) == 625
    assert sum(closed(half_year(2012, number)) for number in (1, 2)) == 625
