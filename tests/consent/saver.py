"""A process of its own: saves of 会議, 同意, つなぎ and 端緒 one after the other, until killed.

What is durable is noted after its save: the kind and the id. Those who save are forked from one
process.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from app.clock import Clock
from app.consent.register import actions as register
from app.consent.register.rules import ConsentInput
from app.meetings import actions as meetings
from app.meetings.course.actions import hold
from app.meetings.members.actions import invite
from app.meetings.members.rules import MemberInput
from app.meetings.persons.actions import discuss
from app.meetings.rules import HoldInput, MeetingInput
from app.network.referrals import actions as referrals
from app.network.referrals.rules import ReferralInput, StepInput
from app.network.referrals.steps import Step
from app.network.signals import actions as signals
from app.network.signals.rules import SignalInput, WeighInput
from app.staff.permissions import Actor, Role
from app.storage.embedded.engine import open_engine
from app.storage.work import Office, Work

LONG = "ひのきの間で話した。" * 200


def consent(work: Work, case: str, whom: str) -> str:
    """A 同意."""
    typed = ConsentInput(
        items=("identity",),
        given_on="R8.11.1",
        how="paper",
        organisation_id=whom,
        purpose="住まいの調整",
        wording=LONG,
    )
    return register.give(work, case, typed)


def referral(work: Work, case: str, whom: str) -> str:
    """A つなぎ that is sent at once: its step, its state and what was handed on."""
    typed = ReferralInput(
        "participation", whom, asked="日中の居場所", items=("identity",), situation=LONG
    )
    made = referrals.add(work, case, typed)
    work.session.flush()
    sent = StepInput(Step.SEND, "R8.11.20", basis="life", why="意識がなかった")
    referrals.take(work, made, 1, sent)
    return made


def meeting(work: Work, case: str, whom: str) -> str:
    """A 会議 with somebody discussed, held."""
    made = meetings.plan(work, MeetingInput("case", "R8.11.20", "10:00", "11:00", agenda=LONG))
    discuss(work, made, case)
    invite(work, made, MemberInput(name="試作 澪江"))
    work.session.flush()
    hold(work, made, 1, HoldInput("R8.11.20", "10:00", "11:00", everyone=True))
    return made


def noticed(work: Work, case: str, whom: str) -> str:
    """A 端緒, weighed at once."""
    made = signals.receive(work, SignalInput("R8.11.20", "water_utility", text=LONG))
    work.session.flush()
    signals.weigh(work, made, 1, WeighInput("high", "R8.11.20", "三週間の不使用"))
    return made


SAVES = {"consent": consent, "referral": referral, "meeting": meeting, "signal": noticed}


def save_until_killed(given: dict[str, Any], notes: str) -> None:
    """Never returns by itself."""
    engine = open_engine(Path(given["file"]), bytes.fromhex(given["key"]))
    office = Office(engine, given["office"], Clock(), b"k" * 32)
    actor = Actor(given["staff"], given["name"], Role.DIRECTOR)
    told = os.open(notes, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    while True:
        for kind, save in SAVES.items():
            with office.work(actor) as work:
                made = save(work, given["case"], given["whom"])
            os.write(told, f"{kind} {made}\n".encode())


def killed(given: dict[str, Any], notes: str, seconds: float) -> None:
    """Let somebody save for so long after the first save, and kill them."""
    child = os.fork()
    if child == 0:
        try:
            save_until_killed(given, notes)
        finally:
            traceback.print_exc()
            os._exit(1)
    while not (Path(notes).exists() and Path(notes).stat().st_size):
        if os.waitpid(child, os.WNOHANG) != (0, 0):
            raise SystemExit("ended before it began")
        time.sleep(0.002)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit("ended before it was killed")


def main() -> None:
    """Kill as many as are asked for, one after the other, each a little later."""
    given = json.load(sys.stdin)
    for number, seconds in enumerate(given["seconds"]):
        killed(given, f"{given['notes']}/{number}", seconds)


if __name__ == "__main__":
    main()
