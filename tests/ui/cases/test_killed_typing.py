"""kill -9 while typing: at most a second is lost, and nothing lands in another case."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.storage.drafts import Drafts

KEY = b"t" * 32
KILLS = int(os.environ.get("TEICHAKU_KILLS", "4"))
MOST_LOST = 1.0
KEY_PAUSE = 0.05
ROOT = Path(__file__).resolve().parents[3]
TYPED = (
    ("activity", "content"),
    ("fields", "person.note"),
    ("activity", "place"),
    ("activity", "partner"),
)
WORDS = "秘匿かなりやの相談内容を途中まで打つ。"

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the typists are forked"),
    pytest.mark.parametrize("opened", ["embedded"], indirect=True),  # drafts know no engine
]


@dataclass(frozen=True)
class Killed:
    """What one person was typing, when each key had arrived, and when the process was killed."""

    order: dict[str, Any]
    keys: tuple[float, ...]
    at: float

    def must_be_kept(self) -> int:
        """How many characters were typed more than a second ago.

        Where the machine let the typist wait between two keys, it let the writer wait as well.
        """
        gaps = [after - before for before, after in zip(self.keys, self.keys[1:], strict=False)]
        stall = max([0.0, *(gap - 2 * KEY_PAUSE for gap in gaps), self.at - self.keys[-1] - 0.1])
        return sum(moment < self.at - MOST_LOST - stall for moment in self.keys)


def run(place: Any, tmp_path: Path, file: Path, key: bytes) -> list[Killed]:
    chance = random.Random()
    orders = []
    for number in range(KILLS):
        folder = tmp_path / f"typist{number}"
        folder.mkdir()
        kind, field = TYPED[number // 2 % len(TYPED)]
        case = ("co", "fu")[number % 2]
        orders.append(
            {
                "folder": str(folder),
                "kind": kind,
                "field": field,
                "episode": place.ids[case],
                "text": f"{number}番" + WORDS * 20,
                "seconds": chance.uniform(0.0, 2.5),
            }
        )
    office = {
        "file": str(file),
        "key": key.hex(),
        "drafts_key": KEY.hex(),
        "id": place.desk.office.office_id,
        "staff": place.desk.actor.staff_id,
        "name": place.desk.actor.name,
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("typist.py"))],
        input=json.dumps({"orders": orders, "office": office}).encode(),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=30 + 5 * KILLS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    killed = json.loads(done.stdout)
    return [_killed(order, at) for order, at in zip(orders, killed, strict=True)]


def _killed(order: dict[str, Any], at: float) -> Killed:
    lines = (Path(order["folder"]) / "keys").read_text().split("\n")[:-1]
    return Killed(order, tuple(float(line) for line in lines), at)


def test_a_second_at_most_is_lost_and_never_to_another_case(
    place: Any, opened: Any, _template: Any, tmp_path: Path
) -> None:
    lost = []
    for one in run(place, tmp_path, opened.folder.data_file, _template[1]):
        folder = Path(one.order["folder"])
        found = Drafts(folder / "drafts", KEY).list(
            place.desk.office.office_id, place.desk.actor.staff_id
        )
        assert found.ignored == 0 and len(found.drafts) <= 1
        words = ""
        for draft in found.drafts:
            assert (draft.kind, draft.episode_id) == (one.order["kind"], one.order["episode"])
            words = draft.typed[one.order["field"]]
        assert words == one.order["text"][: len(words)]
        assert len(words) >= one.must_be_kept(), one.order["seconds"]
        if len(words) < len(one.keys):
            lost.append(one.at - one.keys[len(words)])
        for path in (path for path in folder.rglob("*") if path.is_file()):
            content = path.read_bytes()
            for coding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert WORDS[:3].encode(coding) not in content, path
    assert lost or KILLS < 20, "nobody was killed between a key and the next write"
    if KILLS > 20:
        lost.sort()
        sys.stderr.write(f"kills {KILLS}, lost s: {lost[len(lost) // 2]:.2f} {lost[-1]:.2f}\n")
