"""台帳取込 of a year's ledger into a filled office, against openpyxl and raw inserts.

Every round writes into a fresh copy of the data file; copying and opening are not timed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlcipher3.dbapi2 import Connection

from app.ledgers import actions, queries
from app.ledgers.layout import find_mapping
from app.ledgers.on_record.queries import existing
from app.ledgers.plan import make_plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.own import read_workbook
from app.storage.embedded import driver
from bench import Result
from bench.baselines import ledger_openpyxl
from bench.made_up import MadeUp, made_up
from bench.measuring import rounds_at

LEDGER = Path(__file__).resolve().parents[1] / "tests" / "samples" / "ledger_standard_r6.xlsx"
TABLES = ("person", "episode", "activity", "event")
Counts = dict[str, int]
Once = Callable[[MadeUp, Path], float]


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Read, plan and apply; both leave the same numbers of rows."""
    ours_s, baseline_s = [], []
    same = True
    for _ in range(rounds_at(office.size)):
        ours, ours_left = _on_a_copy(office, _ours)
        baseline, baseline_left = _on_a_copy(office, _baseline)
        ours_s.append(ours)
        baseline_s.append(baseline)
        same = same and ours_left == baseline_left
    yield Result("import a ledger", office.size, median(ours_s), median(baseline_s), same)


def _on_a_copy(office: MadeUp, once: Once) -> tuple[float, Counts]:
    """How long it took, and how many rows it left."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / office.folder.data_file.name
        shutil.copyfile(office.folder.data_file, copy)
        seconds = once(office, copy)
        with closing(driver.connect(copy, office.key)) as connection:
            return seconds, _counts(connection)


def _ours(office: MadeUp, copy: Path) -> float:
    opened, actor = office.open(copy)
    with closing(opened):
        began = perf_counter()
        workbook = read_workbook(LEDGER)
        with opened.reading(actor) as reading:
            mapping = find_mapping(workbook, queries.saved_mappings(reading))
            rows = read_ledger(workbook, mapping, today=opened.clock.today())
            known = existing(reading, rows.wanted)
        plan = make_plan(rows, known)
        with opened.work(actor) as work:
            actions.apply(work, plan)
        return perf_counter() - began


def _baseline(office: MadeUp, copy: Path) -> float:
    with closing(driver.connect(copy, office.key)) as connection:
        began = perf_counter()
        ledger_openpyxl.take_in(connection, office.office_id, LEDGER)
        return perf_counter() - began


def _counts(connection: Connection) -> Counts:
    return {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES
    }
