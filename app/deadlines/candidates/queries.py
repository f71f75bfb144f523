"""Due dates of the whole office: a few bounded reads, then the same engine as for one case.

For each rule the day it starts from must lie in a window if its due date is to be in sight. The
database finds those cases; what it finds too much, the engine leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.calendar.partial import PartialDate
from app.codes import CASE_SERVICES
from app.deadlines import rules
from app.deadlines.engine import CaseFacts, Deadline, Known, deadlines
from app.deadlines.known.queries import (
    Papers,
    case_dates,
    chunks,
    keys_of,
    papers_of,
    plan_days,
)
from app.deadlines.rule import PAPERS, After, Rule, Shows, Unit
from app.deadlines.rulebook import Rulebook
from app.staff.permissions import Permission
from app.storage.records import (
    Activity,
    AftercareMeasure,
    Application,
    Certificate,
    Consent,
    Episode,
    Plan,
    Referral,
    SettledDeadline,
)
from app.storage.types import stored_day
from app.storage.work import Reading

_LEAST = {Unit.HOURS: 1 / 24, Unit.DAYS: 1, Unit.MONTHS: 28, Unit.YEARS: 365, Unit.THIRDS: 0}
_MOST = {Unit.HOURS: 1 / 24, Unit.DAYS: 1, Unit.MONTHS: 31, Unit.YEARS: 366, Unit.THIRDS: 3660}
_MOVED_AT_MOST = 14
"""Days a closed last day may be moved: 2019's ten days in a row and the days around them."""
_LONG_AGO = date(1900, 1, 1)
_DATED: dict[str, Any] = {
    "consent": Consent,
    "referral": Referral,
    "measure": AftercareMeasure,
}
"""Papers whose days are kept as days of the calendar, not as people know them."""
Settled = dict[tuple[str, str, date], str]


@dataclass(frozen=True)
class Sight:
    """Due dates that 今日 names on a day; with `since`, those of the days from then to it."""

    day: date
    since: date | None = None

    def last_start(self, rule: Rule) -> date:
        """The last day from which a rule may lead to such a due date."""
        shortest = max(0, int(rule.length * _LEAST[rule.unit]) - 1)
        lead = rule.lead if self.since is None else 0
        return self.day + timedelta(days=lead - shortest)

    def first_start(self, rule: Rule) -> date:
        """The first day from which it may."""
        longest = round(rule.length * _MOST[rule.unit]) + _MOVED_AT_MOST
        if self.since is not None:
            return self.since - timedelta(days=longest)
        if rule.after is After.PASSES:
            return self.day - timedelta(days=rules.GONE_DAYS + longest)
        return _LONG_AGO


def case_deadlines(
    reading: Reading, book: Rulebook, day: date, worker: str, since: date | None = None
) -> Iterable[Deadline]:
    """Every due date of open cases that may be in sight on a day, and some that are not.

    With `since`: those that may fall on the days from then to `day`.
    """
    reading.require(Permission.READ_CASES)
    seen = {
        str(service): tuple(
            rule for rule in book.for_service(service) if rule.shows is not Shows.SILENCE
        )
        for service in CASE_SERVICES
    }
    for facts in _facts(reading, book, Sight(day, since), worker):
        yield from deadlines(seen[facts.service], facts)


def settled_states(reading: Reading, episode_ids: Sequence[str]) -> Settled:
    """What was last said of each due date of these cases."""
    reading.require(Permission.READ_CASES)
    found: Settled = {}
    for ids in chunks(episode_ids):
        rows = reading.session.execute(
            select(
                SettledDeadline.episode_id,
                SettledDeadline.rule,
                SettledDeadline.due,
                SettledDeadline.state,
            )
            .where(
                SettledDeadline.episode_id.in_(ids),
                SettledDeadline.office_id == reading.office_id,
            )
            .order_by(SettledDeadline.created_at, SettledDeadline.id)
        )
        found |= {(episode, rule, due): state for episode, rule, due, state in rows}
    return found


def _facts(reading: Reading, book: Rulebook, sight: Sight, worker: str) -> Iterable[CaseFacts]:
    mine: list[ColumnElement[bool]] = [Episode.worker == worker] if worker else []
    open_ones = [Episode.end.is_(None), *mine]
    papers = papers_of(reading, open_ones, _papers_in_sight(book, sight))
    plans = _plans(reading, book, sight, open_ones)
    named = sorted({*papers, *plans})
    names = _names(book)
    rows = list(_rows(reading, names, [*open_ones, _in_sight(book, sight)]))
    have = {row[0] for row in rows}
    for ids in chunks([episode for episode in named if episode not in have]):
        rows += _rows(reading, names, [Episode.id.in_(ids)])
    kept = case_dates(reading, [row[0] for row in rows]) if names.case_dates else {}
    for row in rows:
        dates = names.dates_of(row)
        if row[0] in kept:
            dates |= kept[row[0]]
        if row[0] in plans:
            dates |= plans[row[0]]
        yield CaseFacts(row[0], row[1], row[2], dates, names.words_of(row), papers.get(row[0], ()))


class _Names:
    """Which columns of an episode the rules look at, and where they stand in a row."""

    def __init__(self, book: Rulebook) -> None:
        keys = sorted(keys_of(book))
        episode = [key for key in keys if key.startswith("episode.")]
        codes = {
            text.partition("=")[0]
            for rule in book.rules
            for text in (*rule.only_when, *rule.not_when)
            if "=" in text and text.startswith("episode.")
        }
        self.dates = [key for key in episode if key not in codes]
        self.words = [key for key in episode if key in codes]
        self.case_dates = any(key.startswith("case_date.") for key in keys)
        self.plans = any(key == "plan.made_on" for key in keys)
        self.contacted = [
            service
            for service in CASE_SERVICES
            if any("contact.last" in rule.done_when for rule in book.for_service(service))
        ]
        self._contact_at = 3 + len(self.dates) + len(self.words)

    def columns(self) -> list[Any]:
        """id, service, stage, days, codes, last contact where a rule asks, whether a plan is."""
        names = (key.partition(".")[2] for key in (*self.dates, *self.words))
        contact = (
            select(func.max(Activity.day))
            .where(
                Activity.episode_id == Episode.id,
                Activity.office_id == Episode.office_id,
                Activity.withdrawn_at.is_(None),
            )
            .scalar_subquery()
        )
        asked = case((Episode.service.in_(self.contacted), contact), else_=None)
        return [
            Episode.id,
            Episode.service,
            Episode.stage,
            *(getattr(Episode, name) for name in names),
            asked,
            *([_first_plan()] if self.plans else []),
        ]

    def dates_of(self, row: Sequence[Any]) -> dict[str, Known]:
        """The days of a row that are known."""
        found = {
            key: Known(day)
            for key, day in zip(self.dates, row[3:], strict=False)
            if day is not None
        }
        contact = row[self._contact_at]
        if contact is not None:
            found["contact.last"] = Known(_partial(contact))
        if self.plans and row[-1] is not None:
            found["plan.made_on"] = Known(_partial(row[-1]))
        return found

    def words_of(self, row: Sequence[Any]) -> Mapping[str, str]:
        """The codes of a row that are known."""
        first = 3 + len(self.dates)
        return {
            key: word
            for key, word in zip(self.words, row[first:], strict=False)
            if word is not None
        }


@lru_cache(maxsize=2)
def _names(book: Rulebook) -> _Names:
    return _Names(book)


def _partial(value: Any) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    return PartialDate.of(value) if isinstance(value, date) else PartialDate.from_iso(value)


def _first_plan() -> Any:
    return select(func.min(Plan.made_on)).where(Plan.episode_id == Episode.id).scalar_subquery()


def _rows(
    reading: Reading, names: _Names, conditions: Sequence[ColumnElement[bool]]
) -> Iterable[Any]:
    return reading.session.execute(
        select(*names.columns()).where(
            Episode.office_id == reading.office_id, Episode.end.is_(None), *conditions
        )
    )


@lru_cache(maxsize=4)  # the same all day; making it takes longer than asking a small office
def _in_sight(book: Rulebook, sight: Sight) -> ColumnElement[bool]:
    """Cases whose own days may make a due date in sight, and all that have days of custody."""
    found: list[ColumnElement[bool]] = []
    with_days: set[str] = set()
    for rule in book.rules:
        if not rule.enabled or rule.shows is Shows.SILENCE:
            continue
        for key in rule.starts:
            group, _, name = key.partition(".")
            if group == "case_date":
                with_days.update(rule.services)
            elif group == "episode":
                found.append(_window(rule, getattr(Episode, name), sight))
    if with_days:
        found.append(Episode.service.in_(sorted(with_days)))
    return or_(*found)


def _window(rule: Rule, column: Any, sight: Sight) -> ColumnElement[bool]:
    first, last = _starts(rule, sight)
    conditions = [Episode.service.in_(rule.services), column.between(first, last)]
    if rule.done_stages:
        conditions.append(Episode.stage.not_in(rule.done_stages))
    if "contact.last" in rule.done_when:
        conditions.append(
            ~select(Activity.id)
            .where(
                Activity.episode_id == Episode.id,
                Activity.office_id == Episode.office_id,
                Activity.withdrawn_at.is_(None),
            )
            .exists()
        )
    return and_(*conditions)


def _starts(rule: Rule, sight: Sight) -> tuple[str, str]:
    """The first and last start day whose due date may be in sight, as stored."""
    days = sight.first_start(rule), sight.last_start(rule)
    first, last = (stored_day(PartialDate.of(day)) for day in days)
    return first, last


@lru_cache(maxsize=4)
def _papers_in_sight(book: Rulebook, sight: Sight) -> Papers:
    columns: dict[str, tuple[Any, Any]] = {
        "application": (Application, Application.kind),
        "certificate": (Certificate, Certificate.kind),
    }
    found: dict[str, list[ColumnElement[bool]]] = {group: [] for group in PAPERS}
    for rule in book.rules:
        if not rule.enabled or not rule.scope:
            continue
        group, _, kind = rule.scope.partition(".")
        if group in _DATED:
            days = sight.first_start(rule), sight.last_start(rule)
            found[group] += [
                getattr(_DATED[group], key.rpartition(".")[2]).between(*days) for key in rule.starts
            ]
            continue
        record, kind_column = columns[group]
        for key in rule.starts:
            name = key.rpartition(".")[2]
            first, last = _starts(rule, sight)
            wanted = [kind_column == kind, getattr(record, name).between(first, last)]
            if any(done.endswith(".decided_on") for done in rule.done_when):
                wanted.append(Application.decided_on.is_(None))
            found[group].append(and_(*wanted))
    return Papers(*(found[group] for group in PAPERS))


def _plans(
    reading: Reading, book: Rulebook, sight: Sight, episodes: Sequence[ColumnElement[bool]]
) -> dict[str, dict[str, Known]]:
    """Days of review that are in sight, by episode."""
    reviewed = [rule for rule in book.rules if rule.enabled and "plan.review_on" in rule.starts]
    if not reviewed:
        return {}
    last = max(sight.last_start(rule) for rule in reviewed)
    return plan_days(reading, [*episodes, Plan.review_on <= last])
