"""From what is known of a case to the due dates that were met, and on which day (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.deadlines.engine import CaseFacts, Paper, of_rule
from app.deadlines.rule import After, Rule, Shows


@dataclass(frozen=True)
class Outcome:
    """A due date of a case that something recorded has ended."""

    episode_id: str
    rule: str
    due: date
    done: date

    @property
    def in_time(self) -> bool:
        """Whether it was met on its day or before."""
        return self.done <= self.due


@dataclass(frozen=True)
class Told:
    """A rule of which a recorded day says that what was due has been done.

    What ends a rule, ends it for the engine; `counted` is the same without its ends, since here
    that day is what is asked for.
    """

    rule: Rule
    counted: Rule


def reached(stage: str) -> str:
    """The key of the day on which a case came to a 段階."""
    return f"stage.{stage}"


def told_by_records(rules: Iterable[Rule]) -> tuple[Told, ...]:
    """The enabled rules of this sort."""
    return tuple(
        Told(rule, replace(rule, done_when=(), done_stages=(), not_when=()))
        for rule in rules
        if rule.enabled
        and (rule.done_when or rule.done_stages)
        and rule.after is After.LATE
        and rule.shows is not Shows.SILENCE
    )


def outcomes(rules: Iterable[Told], facts: CaseFacts) -> Iterator[Outcome]:
    """Every due date that was met; what is still open, or ended on a vague day, is none."""
    for told in rules:
        for paper in _papers(told.rule, facts):
            done = _done(told.rule, facts, paper)
            if done is None:
                continue
            alone = facts if paper is None else replace(facts, papers=(paper,))
            for due in of_rule(told.counted, alone):
                if done >= due.start:
                    yield Outcome(facts.episode_id, told.rule.id, due.day, done)


def _papers(rule: Rule, facts: CaseFacts) -> tuple[Paper | None, ...]:
    if not rule.scope:
        return (None,)
    return tuple(paper for paper in facts.papers if paper.scope == rule.scope)


def _done(rule: Rule, facts: CaseFacts, paper: Paper | None) -> date | None:
    """The first day, known to the day, that ends the rule; a 段階 ends it on the day it began."""
    of_paper = paper.dates if paper is not None else {}
    ends = (*rule.done_when, *map(reached, rule.done_stages))
    known = [facts.dates.get(key) or of_paper.get(key) for key in ends]
    return min((one.day.first for one in known if one and one.day.is_full), default=None)
