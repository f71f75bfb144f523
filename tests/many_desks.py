"""One of several processes that correct the same records at the same time."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.cases import actions as cases
from app.cases import queries
from app.cases.conflicts import compare
from app.clock import Clock
from app.errors import Busy, ChangedMeanwhile
from app.staff.permissions import Actor
from app.storage.server.engine import Login, ServerPlace
from app.storage.server.opening import open_server_office
from app.storage.work import Office

FIELDS = ("worker", "facility", "offence", "dest_name", "document_no")


@dataclass(frozen=True)
class Task:
    """Where, on which episodes, how often; `name` begins every word this process writes."""

    place: ServerPlace
    login: Login
    chain_key: bytes
    episodes: tuple[str, ...]
    edits: int
    name: str


@dataclass(frozen=True)
class Done:
    """The words written, and how often somebody had been faster: on the record, on the field."""

    words: tuple[str, ...]
    conflicts: int
    clashes: int


def correct_at_random(task: Task) -> Done:
    """Add one word to a field, again and again, as people at a form would."""
    office, actor = open_server_office(task.place, task.login, Clock())
    office.chain_key = task.chain_key
    desk = _Desk(office, actor, random.Random(task.name))
    try:
        for number in range(task.edits):
            desk.add_word(desk.random.choice(task.episodes), f"{task.name}-{number}")
    finally:
        office.close()
    return Done(tuple(desk.words), desk.conflicts, desk.clashes)


class _Desk:
    def __init__(self, office: Office, actor: Actor, chance: random.Random) -> None:
        self.office, self.actor, self.random = office, actor, chance
        self.words: list[str] = []
        self.conflicts = self.clashes = 0

    def add_word(self, episode_id: str, word: str) -> None:
        """Save every field of the form; where it was outrun, by the rule of three sides."""
        field = self.random.choice(FIELDS)
        version, before = self._read(episode_id)
        mine = {**before, field: f"{before[field]} {word}".strip()}
        while not self._saved(episode_id, version, mine):
            version, theirs = self._read(episode_id)
            found = compare(before, mine, theirs)
            # who is asked sees both values and writes the word behind the other's
            chosen = {c.field: f"{c.theirs} {word}".strip() for c in found.clashes}
            self.clashes += len(chosen)
            before, mine = theirs, {**found.settled(), **chosen}
        self.words.append(word)

    def _saved(self, episode_id: str, version: int, values: Mapping[str, Any]) -> bool:
        try:
            with self.office.work(self.actor) as work:
                cases.correct(work, episode_id, version, dict(values))
        except ChangedMeanwhile:
            self.conflicts += 1
            return False
        except Busy:
            return False
        return True

    def _read(self, episode_id: str) -> tuple[int, dict[str, str]]:
        with self.office.reading(self.actor) as reading:
            episode = queries.case_page(reading, episode_id, newest=1).episode
        return episode.version, {name: str(episode.values[name] or "") for name in FIELDS}
