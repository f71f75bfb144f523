"""Changes to 関係者 and to the person's own 連絡先.

Each names a case, not a person: the case leads to the person's record that is kept today, also
when two records were made one after the form was opened.
"""

from __future__ import annotations

from app import codes
from app.people.family.rules import (
    KINDS,
    ContactInput,
    RelatedInput,
    check_contact,
    check_related,
)
from app.staff.permissions import Permission
from app.storage.records import Episode, Person, RelatedPerson
from app.storage.work import Work

_RELATED = ("kind", "name", "relation", "phone", "address", "may_contact", "emergency", "note")
_CONTACT = (("phone", "電話"), ("address", "現住所"), ("registered_at", "住民票の所在地"))


def add(work: Work, episode_id: str, typed: RelatedInput) -> str:
    """Keep somebody new who belongs to the case's person and give back the id."""
    work.require(Permission.EDIT_CASES)
    person = work.get(Person, work.get(Episode, episode_id).person_id)
    related = RelatedPerson(person_id=person.id)
    _write(related, check_related(typed, work.clock.today()))
    work.add(related)
    _tell(work, related, "related.added", "関係者を登録")
    return related.id


def correct(work: Work, related_id: str, version: int, typed: RelatedInput) -> None:
    """Keep the corrected facts of somebody who belongs to the person."""
    work.require(Permission.EDIT_CASES)
    related = work.get(RelatedPerson, related_id)
    work.check_version(related, version)
    checked = check_related(typed, work.clock.today())
    if all(getattr(related, name) == getattr(checked, name) for name in _RELATED):
        return
    _write(related, checked)
    _tell(work, related, "related.corrected", "関係者を訂正")


def remove(work: Work, related_id: str, version: int) -> None:
    """Take away somebody who was entered by mistake."""
    work.require(Permission.EDIT_CASES)
    related = work.get(RelatedPerson, related_id)
    work.check_version(related, version)
    _tell(work, related, "related.removed", "関係者を削除")
    work.session.delete(related)


def write_contact(work: Work, episode_id: str, version: int, typed: ContactInput) -> None:
    """Keep where the case's person can be reached; `version` is that of the person."""
    work.require(Permission.EDIT_CASES)
    person = work.get(Person, work.get(Episode, episode_id).person_id)
    work.check_version(person, version)
    checked = check_contact(typed, work.clock.today())
    changed = [words for name, words in _CONTACT if getattr(person, name) != getattr(checked, name)]
    if not changed:
        return
    for name, _ in _CONTACT:
        setattr(person, name, getattr(checked, name))
    work.tell(
        "person.contact",
        f"{'・'.join(changed)}を訂正",
        subject_kind="person",
        subject_id=person.id,
        details={"fields": changed},
    )


def _write(related: RelatedPerson, checked: RelatedInput) -> None:
    for name in _RELATED:
        setattr(related, name, getattr(checked, name))


def _tell(work: Work, related: RelatedPerson, kind: str, words: str) -> None:
    work.touch(related)
    work.touch(work.get(Person, related.person_id))
    work.tell(
        kind,
        f"{words}（{codes.label(KINDS, related.kind)}）",
        subject_kind="person",
        subject_id=related.person_id,
    )
