"""Ledgers read once per run, however many tests take them in; what was read is frozen."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from app.ledgers.existing import NOTHING
from app.ledgers.layout import find_mapping
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.own import read_workbook
from app.ledgers.reading.workbook import Workbook


def workbook_of(path: Path) -> Workbook:
    """The ledger as it is now."""
    return _read(path, path.stat().st_mtime_ns, path.stat().st_size)


@cache
def _read(path: Path, _changed: int, _size: int) -> Workbook:
    return read_workbook(path)


@cache
def first_plan(workbook: Workbook, today: date) -> Plan:
    """What an office without records would take in from it."""
    return make_plan(read_ledger(workbook, find_mapping(workbook, {}), today=today), NOTHING)
