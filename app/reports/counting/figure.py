"""A figure IS the set of what it counts; its number follows from its members."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.codes import Service
from app.reports.counting.counted_rows import ActivityRow, CaseRow, CountedRow, EventRow
from app.reports.counting.vocabulary import Base, Condition, Unit

__all__ = ["Base", "Branch", "Condition", "Figure", "Member", "Missing", "NearMiss", "Unit"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted (`base`, `unit`, `service`, narrowed by `where`) and the rows it counts."""

    base: Base
    unit: Unit
    service: Service | None
    members: tuple[CountedRow, ...]
    where: tuple[Condition, ...] = ()
    """What every member fulfils."""
    optional: bool = False
    """Whether a category: left out of the JSON when it did not occur."""
    label: str = ""
    """Its Japanese name with 業務 and categories: コーディネート・新規・依頼元・保護観察所."""

    @property
    def occurs(self) -> bool:
        """Whether it counts anything."""
        return bool(self.members)

    @property
    def number(self) -> int:
        """The figure: how many members, or the sum of what they carry."""
        match self.unit:
            case Unit.MINUTES:
                return sum(row.minutes or 0 for row in self.members if isinstance(row, ActivityRow))
            case Unit.PARTICIPANTS:
                return sum(
                    row.participants or 0 for row in self.members if isinstance(row, EventRow)
                )
            case Unit.ORGANISATIONS:
                return sum(
                    row.organisations or 0 for row in self.members if isinstance(row, EventRow)
                )
            case _:
                return len(self.members)


@dataclass(frozen=True, slots=True)
class Branch:
    """Figures and further branches by the names the JSON has for them."""

    nodes: Mapping[str, Figure | Branch]
    optional: bool = False

    @property
    def occurs(self) -> bool:
        """Whether anything at all is counted below."""
        return any(node.occurs for node in self.nodes.values())

    def figures(self) -> tuple[Figure, ...]:
        """Every figure below, in order."""
        found: list[Figure] = []
        for node in self.nodes.values():
            found.extend((node,) if isinstance(node, Figure) else node.figures())
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a figure without a name: a case, a person by their cases, or a row."""

    id: str
    unit: Unit
    case_ids: tuple[str, ...]
    numbers: tuple[str, ...]
    amount: int = 1


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A case (or row) beside a figure and, in Japanese, why it is not in it."""

    member: Member
    reason: str


@dataclass(frozen=True)
class Missing:
    """What is missing in a record for this period's figures to be right."""

    kind: str
    """'case', 'activity' or 'event'."""
    id: str
    number: str
    field: str
    reason: str
    blocks: bool = False
    """Whether no report can be frozen before it is settled: the row is counted in nothing."""
    find_paths: Callable[[], tuple[str, ...]] = dataclasses.field(
        default=tuple, repr=False, compare=False
    )

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The figures that would change when it is settled; counted when first asked for."""
        return self.find_paths()


def case_member(row: CaseRow) -> Member:
    """A case as a member."""
    return Member(row.id, Unit.CASES, (row.id,), (row.number,))


def member_of(row: CountedRow, unit: Unit) -> Member:
    """A counted row as a member of a figure of this unit."""
    if isinstance(row, CaseRow):
        return case_member(row)
    if isinstance(row, ActivityRow):
        episode = (row.episode_id,) if row.episode_id else ()
        return Member(row.id, unit, episode, (), (row.minutes or 0) if unit is Unit.MINUTES else 1)
    if isinstance(row, EventRow):
        amount = {Unit.PARTICIPANTS: row.participants, Unit.ORGANISATIONS: row.organisations}
        return Member(row.id, unit, (), (), amount.get(unit, 1) or 0)
    cases = tuple(case.id for case in row.cases)
    return Member(row.person_id, unit, cases, tuple(case.number for case in row.cases))
