"""The benchmarks compare like with like: on a small office every baseline finds what we find."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

import bench.__main__ as table
from bench import (
    Result,
    backup_bench,
    case_bench,
    desks_bench,
    dry_run_bench,
    figures_bench,
    grounds_bench,
    history_bench,
    import_bench,
    letter_bench,
    made_up,
    report_bench,
    search_bench,
    served_search_bench,
    start_bench,
    today_bench,
    walk_bench,
)
from bench.baselines import cases_sql
from bench.bounds import bound_of, holds
from bench.made_up import MadeUp
from bench.made_up import made_up as make
from bench.made_up_rows import BUSY, BUSY_CONTACTS
from bench.measuring import digest, p95

SIZE = 300
Measure = Callable[[MadeUp], Iterable[Result]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """A made-up office of this run's own."""
    return make(SIZE, tmp_path_factory.mktemp("bench"))


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One round each: nothing here looks at the time."""
    for module in ("bench.measuring", "bench.import_bench", "bench.start_bench"):
        monkeypatch.setattr(f"{module}.rounds_at", lambda size: 1)
    for name, value in (("DESKS", 2), ("ROUNDS", 1), ("PAUSE_SECONDS", 0.0)):
        monkeypatch.setattr(desks_bench, name, value)
    monkeypatch.setattr(served_search_bench, "ROUNDS", 1)
    monkeypatch.setattr(search_bench, "KEYS", 1)
    monkeypatch.setattr(case_bench, "OPENINGS", 1)


@pytest.mark.parametrize(
    "measure",
    [
        search_bench.measure,
        case_bench.measure,
        today_bench.measure,
        figures_bench.measure,
        history_bench.measure,
        backup_bench.measure,
        report_bench.measure,
        grounds_bench.measure,
        import_bench.measure,
        dry_run_bench.measure,
        pytest.param(start_bench.measure, marks=pytest.mark.long),  # starts processes
        pytest.param(desks_bench.measure, marks=pytest.mark.long),  # starts a server
        pytest.param(served_search_bench.measure, marks=pytest.mark.long),
        # last: whoever goes through every screen leaves traces in the file that the others compare
        pytest.param(walk_bench.measure, marks=pytest.mark.long),
    ],
)
def test_the_baseline_finds_the_same(office: MadeUp, measure: Measure) -> None:
    results = list(measure(office))
    assert results
    assert [result.name for result in results if not result.identical] == []
    assert all(result.size == SIZE and result.ratio > 0 for result in results)


def test_the_same_attachments_come_out_of_a_letter_and_of_the_baseline() -> None:
    results = list(letter_bench.measure(1))
    assert [result.identical for result in results] == [True, True]
    assert all(result.size == 1 and result.ratio > 0 for result in results)


def test_keystrokes_meet_cases_and_one_meets_none(office: MadeUp) -> None:
    opened, actor = office.open()
    try:
        totals = {
            name: search_bench.listed(opened, actor, text).total
            for name, text in search_bench.KEYSTROKES
        }
    finally:
        opened.close()
    assert totals["1 kana"] > totals["1 character"] > totals["2 characters"] >= 0
    assert totals["number"] > 0
    assert totals["no hit"] == 0


def test_a_difference_is_seen(office: MadeUp, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = cases_sql.search

    def one_row_less(*given: object) -> tuple[int, list[cases_sql.Row]]:
        total, rows = honest(*given)  # type: ignore[arg-type]
        return total, rows[:-1]

    monkeypatch.setattr(cases_sql, "search", one_row_less)
    identical = {result.name: result.identical for result in search_bench.measure(office)}
    assert not identical["search list, 1 kana"]
    assert identical["search list, no hit"]


def test_the_same_size_gives_the_same_rows(office: MadeUp, tmp_path: Path) -> None:
    def everything(made: MadeUp) -> list[object]:
        connection = made.connect()
        try:
            sql = 'SELECT p.search_key, e.start, e."end", a.day, a.content FROM activity a '
            sql += "JOIN episode e ON e.id = a.episode_id JOIN person p ON p.id = e.person_id "
            return connection.execute(sql + "ORDER BY a.id").fetchall()
        finally:
            connection.close()

    again = everything(make(SIZE, tmp_path))
    each = made_up.activities_per_episode(SIZE)
    assert len(again) == SIZE * each + BUSY * (BUSY_CONTACTS - each)
    assert again == everything(office)


def test_the_table_fails_when_a_baseline_differs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = Result("a", 1_000, 0.002, 0.001, True)
    for results, status in (([good], 0), ([good, replace(good, identical=False)], 1)):
        monkeypatch.setattr(table, "results", lambda *_, found=results: iter(found))
        out = tmp_path / "out.json"
        assert table.main(["--quick", "--json", str(out)]) == status
        told = json.loads(out.read_text(encoding="utf-8"))["results"]
        assert [row["identical"] for row in told] == [result.identical for result in results]
        assert told[0]["ratio"] == 2.0
    assert "NO" in capsys.readouterr().out


def test_other_rows_have_another_digest() -> None:
    assert digest([1, ("a", None)]) == digest((1, ["a", None]))
    different = [[], [[]], [1], ["1"], [[1], 2], [1, 2], {"a": 1}, {"a": 2}, None, b"1", True]
    assert len({digest(one) for one in different}) == len(different)
    with pytest.raises(TypeError):
        digest(object())


@pytest.mark.parametrize(
    ("raw", "ours", "worst", "kept"),
    [
        (0.002, 0.011, 0.049, True),
        (0.002, 0.013, 0.049, False),  # 10 ms more than a quick query
        (0.030, 0.044, 0.049, True),
        (0.030, 0.046, 0.049, False),  # half more than a slow one
        (0.030, 0.044, 0.051, False),  # somebody waits too long
    ],
)
def test_a_keystroke_is_bound_by_the_query_and_by_what_is_felt(
    raw: float, ours: float, worst: float, kept: bool
) -> None:
    assert holds(Result("search list, 1 kana", 1_000, ours, raw, True, worst)) is kept


def test_what_is_bound_to_nothing_holds_nothing() -> None:
    result = Result("今日", 1_000, 1.0, 0.1, True)
    assert (bound_of(result), holds(result)) == (None, None)


def test_95_of_100_keep_the_time() -> None:
    assert p95([float(number) for number in range(1, 101)]) == 95.0
    assert p95([3.0, 1.0, 2.0]) == 3.0
