"""Ledgers read and taken in once per run, however many tests do so; what was read is frozen."""

from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from app.ledgers import actions
from app.ledgers.columns import LedgerMapping
from app.ledgers.existing import NOTHING
from app.ledgers.layout import find_mapping
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan
from app.ledgers.read_ledger import ReadLedger, read_ledger
from app.ledgers.reading.own import read_workbook
from app.ledgers.reading.workbook import Workbook
from tests.conftest import OpenedOffice


def workbook_of(path: Path) -> Workbook:
    """The ledger as it is now."""
    return _read(path, path.stat().st_mtime_ns, path.stat().st_size)


@cache
def _read(path: Path, _changed: int, _size: int) -> Workbook:
    return read_workbook(path)


@cache
def first_plan(workbook: Workbook, today: date) -> Plan:
    """What an office without records would take in from it."""
    return make_plan(ledger_of(workbook, find_mapping(workbook, {}), today), NOTHING)


@cache
def ledger_of(workbook: Workbook, mapping: LedgerMapping, today: date) -> ReadLedger:
    """Its rows by these columns."""
    return read_ledger(workbook, mapping, today=today)


_taken: dict[tuple[bytes, int], tuple[Plan, bytes, str]] = {}
"""Data file and plan → the plan, which is kept so that its id stays its own, the file after, the batch."""


def apply_once(opened: OpenedOffice, plan: Plan) -> str:
    """Take in a plan and give back its batch; into the very same data file it is done once."""
    if opened.folder is None:
        return apply(opened, plan)
    file = opened.folder.data_file
    key = (sha256(file.read_bytes()).digest(), id(plan))
    if key not in _taken:
        batch = apply(opened, plan)
        _taken[key] = (plan, file.read_bytes(), batch)
        return batch
    opened.office.engine.dispose()  # no connection remembers what the file was
    _, after, batch = _taken[key]
    file.write_bytes(after)
    return batch


def apply(opened: OpenedOffice, plan: Plan) -> str:
    """Take in a plan and give back its batch; '' where there was nothing to take in."""
    with opened.office.work(opened.actor) as work:
        return actions.apply(work, plan).batch_id
