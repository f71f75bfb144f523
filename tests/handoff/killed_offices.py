"""A process of its own: offices that write, seal, take in and accept letters, each killed on the way.

Reads its orders as one JSON document and answers with how each ended. The offices are forked from
one process, so that the program is loaded once.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, func, select

from app.clock import fixed
from app.commands.letter import files
from app.handoff.accepting.actions import AcceptInput, accept
from app.handoff.arriving.actions import take_in
from app.handoff.carrying.rounds import go_round
from app.handoff.exchange.queries import standings
from app.handoff.letters.kinds import ExchangeKind
from app.handoff.partners.queries import partners
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.staff.permissions import Actor, Role
from app.storage.embedded.engine import open_engine
from app.storage.records import Base
from app.storage.server.engine import Login, ServerPlace
from app.storage.server.opening import open_server_office
from app.storage.work import Office

NOW = fixed(datetime(2026, 11, 24, 9, 0))
ONCE = 3
CANARY = "秘匿こまどり"


@dataclass(frozen=True)
class Order:
    """One office: where it lies, what it does, and when it is killed: at a step or after seconds."""

    folder: str
    act: str
    key: str
    office_id: str
    staff: str
    name: str
    chain: str
    given: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)
    """Where its database is, when it does not lie in the folder."""
    step: int = 0
    """The step before which it dies; 0: it counts them and lives; -1: it dies before the first commit."""
    seconds: float = 0.0

    @property
    def shared(self) -> Path:
        """The folder that the offices share."""
        return Path(self.folder) / "shared"


def open_office(order: Order) -> tuple[Office, Actor]:
    """The office of an order."""
    if at := order.server:
        place = ServerPlace(at["host"], at["port"], at["database"], Path(at["certificate"]))
        office, actor = open_server_office(place, Login(at["role"], at["password"]), NOW)
        office.chain_key = order.chain.encode() * 32
        return office, actor
    engine = open_engine(Path(order.folder) / "office" / "teichaku.db", bytes.fromhex(order.key))
    office = Office(engine, order.office_id, NOW, order.chain.encode() * 32)
    return office, Actor(order.staff, order.name, Role.DIRECTOR)


def begin(office: Office, actor: Actor, order: Order) -> None:
    """Ask for help, with a file."""
    typed = WriteInput(
        asked=f"{CANARY}をお願いします。",
        items=("custody", "identity"),
        basis=BasisInput("consent", order.given["consent"]),
        attachments=(order.given["file"],),
    )
    with office.work(actor) as work:
        to = partners(work)[0].id
        writing.begin(work, order.given["episode"], to, ExchangeKind.COOPERATION, typed)


def out(office: Office, actor: Actor, order: Order) -> None:
    """`teichaku letter out`."""

    @contextmanager
    def opened(_: object) -> Iterator[tuple[Office, Actor]]:
        yield office, actor

    before, files.opened = files.opened, opened
    try:
        files.give(argparse.Namespace(out=order.shared, json=True), io.StringIO())
    finally:
        files.opened = before


def receive(office: Office, actor: Actor, order: Order) -> None:
    """Take the letter in."""
    data = Path(order.given["letter"]).read_bytes()
    with office.work(actor) as work:
        take_in(work, data)


def take_up(office: Office, actor: Actor, _: Order) -> None:
    """Accept what came in."""
    typed = AcceptInput(number="R8-広-1", answer=WriteInput(text=f"{CANARY}承知しました。"))
    with office.work(actor) as work:
        accept(work, standings(work)[0].id, typed)


def carry(office: Office, actor: Actor, order: Order) -> None:
    """One round through the shared folder."""
    go_round(office, actor, order.shared)


ACTS: dict[str, Callable[[Office, Actor, Order], None]] = {
    "begin": begin,
    "out": out,
    "receive": receive,
    "accept": take_up,
    "round": carry,
    "round_in": carry,
}


class Steps:
    """Counts whatever changes something, in the database or in a folder, and dies before one."""

    def __init__(self, order: Order) -> None:
        self.order, self.count = order, 0
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", self._commit)
        sys.addaudithook(self._audited)

    def step(self) -> None:
        """One more."""
        self.count += 1
        if self.count == self.order.step:
            os.kill(os.getpid(), signal.SIGKILL)

    def _commit(self, _: object) -> None:
        if self.order.step < 0:
            (Path(self.order.folder) / "steps").write_text(str(self.count + 1))
            os.kill(os.getpid(), signal.SIGKILL)
        self.step()

    def _statement(self, _: object, __: object, statement: str, *___: object) -> None:
        if statement.split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            self.step()

    def _audited(self, name: str, args: tuple[Any, ...]) -> None:
        writes = name == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or name in ("os.rename", "os.remove")) and str(args[0]).startswith(
            self.order.folder
        ):
            self.step()


def act_until_killed(order: Order) -> None:
    """Do what the order says; never returns."""
    tempfile.tempdir = f"{order.folder}/tmp"
    office, actor = open_office(order)
    steps = Steps(order)
    ready = Path(order.folder) / "begun"
    ready.touch()
    steps.count = 0
    ACTS[order.act](office, actor, order)
    steps.step()
    if not order.step:
        (Path(order.folder) / "steps").write_text(str(steps.count))
    os._exit(0)


def run(orders: list[Order]) -> list[bool]:
    """Let these offices act at once; says of each whether it was killed."""
    running: dict[int, int] = {}
    for number, order in enumerate(orders):
        child = os.fork()
        if child == 0:
            try:
                act_until_killed(order)
            except Exception:  # noqa: BLE001  # whatever it is, it is told and the order fails
                traceback.print_exc()
            os._exit(70)
        running[number] = child
    killed = [False] * len(orders)
    due: dict[int, float] = {}
    while running:
        now = time.monotonic()
        for number, child in list(running.items()):
            order = orders[number]
            if order.seconds and number not in due and (Path(order.folder) / "begun").exists():
                due[number] = now + order.seconds
            if due.get(number, now + 1) <= now:
                os.kill(child, signal.SIGKILL)
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                del running[number]
                killed[number] = os.WIFSIGNALED(status)
                if os.WIFEXITED(status) and os.WEXITSTATUS(status):
                    raise SystemExit(f"{order.act} failed by itself")
        time.sleep(0.002)
    return killed


def rows(office: Office, actor: Actor) -> dict[str, int]:
    """How many rows each table of an office has."""
    with office.reading(actor) as reading:
        return {
            table.name: reading.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


@dataclass
class OnServer:
    """How one act went on a server: the steps it has, those it was killed at, and what was left."""

    act: str
    steps: int
    killed_at: list[int]
    left: list[dict[str, int]]
    """The rows before, after each kill, and at last after the act was let be."""


def on_server(orders: list[Order], times: int) -> list[OnServer]:
    """One act after the other in one database, each killed at `times` of its steps, then let be."""
    found = []
    looking = open_office(orders[0])
    for order in orders:
        left = [rows(*looking)]
        run([replace(order, step=-1)])
        steps = int((Path(order.folder) / "steps").read_text())
        left.append(rows(*looking))
        killed_at = sorted(random.Random().sample(range(1, steps), min(times, steps - 1)))
        for step in killed_at:
            assert run([replace(order, step=step)]) == [True]
            left.append(rows(*looking))
        assert run([order]) == [False]
        left.append(rows(*looking))
        found.append(OnServer(order.act, steps, killed_at, left))
    looking[0].close()
    return found


def main() -> None:
    """Do what the orders say, a few at a time; with a number those on a server, so often killed."""
    orders = [Order(**order) for order in json.load(sys.stdin)]
    if len(sys.argv) > 1:
        json.dump([asdict(one) for one in on_server(orders, int(sys.argv[1]))], sys.stdout)
        return
    killed: list[bool] = []
    for start in range(0, len(orders), ONCE):
        killed += run(orders[start : start + ONCE])
    json.dump(killed, sys.stdout)


if __name__ == "__main__":
    main()
