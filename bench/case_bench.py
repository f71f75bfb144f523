"""Opening a case: everything its page shows, against hand-written SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import cycle
from typing import Any

from sqlcipher3.dbapi2 import Connection

from app.cases.fields import of_service
from app.cases.queries import CasePage, case_page
from app.codes import Service
from app.staff.permissions import Actor
from app.storage.work import Office
from bench import Result, plain
from bench.baselines import cases_sql
from bench.made_up import MadeUp, made_up
from bench.made_up_rows import BUSY, BUSY_CONTACTS
from bench.measuring import compare
from bench.sections import sections

CASES = 20
"""So many different cases are opened, of every 業務."""
OPENINGS = 60
"""So often one is opened, for p95."""
_ORDINARY = f"SELECT id, service FROM episode ORDER BY id LIMIT {CASES} OFFSET ?"
_BUSY = """SELECT e.id, e.service FROM activity a JOIN episode e ON e.id = a.episode_id
GROUP BY e.id HAVING count(*) >= ? ORDER BY e.id"""


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure each size."""
    for size in sizes:
        yield from measure(made_up(size))


def measure(office: MadeUp) -> Iterator[Result]:
    """Ordinary cases, those with very many contacts, and the same with all sections of the page."""
    opened, actor = office.open()
    with closing(opened), closing(office.connect()) as connection:
        ordinary = connection.execute(_ORDINARY, (office.size // 2,)).fetchall()
        busy = connection.execute(_BUSY, (BUSY_CONTACTS,)).fetchall()
        if len(busy) != BUSY:
            raise LookupError(f"{len(busy)} busy cases")
        for name, chosen, whole in (
            ("open a case", ordinary, False),
            (f"open a case, {BUSY_CONTACTS} contacts", busy, False),
            (f"case page, {BUSY_CONTACTS} contacts", busy, True),
        ):
            cases = _Cases(office, opened, actor, connection, chosen)
            yield compare(
                name,
                office.size,
                cases.with_sections if whole else cases.ours,
                cases.by_hand,
                found=cases.found(),
                rounds=OPENINGS,
            )


class _Cases:
    """The chosen cases, opened one after the other in both ways."""

    def __init__(
        self,
        office: MadeUp,
        opened: Office,
        actor: Actor,
        connection: Connection,
        chosen: Sequence[tuple[str, str]],
    ) -> None:
        self._opened, self._actor = opened, actor
        self._connection, self._office_id, self._chosen = connection, office.office_id, chosen
        self._fields = {
            service: tuple(field.name for field in of_service(Service(service)))
            for _, service in chosen
        }
        self._mine, self._theirs = cycle(chosen), cycle(chosen)

    def found(self) -> tuple[list[Any], list[Any]]:
        """Every case in both ways."""
        mine = [plain.case_page(self.ours()) for _ in self._chosen]
        return mine, [self.by_hand() for _ in self._chosen]

    def ours(self) -> CasePage:
        """The next case with all its contacts."""
        with self._opened.reading(self._actor) as reading:
            return case_page(reading, next(self._mine)[0], newest=BUSY_CONTACTS)

    def with_sections(self) -> list[object]:
        """The next case with everything that lies below it."""
        with self._opened.reading(self._actor) as reading:
            page = case_page(reading, next(self._mine)[0], newest=BUSY_CONTACTS)
            return sections(reading, page)

    def by_hand(self) -> dict[str, object]:
        """The next case by SQL."""
        key, service = next(self._theirs)
        fields = self._fields[service]
        return cases_sql.case_page(self._connection, self._office_id, key, fields, BUSY_CONTACTS)
