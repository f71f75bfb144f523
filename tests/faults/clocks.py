"""D6: the clock jumps, back and forth, at the turn of an era, on 29 February, past 2038.

The order of what happened comes from the numbers in the history, never from the clock: after each
jump the history is whole, every record is there, and no 控え was let go.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.backups import making
from app.clock import Clock, fixed
from app.errors import TeichakuError
from app.storage.embedded import backup
from app.storage.records import HistoryEntry, Person
from tests.conftest import MEMORY
from tests.faults.judge import unsound
from tests.faults.operations import with_case
from tests.faults.scene import CANARY, Scene
from tests.faults.sizes import Size
from tests.faults.tally import Tally
from tests.reports.submissions.one_office import add_case

NOON = datetime(2026, 11, 24, 12, 0)
JUMPS = {
    "back a second": (NOON, NOON - timedelta(seconds=1)),
    "back a day": (NOON, NOON - timedelta(days=1)),
    "back ten years": (NOON, NOON.replace(year=2016)),
    "forward a day": (NOON, NOON + timedelta(days=1)),
    "forward ten years": (NOON, NOON.replace(year=2036)),
    "forward ten years and back": (NOON, NOON.replace(year=2036), NOON),
    "back and forward": (NOON, NOON - timedelta(days=400), NOON + timedelta(minutes=1)),
    "the end of 平成": (datetime(2019, 4, 30, 23, 59, 59), datetime(2019, 5, 1)),
    "令和 and back to 平成": (datetime(2019, 5, 1), datetime(2019, 4, 30, 23, 59)),
    "29 February": (datetime(2028, 2, 29, 8), datetime(2029, 2, 28, 8)),
    "the turn of a 年度": (datetime(2027, 3, 31, 23, 59), datetime(2027, 4, 1)),
    "past January 2038": (datetime(2038, 1, 19, 12, 14, 6), datetime(2038, 1, 19, 12, 14, 9)),
    "before anybody was born": (NOON, datetime(1970, 1, 1, 9, 0)),
}


@dataclass
class Hand:
    """A clock whose hand is moved while the office is open."""

    moment: datetime

    def read(self) -> datetime:
        """The moment, in Japan."""
        return fixed(self.moment).now()


def clocks(size: Size) -> Iterator[tuple[str, Callable[[], list[Tally]]]]:
    """Each jump once during a session and once between two; and another time zone."""
    yield "clock", _clocks


def _clocks() -> list[Tally]:
    began = time.monotonic()
    tally = Tally("saving, 控え, opening", "D6 clock jumps, time zone")
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="teichaku-faults-", dir=place) as root:
        before = Scene(Path(root) / "before")
        before.root.mkdir()
        before.enter()
        with_case(before)
        for number, (name, moments) in enumerate(JUMPS.items()):
            for during in (True, False):
                tally.tried += 1
                scene = before.copy(Path(root) / f"jump{number}{during}")
                scene.enter()
                _judge(tally, f"{name}, {'open' if during else 'closed'}", scene, moments, during)
        tally.tried += 1
        _another_zone(tally, before.copy(Path(root) / "zone"))
    tally.seconds = time.monotonic() - began
    return [tally]


def _judge(
    tally: Tally, name: str, scene: Scene, moments: tuple[datetime, ...], during: bool
) -> None:
    hand = Hand(moments[0])
    clock = Clock(hand.read)
    made, saved = 0, 0
    try:
        office, actor = scene.open(clock=clock)
        for moment in moments:
            hand.moment = moment
            if not during:
                office.close()
                office, actor = scene.open(clock=clock)
            with office.work(actor) as work:
                add_case(work, f"9-{saved:03}", f"{CANARY}　{saved}", start="H30.4.1")
            saved += 1
            making.make(office, actor)
            made += 1
            kept = len(backup.list_backups(scene.folder))
            if kept < min(made, 2):
                tally.wrong("lost", f"{name}: {kept} of {made} 控え are left")
        with office.engine.connect() as connection:
            persons = connection.scalar(select(func.count()).select_from(Person)) or 0
            seqs = connection.scalars(select(HistoryEntry.seq).order_by(HistoryEntry.seq)).all()
        if persons != saved + 1:
            tally.wrong("lost", f"{name}: {persons} persons of {saved + 1}")
        if list(seqs) != list(range(1, len(seqs) + 1)):
            tally.wrong("half", f"{name}: the history is not numbered through")
        if broken := unsound(office, scene):
            tally.wrong("half", f"{name}: {broken}")
        office.close()
    except TeichakuError as error:
        tally.wrong("silent", f"{name}: {type(error).__name__} {error}")


def _another_zone(tally: Tally, scene: Scene) -> None:
    """The PC is set to another zone: days are those of Japan all the same."""
    before = os.environ.get("TZ")
    moment = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    try:
        os.environ["TZ"] = "America/Los_Angeles"
        time.tzset()
        scene.enter()
        office, actor = scene.open(clock=Clock(lambda: moment))
        if office.clock.today().isoformat() != "2026-11-24":
            tally.wrong("silent", "another zone: another day")
        taken = making.make(office, actor).backup.path.name
        office.close()
        if "20261124-010000" not in taken:
            tally.wrong("silent", f"another zone: the 控え is called {taken}")
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()
