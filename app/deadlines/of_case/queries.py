"""期限 of one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.deadlines import rules
from app.deadlines.engine import CaseFacts, Deadline, Known, deadlines, vague
from app.deadlines.known.queries import centre_rulebook, facts_of
from app.deadlines.reasons import start_words
from app.deadlines.rule import Closed, Nature, Rule, Shows
from app.deadlines.rulebook import Rulebook
from app.deadlines.tasks.queries import TaskFacts, tasks_of
from app.deadlines.waiting.queries import Waiting, waiting_of
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.records import Episode, SettledDeadline
from app.storage.work import Reading

PAST_DAYS = 60
"""Days over for longer are left out once nothing is open about them."""


@dataclass(frozen=True)
class DueOfCase:
    """One due date of a case and how it stands."""

    due: Deadline
    state: str
    """'open', 'done' or 'not_applicable'."""
    state_note: str
    """Who settled it and why; '' while it is open."""
    left: str
    closed_note: str
    closures: str
    """Closed days around a release; '' for others."""


@dataclass(frozen=True)
class VagueOfCase:
    """A due date that cannot be counted yet: which one, and which day is not exact enough."""

    name: str
    start: str
    known: PartialDate


@dataclass(frozen=True)
class CaseDeadlines:
    """Everything the section 期限・課題 shows."""

    dues: tuple[DueOfCase, ...]
    settled: tuple[DueOfCase, ...]
    vague: tuple[VagueOfCase, ...]
    tasks: tuple[TaskFacts, ...]
    waiting: tuple[Waiting, ...]
    starts: tuple[tuple[str, str], ...]
    """(key, words) of the days that a what-if may change."""
    plan_refusal: str
    """Why nothing may be settled or added; '' when it may."""


@dataclass(frozen=True)
class Shift:
    """What a changed date does to one due date; None: it is not there."""

    name: str
    before: date | None
    after: date | None
    reason: str


def deadlines_of(reading: Reading, episode_id: str) -> CaseDeadlines:
    """Due dates with reasons, tasks and answers awaited of one case."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    facts = facts_of(reading, episode_id)
    own = _rules(centre_rulebook(reading), facts.service)
    is_open = episode.end is None
    found = _dues(reading, deadlines(own, facts), episode_id) if is_open else ()
    return CaseDeadlines(
        dues=tuple(due for due in found if due.state == "open"),
        settled=tuple(due for due in found if due.state != "open"),
        vague=_vague(own, facts) if is_open else (),
        tasks=tasks_of(reading, episode_id),
        waiting=waiting_of(reading, episode_id) if is_open else (),
        starts=_starts(own, facts),
        plan_refusal=reading.actor.refusal(Permission.PLAN_DAYS),
    )


def what_if(
    reading: Reading, episode_id: str, changes: Mapping[str, PartialDate | None]
) -> tuple[Shift, ...]:
    """Which due dates would move if days of the case were others (None: not known); nothing is
    kept."""
    reading.require(Permission.READ_CASES)
    facts = facts_of(reading, episode_id)
    own = _rules(centre_rulebook(reading), facts.service)
    dates = {key: known for key, known in facts.dates.items() if key not in changes}
    for key, day in changes.items():
        if day is not None:
            before_key = facts.dates.get(key)
            dates[key] = Known(day, before_key.minute if before_key else None)
    before = deadlines(own, facts)
    return shifts(before, deadlines(own, replace(facts, dates=dates)))


def shifts(before: tuple[Deadline, ...], after: tuple[Deadline, ...]) -> tuple[Shift, ...]:
    """The due dates that are not the same before and after, by day."""
    old = {(due.rule.id, due.start_key): due for due in before}
    new = {(due.rule.id, due.start_key): due for due in after}
    found = []
    for key in {**old, **new}:
        was, becomes = old.get(key), new.get(key)
        if was is not None and becomes is not None and was.day == becomes.day:
            continue
        told = becomes or was
        if told is None:
            continue
        found.append(
            Shift(
                told.words,
                was.day if was else None,
                becomes.day if becomes else None,
                becomes.reason if becomes else "",
            )
        )
    return tuple(sorted(found, key=lambda shift: shift.after or shift.before or date.max))


def _rules(book: Rulebook, service: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in book.for_service(service) if rule.shows is not Shows.SILENCE)


def _dues(reading: Reading, found: tuple[Deadline, ...], episode_id: str) -> tuple[DueOfCase, ...]:
    now = reading.clock.local()
    settled = _settled(reading, episode_id)
    shown = []
    for due in found:
        state, note = settled.get((due.rule.id, due.day), ("open", ""))
        if (now.date() - due.day).days > PAST_DAYS and not _still_late(due):
            continue
        custody = due.rule.shows is Shows.CUSTODY
        left = rules.custody_left(due.day, due.minute, now) if custody else ""
        warned = due.rule.closed is Closed.WARNS and due.day >= now.date()
        release = due.rule.shows is Shows.RELEASE and due.day >= now.date()
        shown.append(
            DueOfCase(
                due=due,
                state=state,
                state_note=note,
                left=left or rules.days_left(due.day, now.date()),
                closed_note=rules.closed_note(due.day, now.date()) if warned else "",
                closures=rules.closures_around(due.day, now.date()) if release else "",
            )
        )
    return tuple(shown)


def _still_late(due: Deadline) -> bool:
    return due.rule.after == "late" and due.rule.kind is not Nature.RECORDED


def _settled(reading: Reading, episode_id: str) -> dict[tuple[str, date], tuple[str, str]]:
    rows = reading.session.execute(
        select(
            SettledDeadline.rule,
            SettledDeadline.due,
            SettledDeadline.state,
            SettledDeadline.note,
            SettledDeadline.by,
        )
        .where(
            SettledDeadline.episode_id == episode_id,
            SettledDeadline.office_id == reading.office_id,
        )
        .order_by(SettledDeadline.created_at, SettledDeadline.id)
    ).all()
    names = staff_names(reading) if rows else {}
    return {
        (row.rule, row.due): (
            row.state,
            "・".join(words for words in (names.get(row.by, ""), row.note) if words),
        )
        for row in rows
    }


def _vague(own: tuple[Rule, ...], facts: CaseFacts) -> tuple[VagueOfCase, ...]:
    return tuple(
        VagueOfCase(item.rule.name, start_words(item.start_key, facts.service), item.start)
        for item in vague(own, facts)
    )


def _starts(own: tuple[Rule, ...], facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    """The days that would move something: not those behind another that is known already."""
    keys = dict.fromkeys(
        key
        for rule in own
        for key in (*_in_turn(rule, facts), *rule.superseded_by)
        if key.partition(".")[0] in ("episode", "case_date")
    )
    return tuple((key, start_words(key, facts.service)) for key in keys)


def _in_turn(rule: Rule, facts: CaseFacts) -> tuple[str, ...]:
    """The starts of a rule up to the first that is known to the day."""
    for place, key in enumerate(rule.starts):
        known = facts.dates.get(key)
        if known is not None and known.day.is_full:
            return rule.starts[: place + 1]
    return rule.starts
