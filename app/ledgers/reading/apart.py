"""`read_apart`: a ledger read in a process of its own, so that what is wrong with it stays there."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from app.foreign import apart
from app.foreign.frames import Garbled
from app.ledgers.reading.archive import bytes_of
from app.ledgers.reading.carrying import Arriving
from app.ledgers.reading.refusals import CODES, refused
from app.ledgers.reading.workbook import Workbook
from app.ledgers.remembering import uncollected

_STOPPED = {
    "costly": "too_costly",
    "failed": "reader_failed",
    "not_started": "reader_not_started",
}


def read_apart(path: Path, tick: apart.Tick = apart.no_tick) -> Workbook:
    """The ledger; raises `LedgerRefused` with the reason's code in `where`, or what `tick` raises."""
    data = bytes_of(path)
    arriving = Arriving(path.name, sha256(data).hexdigest())
    try:
        with uncollected():
            apart.read("ledger", {}, data, arriving.take, tick)
            return arriving.book()
    except apart.Refused as refusal:
        if refusal.where in CODES:
            raise refused(refusal.where) from refusal
        raise refused("reader_failed") from refusal
    except Garbled as garbled:
        raise refused("reader_failed") from garbled
    except apart.Stopped as stopped:
        raise refused(_STOPPED[stopped.cause]) from stopped
