"""The different persons of cases. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.reports.counting.counted_rows import CaseRow, PersonCases


class People:
    """Finds the different persons of cases, with the union of the marks of these cases.

    Who has one case is made once for all figures: that is nearly everybody.
    """

    def __init__(self) -> None:
        self._alone: dict[str, PersonCases] = {}

    def of(self, rows: Iterable[CaseRow]) -> tuple[PersonCases, ...]:
        """The persons in the order of their first case."""
        first: dict[str, CaseRow] = {}
        several: dict[str, list[CaseRow]] = {}
        for row in rows:
            earlier = first.setdefault(row.person_id, row)
            if earlier is not row:
                several.setdefault(row.person_id, [earlier]).append(row)
        return tuple(
            _person(several[key]) if key in several else self._single(row)
            for key, row in first.items()
        )

    def _single(self, row: CaseRow) -> PersonCases:
        found = self._alone.get(row.id)
        if found is None:
            found = self._alone[row.id] = _person((row,))
        return found


def _person(cases: Sequence[CaseRow]) -> PersonCases:
    flags = 0
    for case in cases:
        flags |= case.flags
    first = cases[0]
    return PersonCases(first.person_id, first.sex, first.anonymous, flags, tuple(cases))
