"""A new edition of a form beside the old one: which cells moved, and which are gone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.reports.forms.form import Input
from app.reports.xlsx import cells
from app.reports.xlsx.cells import Place
from app.reports.xlsx.sheet_view import SheetView

Labels = tuple[str, str]


class Fate(StrEnum):
    """What became of a cell in the new edition."""

    SAME = "same"
    MOVED = "moved"
    RELABELLED = "relabelled"
    GONE = "gone"


@dataclass(frozen=True)
class Moved:
    """One input, the words around its old cell, and where it goes in the new edition."""

    entry: Input
    fate: Fate
    cell: str
    """Its cell in the new edition; '' when there is none."""
    before: Labels
    after: Labels


def compare(inputs: Iterable[Input], old: SheetView, new: SheetView) -> tuple[Moved, ...]:
    """Every input in the new edition: by its named cell, else by the words around it."""
    inputs = tuple(inputs)
    around = _by_labels(new)
    named = {name: spot for spot, name in new.names.items()}
    # words that stand beside several cells of the old sheet find nothing for certain in the new
    alike = _by_labels(old)
    found: list[Moved] = []
    taken: set[Place] = set()
    for entry in inputs:
        found.append(_one(entry, old, new, (around, alike, named), taken))
    return tuple(found)


def follow(moved: Iterable[Moved]) -> tuple[Input, ...]:
    """The inputs at their places in the new edition; those that are gone left out."""
    return tuple(
        Input(one.entry.name, one.cell, one.entry.figure, one.entry.format)
        for one in moved
        if one.cell
    )


def _one(
    entry: Input,
    old: SheetView,
    new: SheetView,
    known: tuple[Mapping[Labels, list[Place]], Mapping[Labels, list[Place]], Mapping[str, Place]],
    taken: set[Place],
) -> Moved:
    around, alike, named = known
    spot = cells.place(entry.cell)
    before = old.labels(spot)
    target, fate = spot, Fate.SAME
    name = old.names.get(spot)
    if name is not None and name in named:
        target = named[name]
        fate = Fate.SAME if target == spot else Fate.MOVED
    elif not _free(new, spot) or new.labels(spot) != before:
        fits = [at for at in around.get(before, []) if at not in taken]
        certain = len(fits) == 1 and len(alike.get(before, [])) == 1
        if certain:
            target, fate = fits[0], Fate.MOVED
        elif _stayed(spot, old, new) and new.labels(spot) not in alike:
            fate = Fate.RELABELLED
        else:
            return Moved(entry, Fate.GONE, "", before, ("", ""))
    if not _free(new, target) or target in taken:
        return Moved(entry, Fate.GONE, "", before, new.labels(target))
    taken.add(target)
    return Moved(entry, fate, cells.address(target), before, new.labels(target))


def _stayed(spot: Place, old: SheetView, new: SheetView) -> bool:
    """Whether there is a cell where the old one was; if it was drawn, so is this one."""
    return _free(new, spot) and (new.look(spot).drawn or not old.look(spot).drawn)


def _free(view: SheetView, spot: Place) -> bool:
    """Whether a place may be filled: on the sheet, no formula, not inside merged cells."""
    on_sheet = spot[0] <= view.rows and spot[1] <= view.columns
    return on_sheet and view.anchor(spot) == spot and not view.refusal(spot)


def _by_labels(view: SheetView) -> dict[Labels, list[Place]]:
    """Places that may be filled by the words around them; words themselves are no such place."""
    found: dict[Labels, list[Place]] = {}
    for row in range(1, view.rows + 1):
        for column in range(1, view.columns + 1):
            spot = (row, column)
            if _free(view, spot) and not _words(view, spot) and view.look(spot).drawn:
                found.setdefault(view.labels(spot), []).append(spot)
    return found


def _words(view: SheetView, spot: Place) -> bool:
    text = view.texts.get(spot, "").replace(",", "")
    return bool(text) and not text.isdigit()
