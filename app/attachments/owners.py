"""What a file can belong to: the records, and how each is told from others of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app import codes
from app.attachments.rules import OwnerKind
from app.calendar import wareki
from app.storage.records import (
    Activity,
    Application,
    Consent,
    Episode,
    KeptLetter,
    Meeting,
    Person,
    ReceivedPaper,
    Referral,
    Signal,
    Spending,
)
from app.storage.records.base import OfOffice

_Words = Callable[[Any], str]
OWNERS: dict[OwnerKind, tuple[type[OfOffice], _Words]] = {
    OwnerKind.ACTIVITY: (
        Activity,
        lambda row: f"{wareki.short(row.day)} {codes.label('means', row.means)}",
    ),
    OwnerKind.EPISODE: (
        Episode,
        lambda row: f"{codes.label('service', row.service)} {row.number}",
    ),
    OwnerKind.PERSON: (Person, lambda row: ""),
    OwnerKind.APPLICATION: (Application, lambda row: codes.label("application_kind", row.kind)),
    OwnerKind.CONSENT: (Consent, lambda row: wareki.short(row.given_on)),
    OwnerKind.MEETING: (Meeting, lambda row: wareki.short(row.day)),
    OwnerKind.REFERRAL: (Referral, lambda row: wareki.short(row.sent_on) if row.sent_on else ""),
    OwnerKind.SIGNAL: (Signal, lambda row: wareki.short(row.received_on)),
    OwnerKind.RECEIVED_PAPER: (
        ReceivedPaper,
        lambda row: codes.label("received_paper", row.kind),
    ),
    OwnerKind.LETTER: (KeptLetter, lambda row: codes.label("letter_kind", row.kind)),
    OwnerKind.SPENDING: (
        Spending,
        lambda row: f"{wareki.short(row.day)} {codes.label('expense', row.category)}",
    ),
}
"""Where the record of a kind is kept, and the words that tell it from others of its kind.

Its `person_id`, where it has one, becomes the file's.
"""
