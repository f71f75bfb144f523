"""One keystroke in the search: our queries against the same LIKE by hand.

Both count the hits of the list only as far as it is read; the palette counts none.
Notes are searched folded and beside the records, by the baseline as they were written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from app.cases.notes.queries import MOST, NotesFound, notes_holding
from app.cases.queries import COUNTED, CaseFilter, CaseList, CaseRow, case_list, cases_named
from app.people.names import search_folded
from app.staff.permissions import Actor
from app.storage.work import Office
from app.ui.palette.sources import MOST_CASES
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
KEYS = 40
"""So often each key is pressed, for p95."""
NOTES = (("found at once", "服薬の"), ("found nowhere", "鬱々"))


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Every keystroke in the list and in the search that is always there; then the notes."""
    opened, actor = office.open()
    with closing(opened), closing(office.connect()) as connection:
        for name, text in KEYSTROKES:
            folded = search_folded(text)

            def page(text: str = text) -> CaseList:
                return listed(opened, actor, text)

            def page_by_hand(folded: str = folded) -> tuple[int, list[cases_sql.Row]]:
                return cases_sql.search(connection, office.office_id, folded, PAGE_ROWS, COUNTED)

            yield compare(
                f"search list, {name}",
                office.size,
                page,
                page_by_hand,
                found=(plain.case_list(page()), page_by_hand()),
                rounds=KEYS,
            )

            def first(text: str = text) -> tuple[CaseRow, ...]:
                return named(opened, actor, text)

            def first_by_hand(folded: str = folded) -> list[cases_sql.Row]:
                return cases_sql.named(connection, office.office_id, folded, MOST_CASES)

            yield compare(
                f"search palette, {name}",
                office.size,
                first,
                first_by_hand,
                found=(plain.plain(first()), first_by_hand()),
                rounds=KEYS,
            )
        for name, text in NOTES:

            def notes(text: str = text) -> NotesFound:
                return written(opened, actor, text)

            def notes_by_hand(text: str = text) -> list[str]:
                return cases_sql.notes(connection, office.office_id, text, MOST)

            found = [hit.id for hit in notes().hits], notes_by_hand()
            yield compare(f"search notes, {name}", office.size, notes, notes_by_hand, found=found)


def listed(office: Office, actor: Actor, text: str) -> CaseList:
    """What the list asks at a keystroke."""
    wanted = CaseFilter(text=text, ended_too=True)
    with office.reading(actor) as reading:
        return case_list(reading, wanted, sort="next", descending=False, limit=PAGE_ROWS)


def named(office: Office, actor: Actor, text: str) -> tuple[CaseRow, ...]:
    """What the palette asks at a keystroke."""
    with office.reading(actor) as reading:
        return cases_named(reading, text, MOST_CASES)


def written(office: Office, actor: Actor, text: str) -> NotesFound:
    """What the palette asks when the typing pauses."""
    with office.reading(actor) as reading:
        return notes_holding(reading, text)
