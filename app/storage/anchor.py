"""目印: the head of the history, kept outside the database, so that an older or swapped file is seen.

One copy lies beside the data and one in the user's own folder, which a swap of the office's folder
leaves alone. Both are sealed with the chain's key: they can be deleted, never forged. They may lag
behind (they are written at most once a minute, and when the office is closed), never run ahead.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from app import paths
from app.errors import NeedsConfirmation
from app.history.chain import Head
from app.storage import safe_files
from app.storage.appending import mac_at
from app.storage.folders import OfficeFolder

EVERY_SECONDS = 60.0


class NotTheSameHistory(NeedsConfirmation):
    """The data's history lacks what was there when it was last open here."""

    code = "older_history"

    def __init__(self, question: str, anchored: Head, found: Head) -> None:
        super().__init__(question)
        self.anchored, self.found = anchored, found


@dataclass
class Anchor:
    """The files of one office on this PC, and what was written into them last."""

    office_id: str
    key: bytes = field(repr=False)
    files: tuple[Path, ...]
    _kept: Head = field(default_factory=Head)
    _latest: Head = field(default_factory=Head)
    _when: float = float("-inf")

    @property
    def seq(self) -> int:
        """The number of the newest entry that this process wrote; 0 before the first."""
        return self._latest.seq

    def read(self) -> tuple[Head, ...]:
        """The heads in the files that are there, whole and of this office."""
        found = (self._read(path) for path in self.files)
        return tuple(head for head in found if head is not None)

    def follow(self, head: Head) -> None:
        """The history has a new head; it is written down when the last time is long enough ago."""
        self._latest = head
        if time.monotonic() - self._when >= EVERY_SECONDS:
            self.keep()

    def keep(self) -> bool:
        """Write the newest head into every file; says whether all took it."""
        if self._latest == self._kept:
            return True
        self._when, self._kept = time.monotonic(), self._latest
        content = json.dumps(
            {"seq": self._kept.seq, "mac": self._kept.mac, "seal": self._seal(self._kept)}
        ).encode()
        kept = [_written(path, content) for path in self.files]
        return all(kept)

    def _read(self, path: Path) -> Head | None:
        try:
            said = json.loads(path.read_text(encoding="ascii"))
            head = Head(int(said["seq"]), str(said["mac"]))
            whole = hmac.compare_digest(self._seal(head), str(said["seal"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return head if whole else None

    def _seal(self, head: Head) -> str:
        words = f"anchor {self.office_id} {head.seq} {head.mac}"
        return hmac.new(self.key, words.encode(), "sha256").hexdigest()


def anchor_of(folder: OfficeFolder, office_id: str, key: bytes) -> Anchor:
    """The files of an office whose data lies in (or is reached through) this folder."""
    own = paths.anchors_folder() / f"{office_id}.json"
    return Anchor(office_id, key, (folder.anchor_file, own))


def refuse_older(session: Session, office_id: str, anchors: Iterable[Head], found: Head) -> None:
    """Raise NotTheSameHistory where the data's history does not hold an anchored entry."""
    for head in anchors:
        if head.seq > found.seq:
            raise NotTheSameHistory(_OLDER, head, found)
        if head.seq and mac_at(session, office_id, head.seq) != head.mac:
            raise NotTheSameHistory(_OTHER, head, found)


def _written(path: Path, content: bytes) -> bool:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        safe_files.write_atomically(path, content)
    except OSError:
        return False  # an anchor that lags is weaker, no loss
    return True


RESTORED = "history.restored"
"""Kind of the entry that says when a backup was put back; its subject is the office."""
_ASKED = (
    "控えから戻したデータなら、そのまま開けます（開いたことは履歴に残ります）。"
    "心当たりがなければ、開かずに責任者に知らせてください。データには手を加えていません。"
)
_OLDER = f"このデータは、この PC で前に開いたときより古いものです。{_ASKED}"
_OTHER = f"このデータの履歴は、この PC で前に開いたときの履歴と続いていません。{_ASKED}"
