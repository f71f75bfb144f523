"""The same ledger twice changes nothing; a later one completes or changes, field by field."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from app.ledgers.existing import NOTHING, Choices
from app.ledgers.plan import make_plan
from app.ledgers.read_ledger import read_ledger

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("name", ["standard", "messy"])
def test_the_same_file_again_changes_nothing(name, request, on_record) -> None:
    taken = request.getfixturevalue(name)
    again = make_plan(
        read_ledger(taken.workbook, taken.mapping, today=TODAY), on_record(taken.plan)
    )
    told = Counter(row.disposition for row in again.rows)
    before = Counter(row.disposition for row in taken.plan.rows)
    assert told["same"] == before["import"] + before["merge"]
    assert (told["reject"], told["exclude"]) == (before["reject"], before["exclude"])
    assert set(told) <= {"same", "reject", "exclude", "skip"}
    assert again.changes_nothing
    assert again.pairs == ()


def test_pairs_taken_for_one_person_stay_one_person(messy, on_record) -> None:
    same = Choices(pairs={pair.key: "same" for pair in messy.plan.pairs})
    joined = make_plan(read_ledger(messy.workbook, messy.mapping, today=TODAY), NOTHING, same)
    assert len(joined.persons) == 167
    again = make_plan(read_ledger(messy.workbook, messy.mapping, today=TODAY), on_record(joined))
    assert again.changes_nothing
    assert again.pairs == ()


def test_a_record_without_an_end_is_completed(standard, on_record) -> None:
    before = on_record(standard.plan)
    ended = next(e for e in before.episodes if e.values.get("end"))
    open_one = replace(ended, values={**ended.values, "end": None, "end_reason": None})
    changed = replace(before, episodes=(open_one, *(e for e in before.episodes if e != ended)))
    plan = make_plan(read_ledger(standard.workbook, standard.mapping, today=TODAY), changed)
    told = [episode for episode in plan.episodes if episode.state != "same"]
    assert [(e.existing_id, e.state) for e in told] == [(ended.id, "completes")]
    assert {c.field: c.after for c in told[0].changes} == {
        "end": ended.values["end"],
        "end_reason": ended.values["end_reason"],
    }
    row = next(r for r in plan.rows if r.key == told[0].rows[0])
    assert (row.disposition, row.words) == (
        "completes",
        "すでにある記録の空欄を補います（終了日・終了事由）。",
    )


def test_a_record_that_says_otherwise_is_changed(standard, on_record) -> None:
    before = on_record(standard.plan)
    first = before.episodes[0]
    other = replace(first, values={**first.values, "worker": "別の人", "elderly": False})
    changed = replace(before, episodes=(other, *before.episodes[1:]))
    plan = make_plan(read_ledger(standard.workbook, standard.mapping, today=TODAY), changed)
    told = [episode for episode in plan.episodes if episode.state != "same"]
    assert [episode.state for episode in told] == ["changes"]
    assert {(c.field, c.before) for c in told[0].changes} == {
        ("worker", "別の人"),
        ("elderly", False),
    }


def test_a_blank_cell_never_empties_a_record(standard, on_record) -> None:
    before = on_record(standard.plan)
    first = before.episodes[0]
    fuller = replace(first, values={**first.values, "note": "電話で確認", "suspected": True})
    changed = replace(before, episodes=(fuller, *before.episodes[1:]))
    assert make_plan(
        read_ledger(standard.workbook, standard.mapping, today=TODAY), changed
    ).changes_nothing


def test_a_row_can_be_left_out(messy) -> None:
    choices = Choices(rows={("コーディR5", 21): "leave"})
    plan = make_plan(read_ledger(messy.workbook, messy.mapping, today=TODAY), NOTHING, choices)
    row = next(r for r in plan.rows if r.key == ("コーディR5", 21))
    assert (row.disposition, row.reason) == ("exclude", "left_out")
    assert len(plan.episodes) == len(messy.plan.episodes) - 1


def test_a_struck_row_can_be_taken_but_a_refused_one_cannot(messy) -> None:
    choices = Choices(rows={("コーディR5", 22): "take", ("コーディR3", 20): "take"})
    plan = make_plan(read_ledger(messy.workbook, messy.mapping, today=TODAY), NOTHING, choices)
    rows = {row.key: row for row in plan.rows}
    assert rows["コーディR5", 22].disposition == "import"
    assert rows["コーディR3", 20].disposition == "reject"
    assert len(plan.episodes) == len(messy.plan.episodes) + 1


def test_exactly_the_suspected_pairs_are_asked(messy) -> None:
    def rows_of(pairs: list[dict[str, object]]) -> set[frozenset[tuple[str, int]]]:
        return {frozenset((sheet, row) for sheet, row in pair["rows"]) for pair in pairs}

    asked = {frozenset(pair.rows) for pair in messy.plan.pairs}
    told = rows_of(messy.expected["suspected_duplicates"])
    assert len(asked) == len(told) == 5
    # The expected file names some rows of each pair; ours are all rows of both persons.
    assert all(any(one <= ours for ours in asked) for one in told)
    traps = rows_of(messy.expected["not_duplicates"])
    assert not any(trap <= ours for trap in traps for ours in asked)


def test_a_pair_with_a_person_on_record_can_be_one_person(messy, on_record) -> None:
    """The consultation of 髙橋 is new; the person stands on record under another spelling."""
    before = on_record(messy.plan)
    pair = next(p for p in messy.plan.pairs if "相談R5!57" in p.key)
    row = next(r for r in messy.plan.rows if r.key == ("相談R5", 57))
    gone = f"id-{row.target}"
    owner = next(e.person_id for e in before.episodes if e.id == gone)
    less = replace(
        before,
        episodes=tuple(e for e in before.episodes if e.id != gone),
        persons=tuple(p for p in before.persons if p.id != owner),
    )
    asked = make_plan(read_ledger(messy.workbook, messy.mapping, today=TODAY), less)
    assert [p.names for p in asked.pairs] == [pair.names]
    same = Choices(pairs={asked.pairs[0].key: "same"})
    plan = make_plan(read_ledger(messy.workbook, messy.mapping, today=TODAY), less, same)
    new = [e for e in plan.episodes if e.state == "new"]
    assert [e.rows for e in new] == [(("相談R5", 57),)]
    person = next(p for p in plan.persons if p.key == new[0].person_key)
    assert person.existing_id is not None
    assert person.state == "completes"
    assert [c.field for c in person.changes] == ["birth"]
