"""What on record a ledger is compared with: named by names, readings, numbers and days.

Whatever else is on record cannot change what is planned, so it is not loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.calendar.partial import PartialDate
from app.ledgers.cells import folded_name
from app.ledgers.parse import ReadRow
from app.ledgers.values import number_key
from app.people import names


@dataclass(frozen=True)
class Wanted:
    """By what the records are found that a ledger may repeat, complete or contradict."""

    names: frozenset[str]
    """Names with 異体字 folded, as `Person.name_folded`."""
    kana: frozenset[str]
    """Readings, as `Person.kana_key`."""
    numbers: frozenset[str]
    """管理番号 for comparing (`number_key`)."""
    contact_days: frozenset[PartialDate]
    event_days: frozenset[PartialDate]


def wanted_by(rows: Iterable[ReadRow]) -> Wanted:
    """What these rows are compared with, refused rows too: somebody may still take them."""
    called, kana, numbers = set[str](), set[str](), set[str]()
    days: dict[str, set[PartialDate]] = {"activity": set(), "event": set()}
    for row in rows:
        if row.kind != "event":
            called.add(folded_name(row.text("name")))
            numbers.add(number_key(row.text("number")))
            kana.add(names.katakana(row.text("kana")))
        day = row.day("day")
        if day is not None and row.kind in days:
            days[row.kind].add(day)
    return Wanted(
        frozenset(called - {""}), frozenset(kana - {""}), frozenset(numbers - {""}),
        frozenset(days["activity"]), frozenset(days["event"]),
    )  # fmt: skip
