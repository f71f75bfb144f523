"""Due dates of a stretch of days that the records say were met, of open and of ended cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from app.calendar.partial import PartialDate
from app.deadlines.engine import CaseFacts, Known
from app.deadlines.known.queries import Papers, case_dates, chunks, papers_of
from app.deadlines.outcomes.rules import Outcome, outcomes, reached, told_by_records
from app.deadlines.rule import Rule, Unit
from app.deadlines.rulebook import Rulebook
from app.staff.permissions import Permission
from app.storage.records import Activity, Application, CaseDate, Episode, Plan, StageMove
from app.storage.types import stored_day
from app.storage.work import Reading

_DAYS = {Unit.HOURS: 1, Unit.DAYS: 1, Unit.MONTHS: 31, Unit.YEARS: 366, Unit.THIRDS: 3660}
_MOVED_AT_MOST = 14
_CONTACT, _PLAN = "contact.last", "plan.made_on"


def met_between(
    reading: Reading, book: Rulebook, services: Sequence[str], first: date, last: date
) -> tuple[Outcome, ...]:
    """Every due date from `first` to `last` that was met, in time or not."""
    reading.require(Permission.READ_CASES)
    told = [one for one in told_by_records(book.rules) if set(one.rule.services) & set(services)]
    if not told:
        return ()
    by_service = {name: [one for one in told if name in one.rule.services] for name in services}
    found: list[Outcome] = []
    for facts in _facts(reading, [one.rule for one in told], services, first, last):
        found += outcomes(by_service[facts.service], facts)
    return tuple(one for one in found if first <= one.due <= last)


def _facts(
    reading: Reading, rules: Sequence[Rule], services: Sequence[str], first: date, last: date
) -> Iterable[CaseFacts]:
    days, words = _columns(rules)
    near = [
        Episode.office_id == reading.office_id,
        Episode.service.in_(services),
        or_(*(_near(reading, rule, key, first, last) for rule in rules for key in rule.starts)),
    ]
    rows = reading.session.execute(
        select(
            Episode.id,
            Episode.service,
            Episode.stage,
            _first_contact(),
            _first_plan(),
            *(getattr(Episode, name) for name in (*days, *words)),
        ).where(*near)
    ).all()
    kept = case_dates(reading, [row[0] for row in rows])
    steps = _reached(reading, rules, [row[0] for row in rows])
    papers = papers_of(reading, near, _papers(rules, first, last))
    for row in rows:
        dates = {
            f"episode.{name}": Known(day)
            for name, day in zip(days, row[5:], strict=False)
            if day is not None
        }
        said = dict(zip(words, row[5 + len(days) :], strict=True))
        for key, day in ((_CONTACT, row[3]), (_PLAN, row[4])):
            if day is not None:
                dates[key] = Known(_partial(day))
        yield CaseFacts(
            row[0],
            row[1],
            row[2],
            dates | kept.get(row[0], {}) | steps.get(row[0], {}),
            {f"episode.{name}": word for name, word in said.items() if word is not None},
            papers.get(row[0], ()),
        )


def _reached(
    reading: Reading, rules: Iterable[Rule], cases: Sequence[str]
) -> dict[str, dict[str, Known]]:
    """When each case first came to a 段階 that ends a rule; steps that were taken back are none."""
    stages = sorted({stage for rule in rules for stage in rule.done_stages})
    back = aliased(StageMove)
    taken_back = select(back.id).where(back.corrects_id == StageMove.id).exists()
    found: dict[str, dict[str, Known]] = {}
    for ids in chunks(cases) if stages else ():
        rows = reading.session.execute(
            select(StageMove.episode_id, StageMove.to_stage, func.min(StageMove.day))
            .where(
                StageMove.office_id == reading.office_id,
                StageMove.episode_id.in_(ids),
                StageMove.to_stage.in_(stages),
                StageMove.day.is_not(None),
                StageMove.corrects_id.is_(None),
                ~taken_back,
            )
            .group_by(StageMove.episode_id, StageMove.to_stage)
        )
        for case, stage, day in rows:
            if day is not None:
                found.setdefault(case, {})[reached(stage)] = Known(PartialDate.of(day))
    return found


def _columns(rules: Iterable[Rule]) -> tuple[list[str], list[str]]:
    """The columns of an episode that the rules look at: days, and codes."""
    days: set[str] = set()
    words: set[str] = set()
    for rule in rules:
        days.update((*rule.starts, *rule.done_when, *rule.superseded_by, rule.until))
        for text in rule.only_when:
            key, equals, _ = text.partition("=")
            (words if equals else days).add(key)
    return _of_episode(days), _of_episode(words)


def _of_episode(keys: set[str]) -> list[str]:
    return sorted(key.partition(".")[2] for key in keys if key.startswith("episode."))


def _near(reading: Reading, rule: Rule, key: str, first: date, last: date) -> ColumnElement[bool]:
    """Whether a day from which the rule may lead into the stretch is there."""
    days = _window(rule, first, last)
    group, _, rest = key.partition(".")
    if group == "episode":
        return and_(Episode.service.in_(rule.services), getattr(Episode, rest).between(*days))
    if group == "application":
        kind, _, name = rest.partition(".")
        asked = select(Application.person_id).where(
            Application.office_id == reading.office_id,
            Application.kind == kind,
            getattr(Application, name).between(*days),
        )
        return Episode.person_id.in_(asked.correlate(None))
    if group == "case_date":
        asked = select(CaseDate.episode_id).where(
            CaseDate.office_id == reading.office_id,
            CaseDate.kind == rest,
            CaseDate.day.between(*days),
        )
        return Episode.id.in_(asked.correlate(None))
    return false()


def _window(rule: Rule, first: date, last: date) -> tuple[str, str]:
    longest = timedelta(days=rule.length * _DAYS[rule.unit] + _MOVED_AT_MOST)
    begin, end = (stored_day(PartialDate.of(day)) for day in (first - longest, last))
    return begin, end


def _papers(rules: Iterable[Rule], first: date, last: date) -> Papers:
    """Applications alone: no rule that a record ends looks at another paper."""
    asked: list[ColumnElement[bool]] = []
    for rule in rules:
        group, _, kind = rule.scope.partition(".")
        if group == "application":
            name = rule.starts[0].rpartition(".")[2]
            days = _window(rule, first, last)
            asked.append(and_(Application.kind == kind, getattr(Application, name).between(*days)))
    none = [false()]
    return Papers(asked or none, none, none, none, none)


def _first_contact() -> Any:
    """The first contact ends a rule that waits for one; the engine knows it as the last."""
    return (
        select(func.min(Activity.day))
        .where(
            Activity.episode_id == Episode.id,
            Activity.office_id == Episode.office_id,
            Activity.withdrawn_at.is_(None),
        )
        .correlate(Episode)
        .scalar_subquery()
    )


def _first_plan() -> Any:
    made = select(func.min(Plan.made_on)).where(Plan.episode_id == Episode.id)
    return made.correlate(Episode).scalar_subquery()


def _partial(value: Any) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    return PartialDate.of(value) if isinstance(value, date) else PartialDate.from_iso(value)
