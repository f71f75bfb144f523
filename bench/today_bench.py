"""今日 of the whole centre, against hand-written SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from app.deadlines.beside.queries import Beside, beside
from app.deadlines.queries import Today
from app.deadlines.queries import today as our_today
from bench import Result, plain
from bench.baselines import today_sql
from bench.made_up import MadeUp, made_up
from bench.made_up_rows import TODAY
from bench.measuring import compare


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Everything 今日 shows."""
    opened, actor = office.open()
    with closing(opened), closing(office.connect()) as connection:

        def ours() -> tuple[Today, Beside]:
            with opened.reading(actor) as reading:
                return our_today(reading), beside(reading)

        def baseline() -> dict[str, object]:
            return today_sql.today(connection, office.office_id, TODAY)

        found = plain.today(*ours()), baseline()
        yield compare("今日", office.size, ours, baseline, found=found)
