"""`read_workbook`: a ledger of our own making, read in this process."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from app.ledgers.reading.archive import bytes_of
from app.ledgers.reading.carrying import Arriving
from app.ledgers.reading.pieces import carried
from app.ledgers.reading.workbook import Workbook


def read_workbook(path: Path) -> Workbook:
    """Read a ledger of our own making; one that comes from elsewhere is read by `read_apart`."""
    return read_content(path.name, bytes_of(path))


def read_content(file_name: str, data: bytes) -> Workbook:
    """Read a ledger; raises `LedgerRefused` with the reason's code in `where`."""
    arriving = Arriving(file_name, sha256(data).hexdigest())
    for piece in carried({}, data):
        arriving.take(piece)
    return arriving.book()
