"""Two records of one person become one, and two again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import flag_modified

from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput, MergedMeanwhile, NotFound
from app.people.actions import refresh_search_key
from app.people.merging import queries
from app.people.merging.rules import FIELDS, Keep, row_words, settled
from app.people.naming import write_name
from app.staff.permissions import Permission
from app.storage.kept_rows import (
    as_json,
    from_json,
    hanging_on_person,
    health_of,
    rows_of_person,
)
from app.storage.records import Health, Person, PersonMerge
from app.storage.work import CHANGED, Work

_ONE = "同じ記録どうしはまとめられません。もう一つの記録を選んでください。"
_DONE = (
    "この二つの記録は、ほかの席ですでに一つにまとめられています。二重にはまとめていません。"
    "まとめた先の記録を開いて確かめてください。"
)


def merge(
    work: Work,
    kept_id: str,
    gone_id: str,
    versions: tuple[tuple[int, int], tuple[int, int]],
    choices: Mapping[str, Keep],
) -> str:
    """Make one record of two and give back the id of the merge; `versions` as in `queries.Pair`.

    Everything that hangs on the gone record moves to the kept one. Fields without a choice take
    what is proposed. `MergedMeanwhile` when another desk has merged one of them before.
    """
    work.require(Permission.MERGE_PERSONS)
    kept, gone = _held(work, kept_id, gone_id)
    own, other = health_of(work.session, kept.id), health_of(work.session, gone.id)
    if versions != (_versions(kept, own), _versions(gone, other)):
        raise ChangedMeanwhile(CHANGED)
    sides = queries.pair(work, kept.id, gone.id)
    done = PersonMerge(
        kept_id=kept.id,
        gone_id=gone.id,
        by=work.actor.staff_id,
        kept_before={**_records(kept, own), "rows": rows_of_person(work.session, kept.id)},
        gone_before=_records(gone, other),
    )
    if own is not None and other is not None:
        _remove(work, other)
    done.moved = rows_of_person(work.session, gone.id)
    _move(work, done.moved, kept.id)
    _write(kept, own, settled(sides.kept.values, sides.gone.values, choices))
    flag_modified(kept, "name")  # another desk that has it open is told even if no field changed
    work.session.flush()
    refresh_search_key(work, kept)
    _remove(work, gone)
    _unseen(work, kept, *(person for person, _ in versions))
    if own is not None and other is not None:
        _unseen(work, own, *(health for _, health in versions))
    done.kept_after = _records(kept, own)
    work.add(done)
    _tell(work, done, "person.merged", "同じ人の記録を一つにまとめ", done.moved)
    return done.id


def undo(work: Work, merge_id: str) -> tuple[str, tuple[str, ...]]:
    """Make two records again; the id of the one that was gone, and what stays with the kept one.

    Fields and rows edited since stay edited; rows added since stay with the kept record unless
    they belong to a 業務 that goes back. `InvalidInput` says what stands in the way.
    """
    work.require(Permission.MERGE_PERSONS)
    done = work.get(PersonMerge, merge_id)
    work.session.get(Person, done.kept_id, with_for_update=True)
    work.session.refresh(done)
    offer = queries.undo_offer(work, merge_id)
    if offer.refusal:
        raise InvalidInput((FieldProblem("merge", offer.refusal),))
    kept = work.get(Person, done.kept_id)
    own = health_of(work.session, kept.id)
    back = _together(done.moved, queries.added_since(work, done, to_gone=True))
    seen = _versions(kept, own)
    gone = _again(work, Person, done.gone_before["person"])
    _unseen(work, gone, seen[0])
    _move(work, back, gone.id)
    own = health_of(work.session, kept.id)
    if done.gone_before["health"] and not done.moved.get("health.person_id"):
        _unseen(work, _again(work, Health, done.gone_before["health"]), seen[1])
    before = _field_values(done.kept_before)
    _write(kept, own, {key: value for key, value in before.items() if key not in offer.edited})
    flag_modified(kept, "name")
    done.undone_at = work.now
    work.session.flush()
    for record in (kept, gone):
        refresh_search_key(work, record)
    work.touch(done)
    _tell(work, done, "person.unmerged", "まとめた記録を元に戻し", back)
    return gone.id, offer.stays


def _held(work: Work, kept_id: str, gone_id: str) -> tuple[Person, Person]:
    """Both records, in an order in which two desks cannot wait for each other."""
    if kept_id == gone_id:
        raise InvalidInput((FieldProblem("gone", _ONE),))
    for one in sorted((kept_id, gone_id)):
        work.session.get(Person, one, with_for_update=True)
    try:
        return work.get(Person, kept_id), work.get(Person, gone_id)
    except MergedMeanwhile as merged:
        if work.became(kept_id) == work.became(gone_id):
            raise MergedMeanwhile(_DONE, merged.became) from merged
        raise


def _versions(person: Person, health: Health | None) -> tuple[int, int]:
    return person.version, health.version if health is not None else 0


def _records(person: Person, health: Health | None) -> dict[str, Any]:
    return {"person": as_json(person), "health": as_json(health) if health is not None else None}


def _field_values(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values by field key in what `_records` kept."""
    read = {
        "person": from_json(Person, kept["person"]),
        "health": from_json(Health, kept["health"]) if kept["health"] else {},
    }
    return {f.key: read[f.record][f.column] for f in FIELDS if f.column in read[f.record]}


def _write(person: Person, health: Health | None, values: Mapping[str, Any]) -> None:
    name = values.get("person.name", person.name), values.get("person.kana", person.kana)
    if name != (person.name, person.kana):
        write_name(person, *name)
    for field in FIELDS:
        record: Any = person if field.record == "person" else health
        if record is not None and field.key in values:
            setattr(record, field.column, values[field.key])


def _move(work: Work, rows: Mapping[str, Iterable[str]], person_id: str) -> None:
    """Hang the rows on another person, whatever their table; versions rise."""
    for key, record, column in hanging_on_person():
        ids = list(rows.get(key, ()))
        for row in work.session.scalars(select(record).where(record.id.in_(ids))) if ids else ():
            setattr(row, column, person_id)
            work.touch(row)
    work.session.flush()


def _remove(work: Work, record: Person | Health) -> None:
    work.touch(record)
    work.session.delete(record)
    work.session.flush()


def _again(work: Work, kind: type[Any], before: dict[str, Any]) -> Any:
    """A row that was removed, with its id; its version is one that nobody has seen."""
    values = from_json(kind, before)
    if work.session.get(kind, values["id"]) is not None:
        raise NotFound("元に戻す記録がすでにあります。画面を読み直して確かめてください。")
    record = kind(**{name: value for name, value in values.items() if name != "version"})
    work.add(record)
    work.session.flush()
    record.created_at = values["created_at"]
    work.session.flush()
    work.session.execute(
        update(kind).where(kind.id == record.id).values(version=values["version"] + 1)
    )
    work.session.refresh(record)
    return record


def _unseen(work: Work, record: Person | Health, *seen: int) -> None:
    """Give the record a version that nobody has seen, neither of it nor of the other one.

    A form that was opened on the other record asks by its case, which leads here now.
    """
    work.session.flush()
    if record.version <= max(seen):
        kind = type(record)
        later = update(kind).where(kind.id == record.id).values(version=max(seen) + 1)
        work.session.execute(later.execution_options(synchronize_session=False))
        work.session.refresh(record)


def _together(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {key: [*one.get(key, ()), *other.get(key, ())] for key in {*one, *other}}


def _tell(
    work: Work, done: PersonMerge, kind: str, words: str, rows: Mapping[str, list[str]]
) -> None:
    counts = {key.partition(".")[0]: len(ids) for key, ids in rows.items()}
    moved = "・".join(row_words(counts))
    for person_id in (done.kept_id, done.gone_id):
        work.tell(
            kind,
            f"{words}（{moved}を移した）" if moved else words,
            subject_kind="person",
            subject_id=person_id,
            details={"kept": done.kept_id, "gone": done.gone_id, "merge": done.id},
        )
