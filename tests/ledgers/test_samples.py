"""Both sample ledgers come out as their expected files say, row by row."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from app import codes
from app.calendar.partial import PartialDate
from app.ledgers.planned import Plan, PlanRow

label = codes.label


def _iso(value: object) -> str | None:
    return value.iso if isinstance(value, PartialDate) else None


def _as_expected(row: PlanRow) -> dict[str, Any]:
    v = row.values
    return {
        "number": v.get("number", ""),
        "start": _iso(v["start"]),
        "end": _iso(v.get("end")),
        "sex": label("sex", v.get("sex")),
        "flags": [label("flag", flag.value) for flag in codes.Flag if v.get(flag.value)],
        "source_kind": label("source_kind", v.get("source_kind")) or None,
        "kubun": label("kubun", v.get("kubun")) or None,
        "area": label("area", v.get("area")) or None,
        "dest_kind": label("dest_kind", v.get("dest_kind")) or None,
        "move": _iso(v.get("move")),
        "end_reason": label("end_reason", v.get("end_reason"), row.service) or None,
        "disposition": label("disposition", v.get("disposition")) or None,
        "birth": _iso(v.get("birth")),
    }


def test_every_row_of_the_standard_ledger_is_taken_in(standard) -> None:
    rows = {row.key: row for row in standard.plan.rows}
    for told in standard.expected["rows"]:
        row = rows[told["sheet"], told["row"]]
        got = (row.disposition, row.values["number"], _iso(row.values["start"]),
               _iso(row.values["end"]), label("service", row.service))  # fmt: skip
        assert got == ("import", told["number"], told["start"], told["end"], told["work"])
    assert len(standard.expected["rows"]) == sum(r.kind == "case" for r in rows.values())


def test_every_row_of_the_messy_ledger_has_its_disposition_and_reason(messy) -> None:
    rows = {row.key: row for row in messy.plan.rows}
    for told in messy.expected["rows"]:
        row = rows[told["sheet"], told["row"]]
        got = (row.sheet, row.row, row.kind, row.disposition, row.reason)
        expected = (told["sheet"], told["row"], told["kind"], told["disposition"])
        assert got == (*expected, told.get("reason", ""))
    told_cases = [r for r in messy.expected["rows"] if r["kind"] == "case"]
    assert len(told_cases) == sum(r.kind == "case" for r in rows.values())


def test_every_case_row_of_the_messy_ledger_is_read_right(messy) -> None:
    rows = {row.key: row for row in messy.plan.rows}
    told = [row for row in messy.expected["rows"] if "values" in row]
    assert len(told) == 271
    for one in told:
        row = rows[one["sheet"], one["row"]]
        assert (row.key, _as_expected(row)) == ((one["sheet"], one["row"]), one["values"])


def test_warnings_are_the_listed_ones_and_no_noise(messy) -> None:
    rows = {row.key: row for row in messy.plan.rows}
    for told in messy.expected["rows"]:
        listed = set(told.get("warnings", ()))
        if told["disposition"] in ("import", "merge"):
            assert set(rows[told["sheet"], told["row"]].warnings) == listed
    for told in messy.expected["other_warnings"]:
        assert rows[told["sheet"], told["row"]].warnings == (told["warning"],)


def test_every_problem_says_in_japanese_what_to_do(messy, standard) -> None:
    problems = [p for t in (messy, standard) for row in t.plan.rows for p in row.problems]
    assert len(problems) > 30
    for problem in problems:
        assert problem.words.endswith("。")
        assert "{" not in problem.words


@pytest.mark.parametrize("name", ["standard", "messy"])
def test_counts_after_import(name: str, request: pytest.FixtureRequest) -> None:
    taken = request.getfixturevalue(name)
    plan, told = taken.plan, taken.expected["after_import"]
    works = Counter(label("service", episode.service) for episode in plan.episodes)
    assert dict(works) == told["episodes_by_work"]
    assert len(plan.episodes) == told["episodes"]
    assert len(plan.persons) == told["persons"]
    assert len(plan.activities) == told["activities"]
    assert len(plan.events) == told["training"]


@pytest.mark.parametrize("name", ["standard", "messy"])
def test_activities_and_events_of_every_month(name: str, request: pytest.FixtureRequest) -> None:
    taken = request.getfixturevalue(name)
    for month, told in taken.expected["months"].items():
        assert _activities(taken.plan, month) == _told_activities(told["activities"]), month
        assert _events(taken.plan, month) == (
            told["training"]["events"],
            told["training"]["participants"],
            told["training"]["organizations"],
        )


def _activities(plan: Plan, month: str) -> tuple[object, ...]:
    values = [a.values for a in plan.activities if a.values["day"].iso.startswith(month)]
    return (
        len(values),
        sum(v["minutes"] or 0 for v in values),
        dict(Counter(label("service", v["service"]) for v in values)),
        dict(Counter(label("means", v["means"]) for v in values)),
    )


def _told_activities(told: dict[str, Any]) -> tuple[object, ...]:
    return (
        told.get("total_count", 0),
        told.get("total_minutes", 0),
        {work: one["count"] for work, one in told.get("by_work", {}).items()},
        {means: one["count"] for means, one in told.get("by_means", {}).items()},
    )


def _events(plan: Plan, month: str) -> tuple[int, int, int]:
    values = [e.values for e in plan.events if e.values["day"].iso.startswith(month)]
    return (
        len(values),
        sum(v["participants"] or 0 for v in values),
        sum(v["organisations"] or 0 for v in values),
    )


@pytest.mark.parametrize("name", ["standard", "messy"])
def test_the_merged_episodes_carry_the_months(name: str, request: pytest.FixtureRequest) -> None:
    """前月末継続, 新規, 終了 and their persons, from the merged values."""
    taken = request.getfixturevalue(name)
    for month, told in taken.expected["months"].items():
        for service in codes.CENTRE_SERVICES:
            work = told["works"][label("service", service.value)]
            got = _month(taken.plan, service.value, month)
            assert got == {key: work[key] for key in got}, (month, service)


def _month(plan: Plan, service: str, month: str) -> dict[str, int]:
    period = PartialDate.from_iso(month)
    first, last = period.first, period.last
    carried, new, closed = [], [], []
    for episode in plan.episodes:
        start, end = episode.values["start"].first, episode.values.get("end")
        if episode.service != service:
            continue
        if start < first and (end is None or end.last >= first):
            carried.append(episode.person_key)
        if first <= start <= last:
            new.append(episode.person_key)
        if end is not None and first <= end.last <= last:
            closed.append(episode.person_key)
    return {
        "carried": len(carried),
        "new": len(new),
        "closed": len(closed),
        "supported_persons": len({*carried, *new}),
        "new_persons": len(set(new)),
        "closed_persons": len(set(closed)),
    }


def test_every_activity_finds_its_case(standard, messy) -> None:
    for taken in (standard, messy):
        for activity in taken.plan.activities:
            assert bool(activity.episode_key) == (activity.values["service"] != "other")


def test_every_spelling_of_the_value_maps_is_known(messy) -> None:
    for name, spellings in messy.expected["value_maps"]["end_reason"].items():
        service = codes.table("service").code_for(name)
        for word, ways in spellings.items():
            for way in ways:
                found = codes.table("end_reason").code_for(way, service)
                assert label("end_reason", found, service) == word
