"""Which numbers of a sender somebody has: few spans, however many letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LARGEST = 2**31 - 1
"""The highest number a letter can have."""
MOST_SPANS = 500


@dataclass(frozen=True)
class Numbers:
    """A set of numbers from 1 on, as spans in order that do not touch each other."""

    spans: tuple[tuple[int, int], ...] = ()

    def __contains__(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.spans)

    def __bool__(self) -> bool:
        return bool(self.spans)

    def without(self, others: Numbers) -> Numbers:
        """The numbers that `others` lacks; what somebody claims may be many, so none is counted out."""
        left: list[tuple[int, int]] = []
        for first, last in self.spans:
            for start, end in others.spans:
                if start <= last and first <= end:
                    if first < start:
                        left.append((first, start - 1))
                    first = end + 1
            if first <= last:
                left.append((first, last))
        return Numbers(tuple(left))

    def joined(self, others: Numbers) -> Numbers:
        """The numbers of both."""
        merged: list[tuple[int, int]] = []
        for first, last in sorted((*self.spans, *others.spans)):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        return Numbers(tuple(merged))

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(last - first + 1 for first, last in self.spans)

    @property
    def last(self) -> int:
        """The highest number; 0 for none."""
        return self.spans[-1][1] if self.spans else 0


def numbers(found: Iterable[int]) -> Numbers:
    """The set of these numbers."""
    spans: list[tuple[int, int]] = []
    for number in sorted(set(found)):
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return Numbers(tuple(spans))


def regular(spans: Iterable[tuple[int, int]]) -> bool:
    """Whether spans are spelled the one way that `numbers` spells them."""
    before = -1
    for first, last in spans:
        if not before + 1 < first <= last <= LARGEST:
            return False
        before = last
    return True
