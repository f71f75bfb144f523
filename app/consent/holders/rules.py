"""Who holds what about a person, since when, on what basis, what ends (pure).

Everything follows from the consents with their withdrawals and the disclosures with their ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app import codes
from app.calendar import wareki
from app.consent.disclosures.rules import Ended, given_back, is_void, told_on

ITEM_BREAK = "／"
"""Between items, whose own words hold 「・」."""


class Ground(StrEnum):
    """How the basis of what is held stands today."""

    STANDS = "stands"
    """Without an end that is known."""
    ENDS = "ends"
    """It ends on a day ahead."""
    EXPIRED = "expired"
    """The consent ran out: ask for it back, or for a new consent."""
    WITHDRAWN = "withdrawn"
    """The consent was withdrawn: whoever holds something must be told."""


@dataclass(frozen=True)
class Shared:
    """A disclosure as far as it decides who holds what."""

    id: str
    organisation_id: str
    organisation: str
    kind: str
    day: date
    items: tuple[str, ...]
    basis: str
    law: str
    consent_id: str | None = None
    meeting_id: str | None = None
    ends: tuple[Ended, ...] = ()


@dataclass(frozen=True)
class Term:
    """A consent as far as it decides: its last day, and the day it was withdrawn."""

    valid_to: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class Hold:
    """What one organisation holds on one basis."""

    basis: str
    law: str
    consent_id: str | None
    since: date
    """The first day on which something of it was handed on."""
    last: date
    items: tuple[str, ...]
    disclosure_ids: tuple[str, ...]
    parts: tuple[tuple[date, tuple[str, ...]], ...]
    """The items by the first day on which each was handed on."""
    ground: Ground
    until: date | None = None
    """The last day of the basis: ahead, or behind where it is over."""
    told: bool = False
    """Whether the holder was told that the consent is withdrawn."""

    @property
    def must_be_told(self) -> bool:
        """Whether the consent is withdrawn and nobody has said so to the holder yet."""
        return self.ground is Ground.WITHDRAWN and not self.told

    @property
    def told_on_withdrawal(self) -> bool:
        """Whether the holder must be told once the person takes a consent back."""
        return self.consent_id is not None


@dataclass(frozen=True)
class Holder:
    """An organisation that holds something."""

    organisation_id: str
    name: str
    kind: str
    holds: tuple[Hold, ...]

    @property
    def since(self) -> date:
        """Since when it holds anything."""
        return min(hold.since for hold in self.holds)

    @property
    def items(self) -> frozenset[str]:
        """Everything it holds."""
        return frozenset(item for hold in self.holds for item in hold.items)


@dataclass(frozen=True)
class GivenBack:
    """An organisation that holds nothing more of a disclosure."""

    shared: Shared
    ended: Ended


def holders(shared: Iterable[Shared], terms: Mapping[str, Term], today: date) -> tuple[Holder, ...]:
    """Everybody who holds something, who has held it longest first."""
    groups: dict[str, dict[tuple[str, str | None, str], list[Shared]]] = {}
    for one in _in_order(shared):
        if given_back(one.ends) is None:
            of_it = groups.setdefault(one.organisation_id, {})
            of_it.setdefault((one.basis, one.consent_id, one.law), []).append(one)
    found = [
        Holder(
            organisation_id,
            next(iter(of_it.values()))[0].organisation,
            next(iter(of_it.values()))[0].kind,
            tuple(_hold(many, terms, today) for many in of_it.values()),
        )
        for organisation_id, of_it in groups.items()
    ]
    return tuple(sorted(found, key=lambda holder: (holder.since, holder.organisation_id)))


def no_longer(shared: Iterable[Shared]) -> tuple[GivenBack, ...]:
    """What was returned or erased, the newest first; what was recorded by mistake is left out."""
    found = [
        GivenBack(one, ended)
        for one in _in_order(shared)
        if (ended := given_back(one.ends)) is not None and not is_void(one.ends)
    ]
    return tuple(sorted(found, key=lambda back: (back.ended.day, back.shared.id), reverse=True))


def to_tell(found: Iterable[Holder], consent_id: str) -> tuple[tuple[Holder, Hold], ...]:
    """Everybody who holds something on a consent: whom to tell when it is withdrawn."""
    return tuple(
        (holder, hold) for holder in found for hold in holder.holds if hold.consent_id == consent_id
    )


def next_month(day: date) -> tuple[date, date]:
    """The first and last day of the month after a day's."""
    first = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)


def ends_next_month(hold: Hold, today: date) -> bool:
    """Whether the basis ends in the month after this one."""
    first, last = next_month(today)
    return hold.ground is Ground.ENDS and hold.until is not None and first <= hold.until <= last


def ends_soon(hold: Hold, today: date) -> bool:
    """Whether the basis ends this month or the next."""
    last = next_month(today)[1]
    return hold.ground is Ground.ENDS and hold.until is not None and hold.until <= last


def ground_words(hold: Hold, today: date) -> str:
    """How the basis stands, in one phrase: 「R8.12.20 まで（来月で終わり）」."""
    day = wareki.short(hold.until) if hold.until else ""
    if hold.ground is Ground.WITHDRAWN:
        return f"{day} に撤回（{'連絡ずみ' if hold.told else 'まだ連絡していません'}）"
    if hold.ground is Ground.EXPIRED:
        return f"{day} で期間終了"
    if hold.ground is Ground.ENDS:
        if ends_next_month(hold, today):
            return f"{day} まで（来月で終わり）"
        return f"{day} まで（今月で終わり）" if ends_soon(hold, today) else f"{day} まで"
    return "撤回まで" if hold.consent_id else "期限の定めなし"


def part_lines(hold: Hold) -> tuple[str, ...]:
    """The items in a line for each day on which more was handed on; later lines name the day."""
    return tuple(
        f"{'' if day == hold.since else f'{wareki.short(day)} から: '}{ITEM_BREAK.join(item_labels(items))}"
        for day, items in hold.parts
    )


def item_labels(items: Iterable[str]) -> tuple[str, ...]:
    """The words of the items, in the order of their table."""
    wanted = set(items)
    return tuple(row.label for row in codes.table("info_item") if row.code in wanted)


def _in_order(shared: Iterable[Shared]) -> list[Shared]:
    return sorted(shared, key=lambda one: (one.day, one.id))


def _hold(many: list[Shared], terms: Mapping[str, Term], today: date) -> Hold:
    first = many[0]
    held = {item for one in many for item in one.items}
    term = terms.get(first.consent_id or "", Term())
    ground, until = _ground(term, today)
    return Hold(
        basis=first.basis,
        law=first.law,
        consent_id=first.consent_id,
        since=first.day,
        last=many[-1].day,
        items=tuple(row.code for row in codes.table("info_item") if row.code in held),
        disclosure_ids=tuple(one.id for one in many),
        parts=_parts(many),
        ground=ground,
        until=until,
        told=ground is Ground.WITHDRAWN
        and all(told_on(one.ends, first.consent_id) is not None for one in many),
    )


def _parts(many: list[Shared]) -> tuple[tuple[date, tuple[str, ...]], ...]:
    order = [row.code for row in codes.table("info_item")]
    first: dict[str, date] = {}
    for one in many:
        for item in one.items:
            first.setdefault(item, one.day)
    days = sorted(set(first.values()))
    return tuple((day, tuple(item for item in order if first.get(item) == day)) for day in days)


def _ground(term: Term, today: date) -> tuple[Ground, date | None]:
    if term.withdrawn_on is not None and term.withdrawn_on <= today:
        return Ground.WITHDRAWN, term.withdrawn_on
    if term.valid_to is None:
        return Ground.STANDS, None
    return (Ground.ENDS if today <= term.valid_to else Ground.EXPIRED), term.valid_to
