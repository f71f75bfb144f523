"""One keystroke in the search: our list query against the same LIKE by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from app.cases.queries import CaseFilter, CaseList, case_list
from app.people.names import search_folded
from app.staff.permissions import Actor
from app.storage.work import Office
from app.ui.tables import PAGE_ROWS
from bench import Result, plain
from bench.baselines import cases_sql
from bench.made_up import MadeUp, made_up
from bench.measuring import compare

KEYSTROKES = (
    ("1 character", "藤"),
    ("2 characters", "藤原"),
    ("3 characters", "藤原澪"),
    ("1 kana", "か"),
    ("3 kana", "ふじわ"),
    ("number", "R6-C-00"),
    ("no hit", "鬱々"),
)
PALETTE_ROWS = 12


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Every keystroke in the list, and the dearest one in the search that is always there."""
    opened, actor = office.open()
    with closing(opened), closing(office.connect()) as connection:
        cases = [("list", name, text, "next", PAGE_ROWS) for name, text in KEYSTROKES]
        cases.append(("palette", "1 kana", "か", "name", PALETTE_ROWS))
        for where, name, text, order, limit in cases:

            def ours(text: str = text, order: str = order, limit: int = limit) -> CaseList:
                return found(opened, actor, text, order, limit)

            def baseline(
                text: str = text, order: str = order, limit: int = limit
            ) -> tuple[int, list[cases_sql.Row]]:
                folded = search_folded(text)
                return cases_sql.search(connection, office.office_id, folded, order, limit)

            same = plain.case_list(ours()) == baseline()
            yield compare(f"search {where}, {name}", office.size, ours, baseline, same=same)


def found(office: Office, actor: Actor, text: str, order: str, limit: int) -> CaseList:
    """What the list and the palette ask at a keystroke."""
    wanted = CaseFilter(text=text, ended_too=True)
    with office.reading(actor) as reading:
        return case_list(reading, wanted, sort=order, descending=False, limit=limit)
