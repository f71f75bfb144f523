"""A period's figures as they stood: every number with what it counted, never with a name. Pure.

Kept as JSON, compressed. Ids and case numbers stand once; figures point to them.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from app.calendar.fiscal import Period, PeriodKind, period_of
from app.cases.restriction.rules import HIDDEN_NUMBER
from app.errors import DatabaseDamaged
from app.reports.counting.counted_rows import CountedRow
from app.reports.counting.figure import Member, Missing, Unit, member_of
from app.reports.counting.figure_set import FigureSet, as_json

_EDITION = 1
_DAMAGED = (
    "提出した報告の控えが、書いたときと違っています。ほかの記録はそのままです。"
    "管理者に伝え、控え（バックアップ）から確かめてください。"
)


@dataclass(frozen=True, slots=True)
class Late:
    """Something recorded after the last report, about a day that report covers."""

    kind: str
    """'case', 'activity' or 'event'."""
    id: str
    case_id: str
    number: str
    day: str
    recorded: str
    """The day it was put on record, as ISO text."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One figure as it stood."""

    label: str
    number: int
    unit: Unit
    sentence: str
    members: tuple[Member, ...]
    beside: tuple[tuple[str, str], ...] = ()
    """Case number and reason of what nearly belongs to it, for figures that the form names."""


@dataclass(frozen=True)
class Snapshot:
    """Every figure of a period by its path, what was missing, and what came late."""

    period: Period
    figures: dict[str, Kept]
    numbers: dict[str, Any]
    """As `teichaku figures --json` gave them."""
    missing: tuple[Missing, ...]
    late: tuple[Late, ...] = ()
    contact_numbers: dict[str, str] = field(default_factory=dict)
    """The case number of each 支援経過 that is counted, by the id of its case."""

    def label(self, path: str) -> str:
        """What the figure at a path is called; its last category where nothing is counted yet."""
        kept = self.figures.get(path)
        return kept.label if kept else path.rpartition(".")[2]


def snapshot(found: FigureSet, explained: Collection[str] = ()) -> Snapshot:
    """The figures as they stand now; those at the paths `explained` with what nearly belongs."""
    members = _Members()
    figures = {}
    for path in found.paths():
        figure = found.figure(path)
        held = tuple(members.of(row, figure.unit) for row in figure.members)
        near = found.near_misses(path) if path in explained else ()
        beside = tuple((one.member.numbers[0], one.reason) for one in near)
        figures[path] = Kept(
            figure.label, figure.number, figure.unit, found.sentence(path), held, beside
        )
    return Snapshot(found.period, figures, as_json(found), found.missing)


def without_numbers(taken: Snapshot, hidden: Collection[str]) -> Snapshot:
    """The snapshot for who may not see these cases: they are counted, and bear no number."""
    if not hidden:
        return taken
    numbers = {
        number
        for kept in taken.figures.values()
        for member in kept.members
        if member.numbers
        for case, number in zip(member.case_ids, member.numbers, strict=True)
        if case in hidden
    }

    def masked(number: str) -> str:
        return HIDDEN_NUMBER if number in numbers else number

    def closed(member: Member) -> Member:
        pairs = zip(member.case_ids, member.numbers, strict=True) if member.numbers else ()
        return replace(
            member, numbers=tuple(HIDDEN_NUMBER if case in hidden else no for case, no in pairs)
        )

    return replace(
        taken,
        figures={
            path: replace(
                kept,
                members=tuple(map(closed, kept.members)),
                beside=tuple((masked(number), why) for number, why in kept.beside),
            )
            for path, kept in taken.figures.items()
        },
        missing=tuple(
            replace(gap, number=HIDDEN_NUMBER if gap.id in hidden else gap.number)
            for gap in taken.missing
        ),
        late=tuple(one for one in taken.late if one.case_id not in hidden),
        contact_numbers={
            case: HIDDEN_NUMBER if case in hidden else number
            for case, number in taken.contact_numbers.items()
        },
    )


class _Members:
    """Makes each member once: a case stands in many figures."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, Unit], Member] = {}

    def of(self, row: CountedRow, unit: Unit) -> Member:
        """The member that a row is in figures of this unit; rows outlive this object."""
        key = (id(row), unit)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = member_of(row, unit)
        return found


def packed(taken: Snapshot) -> tuple[bytes, str]:
    """The snapshot as it is kept, and the SHA-256 of its text."""
    places: dict[Member, int] = {}
    figures = [
        [path, kept.label, kept.number, kept.unit.value, kept.sentence,
         [places.setdefault(member, len(places)) for member in kept.members],
         [list(pair) for pair in kept.beside]]
        for path, kept in taken.figures.items()
    ]  # fmt: skip
    whole = {
        "edition": _EDITION,
        "period": [taken.period.kind, taken.period.first.isoformat()],
        "members": [
            [one.id, one.unit.value, list(one.case_ids), list(one.numbers), one.amount]
            for one in places
        ],
        "figures": figures,
        "numbers": taken.numbers,
        "missing": [_gap(gap) for gap in taken.missing],
        "late": [asdict(one) for one in taken.late],
        "contact_numbers": taken.contact_numbers,
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(text, 6), hashlib.sha256(text).hexdigest()


def unpacked(data: bytes, digest: str) -> Snapshot:
    """The snapshot behind `packed`; refused when it is not the one that was kept."""
    try:
        text = zlib.decompress(data)
    except zlib.error as cause:
        raise DatabaseDamaged(_DAMAGED) from cause
    if hashlib.sha256(text).hexdigest() != digest:
        raise DatabaseDamaged(_DAMAGED)
    whole = json.loads(text)
    members = [_member(row) for row in whole["members"]]
    figures = {
        path: Kept(
            label,
            number,
            Unit(unit),
            sentence,
            tuple(members[at] for at in held),
            tuple((case, reason) for case, reason in beside),
        )
        for path, label, number, unit, sentence, held, beside in whole["figures"]
    }
    kind: PeriodKind = whole["period"][0]
    first: str = whole["period"][1]
    return Snapshot(
        period_of(kind, date.fromisoformat(first)),
        figures,
        whole["numbers"],
        tuple(_missing(*gap) for gap in whole["missing"]),
        tuple(Late(**one) for one in whole["late"]),
        whole["contact_numbers"],
    )


def _member(row: list[Any]) -> Member:
    return Member(row[0], Unit(row[1]), tuple(row[2]), tuple(row[3]), row[4])


def _gap(gap: Missing) -> list[Any]:
    facts = [gap.kind, gap.id, gap.number, gap.field, gap.reason, gap.blocks]
    return [*facts, list(gap.paths)]


def _missing(
    kind: str, key: str, number: str, name: str, reason: str, blocks: bool, paths: list[str]
) -> Missing:
    return Missing(kind, key, number, name, reason, blocks, partial(tuple, paths))
