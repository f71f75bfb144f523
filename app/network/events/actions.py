"""Changes to 研修・普及啓発・ネットワーク構築."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from app import codes
from app.network.events.rules import KINDS, CheckedEvent, EventInput, check_event
from app.staff.permissions import Permission
from app.storage.records import Event, EventAttendance, Organisation
from app.storage.work import Work

_FIELDS = (
    *("day", "kind", "name", "role", "venue", "participants", "approximate", "organisations"),
    *("worker", "note"),
)
_Attending = tuple[tuple[str, int | None], ...]


def add(work: Work, typed: EventInput) -> str:
    """Keep a new event with those who took part, and give back its id."""
    work.require(Permission.EDIT_NETWORK)
    checked = check_event(typed, work.clock.today())
    event = Event()
    _write(event, checked)
    work.add(event)
    work.session.flush()
    _attend(work, event, checked.attending)
    _tell(work, event, "event.added", "研修・啓発を記録")
    return event.id


def change(work: Work, event_id: str, version: int, typed: EventInput) -> None:
    """Keep what was corrected of an event; one from a ledger may be corrected too."""
    work.require(Permission.EDIT_NETWORK)
    event = work.get(Event, event_id)
    work.check_version(event, version)
    checked = check_event(typed, work.clock.today())
    attended = _attending(work, event.id) == dict(checked.attending)
    if attended and all(getattr(event, name) == getattr(checked, name) for name in _FIELDS):
        return
    _write(event, checked)
    # those who took part hang on the event: it counts as changed although no field did
    flag_modified(event, "note")
    if not attended:
        work.session.execute(delete(EventAttendance).where(EventAttendance.event_id == event.id))
        _attend(work, event, checked.attending)
    _tell(work, event, "event.changed", "研修・啓発を訂正")


def remove(work: Work, event_id: str, version: int) -> None:
    """Take away an event that was entered by mistake."""
    work.require(Permission.EDIT_NETWORK)
    event = work.get(Event, event_id)
    work.check_version(event, version)
    _tell(work, event, "event.removed", "研修・啓発を削除")
    work.session.execute(delete(EventAttendance).where(EventAttendance.event_id == event.id))
    work.session.delete(event)


def _write(event: Event, checked: CheckedEvent) -> None:
    for name in _FIELDS:
        setattr(event, name, getattr(checked, name))


def _attending(work: Work, event_id: str) -> dict[str, int | None]:
    rows = work.session.execute(
        select(EventAttendance.organisation_id, EventAttendance.people).where(
            EventAttendance.event_id == event_id
        )
    )
    return {row.organisation_id: row.people for row in rows}


def _attend(work: Work, event: Event, attending: _Attending) -> None:
    for organisation_id, people in attending:
        organisation = work.get(Organisation, organisation_id)
        work.add(EventAttendance(event_id=event.id, organisation_id=organisation.id, people=people))
        work.touch(organisation)


def _tell(work: Work, event: Event, kind: str, words: str) -> None:
    work.touch(event)
    work.tell(
        kind,
        f"{words}：{event.name}（{codes.label(KINDS, event.kind)}）",
        subject_kind="event",
        subject_id=event.id,
    )
