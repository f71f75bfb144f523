"""What may be typed for something that was shared in a 会議 (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.consent.laws import Ask, Basis, Provider
from app.meetings.rules import Sharing, sharing

CONSENT, SUPPORT_BASIS = "consent", "support_meeting"


@dataclass(frozen=True)
class ShareInput:
    """What was told: about whom (lines of the discussed), to which organisations, which items."""

    discussed: tuple[str, ...]
    organisations: tuple[str, ...]
    items: tuple[str, ...]
    basis: str = ""
    """Id of a legal basis; '' for the one of the kind of meeting."""
    content: str = ""
    purpose: str = ""
    why: str = ""
    prosecutor_view: str = ""
    prosecutor_asked_on: str = ""


@dataclass(frozen=True)
class Refused:
    """About whom, to which organisation it could not be shared, and why, with the ways open."""

    who: str
    organisation: str
    reason: str


@dataclass(frozen=True)
class Shared:
    """What became of it: how much was recorded, and what was not."""

    recorded: int
    refused: tuple[Refused, ...] = ()


def told(refused: Iterable[Refused]) -> tuple[str, ...]:
    """A line for each reason: about whom, to whom, why; the same reason is said once."""
    by_reason: dict[str, dict[str, list[str]]] = {}
    for one in refused:
        by_reason.setdefault(one.reason, {}).setdefault(one.who, []).append(one.organisation)
    lines = []
    for reason, whom in by_reason.items():
        pairs = "、".join(f"{who} → {'・'.join(places)}" for who, places in whom.items())
        lines.append(f"{pairs}: {reason}")
    return tuple(lines)


def usual_basis(kind: str) -> str:
    """The basis on which a meeting of this kind shares as a rule."""
    return SUPPORT_BASIS if sharing(kind) is Sharing.SECRECY else CONSENT


def bases(kind: str, provider: Provider, known: Iterable[Basis]) -> tuple[Basis, ...]:
    """The bases that can be chosen for what is shared in a meeting of this kind."""
    usable = [basis for basis in known if basis.clauses(provider)]
    how = sharing(kind)
    if how is Sharing.SECRECY:
        return tuple(basis for basis in usable if Ask.MEETING in basis.asks)
    if how is Sharing.CONSENT:
        return tuple(basis for basis in usable if Ask.CONSENT in basis.asks)
    return tuple(basis for basis in usable if Ask.MEETING not in basis.asks)
