"""After five wrong 合言葉 the door must be waited for, longer each time, whatever the program does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.storage import failed_tries
from app.storage.failed_tries import (
    FIRST_WAIT,
    FREE,
    LONGEST_WAIT,
    Failed,
    Run,
    TooSoon,
    Tries,
    delay_after,
    wait_left,
    wait_words,
)
from app.storage.folders import OfficeFolder

NOW = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_the_wait_grows() -> None:
    assert [delay_after(wrong) for wrong in range(12)] == [
        *[0] * 5, 30, 60, 120, 240, 480, 900, 900,
    ]  # fmt: skip


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(-100_000, 100_000))
def test_nobody_waits_longer_than_the_longest(wrong: int, seconds: int) -> None:
    """Also when the clock was put back or forward."""
    tries = Tries(runs={"a": Run(wrong, (NOW - timedelta(seconds=seconds)).isoformat())})
    left = wait_left(tries, "a", NOW)
    assert 0 <= left <= delay_after(wrong) <= LONGEST_WAIT
    assert delay_after(wrong) <= delay_after(wrong + 1)
    if 0 <= seconds < delay_after(wrong):
        assert left == delay_after(wrong) - seconds


def test_each_key_has_a_run_of_its_own(tmp_path: Path) -> None:
    folder = OfficeFolder(tmp_path)
    for _ in range(FREE + 1):
        failed_tries.note(folder, "a" * 32, NOW)
    failed_tries.note(folder, "b" * 32, NOW)
    with pytest.raises(TooSoon, match=f"あと{FIRST_WAIT}秒"):
        failed_tries.refuse_too_soon(folder, "a" * 32, NOW)
    failed_tries.refuse_too_soon(folder, "b" * 32, NOW)
    assert failed_tries.forget(folder, "b" * 32)
    assert not failed_tries.read(folder).failed, "they are in the history"
    with pytest.raises(TooSoon):  # somebody else's success does not end the wait
        failed_tries.refuse_too_soon(folder, "a" * 32, NOW)
    later = NOW + timedelta(seconds=FIRST_WAIT)
    failed_tries.refuse_too_soon(folder, "a" * 32, later)
    failed_tries.note(folder, "a" * 32, later)
    assert wait_left(failed_tries.read(folder), "a" * 32, later) == 2 * FIRST_WAIT
    assert failed_tries.forget(folder, "a" * 32)
    assert not folder.tries_file.exists()


def test_later_tries_are_only_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failed_tries, "MOST", 2)
    folder = OfficeFolder(tmp_path)
    for _ in range(5):
        failed_tries.note(folder, "a" * 32, NOW)
    tries = failed_tries.read(folder)
    assert (len(tries.failed), tries.more, tries.runs["a" * 32].wrong) == (2, 3, 5)


def test_where_nothing_was_noted_nothing_is_left_to_forget(tmp_path: Path) -> None:
    folder = OfficeFolder(tmp_path)
    assert failed_tries.forget(folder, "a" * 32)
    assert failed_tries.note(folder, "a" * 32, datetime(2026, 11, 24, tzinfo=UTC))
    assert failed_tries.forget(folder, "a" * 32) and not folder.tries_file.exists()
    assert failed_tries.forget(folder, "a" * 32)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\xff", b"[]", b"null", b"{}", b'{"failed": [], "runs": {}}'),
        *(b'{"failed": [1], "more": 0}', b'{"failed": [["at"]], "more": 0}'),
        *(b'{"failed": [], "more": null}', b'{"failed": [], "more": 0, "runs": []}'),
        b'{"failed": [], "more": 0, "runs": {"a": ["x", "y"]}}',
    ],
)
def test_what_cannot_be_understood_keeps_nobody_out(tmp_path: Path, content: bytes) -> None:
    folder = OfficeFolder(tmp_path)
    folder.tries_file.write_bytes(content)
    assert failed_tries.read(folder) == Tries()
    failed_tries.refuse_too_soon(folder, "a", NOW)
    assert failed_tries.note(folder, "a", NOW)
    assert failed_tries.read(folder).runs == {"a": Run(1, NOW.isoformat())}


def test_a_file_from_before_there_were_runs_is_read(tmp_path: Path) -> None:
    folder = OfficeFolder(tmp_path)
    folder.tries_file.write_text('{"failed": [["2026-11-24T00:00:00+00:00", "a"]], "more": 3}')
    found = failed_tries.read(folder)
    assert (found.failed, found.more, found.runs) == ((Failed(NOW.isoformat(), "a"),), 3, {})


@pytest.mark.parametrize("at", ["", "yesterday", "2026-11-24T00:00:00"])
def test_a_time_that_cannot_be_reckoned_with_means_the_whole_wait(at: str) -> None:
    assert wait_left(Tries(runs={"a": Run(FREE + 2, at)}), "a", NOW) == 2 * FIRST_WAIT


def test_a_second_that_has_begun_is_still_to_be_waited() -> None:
    tries = Tries(runs={"a": Run(FREE + 1, NOW.isoformat())})
    for passed, left in ((0.0, 30), (0.5, 30), (29.0, 1), (29.5, 1), (30.0, 0), (31.0, 0)):
        assert wait_left(tries, "a", NOW + timedelta(seconds=passed)) == left
    assert wait_left(tries, "b", NOW) == 0


def test_a_short_wait_is_said_in_seconds_and_a_long_one_in_minutes() -> None:
    said = {1: "1秒", 59: "59秒", 60: "1分", 61: "2分", 900: "15分"}
    assert {seconds: wait_words(seconds) for seconds in said} == said
    assert TooSoon(45).seconds == 45 and "あと45秒" in str(TooSoon(45))


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    folder = OfficeFolder(tmp_path)
    folder.tries_file.mkdir()
    assert not failed_tries.note(folder, "a", NOW)
    assert not failed_tries.forget(folder, "a")
    assert [path.name for path in tmp_path.iterdir()] == ["teichaku.tries"]
