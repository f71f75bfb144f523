"""An office in a folder of its own with everything a person's machine has beside it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clock import Clock
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.keys import PRODUCT_POLICY, Costs
from app.storage.keys.recovery import encode
from app.storage.opening import open_office
from app.storage.work import Office
from tests.conftest import NOW, point_folders_at

CANARY = "秘匿こまどり"
"""Stands in every name and text of the made-up case."""
WORDS = "試しのあいことば もくれん あけび"
NEW_WORDS = "あたらしい言葉 やまぼうし うつぎ"
CODE = encode(20261124)
"""引継ぎコード of データ一式, known beforehand so that what a fault left can be opened."""
_CHEAP = Costs(memory_kib=8, iterations=1, lanes=1)


@dataclass(frozen=True)
class Scene:
    """The folders: the office, the user's own, the one for exports, and the one for temporary files."""

    root: Path

    @property
    def folder(self) -> OfficeFolder:
        """The office."""
        return OfficeFolder(self.root / "office")

    @property
    def out(self) -> Path:
        """Where what leaves the program is written."""
        return self.root / "out"

    @property
    def tmp(self) -> Path:
        """Where the system puts temporary files."""
        return self.root / "tmp"

    @property
    def given(self) -> dict[str, Any]:
        """What the preparation left for the act: ids, mostly."""
        path = self.root / "given.json"
        found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        return found

    def give(self, **facts: Any) -> None:
        """Leave facts for the act."""
        (self.root / "given.json").write_text(json.dumps(facts))

    def enter(self) -> None:
        """Make this process live here: its folders, its temporary files, keys that cost nothing."""
        os.environ.update(self.enter_folders())
        os.environ["TMPDIR"] = str(self.tmp)
        tempfile.tempdir = str(self.tmp)
        for name, costs in (("costs", _CHEAP), ("floor", _CHEAP)):
            object.__setattr__(PRODUCT_POLICY, name, costs)

    def enter_folders(self) -> dict[str, str]:
        """Have all the folders there; gives the variables that point at them."""
        for folder in (self.out, self.tmp):
            folder.mkdir(parents=True, exist_ok=True)
        return point_folders_at(self.root)

    def copy(self, root: Path) -> Scene:
        """The same once more."""
        shutil.copytree(self.root, root, dirs_exist_ok=True)
        return Scene(root)

    def open(
        self, words: str = WORDS, clock: Clock = NOW, *, restored: bool = False
    ) -> tuple[Office, Actor]:
        """Sign in as the director does."""
        from app.storage.keys.opening import read_slots

        slot = next(slot for slot in read_slots(self.folder) if slot.staff_id)
        return open_office(self.folder, slot.staff_id, words, None, clock, restored=restored)
