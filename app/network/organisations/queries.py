"""Reads of 関係機関: whom a search finds, which may be the same, and one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, or_, select

from app import places
from app.network.organisations.rules import (
    OrganisationInput,
    bare_name,
    kinds_said,
    words_of,
)
from app.people import names
from app.staff.permissions import Permission
from app.storage.records import Organisation
from app.storage.work import Reading

MOST = 12
_CLOSED = "閉鎖した機関です。直すときは、先に閉鎖を取り消してください。"


@dataclass(frozen=True)
class OrganisationRow:
    """A 関係機関 as lists and choices show it."""

    id: str
    kind: str
    public: bool
    name: str
    kana: str
    prefecture: str
    municipality: str
    phone: str
    hidden_address: bool
    closed_on: date | None


@dataclass(frozen=True)
class OrganisationPage:
    """One 関係機関 with what may be done to it."""

    id: str
    version: int
    facts: OrganisationInput
    closed_on: date | None
    listed: bool
    """Whether it came from the lists of `resources/places/`."""
    edit_refusal: str
    change_refusal: str
    """As `edit_refusal`, and while it is closed."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.facts.name

    @property
    def kind(self) -> str:
        """Code of `organisation_kind`."""
        return self.facts.kind

    @property
    def public(self) -> bool:
        """Whether it is one of 行政機関等."""
        return self.facts.public


def search(
    reading: Reading,
    text: str,
    kinds: Collection[str] = (),
    limit: int = MOST,
    *,
    closed: bool = False,
) -> tuple[OrganisationRow, ...]:
    """The 関係機関 that a text finds, those whose name begins with it first; all for an empty one.

    `kinds` narrows the search; closed ones are found only when `closed` says so.
    """
    reading.require(Permission.READ_CASES)
    query = select(Organisation).where(Organisation.office_id == reading.office_id, finding(text))
    if kinds:
        query = query.where(Organisation.kind.in_(kinds))
    if not closed:
        query = query.where(Organisation.closed_on.is_(None))
    begins = Organisation.search_key.startswith(names.search_folded(text), autoescape=True)
    found = reading.session.scalars(
        query.order_by(case((begins, 0), else_=1), Organisation.kana_key, Organisation.id).limit(
            limit
        )
    )
    return tuple(_row(one) for one in found)


def finding(text: str) -> ColumnElement[bool]:
    """Whether a 関係機関 is found: the whole text in its name, or each word in something of it."""
    whole = names.search_folded(text)
    each = [_hits(word) for word in words_of(text)]
    return or_(
        Organisation.search_key.contains(whole, autoescape=True),
        and_(*each) if each else false(),
    )


def organisation(reading: Reading, organisation_id: str) -> OrganisationPage:
    """One 関係機関."""
    reading.require(Permission.READ_CASES)
    found = reading.get(Organisation, organisation_id)
    values: dict[str, Any] = {
        field.name: "" if (value := getattr(found, field.name)) is None else value
        for field in fields(OrganisationInput)
    }
    refusal = reading.actor.refusal(Permission.EDIT_NETWORK)
    return OrganisationPage(
        id=found.id,
        version=found.version,
        facts=OrganisationInput(**values),
        closed_on=found.closed_on,
        listed=found.listed_as is not None,
        edit_refusal=refusal,
        change_refusal=refusal or (_CLOSED if found.closed_on else ""),
    )


def organisations(reading: Reading, ids: Iterable[str]) -> dict[str, OrganisationRow]:
    """Some 関係機関 by id, also closed ones; ids that are not there are left out."""
    reading.require(Permission.READ_CASES)
    found = reading.session.scalars(
        select(Organisation).where(
            Organisation.office_id == reading.office_id, Organisation.id.in_(set(ids))
        )
    )
    return {one.id: _row(one) for one in found}


def similar(
    reading: Reading, name: str, kana: str = "", besides: str = ""
) -> tuple[OrganisationRow, ...]:
    """関係機関 on record that may be the one being typed: the same name or kana, however written.

    A legal form said or left out (社会福祉法人, NPO法人 …) makes no difference.
    """
    reading.require(Permission.READ_CASES)
    bare, key = bare_name(name), names.katakana(kana)
    if not names.plain(name) and not key:
        return ()
    same = [Organisation.search_key.contains(bare, autoescape=True)] if bare else []
    if key:
        same.append(Organisation.kana_key == key)
    found = reading.session.scalars(
        select(Organisation)
        .where(Organisation.office_id == reading.office_id, Organisation.id != besides, or_(*same))
        .order_by(Organisation.kana_key, Organisation.id)
    )
    return tuple(
        _row(one)
        for one in found
        if bare_name(one.name) == bare or (key and names.katakana(one.kana) == key)
    )[:MOST]


def _hits(word: str) -> ColumnElement[bool]:
    """Whether one folded word is in the name, or says the kind or the prefecture."""
    prefectures = [
        one.code for one in places.prefectures() if word in names.search_folded(one.name)
    ]
    return or_(
        Organisation.search_key.contains(word, autoescape=True),
        Organisation.kind.in_(kinds_said(word)),
        Organisation.prefecture.in_(prefectures),
    )


def _row(one: Organisation) -> OrganisationRow:
    return OrganisationRow(
        id=one.id,
        kind=one.kind,
        public=one.public,
        name=one.name,
        kana=one.kana,
        prefecture=one.prefecture or "",
        municipality=one.municipality or "",
        phone=one.phone,
        hidden_address=one.hidden_address,
        closed_on=one.closed_on,
    )
