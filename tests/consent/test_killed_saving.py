"""kill -9 while 会議, 同意, つなぎ and 端緒 are saved: each is there whole or not at all."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.storage.embedded import backup
from app.storage.records import (
    Consent,
    Disclosure,
    HistoryEntry,
    Meeting,
    MeetingPerson,
    Referral,
    ReferralStep,
    Signal,
)
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice

KILLS = min(int(os.environ.get("TEICHAKU_KILLS", "2")), 400)
ROOT = Path(__file__).resolve().parents[2]
RECORDS = {"consent": Consent, "referral": Referral, "meeting": Meeting, "signal": Signal}
ENTRIES = {"consent": 1, "referral": 3, "meeting": 5, "signal": 2}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="those who save are forked")


def run(given: dict[str, Any]) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("saver.py"))],
        input=json.dumps(given).encode(),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60 + 3 * KILLS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def whole(reading: Any) -> dict[str, set[str]]:
    """Every record that is there; each with all that was saved together with it."""
    session = reading.session
    found = {kind: set(session.scalars(select(one.id))) for kind, one in RECORDS.items()}
    steps = list(session.scalars(select(ReferralStep.referral_id)))
    handed = list(session.scalars(select(Disclosure.referral_id)))
    assert sorted(steps) == sorted(handed) == sorted(found["referral"])
    assert set(session.scalars(select(Referral.state))) <= {"sent"}
    discussed = list(session.scalars(select(MeetingPerson.meeting_id)))
    assert sorted(discussed) == sorted(found["meeting"])
    assert set(session.scalars(select(Meeting.state))) <= {"held"}
    assert set(session.scalars(select(Signal.weight))) <= {"high"}
    return found


def test_whole_or_not_at_all(opened_embedded: OpenedOffice, _template: Any, tmp_path: Path) -> None:
    opened, chance = opened_embedded, random.Random()
    case = begin(opened)
    salon = OrganisationInput("participation", "見本サロン")
    whom = do(opened, lambda work: organisations.add(work, salon))
    notes = tmp_path / "notes"
    notes.mkdir()
    assert opened.folder is not None
    before = ask(opened, lambda r: r.session.scalar(select(func.count(HistoryEntry.id))))
    given = {
        "file": str(opened.folder.data_file),
        "key": _template[1].hex(),
        "office": opened.office.office_id,
        "staff": opened.actor.staff_id,
        "name": opened.actor.name,
        "case": case,
        "whom": whom,
        "notes": str(notes),
        "seconds": [chance.uniform(0.0, 0.5) for _ in range(KILLS)],
    }
    run(given)
    found = ask(opened, whole)
    noted: dict[str, set[str]] = {kind: set() for kind in RECORDS}
    for path in notes.iterdir():
        for line in path.read_text().splitlines():
            kind, made = line.split()
            noted[kind].add(made)
    unnoted = sum(len(found[kind] - noted[kind]) for kind in RECORDS)
    assert all(noted[kind] <= found[kind] for kind in RECORDS), "what was saved is gone"
    assert unnoted <= KILLS
    assert sum(map(len, noted.values())), "nobody came to save anything"
    seqs = ask(opened, lambda r: list(r.session.scalars(select(HistoryEntry.seq))))
    assert sorted(seqs) == list(range(1, len(seqs) + 1))
    told = sum(ENTRIES[kind] * len(ids) for kind, ids in found.items())
    assert len(seqs) - before == told
    opened.office.close()
    backup.verify(opened.folder.data_file, _template[1])
