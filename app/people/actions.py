"""Changes to persons."""

from __future__ import annotations

from sqlalchemy import select

from app.errors import InvalidInput
from app.people import names
from app.people.naming import write_name
from app.people.rules import CheckedPerson, PersonInput, check_person
from app.staff.permissions import Permission
from app.storage.records import Episode, Person
from app.storage.work import Work


def register(work: Work, typed: PersonInput) -> str:
    """Keep a new person and give back the id."""
    work.require(Permission.EDIT_CASES)
    checked = check_person(typed, work.clock.today())
    if checked.problems:
        raise InvalidInput(checked.problems)
    person = Person(anonymous=typed.anonymous, note=typed.note)
    write_name(person, checked.name, checked.kana)
    person.sex, person.birth = checked.sex, checked.birth
    work.add(person)
    work.tell("person.registered", "対象者を登録", subject_kind="person", subject_id=person.id)
    return person.id


def correct(work: Work, person_id: str, version: int, typed: PersonInput) -> None:
    """Keep the corrected facts of a person."""
    work.require(Permission.EDIT_CASES)
    checked = check_person(typed, work.clock.today())
    if checked.problems:
        raise InvalidInput(checked.problems)
    person = work.get(Person, person_id)
    work.check_version(person, version)
    changed = _differences(person, checked, typed)
    if not changed:
        return
    write_name(person, checked.name, checked.kana)
    refresh_search_key(work, person)
    person.sex, person.birth, person.note = checked.sex, checked.birth, typed.note
    person.anonymous = typed.anonymous
    if checked.birth is not None:
        person.birth_text = ""
    work.tell(
        "person.corrected",
        f"対象者の{'・'.join(changed)}を訂正",
        subject_kind="person",
        subject_id=person.id,
        details={"fields": list(changed)},
    )


def refresh_search_key(work: Work, person: Person) -> None:
    """Make the person found by name, kana and every 管理番号 of their episodes."""
    work.require(Permission.EDIT_CASES)
    numbers = work.session.scalars(
        select(Episode.number)
        .where(Episode.person_id == person.id, Episode.number != "")
        .order_by(Episode.id)
    )
    person.search_key = names.search_key(person.name, person.kana, tuple(numbers))


def _differences(person: Person, checked: CheckedPerson, typed: PersonInput) -> tuple[str, ...]:
    pairs = (
        ("氏名", person.name, checked.name),
        ("フリガナ", person.kana, checked.kana),
        ("性別", person.sex, checked.sex),
        ("生年月日", person.birth, checked.birth),
        ("匿名", person.anonymous, typed.anonymous),
        ("備考", person.note, typed.note),
    )
    return tuple(words for words, old, new in pairs if old != new)
