"""What stands against deleting: one question per reason, each over all persons at once.

Whoever keeps something open about a person adds a question to `BLOCKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select

from app.calendar.fiscal import period_from
from app.handoff.exchange.queries import standings
from app.retention.holds.rules import hold_words, in_force
from app.staff.permissions import Permission
from app.storage.records import Episode, ReportSubmission, RetentionHold, Signal
from app.storage.work import Reading
from app.subject_access.requests.queries import persons_with_open_requests

T = TypeVar("T")
Told = Iterator[tuple[str, str]]
"""(id of the person, why in Japanese)."""
_AT_ONCE = 400
RUNNING = "続いている支援があります。"
EXCHANGE = "広域のやりとりが終わっていません。"
SIGNAL = "端緒の対応が終わっていません。"
ASKED_FOR = "開示などの請求に、まだ決定していません。"
CONTRADICTION = "終了日が開始日より前のケースがあります。先に訂正してください。"
UNREPORTED = "終わった月の報告を、まだ確定していません。"


def blocks(reading: Reading, persons: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Person → why nothing of theirs may be deleted; who may go is left out."""
    reading.require(Permission.READ_CASES)
    found: dict[str, dict[str, None]] = {}
    for asked in BLOCKS:
        for person, why in asked(reading, persons):
            if person in persons:
                found.setdefault(person, {})[why] = None
    return {person: tuple(whys) for person, whys in found.items()}


def _running(reading: Reading, persons: Collection[str]) -> Told:
    for some in chunks(sorted(persons)):
        rows = reading.session.scalars(
            select(Episode.person_id).where(
                Episode.office_id == reading.office_id,
                Episode.end.is_(None),
                Episode.person_id.in_(some),
            )
        )
        yield from ((person, RUNNING) for person in rows)


def _contradictory(reading: Reading, persons: Collection[str]) -> Told:
    for some in chunks(sorted(persons)):
        rows = reading.session.execute(
            select(Episode.person_id, Episode.start, Episode.end).where(
                Episode.office_id == reading.office_id, Episode.person_id.in_(some)
            )
        )
        for row in rows:
            if row.end is not None and row.end.last < row.start.first:
                yield row.person_id, CONTRADICTION


def _exchanges(reading: Reading, persons: Collection[str]) -> Told:
    of_case: dict[str, str] = {}
    found = [one for one in standings(reading) if one.state is None or one.state.ended is None]
    cases = sorted({one.episode_id for one in found if one.episode_id})
    for some in chunks(cases):
        rows = reading.session.execute(
            select(Episode.id, Episode.person_id).where(Episode.id.in_(some))
        )
        of_case |= {row.id: row.person_id for row in rows}
    for one in found:
        person = one.person_id or of_case.get(one.episode_id or "", "")
        if person:
            yield person, EXCHANGE


def _signals(reading: Reading, persons: Collection[str]) -> Told:
    rows = reading.session.scalars(
        select(Signal.person_id).where(
            Signal.office_id == reading.office_id,
            Signal.person_id.is_not(None),
            Signal.closed_on.is_(None),
        )
    )
    yield from ((person, SIGNAL) for person in rows if person)


def _held(reading: Reading, persons: Collection[str]) -> Told:
    today = reading.clock.today()
    rows = reading.session.scalars(
        select(RetentionHold).where(
            RetentionHold.office_id == reading.office_id, RetentionHold.lifted_at.is_(None)
        )
    )
    for row in rows:
        if in_force(row.until, lifted=False, today=today):
            yield row.person_id, f"保留: {hold_words(row.reason, row.until)}"


def _unreported(reading: Reading, persons: Collection[str]) -> Told:
    """Where an office hands its reports in with this program: only after the month was handed in."""
    rows = reading.session.execute(
        select(ReportSubmission.period_kind, ReportSubmission.period_key)
        .where(ReportSubmission.office_id == reading.office_id)
        .distinct()
    )
    periods = [period_from(row.period_kind, row.period_key) for row in rows]
    if not periods:
        return
    first = min(one.first for one in periods)
    for some in chunks(sorted(persons)):
        ends = reading.session.execute(
            select(Episode.person_id, Episode.end).where(
                Episode.office_id == reading.office_id,
                Episode.end.is_not(None),
                Episode.person_id.in_(some),
            )
        )
        for person, end in ends:
            if (
                end is not None
                and end.last >= first
                and not any(one.contains(end.last) for one in periods)
            ):
                yield person, UNREPORTED


def _asked_for(reading: Reading, persons: Collection[str]) -> Told:
    yield from ((person, ASKED_FOR) for person in persons_with_open_requests(reading))


BLOCKS: tuple[Callable[[Reading, Collection[str]], Told], ...] = (
    _running,
    _contradictory,
    _exchanges,
    _signals,
    _held,
    _asked_for,
    _unreported,
)


def chunks(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """In parts that a database takes at once."""
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]
