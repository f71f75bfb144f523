"""Changes to 担当者 at a 関係機関."""

from __future__ import annotations

from app.network.contacts.rules import CheckedContact, ContactInput, check_contact
from app.network.organisations.actions import refresh_search_key
from app.staff.permissions import Permission
from app.storage.records import Organisation, OrganisationContact
from app.storage.work import Work

_FIELDS = ("name", "post", "phone", "mail", "note", "left_on")


def add(work: Work, organisation_id: str, typed: ContactInput) -> str:
    """Keep somebody new at a 関係機関 and give back the id."""
    work.require(Permission.EDIT_NETWORK)
    contact = OrganisationContact(organisation_id=work.get(Organisation, organisation_id).id)
    _write(contact, check_contact(typed, work.clock.today()))
    work.add(contact)
    _tell(work, contact, "organisation.contact_added", "担当者を登録")
    return contact.id


def change(work: Work, contact_id: str, version: int, typed: ContactInput) -> None:
    """Keep what was corrected, or that somebody left."""
    work.require(Permission.EDIT_NETWORK)
    contact = work.get(OrganisationContact, contact_id)
    work.check_version(contact, version)
    checked = check_contact(typed, work.clock.today())
    if all(getattr(contact, name) == getattr(checked, name) for name in _FIELDS):
        return
    _write(contact, checked)
    _tell(work, contact, "organisation.contact_changed", "担当者を訂正")


def remove(work: Work, contact_id: str, version: int) -> None:
    """Take away somebody who was entered by mistake."""
    work.require(Permission.EDIT_NETWORK)
    contact = work.get(OrganisationContact, contact_id)
    work.check_version(contact, version)
    work.session.delete(contact)
    _tell(work, contact, "organisation.contact_removed", "担当者を削除")


def _write(contact: OrganisationContact, checked: CheckedContact) -> None:
    for name in _FIELDS:
        setattr(contact, name, getattr(checked, name))


def _tell(work: Work, contact: OrganisationContact, kind: str, words: str) -> None:
    organisation = work.get(Organisation, contact.organisation_id)
    work.session.flush()
    refresh_search_key(work, organisation.id)
    work.touch(organisation)
    work.touch(contact)
    work.tell(
        kind,
        f"{words}：{organisation.name}",
        subject_kind="organisation",
        subject_id=organisation.id,
        details={"contact": contact.id},
    )
