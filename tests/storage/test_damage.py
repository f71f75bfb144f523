"""Bits of the data file flipped, pages zeroed and swapped: noticed, or the data is provably the same.

One byte in every 512-byte sector, and every byte of the first header; in the long run every byte.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from app.errors import DatabaseDamaged, KeyProblem
from app.storage.embedded import driver
from app.storage.embedded.header import PAGE
from tests.conftest import LONG


def _everything(path: Path, key: bytes) -> list[str]:
    with contextlib.closing(driver.connect(path, key, mode="ro")) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
        return [*tables, *map(repr, connection.execute("SELECT * FROM note ORDER BY id"))]


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, bytes]:
    """A data file of a few pages, all of them read by `_everything`."""
    path, key = tmp_path / "small.db", bytes(range(32))
    path.touch()
    with contextlib.closing(driver.connect(path, key)) as connection:
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)")
        rows = [(f"記録{number}" * 40,) for number in range(60)]
        connection.executemany("INSERT INTO note (words) VALUES (?)", rows)
    return path, key


def _refused_or_same(path: Path, key: bytes, content: bytes, expected: list[str]) -> bool:
    path.write_bytes(content)
    try:
        same = _everything(path, key) == expected
    except (DatabaseDamaged, KeyProblem, driver.dbapi2.DatabaseError):
        same = False
        refused = True
    else:
        refused = False
    assert path.read_bytes() == content
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    return same or refused


def test_flipped_bits_never_change_data_silently(small):
    path, key = small
    whole, expected = path.read_bytes(), _everything(path, key)
    assert len(whole) >= 6 * PAGE
    some = [*range(32), *range(37, len(whole), 512), len(whole) - 1]
    places = range(len(whole)) if LONG in os.environ else some
    for place in places:
        content = bytearray(whole)
        content[place] ^= 1 << place % 8
        assert _refused_or_same(path, key, bytes(content), expected), place


def test_swapped_and_zeroed_pages_never_change_data_silently(small):
    path, key = small
    whole, expected = path.read_bytes(), _everything(path, key)
    pages = [whole[start : start + PAGE] for start in range(0, len(whole), PAGE)]
    for first in range(len(pages)):
        zeroed = [*pages]
        zeroed[first] = bytes(PAGE)
        assert _refused_or_same(path, key, b"".join(zeroed), expected), first
        for second in range(first):
            swapped = [*pages]
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert _refused_or_same(path, key, b"".join(swapped), expected), (first, second)


def test_a_file_cut_anywhere_is_refused(small):
    path, key = small
    whole, expected = path.read_bytes(), _everything(path, key)
    some = [*range(1, 40), *range(40, len(whole), 500), *range(PAGE, len(whole), PAGE)]
    for length in range(1, len(whole)) if LONG in os.environ else some:
        path.write_bytes(whole[:length])
        with pytest.raises((DatabaseDamaged, KeyProblem)):
            _everything(path, key)
    path.write_bytes(whole)
    assert _everything(path, key) == expected
