"""Changes to 関係機関: they are closed, never deleted, because records name them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from sqlalchemy import select

from app import codes
from app.cases.checking import Checking
from app.errors import FieldProblem, InvalidInput
from app.network.organisations.rules import (
    KINDS,
    OrganisationInput,
    check_organisation,
    kana_key,
    search_key,
)
from app.staff.permissions import Permission
from app.storage.records import Organisation, OrganisationContact
from app.storage.work import Work

_FIELDS = tuple(field.name for field in fields(OrganisationInput))
_EMPTY_IS_NONE = frozenset({"prefecture", "municipality"})
_OPEN_AGAIN = "閉鎖の記録がありません。画面を読み直してください。"


def add(work: Work, typed: OrganisationInput) -> str:
    """Keep a new 関係機関 and give back its id."""
    work.require(Permission.EDIT_NETWORK)
    organisation = _new(check_organisation(typed, work.clock.today()))
    work.add(organisation)
    _tell(work, organisation, "organisation.added", "関係機関を登録")
    return organisation.id


def add_known(work: Work, known: OrganisationInput, listed_as: str) -> None:
    """Keep one of the lists of `resources/places/`; whoever takes them tells the history."""
    work.require(Permission.EDIT_NETWORK)
    organisation = _new(known)
    organisation.listed_as = listed_as
    work.add(organisation)


def change(work: Work, organisation_id: str, version: int, typed: OrganisationInput) -> None:
    """Keep what was corrected of a 関係機関."""
    work.require(Permission.EDIT_NETWORK)
    organisation = work.get(Organisation, organisation_id)
    work.check_version(organisation, version)
    checked = check_organisation(typed, work.clock.today())
    if all(
        (getattr(organisation, name) or "") == (getattr(checked, name) or "") for name in _FIELDS
    ):
        return
    _write(organisation, checked)
    refresh_search_key(work, organisation.id)
    _tell(work, organisation, "organisation.changed", "関係機関を訂正")


def close(work: Work, organisation_id: str, version: int, day: str) -> None:
    """Say that a 関係機関 is no longer there: it is not offered, and stays where it is named."""
    work.require(Permission.EDIT_NETWORK)
    organisation = work.get(Organisation, organisation_id)
    work.check_version(organisation, version)
    organisation.closed_on = _closed_on(day, work.clock.today())
    _tell(work, organisation, "organisation.closed", "関係機関を閉鎖とした")


def reopen(work: Work, organisation_id: str, version: int) -> None:
    """Offer a 関係機関 again that was closed by mistake."""
    work.require(Permission.EDIT_NETWORK)
    organisation = work.get(Organisation, organisation_id)
    work.check_version(organisation, version)
    if organisation.closed_on is None:
        raise InvalidInput((FieldProblem("closed_on", _OPEN_AGAIN),))
    organisation.closed_on = None
    _tell(work, organisation, "organisation.reopened", "関係機関の閉鎖を取り消した")


def refresh_search_key(work: Work, organisation_id: str) -> None:
    """Make a 関係機関 found by its name, kana, telephone and the people there."""
    work.require(Permission.EDIT_NETWORK)
    organisation = work.get(Organisation, organisation_id)
    contacts = work.session.scalars(
        select(OrganisationContact.name)
        .where(
            OrganisationContact.organisation_id == organisation.id,
            OrganisationContact.left_on.is_(None),
        )
        .order_by(OrganisationContact.id)
    )
    organisation.search_key = search_key(
        organisation.name, organisation.kana, organisation.phone, tuple(contacts)
    )


def _new(checked: OrganisationInput) -> Organisation:
    organisation = Organisation()
    _write(organisation, checked)
    organisation.search_key = search_key(checked.name, checked.kana, checked.phone)
    return organisation


def _write(organisation: Organisation, checked: OrganisationInput) -> None:
    for name in _FIELDS:
        value = getattr(checked, name)
        setattr(organisation, name, (value or None) if name in _EMPTY_IS_NONE else value)
    organisation.kana_key = kana_key(checked.name, checked.kana)


def _closed_on(text: str, today: date) -> date:
    checking = Checking(today)
    day = checking.full_day(
        "closed_on", "閉鎖した日", checking.past_day("closed_on", "閉鎖した日", text)
    )
    if day is None:
        checking.wrong("closed_on", "閉鎖した日を入力してください（例: R8.4.1）。")
    checking.settle()
    return day or today


def _tell(work: Work, organisation: Organisation, kind: str, words: str) -> None:
    work.touch(organisation)
    work.tell(
        kind,
        f"{words}：{organisation.name}（{codes.label(KINDS, organisation.kind)}）",
        subject_kind="organisation",
        subject_id=organisation.id,
    )
