"""Entries of one column beside each other where their times overlap (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Lane:
    """Which of how many equal strips of the column an entry takes."""

    at: int
    of: int


def lanes(spans: Sequence[tuple[int, int]]) -> tuple[Lane, ...]:
    """One lane for each (from, to), in the order given; those that touch nobody take it all."""
    order = sorted(range(len(spans)), key=lambda index: (spans[index][0], -spans[index][1]))
    placed: dict[int, Lane] = {}
    group: list[tuple[int, int]] = []
    free_from: list[int] = []
    for index in order:
        start, end = spans[index]
        if group and start >= max(free_from):
            placed |= {one: Lane(at, len(free_from)) for one, at in group}
            group, free_from = [], []
        at = next((at for at, free in enumerate(free_from) if free <= start), len(free_from))
        if at == len(free_from):
            free_from.append(end)
        else:
            free_from[at] = end
        group.append((index, at))
    placed |= {one: Lane(at, len(free_from)) for one, at in group}
    return tuple(placed[index] for index in range(len(spans)))
