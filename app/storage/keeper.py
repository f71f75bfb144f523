"""What makes 控え of an opened office: its folder and its keys, never shown to anybody else."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from app.backups.rules import Plan
from app.clock import Clock
from app.storage.folders import OfficeFolder

if TYPE_CHECKING:
    from app.storage.embedded.backup import Backup, Step


@dataclass(frozen=True)
class Keeper:
    """The folder of an office that is open, with the keys of its data and of its history."""

    folder: OfficeFolder
    key: bytes = field(repr=False)
    chain_key: bytes = field(repr=False)

    def back_up(
        self,
        plan: Plan,
        clock: Clock,
        still: AbstractContextManager[object],
        source: Connection,
        step: Step = lambda done, total: None,
    ) -> Backup:
        """Make a verified 控え while the office is in use and saves through `source` alone."""
        from app.storage.embedded import backup  # a start makes none before its window stands

        return backup.back_up(
            self.folder,
            self.key,
            clock=clock,
            plan=plan,
            chain_key=self.chain_key,
            still=still,
            source=source.connection.dbapi_connection,
            step=step,
        )
