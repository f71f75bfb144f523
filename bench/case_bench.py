"""Opening a case: everything its page shows, against hand-written SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from app.cases.fields import of_service
from app.cases.queries import CasePage, case_page
from app.codes import Service
from bench import Result, plain
from bench.baselines import cases_sql
from bench.made_up import MadeUp, made_up
from bench.measuring import compare

CASES = 20
"""So many different cases are opened in one round; the figure is the time for one."""
NEWEST = 100


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Cases from all over the file, of every 業務."""
    opened, actor = office.open()
    with closing(opened), closing(office.connect()) as connection:
        rows = connection.execute("SELECT id, service FROM episode ORDER BY id").fetchall()
        chosen = rows[:: max(1, len(rows) // CASES)][:CASES]
        fields = {
            service: tuple(field.name for field in of_service(Service(service)))
            for _, service in chosen
        }

        def ours() -> list[CasePage]:
            pages = []
            for episode_id, _ in chosen:
                with opened.reading(actor) as reading:
                    pages.append(case_page(reading, episode_id, newest=NEWEST))
            return pages

        def baseline() -> list[dict[str, object]]:
            return [
                cases_sql.case_page(connection, office.office_id, key, fields[service], NEWEST)
                for key, service in chosen
            ]

        same = [plain.case_page(page) for page in ours()] == baseline()
        yield compare("open a case", office.size, ours, baseline, same=same, per=len(chosen))
