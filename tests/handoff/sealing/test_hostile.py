"""Every hostile letter ends in its one code, soon and with little memory, whatever it claims."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from app.errors import LetterRefused
from app.handoff.sealing.envelope import open_letter
from app.handoff.sealing.refusals import CODES
from tests.handoff.sealing import hostile
from tests.handoff.sealing.forging import SHIMANE, known

SMALL = hostile.outside() | hostile.inside() | hostile.misleading() | hostile.harmless()
MOST_SECONDS, MOST_KILOBYTES = 1.0, 300 * 1024
ROOT = Path(__file__).resolve().parents[3]


def test_hostile_letters_end_in_one_code_within_a_second_and_300_mb(tmp_path: Path) -> None:
    expected = {}
    for name, (data, code) in chain(SMALL.items(), hostile.large()):
        (tmp_path / name).write_bytes(data)
        expected[name] = code
    for name, size, code in (("empty", 0, "empty"), ("2 GB file", 2**31, "too_large")):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
        expected[name] = code
    (tmp_path / "folder").mkdir()
    expected |= {"folder": "not_file", "not there": "missing"}
    child = subprocess.run(
        [sys.executable, "-m", "tests.handoff.sealing.hostile"]
        + [str(tmp_path / name) for name in expected],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [json.loads(line) for line in child.stdout.splitlines()]
    assert {one["name"]: one["code"] for one in found} == expected
    assert [one for one in found if one["seconds"] >= MOST_SECONDS] == []
    if sys.platform == "linux":
        assert 0 < found[-1]["kilobytes"] < MOST_KILOBYTES
    assert child.stderr == ""
    elsewhere = {"unreadable", "changing", "not_yours"}
    letters = {code for code in CODES if not code.startswith("card_")}
    assert set(expected.values()) - {"opened"} == letters - elsewhere


@pytest.mark.parametrize("name", SMALL)
def test_a_hostile_letter_is_refused_by_its_own_code(name: str) -> None:
    data, code = SMALL[name]
    try:
        open_letter((SHIMANE,), data, known)
        found = "opened"
    except LetterRefused as error:
        found = error.where
    assert found == code


def test_a_letter_of_64_mb_is_looked_at_and_a_larger_one_is_not() -> None:
    for size, code in ((64 * 2**20, "not_letter"), (64 * 2**20 + 1, "too_large")):
        with pytest.raises(LetterRefused) as caught:
            open_letter((SHIMANE,), bytes(size), known)
        assert caught.value.where == code
