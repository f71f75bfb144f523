"""How much is tried: what every change can afford, what is aimed at for every release, and all there is."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Size(StrEnum):
    """The columns of the table in docs/decisions/0035."""

    SLICE = "slice"
    """Half an hour of two processors, for every change."""
    AIM = "aim"
    """What trust.md §2 asks of every change: hours, so before a release."""
    FULL = "full"

    def pick(self, of_slice: T, of_aim: T, of_full: T) -> T:
        """The one that belongs to this size."""
        return {Size.SLICE: of_slice, Size.AIM: of_aim, Size.FULL: of_full}[self]
