"""A process of its own: people who type in the whole window, each killed in the middle of it.

Reads its orders as one JSON document and answers with the moment of each kill. The typists are
forked from one process, so that twenty of them do not load Qt twenty times.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

import app.ui.screens.cases.screen  # loaded once, before the typists part
import app.ui.screens.today  # noqa: F401
from app.clock import Clock
from app.staff.permissions import Actor, Role
from app.staff.queries import OfficeFacts
from app.storage.drafts import Drafts
from app.storage.embedded.engine import open_engine
from app.storage.work import Office
from app.ui.asking import WindowAsking
from app.ui.desk import Where
from app.ui.jobs import Jobs
from app.ui.window import MainWindow, SignedIn

KEY_MS = 50
ONCE = 10


@dataclass(frozen=True)
class Order:
    """One typist: where to type what, and for how long after the first key."""

    folder: str
    kind: str
    field: str
    episode: str
    text: str
    seconds: float


class Typist:
    """Types a character every 50 ms and notes when each had arrived."""

    def __init__(self, window: MainWindow, order: Order) -> None:
        self.window, self.order, self.count = window, order, 0
        self.notes = os.open(f"{order.folder}/keys", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self.keys = QTimer()
        self.keys.timeout.connect(self.type)
        window.show_where(Where("cases", {"episode": order.episode}))
        self.keys.start(KEY_MS)

    def type(self) -> None:
        """Send the next character as an input method does."""
        screen: Any = self.window.shown
        if screen is None:  # it is made a part in each event
            return
        pane = screen.pane
        if pane.page is None:
            return
        if pane.active_form is None:
            (pane.record if self.order.kind == "activity" else pane.edit)()
            return
        field = pane.active_form.rows[self.order.field].editor.fields()[0]
        event = QInputMethodEvent()
        event.setCommitString(self.order.text[self.count])
        QApplication.sendEvent(field, event)
        self.count += 1
        os.write(self.notes, f"{time.monotonic()}\n".encode())


def type_until_killed(order: Order, office: dict[str, str]) -> None:
    """Sign in and type; never returns."""
    application = QApplication([])
    settings = QSettings(f"{order.folder}/window.ini", QSettings.Format.IniFormat)
    drafts = Drafts(Path(order.folder) / "drafts", bytes.fromhex(office["drafts_key"]))
    engine = open_engine(Path(office["file"]), bytes.fromhex(office["key"]))
    opened = Office(engine, office["id"], Clock(), b"k" * 32, drafts=drafts)
    actor = Actor(office["staff"], office["name"], Role.DIRECTOR)
    facts = OfficeFacts("centre", "見本", "10", True)
    window = MainWindow(SignedIn(opened, actor, facts), Jobs(), WindowAsking(), settings)
    window.show()
    typist = Typist(window, order)
    application.exec()
    raise SystemExit(f"ended by itself after {typist.count} keys")


def first_key(order: Order) -> bool:
    """Whether a typist has begun."""
    notes = Path(order.folder) / "keys"
    return notes.exists() and notes.stat().st_size > 0


def kill_in_time(orders: list[Order], office: dict[str, str]) -> list[float]:
    """Let these people type at once; gives the moment in which each was killed."""
    running: dict[int, int] = {}
    for number, order in enumerate(orders):
        child = os.fork()
        if child == 0:
            type_until_killed(order, office)
        running[number] = child
    killed = [0.0] * len(orders)
    due: dict[int, float] = {}
    while running:
        now = time.monotonic()
        for number in list(running):
            if number not in due and first_key(orders[number]):
                due[number] = now + orders[number].seconds
            if due.get(number, now + 1) <= now:
                killed[number] = time.monotonic()
                os.kill(running[number], signal.SIGKILL)
                _, status = os.waitpid(running.pop(number), 0)
                if os.WTERMSIG(status) != signal.SIGKILL:
                    raise SystemExit(f"typist {number} ended before it was killed")
        time.sleep(0.001)
    return killed


def main() -> None:
    """Do what the orders say, a few typists at a time."""
    asked = json.load(sys.stdin)
    orders = [Order(**order) for order in asked["orders"]]
    killed: list[float] = []
    for start in range(0, len(orders), ONCE):
        killed += kill_in_time(orders[start : start + ONCE], asked["office"])
    json.dump(killed, sys.stdout)


if __name__ == "__main__":
    main()
