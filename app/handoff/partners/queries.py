"""Reads of our own keys and of the partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.clock import JST
from app.handoff.partners.rules import KINDS, KeyState
from app.handoff.sealing.card import Card
from app.handoff.sealing.envelope import Standing
from app.handoff.sealing.keys import OwnKeys, PublicKeys, check_words, short
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Permission
from app.storage.records import Exchange, OfficeKey, OfficeRecord, Organisation, Partner, PartnerKey
from app.storage.work import Reading


@dataclass(frozen=True)
class KeyLine:
    """A key of a partner as the screen shows it."""

    id: str
    version: int
    state: KeyState
    fingerprint: str
    confirmed_on: date | None
    confirmed_by: str | None
    confirmed_with: str
    second_by: str | None
    second_how: str

    @property
    def short(self) -> str:
        """The first digits of the fingerprint."""
        return short(self.fingerprint)

    @property
    def words(self) -> tuple[str, ...]:
        """確かめの言葉."""
        return check_words(self.fingerprint)


@dataclass(frozen=True)
class PartnerLine:
    """An office that letters go to."""

    id: str
    version: int
    identity: str
    kind: str
    name: str
    center_no: int | None
    organisation_id: str
    organisation: str
    on_paper: bool
    ended_on: date | None
    note: str
    keys: tuple[KeyLine, ...]
    exchanges: int

    @property
    def sealed_to(self) -> KeyLine | None:
        """The key that letters are sealed to."""
        return next((key for key in self.keys if key.state is KeyState.CONFIRMED), None)


def own_keys(reading: Reading) -> tuple[OwnKeys, ...]:
    """Our keys, the newest first: it signs; all of them open what was sealed to them."""
    reading.require(Permission.DISCLOSE)
    rows = reading.session.scalars(
        select(OfficeKey)
        .where(OfficeKey.office_id == reading.office_id)
        .order_by(OfficeKey.created_at.desc(), OfficeKey.id.desc())
    )
    return tuple(OwnKeys(row.sign_private, row.seal_private) for row in rows)


@dataclass(frozen=True)
class OwnCard:
    """What stands on our own card: the newest key, since when, and the words read out by phone."""

    fingerprint: str
    made_on: date

    @property
    def short(self) -> str:
        """The first digits of the fingerprint."""
        return short(self.fingerprint)

    @property
    def words(self) -> tuple[str, ...]:
        """確かめの言葉."""
        return check_words(self.fingerprint)


def own_card(reading: Reading) -> OwnCard | None:
    """The public side of our newest keys; None for an office without keys."""
    reading.require(Permission.DISCLOSE)
    row = reading.session.execute(
        select(OfficeKey.fingerprint, OfficeKey.created_at)
        .where(OfficeKey.office_id == reading.office_id)
        .order_by(OfficeKey.created_at.desc(), OfficeKey.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return OwnCard(row.fingerprint, row.created_at.astimezone(JST).date())


def has_keys(reading: Reading) -> bool:
    """Whether the office has keys at all."""
    reading.require(Permission.DISCLOSE)
    asked = select(OfficeKey.id).where(OfficeKey.office_id == reading.office_id).limit(1)
    return reading.session.scalar(asked) is not None


def partners(reading: Reading) -> tuple[PartnerLine, ...]:
    """Every partner, those no longer written to last."""
    reading.require(Permission.READ_CASES)
    exchanges = (
        select(Exchange.partner_id, func.count().label("count"))
        .where(Exchange.office_id == reading.office_id)
        .group_by(Exchange.partner_id)
        .subquery()
    )
    rows = reading.session.execute(
        select(Partner, Organisation.name, func.coalesce(exchanges.c.count, 0))
        .join(Organisation, Organisation.id == Partner.organisation_id)
        .outerjoin(exchanges, exchanges.c.partner_id == Partner.id)
        .where(Partner.office_id == reading.office_id)
        .order_by(Partner.ended_on.is_not(None), Partner.kind, Partner.center_no, Partner.name)
    ).all()
    keys = _keys_of(reading)
    return tuple(
        PartnerLine(
            id=partner.id,
            version=partner.version,
            identity=partner.identity,
            kind=partner.kind,
            name=partner.name,
            center_no=partner.center_no,
            organisation_id=partner.organisation_id,
            organisation=organisation,
            on_paper=partner.on_paper,
            ended_on=partner.ended_on,
            note=partner.note,
            keys=keys.get(partner.id, ()),
            exchanges=count,
        )
        for partner, organisation, count in rows
    )


def partner(reading: Reading, partner_id: str) -> PartnerLine:
    """One partner; `NotFound` when there is none."""
    reading.require(Permission.READ_CASES)
    reading.get(Partner, partner_id)
    return next(one for one in partners(reading) if one.id == partner_id)


def same_centre(reading: Reading, partner_id: str) -> bool:
    """Whether a partner is this centre: compared by centre, 札幌 and 釧路 are two."""
    reading.require(Permission.READ_CASES)
    own = reading.get(OfficeRecord, reading.office_id).center_no
    return own is not None and own == reading.get(Partner, partner_id).center_no


def organisation_of(reading: Reading, card: Card) -> str:
    """The 関係機関 that a card is of: by its place in the country's lists, else by name; '' for none."""
    reading.require(Permission.READ_CASES)
    listed = (
        f"settlement_center:{card.center_no}"
        if card.kind is OfficeKind.CENTRE
        else f"probation_office:{card.name}"
    )
    found = reading.session.scalar(
        select(Organisation.id)
        .where(
            Organisation.office_id == reading.office_id,
            Organisation.kind == KINDS[card.kind],
            (Organisation.listed_as == listed) | (Organisation.name == card.name),
        )
        .order_by(Organisation.listed_as != listed, Organisation.id)
        .limit(1)
    )
    return found or ""


def signer(reading: Reading, fingerprint: str) -> PublicKeys | Standing | None:
    """Whose signature this is: a confirmed key of a partner that is still written to."""
    reading.require(Permission.DISCLOSE)
    row = reading.session.execute(
        select(PartnerKey.state, PartnerKey.sign_public, PartnerKey.seal_public, Partner.ended_on)
        .join(Partner, Partner.id == PartnerKey.partner_id)
        .where(PartnerKey.office_id == reading.office_id, PartnerKey.fingerprint == fingerprint)
    ).first()
    if row is None or row.state in (KeyState.UNCONFIRMED, KeyState.HEARD):
        return None
    if row.state != KeyState.CONFIRMED or row.ended_on is not None:
        return Standing.REVOKED
    return PublicKeys(row.sign_public, row.seal_public)


def _keys_of(reading: Reading) -> dict[str, tuple[KeyLine, ...]]:
    found: dict[str, tuple[KeyLine, ...]] = {}
    for key in reading.session.scalars(
        select(PartnerKey)
        .where(PartnerKey.office_id == reading.office_id)
        .order_by(PartnerKey.created_at.desc(), PartnerKey.id.desc())
    ):
        line = KeyLine(
            id=key.id,
            version=key.version,
            state=KeyState(key.state),
            fingerprint=key.fingerprint,
            confirmed_on=key.confirmed_on,
            confirmed_by=key.confirmed_by,
            confirmed_with=key.confirmed_with,
            second_by=key.second_by,
            second_how=key.second_how,
        )
        found[key.partner_id] = (*found.get(key.partner_id, ()), line)
    return found
