"""Which cases somebody opened last, as the history tells it: nothing is kept for it beside that."""

from __future__ import annotations

from sqlalchemy import func, select

from app.cases.queries import CaseFilter, CaseRow, case_list
from app.history.viewing import of_case
from app.staff.permissions import Permission
from app.storage.records import HistoryEntry
from app.storage.work import Reading

_LOOKED_BACK = 5_000
"""So many entries of the office are looked through: more than a busy month of an office has."""
_SPARE = 4
"""Times as many as are wanted are looked up, since some may not be there any more."""
_KIND = of_case("").kind


def recently_opened(reading: Reading, limit: int) -> tuple[CaseRow, ...]:
    """The cases that who reads had open, the one opened last first.

    Only those that they may still see: a case that is 担当限定 for others, removed or made one with
    another is left out. Opening a case again within the history's window does not move it up.
    """
    reading.require(Permission.READ_CASES)
    newest = select(func.max(HistoryEntry.seq)).where(HistoryEntry.office_id == reading.office_id)
    last = reading.session.scalar(newest) or 0
    opened = reading.session.scalars(
        select(HistoryEntry.subject_id)
        .where(
            HistoryEntry.office_id == reading.office_id,
            HistoryEntry.seq > last - _LOOKED_BACK,
            HistoryEntry.actor_id == reading.actor.staff_id,
            HistoryEntry.kind == _KIND,
        )
        .order_by(HistoryEntry.seq.desc())
    )
    ids = [one for one in dict.fromkeys(opened) if one is not None][: limit * _SPARE]
    found = {row.id: row for row in _still_there(reading, ids)}
    return tuple(found[one] for one in ids if one in found)[:limit]


def _still_there(reading: Reading, ids: list[str]) -> tuple[CaseRow, ...]:
    if not ids:
        return ()
    wanted = CaseFilter(ids=tuple(ids), ended_too=True)
    return case_list(reading, wanted, limit=len(ids)).rows
