"""Two people changed one record: nobody's change is lost unless somebody chose so."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.cases.conflicts import Side, compare

NAMES = ("start", "worker", "facility", "offence", "dest_name")
records = st.fixed_dictionaries({name: st.integers(0, 2) for name in NAMES})
choices = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(Side))
Record = dict[str, Any]


@given(records, records, records, choices)
def test_every_field_comes_out_by_the_rule(
    before: Record, mine: Record, theirs: Record, chosen: dict[str, Side]
) -> None:
    settled = compare(before, mine, theirs).settled(chosen)
    assert settled.keys() == before.keys()
    for name, value in settled.items():
        if mine[name] == before[name]:
            assert value == theirs[name]
        elif theirs[name] == before[name] or chosen.get(name) is Side.MINE:
            assert value == mine[name]
        else:
            assert value == theirs[name]


@given(records, records, records)
def test_asked_is_exactly_what_both_changed_differently(
    before: Record, mine: Record, theirs: Record
) -> None:
    found = compare(before, mine, theirs)
    both = {n for n in NAMES if mine[n] != before[n] != theirs[n] and mine[n] != theirs[n]}
    assert {clash.field for clash in found.clashes} == both
    assert all((c.before, c.mine, c.theirs) == (before[c.field], mine[c.field], theirs[c.field])
               for c in found.clashes)  # fmt: skip
    assert found.mine.keys().isdisjoint(found.theirs.keys() | both)


@given(records, records, records)
def test_who_came_second_does_not_matter_where_nothing_is_asked(
    before: Record, mine: Record, theirs: Record
) -> None:
    one, other = compare(before, mine, theirs), compare(before, theirs, mine)
    assert {clash.field for clash in one.clashes} == {clash.field for clash in other.clashes}
    asked = {clash.field for clash in one.clashes}
    first, second = one.settled(), other.settled()
    assert {n: first[n] for n in NAMES if n not in asked} == {
        n: second[n] for n in NAMES if n not in asked
    }


@given(records, records)
def test_alone_nothing_is_asked(before: Record, changed: Record) -> None:
    assert compare(before, changed, before).settled() == changed
    assert compare(before, {}, changed).settled() == changed
    assert not compare(before, changed, changed).clashes


def test_the_same_day_typed_differently_is_no_clash() -> None:
    def same(name: str, one: str, other: str) -> bool:
        return one.replace("/", ".") == other.replace("/", ".")

    before, mine, theirs = ({"start": day} for day in ("R8.4.1", "R8/5/1", "R8.5.1"))
    assert not compare(before, mine, theirs, same).clashes
    assert compare(before, {"start": "R8.6.1"}, theirs, same).clashes
