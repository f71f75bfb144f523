"""A ledger of 5,000 rows looked through without taking it in, the way the program does it.

Ours reads it in a process of its own (`--reader`), finds the tables, loads what is on record and says
of each row what would happen. The baseline reads the cells by calamine, and formulas and hidden rows
by one pass over the XML, in this process. Both must find the same cells.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from app.ledgers import queries
from app.ledgers.layout import find_mapping
from app.ledgers.on_record.queries import existing
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.apart import read_apart
from app.ledgers.reading.pieces import letter
from app.ledgers.reading.workbook import Workbook
from app.staff.permissions import Actor
from app.storage.work import Office
from bench import Result
from bench.baselines import ledger_calamine
from bench.made_up import MadeUp, made_up
from bench.made_up_ledger import ledger
from bench.measuring import compare

ROWS = 5_000


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Only reading it, and the whole dry run."""
    opened, actor = office.open()
    with closing(opened), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        ledger(path, ROWS)
        if len(dry_run(opened, actor, path).rows) != ROWS:
            raise LookupError("not every row was found")

        def baseline() -> list[list[Any]]:
            return ledger_calamine.read(path)

        found = _cells(read_apart(path)), _plain(baseline())
        for name, ours in (
            ("ledger of 5,000 rows, read", lambda: read_apart(path)),
            ("ledger of 5,000 rows, dry run", lambda: dry_run(opened, actor, path)),
        ):
            yield compare(name, office.size, ours, baseline, found=found)


def dry_run(opened: Office, actor: Actor, path: Path) -> Plan:
    """What `teichaku import --dry-run` does between opening the office and telling."""
    workbook = read_apart(path)
    with opened.reading(actor) as reading:
        mapping = find_mapping(workbook, queries.saved_mappings(reading))
        rows = read_ledger(workbook, mapping, today=opened.clock.today())
        known = existing(reading, rows.wanted)
    return make_plan(rows, known)


def _cells(book: Workbook) -> list[list[Any]]:
    return [
        [
            sheet.name,
            [[cell.value for cell in row.cells] for row in sheet.rows],
            [row.number for row in sheet.rows if row.hidden],
            [
                f"{letter(column)}{row.number}"
                for row in sheet.rows
                for column, cell in enumerate(row.cells)
                if cell.is_formula
            ],
        ]
        for sheet in book.sheets
    ]


def _plain(found: list[list[Any]]) -> list[list[Any]]:
    """Numbers and nothing as the program has them."""
    return [
        [name, [[_value(value) for value in row] for row in rows], *marks]
        for name, rows, *marks in found
    ]


def _value(value: Any) -> Any:
    if value == "":
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
