"""The figures of one period: numbers, the cases behind them, the cases beside them, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.calendar.fiscal import Period
from app.reports.counting.counted_rows import CaseRow
from app.reports.counting.figure import Branch, Figure, Member, Missing, NearMiss, member_of
from app.reports.counting.near_misses import Nearby
from app.reports.counting.sentences import sentence as sentence_of


@dataclass(frozen=True)
class FigureSet:
    """Every figure of a period as a tree; paths name its nodes (`works.コーディネート.new`)."""

    period: Period
    tree: Branch
    complete: bool
    """Whether the data cover the whole period (closed cases of earlier years may be absent)."""
    activities_complete: bool
    after_records: bool
    """Whether the period begins after the last 年度 that any record tells of: only what goes on is counted."""
    cases: tuple[CaseRow, ...]
    """Every case that was looked at, also those counted nowhere."""
    find_missing: Callable[[], tuple[Missing, ...]] = field(repr=False, compare=False)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What the records lack for these figures to be right, found when it is first asked for."""
        return self.find_missing()

    @property
    def blocking(self) -> tuple[Missing, ...]:
        """What has to be settled before these figures can be frozen."""
        return tuple(gap for gap in self.missing if gap.blocks)

    @cached_property
    def _nearby(self) -> Nearby:
        return Nearby(self.period, self.cases)

    def figure(self, path: str) -> Figure:
        """The figure at `path`; a `LookupError` when there is none."""
        node: Figure | Branch | None = self.tree
        for step in path.split("."):
            node = node.nodes.get(step) if isinstance(node, Branch) else None
        if not isinstance(node, Figure):
            raise LookupError(path)
        return node

    def paths(self) -> tuple[str, ...]:
        """The path of every figure, in order."""
        return tuple(_paths(self.tree, ""))

    def number(self, path: str) -> int:
        """The figure's number."""
        return self.figure(path).number

    def members(self, path: str) -> tuple[Member, ...]:
        """What the figure counts; never with a name."""
        figure = self.figure(path)
        return tuple(member_of(row, figure.unit) for row in figure.members)

    def near_misses(self, path: str) -> tuple[NearMiss, ...]:
        """What nearly belongs to the figure, each with the reason why it does not."""
        return self._nearby.of(self.figure(path))

    def sentence(self, path: str) -> str:
        """One Japanese sentence that says what the figure counts."""
        return sentence_of(self.figure(path), self.period)


@dataclass(frozen=True)
class Numbers:
    """What a `FigureSet` comes to without what it counts: little to keep for long."""

    period: Period
    complete: bool
    of: Mapping[str, int]
    """The number of every figure by its path."""


def numbers_of(figures: FigureSet) -> Numbers:
    """The numbers alone."""
    counted = {path: figures.number(path) for path in figures.paths()}
    return Numbers(figures.period, figures.complete, counted)


def as_json(figures: FigureSet) -> dict[str, object]:
    """The figures as `teichaku figures --json` gives them; categories without a case left out."""
    numbers = _numbers(figures.tree)
    activities = numbers["activities"]
    assert isinstance(activities, dict)
    return {
        "first_day": figures.period.first.isoformat(),
        "last_day": figures.period.last.isoformat(),
        "complete": figures.complete,
        **numbers,
        "activities": {**activities, "complete": figures.activities_complete},
    }


def _numbers(branch: Branch) -> dict[str, object]:
    return {
        name: node.number if isinstance(node, Figure) else _numbers(node)
        for name, node in branch.nodes.items()
        if node.occurs or not node.optional
    }


def _paths(branch: Branch, above: str) -> list[str]:
    found: list[str] = []
    for name, node in branch.nodes.items():
        path = f"{above}{name}"
        found.extend([path] if isinstance(node, Figure) else _paths(node, f"{path}."))
    return found
