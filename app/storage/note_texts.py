"""Keeps `note_text` in step with the records people write notes in, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, event, insert, inspect
from sqlalchemy.orm import Session

from app.calendar.partial import PartialDate
from app.people.names import search_folded
from app.storage.types import stored_day

_DELETED_AT_ONCE = 500


@dataclass(frozen=True)
class _Source:
    """Which columns of a record are searched, and which others decide over its row."""

    kind: str
    texts: tuple[str, ...]
    day: str
    needs: str = "id"
    """Without a value here the text could not be opened, and so is not searched."""


_SOURCES = {
    source.kind: source
    for source in (
        _Source("activity", ("content", "partner"), "day", needs="episode_id"),
        _Source("episode", ("note",), "start"),
        _Source("person", ("note",), "created_at"),
        _Source("meeting", ("title", "agenda", "minutes"), "day"),
        _Source("signal", ("about", "place", "text", "source_name", "answer"), "received_on"),
    )
}
"""By the table of the record, which is the kind: no record is made only to be named here."""


def follow(session: Session) -> None:
    """From now on every flush of the session keeps the folded texts in step."""
    event.listen(session, "after_flush", _after_flush)


def folded_note(texts: Iterable[str]) -> str:
    """Texts of one record as they are searched: folded, each on a line of its own."""
    return "\n".join(part for part in map(search_folded, texts) if part)


def _after_flush(session: Session, _context: object) -> None:
    new = [record for record in session.new if _source_of(record)]
    changed = [record for record in session.dirty if _counts(record)]
    gone = [record for record in session.deleted if _source_of(record)]
    if not (new or changed or gone):
        return
    from app.storage.records import NoteText

    old = [record.id for record in (*changed, *gone)]
    table = NoteText.__table__
    connection = session.connection()
    for at in range(0, len(old), _DELETED_AT_ONCE):
        connection.execute(delete(NoteText).where(table.c.id.in_(old[at : at + _DELETED_AT_ONCE])))
    rows = list(_rows((*new, *changed)))
    if rows:
        connection.execute(insert(NoteText), rows)


def _source_of(record: Any) -> _Source | None:
    return _SOURCES.get(record.__tablename__)


def _counts(record: Any) -> bool:
    source = _source_of(record)
    if source is None:
        return False
    attributes = inspect(record).attrs
    names = (*source.texts, source.day, source.needs)
    return any(attributes[name].history.has_changes() for name in names)


def _rows(records: Iterable[Any]) -> Iterator[dict[str, str]]:
    for record in records:
        source = _SOURCES[record.__tablename__]
        folded = folded_note(getattr(record, name) or "" for name in source.texts)
        if folded and getattr(record, source.needs):
            yield {
                "office_id": record.office_id,
                "day": _stored(getattr(record, source.day)),
                "id": record.id,
                "kind": source.kind,
                "folded": folded,
            }


def _stored(day: PartialDate | datetime | date | str) -> str:
    if isinstance(day, datetime):
        return day.astimezone(UTC).date().isoformat()
    if isinstance(day, date):
        return day.isoformat()
    return day if isinstance(day, str) else stored_day(day)
