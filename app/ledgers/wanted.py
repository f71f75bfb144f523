"""What on record a ledger is compared with: named by names, readings, numbers and contacts.

Whatever else is on record cannot change what is planned, so it is not loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.calendar.partial import PartialDate
from app.ledgers.cells import folded_name
from app.ledgers.parse import ReadRow
from app.ledgers.values import number_key
from app.people import names

Kind = tuple[str, int | None]
"""手段 and minutes of a contact."""
ANY_MEANS, ANY_MINUTES = "", -1
"""Of a row that does not tell them: it may repeat a contact with whichever."""


@dataclass(frozen=True)
class Wanted:
    """By what the records are found that a ledger may repeat, complete or contradict."""

    names: frozenset[str]
    """Names with 異体字 folded, as `Person.name_folded`."""
    kana: frozenset[str]
    """Readings, as `Person.kana_key`."""
    numbers: frozenset[str]
    """管理番号 for comparing (`number_key`)."""
    contacts: Mapping[PartialDate, frozenset[Kind]]
    """Day → the kinds of contacts that the ledger tells of it."""
    event_days: frozenset[PartialDate]

    def has_contact(self, day: PartialDate, means: str, minutes: int | None) -> bool:
        """Whether a row may repeat a contact of this day and kind (see `repeated.py`)."""
        kinds = self.contacts.get(day, frozenset())
        return (
            (means, minutes) in kinds
            or (means, ANY_MINUTES) in kinds
            or (ANY_MEANS, minutes) in kinds
            or (ANY_MEANS, ANY_MINUTES) in kinds
        )


def wanted_by(rows: Iterable[ReadRow]) -> Wanted:
    """What these rows are compared with, refused rows too: somebody may still take them."""
    called, kana, numbers = set[str](), set[str](), set[str]()
    contacts = defaultdict[PartialDate, set[Kind]](set)
    event_days = set[PartialDate]()
    for row in rows:
        day = row.day("day")
        if row.kind == "event":
            event_days.update([] if day is None else [day])
            continue
        called.add(row.text("name"))
        numbers.add(row.text("number"))
        if row.kind == "case":
            kana.add(row.text("kana"))
        elif day is not None:
            contacts[day].add(_kind(row))
    return Wanted(
        frozenset({*map(folded_name, called)} - {""}),
        frozenset({*map(names.katakana, kana)} - {""}),
        frozenset({*map(number_key, numbers)} - {""}),
        {day: frozenset(kinds) for day, kinds in contacts.items()}, frozenset(event_days),
    )  # fmt: skip


def _kind(row: ReadRow) -> Kind:
    means, minutes = row.text("means"), row.values.get("minutes")
    told = minutes if isinstance(minutes, int) else None
    untold = told is None and "minutes" not in row.kept
    return ANY_MEANS if means == "other" else means, ANY_MINUTES if untold else told
