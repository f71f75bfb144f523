"""Reads for merging: who may be the same person, two records side by side, what was merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.people import names
from app.people.merging.rules import FIELDS, MergeField, asked, row_words, why_same
from app.people.naming import known_of
from app.people.queries import SimilarPerson, person
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.kept_rows import as_json, hanging_on_person, health_of, rows_of_person
from app.storage.records import Health, Person, PersonMerge
from app.storage.work import Reading

_MOST = 20


@dataclass(frozen=True)
class Suspect:
    """Somebody on record who may be the same person, and why; '' when only the search says so."""

    person: SimilarPerson
    why: str


@dataclass(frozen=True)
class Side:
    """One of two records: its versions, the fields of both, and what hangs on it."""

    person: SimilarPerson
    versions: tuple[int, int]
    """Of the person and of the 医療・緊急時 record, 0 where there is none."""
    values: Mapping[str, Any]
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two records side by side; `fields` are those in which they differ."""

    kept: Side
    gone: Side
    fields: tuple[MergeField, ...]
    why: str
    refusal: str


@dataclass(frozen=True)
class UndoOffer:
    """What undoing would leave, or why it cannot be done now."""

    refusal: str
    stays: tuple[str, ...]
    """What stays with the kept record, a line each."""
    edited: tuple[str, ...]
    """Fields that were edited since and stay as they are, as keys of `FIELDS`."""


@dataclass(frozen=True)
class Merged:
    """Two records that were made one, told from the kept one."""

    id: str
    at: datetime
    by: str
    gone_name: str
    moved: tuple[str, ...]
    undone_at: datetime | None
    offer: UndoOffer


@dataclass(frozen=True)
class SamePerson:
    """Everything about doubles of one person."""

    person_id: str
    suspects: tuple[Suspect, ...]
    merges: tuple[Merged, ...]
    refusal: str
    """Why the one who sits here may not merge."""


def same_person(reading: Reading, person_id: str) -> SamePerson:
    """Who may be the same person, and what was merged into this record."""
    person_id = reading.became(person_id)
    return SamePerson(
        person_id,
        suspects(reading, person_id),
        merges_of(reading, person_id),
        reading.actor.refusal(Permission.MERGE_PERSONS),
    )


def suspects(reading: Reading, person_id: str) -> tuple[Suspect, ...]:
    """Other records that the rule of `why_same` finds, by name."""
    reading.require(Permission.READ_CASES)
    own = reading.get(Person, person_id)
    if own.anonymous:
        return ()
    same = [Person.name_folded == own.name_folded]
    if own.kana:
        same.append(Person.kana_key == own.kana_key)
    # one question each, sorted here: asked as one in order, every person is fetched
    held = {
        other.id: other
        for condition in same
        for other in reading.session.scalars(
            select(Person).where(
                Person.office_id == reading.office_id,
                Person.id != own.id,
                Person.anonymous.is_(False),
                condition,
            )
        )
    }
    others = sorted(held.values(), key=lambda other: (other.kana_key, other.id))
    found = [(other.id, why_same(known_of(own), known_of(other))) for other in others]
    return tuple(Suspect(person(reading, other), why) for other, why in found if why)[:_MOST]


def others_found(reading: Reading, person_id: str, text: str) -> tuple[Suspect, ...]:
    """Other persons whose name, kana or 管理番号 holds the text, as the list of cases finds them."""
    reading.require(Permission.READ_CASES)
    own = reading.get(Person, person_id)
    folded = names.search_folded(text)
    if not folded:
        return ()
    others = reading.session.scalars(
        select(Person)
        .where(
            Person.office_id == reading.office_id,
            Person.search_key.contains(folded, autoescape=True),
            Person.id != own.id,
        )
        .order_by(Person.kana_key, Person.id)
        .limit(_MOST)
    ).all()
    return tuple(
        Suspect(person(reading, other.id), why_same(known_of(own), known_of(other)))
        for other in others
    )


def pair(reading: Reading, kept_id: str, gone_id: str) -> Pair:
    """Two records side by side; `MergedMeanwhile` when one of them is no more."""
    reading.require(Permission.READ_CASES)
    kept, gone = reading.get(Person, kept_id), reading.get(Person, gone_id)
    mine, theirs = health_of(reading.session, kept_id), health_of(reading.session, gone_id)
    both = mine is not None and theirs is not None
    one = _side(reading, kept, mine, with_health=both)
    other = _side(reading, gone, theirs, with_health=both)
    return Pair(
        one,
        other,
        fields=asked(one.values, other.values),
        why=why_same(known_of(kept), known_of(gone)),
        refusal=reading.actor.refusal(Permission.MERGE_PERSONS),
    )


def _side(reading: Reading, record: Person, health: Health | None, *, with_health: bool) -> Side:
    return Side(
        person(reading, record.id),
        (record.version, health.version if health is not None else 0),
        _values(record, health if with_health else None),
        row_words(_counts(rows_of_person(reading.session, record.id))),
    )


def merges_of(reading: Reading, person_id: str) -> tuple[Merged, ...]:
    """What was merged into this record, the newest first, undone ones too."""
    reading.require(Permission.READ_CASES)
    merges = reading.session.scalars(
        select(PersonMerge)
        .where(PersonMerge.office_id == reading.office_id, PersonMerge.kept_id == person_id)
        .order_by(PersonMerge.created_at.desc(), PersonMerge.id.desc())
    ).all()
    who = staff_names(reading) if merges else {}
    return tuple(
        Merged(
            id=merge.id,
            at=merge.created_at,
            by=who.get(merge.by, ""),
            gone_name=str(merge.gone_before["person"]["name"]),
            moved=row_words(_counts(merge.moved)),
            undone_at=merge.undone_at,
            offer=undo_offer(reading, merge.id),
        )
        for merge in merges
    )


def undo_offer(reading: Reading, merge_id: str) -> UndoOffer:
    """Whether a merge can be undone today, and what would stay with the kept record."""
    reading.require(Permission.READ_CASES)
    merge = reading.get(PersonMerge, merge_id)
    refusal = reading.actor.refusal(Permission.MERGE_PERSONS) or _in_the_way(reading, merge)
    if refusal:
        return UndoOffer(refusal, (), ())
    edited = edited_since(reading, merge)
    stays = list(row_words(_counts(added_since(reading, merge, to_gone=False))))
    if lost := _counts(_missing(reading, merge)):
        stays += [f"{words}（まとめたあとに消されたため戻りません）" for words in row_words(lost)]
    if edited:
        words = "・".join(field.words for field in edited)
        stays.append(f"まとめたあとに直した欄（{words}）")
    return UndoOffer("", tuple(stays), tuple(field.key for field in edited))


def edited_since(reading: Reading, merge: PersonMerge) -> tuple[MergeField, ...]:
    """The fields of the kept record that somebody edited after the merge."""
    reading.require(Permission.READ_CASES)
    now = {
        "person": reading.session.get(Person, merge.kept_id),
        "health": health_of(reading.session, merge.kept_id),
    }
    return tuple(
        field
        for field in FIELDS
        if (record := now[field.record]) is not None
        and merge.kept_after[field.record] is not None
        and as_json(record)[field.column] != merge.kept_after[field.record][field.column]
    )


def added_since(reading: Reading, merge: PersonMerge, *, to_gone: bool) -> dict[str, list[str]]:
    """Rows put on the kept record after the merge: those that go back with a 業務, or the others."""
    reading.require(Permission.READ_CASES)
    known = _ids(merge.moved) | _ids(merge.kept_before["rows"])
    going = set(merge.moved.get("episode.person_id", ()))
    found: dict[str, list[str]] = {}
    for key, ids in _files_last(rows_of_person(reading.session, merge.kept_id)):
        new = [one for one in ids if one not in known]
        back = _with_gone(reading, key, new, going | _ids(merge.moved))
        going |= back
        if chosen := [one for one in new if (one in back) is to_gone]:
            found[key] = chosen
    return found


def _with_gone(reading: Reading, key: str, ids: list[str], going: set[str]) -> set[str]:
    """Of these rows the ones that belong to a 業務 (files: to a record) that goes back."""
    record = next(kind for name, kind, _ in hanging_on_person() if name == key)
    owner = getattr(record, "episode_id", None) or getattr(record, "owner_id", None)
    if not ids or owner is None:
        return set()
    rows = reading.session.execute(select(record.id, owner).where(record.id.in_(ids)))
    return {row_id for row_id, owner_id in rows if owner_id in going}


def _files_last(rows: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    return sorted(rows.items(), key=lambda item: item[0].startswith("attachment."))


def _missing(reading: Reading, merge: PersonMerge) -> dict[str, list[str]]:
    """Rows that were moved and are on the kept record no longer."""
    here = rows_of_person(reading.session, merge.kept_id)
    lost = {
        key: [one for one in ids if one not in set(here.get(key, ()))]
        for key, ids in merge.moved.items()
    }
    return {key: ids for key, ids in lost.items() if ids}


def _in_the_way(reading: Reading, merge: PersonMerge) -> str:
    if merge.undone_at is not None:
        return "すでに元に戻してあります。"
    if reading.became(merge.kept_id) != merge.kept_id:
        return (
            "残した記録が、そのあと別の記録とまとめられています。先にそちらを元に戻してください。"
        )
    if reading.session.get(Person, merge.kept_id) is None:
        return "残した記録が見つかりません。台帳の取込みの取消しなどで消されたため、戻せません。"
    later = reading.session.scalars(
        select(PersonMerge.id).where(
            PersonMerge.office_id == reading.office_id,
            PersonMerge.kept_id == merge.kept_id,
            PersonMerge.undone_at.is_(None),
            PersonMerge.created_at >= merge.created_at,
        )
    )
    if any(one > merge.id for one in later):
        return "このあとに別の記録もまとめています。先に新しいほうを元に戻してください。"
    return ""


def _ids(rows: Mapping[str, list[str]]) -> set[str]:
    return {one for ids in rows.values() for one in ids}


def _counts(rows: Mapping[str, list[str]]) -> dict[str, int]:
    """Rows by table; one that hangs on a person twice is counted once."""
    by_table: dict[str, set[str]] = {}
    for key, ids in rows.items():
        by_table.setdefault(key.partition(".")[0], set()).update(ids)
    return {table: len(ids) for table, ids in by_table.items()}


def _values(record: Person, health: Health | None) -> dict[str, Any]:
    by_record: dict[str, Any] = {"person": record, "health": health}
    return {
        field.key: getattr(by_record[field.record], field.column)
        for field in FIELDS
        if by_record[field.record] is not None
    }
