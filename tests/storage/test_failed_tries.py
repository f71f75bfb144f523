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
    Run,
    TooSoon,
    Tries,
    delay_after,
    wait_left,
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
