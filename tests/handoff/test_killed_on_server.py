"""A desk of a server killed while it takes in, accepts, writes and seals: all of it or nothing.

`TEICHAKU_KILLS` says at how many steps of each act; many is at every one.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.attachments import actions as attachments
from app.attachments.rules import Owner, OwnerKind, check_file
from tests.cases.one_case import begin, do
from tests.conftest import OpenedOffice
from tests.handoff.conftest import known
from tests.handoff.killed_offices import CANARY, Order
from tests.handoff.real_offices import Two, ask_for_help, at, consented, receive, sealed
from tests.handoff.test_killed_letters import plain_words_in
from tests.served_office import ServedOffice

KILLS = int(os.environ.get("TEICHAKU_KILLS", "3"))
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the desks are forked")


def orders(served: ServedOffice, two: Two, folder: Path) -> list[Order]:
    """A letter comes in and is accepted; one of our own, with a file, is written and sealed."""
    for part in ("shared", "tmp"):
        (folder / part).mkdir()
    back = Two(two.there, two.here)
    exchange = ask_for_help(back)
    letter = folder / "letter.teichaku"
    letter.write_bytes(sealed(two.there, at(two.there, exchange).kept[0].id))
    episode = begin(two.here, facility="前橋刑務所", term_end="R8.12.23")
    file = check_file(f"{CANARY}.txt", f"{CANARY}の診断書。".encode())
    owner = Owner(OwnerKind.EPISODE, episode)
    given = {
        "letter": str(letter),
        "episode": episode,
        "consent": consented(two.here, episode),
        "file": do(two.here, lambda work: attachments.add(work, owner, file)),
    }
    where, login = served.place, served.login
    server = {
        "host": where.host,
        "port": where.port,
        "database": where.database,
        "certificate": str(where.certificate),
        "role": login.role,
        "password": login.password,
    }
    staff = two.here.actor
    return [
        Order(
            *(str(folder), act, "", served.office_id),
            *(staff.staff_id, staff.name, "k", given, server),
        )
        for act in ("receive", "accept", "begin", "out")
    ]


@pytest.mark.long
def test_a_desk_that_is_killed_leaves_nothing_half_done(
    _served: ServedOffice, opened_server: OpenedOffice, shimane: OpenedOffice, tmp_path: Path
) -> None:
    two = known(opened_server, shimane)
    wanted = orders(_served, two, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.handoff.killed_offices", str(KILLS)],
        input=json.dumps([dataclasses.asdict(order) for order in wanted]).encode(),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60 + 40 * KILLS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    for one in json.loads(done.stdout):
        before, *after_kills, after = one["left"]
        assert len(after_kills) == len(one["killed_at"]) + 1
        assert all(left == before for left in after_kills), (one["act"], one["killed_at"])
        assert after != before
        assert one["steps"] > 3
    assert plain_words_in(tmp_path) == []
    # What the desk did after all the kills is whole: 島根 reads it.
    letters = list((tmp_path / "shared").glob("*.teichaku"))
    assert len(letters) == 3  # its receipt, its acceptance, its own request
    for letter in letters:
        receive(two.there, letter.read_bytes())
    if KILLS > 20:
        told = (
            (one["act"], one["steps"], len(one["killed_at"])) for one in json.loads(done.stdout)
        )
        sys.stderr.write(f"killed on the server: {list(told)}\n")
