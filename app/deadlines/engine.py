"""From what is known of a case to its due dates (pure: rules and facts in, deadlines out)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.calendar.partial import PartialDate
from app.deadlines import reasons
from app.deadlines.counting import Counted, after_thirds, last_day, last_minute
from app.deadlines.rule import Rule, Unit

_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Known:
    """A day that is known, with the minute after midnight where that is known too."""

    day: PartialDate
    minute: int | None = None


@dataclass(frozen=True)
class Paper:
    """One application or certificate of the person."""

    id: str
    scope: str
    """`application.KIND` or `certificate.KIND`."""
    dates: Mapping[str, Known]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseFacts:
    """What the rules may look at: days and codes by key, and the person's papers."""

    episode_id: str
    service: str
    stage: str
    dates: Mapping[str, Known]
    words: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Deadline:
    """One due date of a case, and how it came about."""

    episode_id: str
    service: str
    rule: Rule
    start_key: str
    start: date
    start_minute: int | None
    counted: Counted

    @property
    def day(self) -> date:
        """The due day."""
        return self.counted.day

    @property
    def minute(self) -> int | None:
        """The minute after midnight, where hours are counted and known."""
        return self.counted.minute

    @property
    def ends(self) -> tuple[date, int]:
        """Day and minute at which it ends, for sorting: without an hour at the end of the day."""
        return self.day, _DAY_MINUTES if self.minute is None else self.minute

    @property
    def words(self) -> str:
        """What is due."""
        return self.rule.name

    @property
    def why(self) -> str:
        """Start, length and source, for one line of a list."""
        return reasons.short(self.rule, self.service, self.start_key, self.start, self.counted)

    @property
    def reason(self) -> str:
        """One sentence: start, counting, days skipped and why, the rule and its version."""
        return reasons.sentence(self.rule, self.service, self.start_key, self.start, self.counted)


@dataclass(frozen=True)
class Vague:
    """A rule that would make a date if its start were known to the day."""

    rule: Rule
    start_key: str
    start: PartialDate


def deadlines(rules: Iterable[Rule], facts: CaseFacts) -> tuple[Deadline, ...]:
    """The due dates of a case by day; the same thing due on the same day stands once."""
    found: dict[tuple[str, date], Deadline] = {}
    for rule in rules:
        if rule.scope and not facts.papers:
            continue
        for deadline in of_rule(rule, facts):
            found.setdefault((rule.name, deadline.day), deadline)
    return tuple(sorted(found.values(), key=lambda due: (*due.ends, due.rule.id)))


def of_rule(rule: Rule, facts: CaseFacts) -> Iterator[Deadline]:
    """The due dates that one version of a rule makes: one for each paper it looks at."""
    for paper in _papers(rule, facts):
        for key in rule.starts:
            known = _date(key, facts, paper)
            if known is not None and known.day.is_full:
                start = known.day.first
                if rule.holds_for(start) and _applies(rule, facts, paper):
                    counted = _count(rule, start, known.minute, _date(rule.until, facts, paper))
                    if counted is not None:
                        yield Deadline(
                            facts.episode_id, facts.service, rule, key, start, known.minute, counted
                        )
                break


def vague(rules: Iterable[Rule], facts: CaseFacts) -> tuple[Vague, ...]:
    """What cannot be counted because its start is known to the month or year only."""
    found: dict[str, Vague] = {}
    for rule in rules:
        for paper in _papers(rule, facts):
            knowns = [(key, _date(key, facts, paper)) for key in rule.starts]
            if any(known is not None and known.day.is_full for _, known in knowns):
                continue
            for key, known in knowns:
                if known is not None and _applies(rule, facts, paper):
                    found.setdefault(rule.name, Vague(rule, key, known.day))
    return tuple(found.values())


_NO_PAPER: tuple[None] = (None,)


def _papers(rule: Rule, facts: CaseFacts) -> Iterable[Paper | None]:
    """The papers that the rule looks at one by one; None once for a rule about the case."""
    if facts.stage in rule.done_stages:
        return ()
    if not rule.scope:
        return _NO_PAPER if any(key in facts.dates for key in rule.starts) else ()
    return [paper for paper in facts.papers if paper.scope == rule.scope]


def _date(key: str, facts: CaseFacts, paper: Paper | None) -> Known | None:
    found = facts.dates.get(key)
    return paper.dates.get(key) if found is None and paper is not None else found


def _applies(rule: Rule, facts: CaseFacts, paper: Paper | None) -> bool:
    if any(_date(key, facts, paper) is not None for key in rule.done_when):
        return False
    for key in rule.superseded_by:
        known = _date(key, facts, paper)
        if known is not None and known.day.is_full:
            return False
    if any(_holds(condition, facts, paper) for condition in rule.not_when):
        return False
    return not rule.only_when or any(_holds(text, facts, paper) for text in rule.only_when)


def _holds(condition: str, facts: CaseFacts, paper: Paper | None) -> bool:
    key, equals, wanted = condition.partition("=")
    if not equals:
        return _date(key, facts, paper) is not None
    if key == "service":
        return facts.service in wanted.split("|")
    word = facts.words.get(key) or (paper.words.get(key) if paper else None)
    return word in wanted.split("|")


def _count(rule: Rule, start: date, minute: int | None, until: Known | None) -> Counted | None:
    if rule.unit is Unit.THIRDS:
        if until is None or not until.day.is_full or until.day.first < start:
            return None
        return after_thirds(start, until.day.first, rule.length)
    if rule.unit is Unit.HOURS and minute is not None:
        return last_minute(start, minute, rule.length)
    return last_day(
        start,
        rule.unit,
        rule.length,
        first_day_counts=rule.first_day_counts,
        closed=rule.closed,
        closed_days=rule.closed_days,
    )
