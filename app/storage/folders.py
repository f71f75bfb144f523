"""An office's folder: the names of the files in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class OfficeFolder:
    """The folder of one office; nothing is created by naming it."""

    path: Path

    @property
    def data_file(self) -> Path:
        """The encrypted database."""
        return self.path / "teichaku.db"

    @property
    def key_file(self) -> Path:
        """The key slots."""
        return self.path / "teichaku.keys"

    @property
    def lock_file(self) -> Path:
        """Names the process that has the office open."""
        return self.path / "teichaku.lock"

    @property
    def backups(self) -> Path:
        """The folder of verified backups."""
        return self.path / "backups"
