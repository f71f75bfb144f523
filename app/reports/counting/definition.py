"""How one figure (or one per category) is counted: a definition in the closed vocabulary. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.codes import Service
from app.reports.counting.vocabulary import Base, Condition, Unit

OWN = "own"
"""The first step of the paths of figures that an office defined for itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a definition's path: a name, or a field whose every code is a name."""

    name: str = ""
    field: str = ""
    optional: bool = False
    """Whether a category is left out of the JSON when it did not occur."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What is counted, at which places of the tree, and since when it is counted so."""

    paths: tuple[tuple[Step, ...], ...]
    label: str
    base: Base
    unit: Unit
    services: tuple[Service, ...] = ()
    """The 業務 it is counted for, each for itself where the path names them; () for the four."""
    where: tuple[Condition, ...] = ()
    edition: str = ""
    valid_from: date = date.min
    withdrawn: date | None = None
    """The day since when it is no longer counted."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Its paths as they are written: `works.{service}.sex.{sex?}`."""
        return tuple(".".join(map(_written, path)) for path in self.paths)

    @property
    def key(self) -> tuple[str, ...]:
        """What its editions have in common: its paths; of an own figure its name."""
        first = self.paths[0]
        return (first[1].name,) if first[0].name == OWN and len(first) > 1 else self.ids

    def holds(self, day: date) -> bool:
        """Whether it is counted in a period that ends on this day."""
        return self.valid_from <= day and (self.withdrawn is None or day < self.withdrawn)


def steps(text: str) -> tuple[Step, ...]:
    """The steps of a path as it is written."""
    return tuple(map(_step, text.split(".")))


def in_force(definitions: tuple[Definition, ...], day: date) -> tuple[Definition, ...]:
    """Of every figure the newest edition that holds on a day; before the first one, the first."""
    editions: dict[tuple[str, ...], list[Definition]] = {}
    for one in definitions:
        editions.setdefault(one.key, []).append(one)
    return tuple(_newest(several, day) for several in editions.values())


def _newest(several: list[Definition], day: date) -> Definition:
    begun = [one for one in several if one.valid_from <= day]
    if not begun:
        return min(several, key=_began)
    return max(begun, key=_began)


def _began(one: Definition) -> date:
    return one.valid_from


def _step(text: str) -> Step:
    if not (text.startswith("{") and text.endswith("}")):
        return Step(name=text)
    inner = text[1:-1]
    return Step(field=inner.removesuffix("?"), optional=inner.endswith("?"))


def _written(step: Step) -> str:
    return step.name or "{" + step.field + ("?" if step.optional else "") + "}"
