"""台帳取込 applied in one transaction, and undone as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.errors import ChangedMeanwhile, InvalidInput, NotFound
from app.errors import FieldProblem as Wrong
from app.ledgers.applying import STEP, VERSION, Applying
from app.ledgers.columns import Table, saved_form
from app.ledgers.kept_values import from_json
from app.ledgers.on_record.queries import existing
from app.ledgers.planned import Plan
from app.ledgers.queries import numbers_of
from app.ledgers.reading.refusals import happened_words
from app.people.names import search_key
from app.people.naming import write_name
from app.staff.office_kind import not_offered
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.records import (
    Activity,
    Base,
    Episode,
    Event,
    ImportBatch,
    ImportedRow,
    LedgerLayout,
    Person,
    SavedMapping,
    StageMove,
)
from app.storage.types import new_id
from app.storage.work import Work

_OUTDATED = (
    "台帳を確かめたあとに、記録が変わりました。まだ何も取り込んでいません。"
    "台帳をもう一度読み込み、いまの記録と比べてから取り込んでください。"
)

Step = Callable[[int, int, str], None]
"""Told how far the work is: done, total, words."""

KINDS: dict[str, type[Any]] = {
    "activity": Activity,
    "event": Event,
    "episode": Episode,
    "person": Person,
}
"""Kinds of records a batch makes, in the order in which undo takes them away."""


@dataclass(frozen=True)
class Applied:
    """What a 台帳取込 did; `batch_id` is '' when there was nothing to do."""

    batch_id: str
    counts: dict[str, int]


def apply(work: Work, plan: Plan, step: Step = lambda done, total, words: None) -> Applied:
    """Keep everything the plan says, or nothing; a plan without changes leaves no trace.

    A plan made from other records than those of now is refused with `ChangedMeanwhile`: it would
    write over what nobody was shown.
    """
    work.require(Permission.IMPORT_LEDGER)
    if refused := not_offered(office_kind(work), "admin"):
        raise InvalidInput((Wrong("office", refused),))
    if plan.made_from != existing(work, plan.wanted).mark:
        raise ChangedMeanwhile(_OUTDATED)
    counts = plan.counts()
    if plan.changes_nothing:
        return Applied("", counts)
    batch = ImportBatch(
        id=new_id(),
        file_name=plan.file_name,
        sha256=plan.sha256,
        by=work.actor.staff_id,
        counts=counts,
    )
    work.add(batch)
    work.session.flush()
    Applying(work, plan, batch.id, step).run()
    work.add(LedgerLayout(name=plan.file_name, batch_id=batch.id, layout=_layout(plan)))
    work.tell(
        "ledger.imported",
        f"台帳を取込（新規 {counts.get('case:import', 0)}件、支援経過 {len(plan.activities)}件）",
        subject_kind="batch",
        subject_id=batch.id,
        details={"counts": counts, "sha256": plan.sha256},
    )
    return Applied(batch.id, counts)


def _layout(plan: Plan) -> dict[str, Any]:
    return {
        "tables": [
            {
                "sheet": table.sheet,
                "kind": table.kind,
                "title": table.title,
                "year": table.year,
                "header_rows": list(table.header_rows),
                "columns": [
                    {"index": column.index, "texts": list(column.texts), "field": column.field}
                    for column in table.columns
                ],
            }
            for table in plan.mapping.tables
        ]
    }


def remember_mapping(work: Work, table: Table) -> None:
    """Keep a corrected column mapping for the next ledger with the same header."""
    work.require(Permission.IMPORT_LEDGER)
    known = work.session.scalars(
        select(SavedMapping).where(
            SavedMapping.office_id == work.office_id, SavedMapping.signature == table.signature
        )
    ).one_or_none()
    if known is None:
        known = work.add(SavedMapping(signature=table.signature, mapping={}))
    known.mapping = saved_form(table)
    work.tell("ledger.mapping_saved", "台帳の列の対応づけを記憶", subject_kind="office")


def note_result(work: Work, file_name: str) -> None:
    """The rows of a ledger, with what became of each, were saved as a book of their own."""
    work.require(Permission.IMPORT_LEDGER)
    work.tell(
        "ledger.result_saved",
        f"取込の結果を「{file_name}」に書き出し（氏名を含む）",
        subject_kind="office",
    )


def note_refused(work: Work, code: str) -> None:
    """A file was refused as a whole; its name may name somebody and is not kept."""
    work.require(Permission.IMPORT_LEDGER)
    why = happened_words(code).rstrip("。")
    work.tell(
        "ledger.refused",
        f"台帳のファイルを取り込めなかった（{why}）",
        subject_kind="office",
        details={"why": code},
    )


def undo(work: Work, batch_id: str) -> None:
    """Take back a whole 台帳取込; refused when something of it was changed since."""
    work.require(Permission.IMPORT_LEDGER)
    batch = work.get(ImportBatch, batch_id)
    if batch.undone_at is not None:
        raise InvalidInput((Wrong("batch", "この取込はすでに戻してあります。"),))
    rows = list(
        work.session.scalars(
            select(ImportedRow).where(
                ImportedRow.batch_id == batch.id, ImportedRow.after_version.is_not(None)
            )
        )
    )
    _refuse_if_touched(work, rows)
    for kind, record in KINDS.items():
        for row in rows:
            if row.target_kind == kind:
                _take_back(work, record, row)
        work.session.flush()
    changed = [row for row in rows if not row.created]
    _refresh_names(work, changed)
    _hand_back(work, changed)
    batch.undone_at = work.now
    work.touch(batch)
    work.tell(
        "ledger.undone", "台帳の取込をまるごと戻した", subject_kind="batch", subject_id=batch.id
    )


def _refuse_if_touched(work: Work, rows: Iterable[ImportedRow]) -> None:
    rows = list(rows)
    versions = {row.target_id or "": row.after_version for row in rows}
    for kind, record in KINDS.items():
        ids = [row.target_id or "" for row in rows if row.target_kind == kind]
        found = dict(_versions(work, record, ids))
        if any(found.get(one) != versions[one] for one in ids):
            raise ChangedMeanwhile(_TOUCHED)
    made = {row.target_id or "" for row in rows if row.created}
    if any(_outside(work, child, parent, made) for child, parent in _hanging()):
        raise ChangedMeanwhile(_TOUCHED)


def _hanging() -> Iterator[tuple[type[Any], str]]:
    """Every kind of record that hangs on a person, an episode or an activity, and by what.

    Steps are told from the version of their episode, and are taken back with it.
    """
    parents = {record.__tablename__ for record in (Person, Episode, Activity)}
    for mapper in Base.registry.mappers:
        for column in mapper.columns:
            named = {key.column.table.name for key in column.foreign_keys}
            if named & parents and mapper.class_ is not StageMove:
                yield mapper.class_, mapper.get_property_by_column(column).key


_TOUCHED = (
    "この取込のあとに直された記録や、書き足された記録があるため、まるごとは戻せません。"
    "データはそのままです。戻したい記録を一つずつ直してください。"
)


def _versions(work: Work, record: type[Any], ids: list[str]) -> Iterable[tuple[str, int]]:
    for part in _parts(ids):
        found = work.session.execute(select(record.id, record.version).where(record.id.in_(part)))
        yield from ((row.id, row.version) for row in found)


def _outside(work: Work, child: type[Any], parent: str, made: set[str]) -> bool:
    """Whether a record that the batch did not make hangs on one that it made."""
    column = getattr(child, parent)
    for part in _parts(list(made)):
        ids = work.session.scalars(select(child.id).where(column.in_(part)))
        if any(one not in made for one in ids):
            return True
    return False


def _parts(ids: list[str], size: int = 500) -> Iterable[list[str]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))


def _take_back(work: Work, record: type[Any], row: ImportedRow) -> None:
    found = work.session.get(record, row.target_id)
    if found is None:
        raise NotFound("取込で作った記録が見つかりません。データはそのままです。")
    if not row.created:
        before = from_json(row.before)
        _take_back_steps(work, before.get(STEP))
        for name in before.keys() - {STEP, VERSION}:
            setattr(found, name, before[name])
        work.touch(found)
        return
    if record is Episode:
        steps = select(StageMove.id).where(StageMove.episode_id == found.id)
        _take_back_steps(work, *work.session.scalars(steps))
    work.touch(found)
    work.session.delete(found)


def _take_back_steps(work: Work, *ids: str | None) -> None:
    steps = select(StageMove).where(StageMove.id.in_([one for one in ids if one]))
    for step in work.session.scalars(steps):
        work.session.delete(step)
    work.session.flush()


def _refresh_names(work: Work, rows: Iterable[ImportedRow]) -> None:
    """Everything that is derived from a person's name and numbers, as it was before."""
    for row in rows:
        if row.target_kind == "person":
            person = work.get(Person, row.target_id or "")
            write_name(person, person.name, person.kana)
            person.search_key = search_key(person.name, person.kana, numbers_of(work, person.id))
    work.session.flush()


def _hand_back(work: Work, rows: Iterable[ImportedRow]) -> None:
    """Earlier batches know the records again as they left them, so that they can be undone too."""
    for row in rows:
        record = work.session.get(KINDS[row.target_kind], row.target_id)
        earlier = select(ImportedRow).where(
            ImportedRow.office_id == work.office_id,
            ImportedRow.target_id == row.target_id,
            ImportedRow.target_kind == row.target_kind,
            ImportedRow.batch_id != row.batch_id,
            ImportedRow.after_version == row.before[VERSION],
        )
        for known in work.session.scalars(earlier):
            known.after_version = record.version if record is not None else None
