"""Two snapshots of one period: the figures that moved, and what moved them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.reports.counting.figure import Member, Unit
from app.reports.submissions.snapshot import Kept, Snapshot

_OF_PEOPLE = (Unit.PERSONS, Unit.MARKS)
_NOTHING = Kept("", 0, Unit.CASES, "", ())


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure that no longer counts the same: what came in, went out, or weighs otherwise."""

    path: str
    label: str
    sentence: str
    unit: Unit
    before: int
    after: int
    entered: tuple[Member, ...]
    left: tuple[Member, ...]
    reweighed: tuple[tuple[Member, Member], ...] = ()
    """Rows in both whose minutes or participants are others, as they were and as they are."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Everything that moved it."""
        return (*self.entered, *self.left, *(after for _, after in self.reweighed))

    @property
    def case_ids(self) -> frozenset[str]:
        """The cases that moved it."""
        return frozenset(case for one in self.members for case in one.case_ids)


def compared(before: Snapshot, after: Snapshot) -> tuple[Moved, ...]:
    """The figures that moved, in the order of the report; one that is gone counts as 0."""
    paths = dict.fromkeys((*after.figures, *before.figures))
    return tuple(
        moved
        for path in paths
        if (moved := _moved(path, before.figures.get(path), after.figures.get(path))) is not None
    )


def _moved(path: str, old: Kept | None, new: Kept | None) -> Moved | None:
    before, after = old or _NOTHING, new or _NOTHING
    if before.number == after.number and before.members == after.members:
        return None
    unit = (new or before).unit
    left, entered, reweighed = _exchanged(before.members, after.members)
    if unit in _OF_PEOPLE:
        left, entered = _without_renamed(left, entered)
    if not (left or entered or reweighed):
        return None
    known = new or before
    moved = tuple(entered), tuple(left), tuple(reweighed)
    return Moved(path, known.label, known.sentence, unit, before.number, after.number, *moved)


def _exchanged(
    old: Iterable[Member], new: Iterable[Member]
) -> tuple[list[Member], list[Member], list[tuple[Member, Member]]]:
    """What is only in the old, only in the new (a mark may stand several times), in both anew."""
    before, after = Counter(one.id for one in old), Counter(one.id for one in new)
    old_by, new_by = {one.id: one for one in old}, {one.id: one for one in new}
    left = [old_by[key] for key in (before - after).elements()]
    entered = [new_by[key] for key in (after - before).elements()]
    reweighed = [
        (old_by[key], new_by[key])
        for key in before.keys() & after.keys()
        if old_by[key].amount != new_by[key].amount
    ]
    return left, entered, sorted(reweighed, key=lambda pair: pair[0].id)


def _without_renamed(
    left: list[Member], entered: list[Member]
) -> tuple[list[Member], list[Member]]:
    """The same person with the same cases under the id of another record is nobody new."""
    waiting: dict[tuple[str, ...], list[Member]] = {}
    for one in entered:
        waiting.setdefault(tuple(sorted(one.case_ids)), []).append(one)
    gone = []
    for one in left:
        same = waiting.get(tuple(sorted(one.case_ids)))
        if same:
            same.pop()
        else:
            gone.append(one)
    return gone, list(_rest(entered, waiting))


def _rest(
    entered: Iterable[Member], waiting: dict[tuple[str, ...], list[Member]]
) -> Iterator[Member]:
    kept = Counter(id(one) for several in waiting.values() for one in several)
    for one in entered:
        if kept[id(one)] > 0:
            kept[id(one)] -= 1
            yield one
