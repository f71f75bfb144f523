"""kill -9 while letters are written, sealed, taken in, accepted and carried: all or nothing, and no
plain text anywhere.

`TEICHAKU_KILLS` asks for more of them: half at a step that is drawn, half at a moment.
"""

from __future__ import annotations

import dataclasses
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.attachments import actions as attachments
from app.attachments.rules import Owner, OwnerKind, check_file
from app.storage.records import Base
from tests.cases.one_case import begin, do
from tests.conftest import OpenedOffice
from tests.handoff.killed_offices import ACTS, CANARY, Order, open_office
from tests.handoff.real_offices import Two, consented, receive

KILLS = int(os.environ.get("TEICHAKU_KILLS", "6"))
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("齋藤", "蓬夫", CANARY)
FILE = f"{CANARY}の診断書。".encode()
ONCE = ("begin", "accept", "out")
"""Acts that somebody does again only when they find them not done; `out` seals whatever waits anew."""
_OF_HISTORY = ("history_entry", "operation")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the offices are forked")

Counted = dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """An office just before it does something, and how it is afterwards."""

    order: Order
    before: Counted
    after: Counted
    steps: int


class Bench:
    """Offices on disk that are copied, set to work and looked at."""

    def __init__(self, root: Path) -> None:
        self.root, self.count = root, 0

    def copy(self, order: Order) -> Order:
        """The same office once more, in a folder of its own."""
        self.count += 1
        folder = self.root / f"run{self.count}"
        shutil.copytree(order.folder, folder)
        return replace(order, folder=str(folder))

    def run(self, orders: list[Order]) -> list[bool]:
        """Let them act in processes of their own; says which were killed."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.handoff.killed_offices"],
            input=json.dumps([dataclasses.asdict(order) for order in orders]).encode(),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            timeout=60 + 10 * len(orders),
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        killed: list[bool] = json.loads(done.stdout)
        return killed


@contextmanager
def reopened(order: Order) -> Iterator[OpenedOffice]:
    office, actor = open_office(order)
    yield OpenedOffice(office, actor, None)
    office.close()


def counted(order: Order) -> Counted:
    """How many rows each table has; nothing hangs on what is not there."""
    with reopened(order) as opened, opened.office.reading(opened.actor) as reading:
        connection = reading.session.connection()
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }


def records(rows: Counted) -> Counted:
    """What was counted, without that it was done: the history tells of the second time too."""
    return {name: count for name, count in rows.items() if name not in _OF_HISTORY}


def act(order: Order) -> None:
    """What the killed office meant to do, whole."""
    with reopened(order) as opened:
        ACTS[order.act](opened.office, opened.actor, order)


def plain_words_in(folder: Path) -> list[str]:
    """Files that hold a name or a word of the letter as plain text.

    Four bytes stand in a megabyte of cipher by chance once in 4,000 times; six do not.
    """
    codings = ("utf-8", "utf-16-le", "utf-16-be", "cp932")
    coded = [name.encode(one) for name in NAMES for one in codings]
    wanted = [word for word in coded if len(word) >= 6]
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in wanted)
    ]


def stages_of(bench: Bench, orders: list[Order]) -> dict[str, Stage]:
    """Let each office act undisturbed once and count."""
    calm = [bench.copy(order) for order in orders]
    assert not any(bench.run(calm))
    found = {}
    for order, done in zip(orders, calm, strict=True):
        steps = int((Path(done.folder) / "steps").read_text())
        found[order.act] = Stage(order, counted(order), counted(done), steps)
        assert found[order.act].before != found[order.act].after
        assert steps > 3
    return found


@pytest.fixture
def stages(
    two_embedded: Two, tmp_path: Path, _template: Any, _shimane: Any
) -> tuple[Bench, dict[str, Stage]]:
    """Each act with the office just before it."""
    two, bench = two_embedded, Bench(tmp_path / "bench")
    episode = begin(two.here, facility="前橋刑務所", term_end="R8.12.23")
    file = check_file(f"{CANARY}.txt", FILE * (5 * 1024 * 1024 // len(FILE)))
    owner = Owner(OwnerKind.EPISODE, episode)
    kept = do(two.here, lambda work: attachments.add(work, owner, file))
    consent = consented(two.here, episode)
    given = {"episode": episode, "consent": consent, "file": kept}
    here = _order(bench, two.here, "begin", _template[1], "k", given)
    there = _order(bench, two.there, "receive", _shimane[1], "s", {})
    asked = bench.copy(here)
    act(asked)
    sealed = bench.copy(replace(asked, act="out"))
    act(sealed)
    [letter] = list(sealed.shared.iterdir())
    arriving = replace(there, given={"letter": str(letter)})
    taken = bench.copy(arriving)
    act(taken)
    going = [replace(asked, act=one) for one in ("out", "round")]
    shared = bench.copy(arriving)
    shutil.copy(letter, shared.shared)
    coming = [arriving, replace(taken, act="accept"), replace(shared, act="round_in")]
    return bench, stages_of(bench, [here, *going, *coming])


def _order(
    bench: Bench, opened: OpenedOffice, name: str, key: bytes, chain: str, given: dict[str, Any]
) -> Order:
    assert opened.folder is not None
    folder = bench.root / name
    for part in ("shared", "tmp"):
        (folder / part).mkdir(parents=True)
    shutil.copytree(opened.folder.path, folder / "office")
    actor = opened.actor
    return Order(
        *(str(folder), name, key.hex(), opened.office.office_id),
        *(actor.staff_id, actor.name, chain, given),
    )


def orders_of(bench: Bench, found: dict[str, Stage]) -> list[Order]:
    """The acts in turn, each killed at a step that is drawn; of the many every other at a moment."""
    chance, orders = random.Random(), []
    names = list(found)
    for number in range(KILLS):
        stage = found[names[number % len(names)]]
        order = bench.copy(stage.order)
        if KILLS > 20 and number // len(names) % 2:
            orders.append(replace(order, seconds=chance.uniform(0.001, 2.0), step=10**6))
        else:
            orders.append(replace(order, step=chance.randint(1, stage.steps)))
    return orders


def test_whoever_is_killed_leaves_all_or_nothing_and_no_plain_text(
    two_embedded: Two, stages: tuple[Bench, dict[str, Stage]]
) -> None:
    bench, found = stages
    orders = orders_of(bench, found)
    killed = bench.run(orders)
    assert all(dead for dead, order in zip(killed, orders, strict=True) if not order.seconds)
    halves = [0, 0]
    for order in orders:
        stage, folder = found[order.act], Path(order.folder)
        assert plain_words_in(folder) == []
        now = counted(order)
        whole = [stage.before, stage.after]
        if order.act == "round_in":  # two transactions: the letter is in, its receipt not out
            whole.append(found["receive"].after)
        assert now in whole, (order.act, order.step)
        halves[now == stage.after] += 1
        if order.act not in ONCE or now == stage.before:
            act(order)
        assert records(counted(order)) == records(stage.after), (order.act, order.step)
        for letter in order.shared.glob("*.teichaku"):
            if order.office_id == two_embedded.here.office.office_id:
                receive(two_embedded.there, letter.read_bytes())
        shutil.rmtree(folder)
    if KILLS > 20:
        sys.stderr.write(f"kills {sum(killed)}, as before and as after: {halves}\n")
        assert all(halves)


def test_what_would_lie_there_in_plain_is_found(tmp_path: Path) -> None:
    (tmp_path / "left").write_bytes(b"x" * 9000 + f"氏名 {CANARY}".encode("utf-16-le"))
    (tmp_path / "sealed").write_bytes(os.urandom(9000))
    assert plain_words_in(tmp_path) == ["left"]
