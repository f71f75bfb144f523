"""Reads of 添付: lists without their content, and the content of one, compared with its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, union

from app import codes
from app.attachments.incoming import Step
from app.attachments.rules import OWNER_TABLE, Owner, OwnerKind, seen_with
from app.errors import DatabaseDamaged, NotFound
from app.staff.permissions import Permission
from app.storage.among import among
from app.storage.records import (
    Attachment,
    AttachmentPart,
    Episode,
    HistoryEntry,
    MeetingPerson,
    Staff,
)
from app.storage.work import Reading

REMOVED = "attachment.removed"
"""The kind of the history entry that says who took a file away."""
SIGNED = "文の添付は、署名した文の一部なので、加えることも取り除くこともできません。"


@dataclass(frozen=True)
class Removal:
    """That a file was taken away: when, by whom and why."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class AttachmentFacts:
    """One file without its content."""

    id: str
    owner: Owner
    owner_words: str
    """「支援経過 R8.11.24 面接」: what the file belongs to."""
    name: str
    media_type: str
    size: int
    added_by: str
    added_at: datetime
    remove_refusal: str
    removal: Removal | None


@dataclass(frozen=True)
class AttachmentsPage:
    """The files of one record or person, the newest first, and what may be done."""

    files: tuple[AttachmentFacts, ...]
    removed: tuple[AttachmentFacts, ...]
    add_refusal: str


@dataclass(frozen=True)
class Content:
    """A file with its content, as it was added."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


def of_owner(reading: Reading, owner: Owner) -> AttachmentsPage:
    """The files of one record."""
    reading.require(Permission.READ_CASES)
    reading.require(seen_with(owner.kind))
    page = _page(reading, _is_owner(owner.kind, (owner.id,)))
    return replace(page, add_refusal=SIGNED) if owner.kind is OwnerKind.LETTER else page


def of_case(reading: Reading, episode_id: str) -> AttachmentsPage:
    """Every file of the case's person, whichever 業務 it came with, and of their meetings."""
    reading.require(Permission.READ_CASES)
    person_id = reading.get(Episode, episode_id).person_id
    meetings = select(MeetingPerson.meeting_id).where(
        MeetingPerson.office_id == reading.office_id, MeetingPerson.person_id == person_id
    )
    # Two questions, each with its index: asked as one with OR, every file of the office is read.
    wanted = union(
        select(Attachment.id).where(Attachment.person_id == person_id),
        select(Attachment.id).where(
            Attachment.owner_kind == str(OwnerKind.MEETING), Attachment.owner_id.in_(meetings)
        ),
    )
    return _page(reading, Attachment.id.in_(wanted))


def counts(reading: Reading, kind: OwnerKind, owner_ids: Collection[str]) -> dict[str, int]:
    """How many files each of these records has; those without any are left out."""
    reading.require(Permission.READ_CASES)
    reading.require(seen_with(kind))
    if not owner_ids:
        return {}
    rows = reading.session.execute(
        select(Attachment.owner_id, func.count())
        .where(
            Attachment.office_id == reading.office_id,
            Attachment.removed_at.is_(None),
            Attachment.owner_kind == str(kind),
            among(Attachment.owner_id, owner_ids),
        )
        .group_by(Attachment.owner_id)
    )
    return dict(rows.all())


def content(reading: Reading, attachment_id: str, step: Step | None = None) -> Content:
    """The file as it was added; DatabaseDamaged when its content is not the same any more."""
    reading.require(Permission.READ_CASES)
    row = reading.get(Attachment, attachment_id)
    reading.require(seen_with(OwnerKind(row.owner_kind)))
    if row.removed_at is not None:
        raise NotFound(
            f"添付「{row.file_name}」は取り除かれています。中身は残っていません。"
            "一覧を読み直してください。"
        )
    numbers = reading.session.scalars(
        select(AttachmentPart.number)
        .where(AttachmentPart.attachment_id == row.id)
        .order_by(AttachmentPart.number)
    ).all()
    data, digest = bytearray(), hashlib.sha256()
    for number in numbers:
        part = reading.session.scalars(
            select(AttachmentPart.content).where(
                AttachmentPart.attachment_id == row.id, AttachmentPart.number == number
            )
        ).one()
        digest.update(part)
        data += part
        if step is not None:
            step(len(data), row.size)
    if digest.hexdigest() != row.sha256 or len(data) != row.size:
        raise DatabaseDamaged(
            f"添付「{row.file_name}」の中身が、加えたときと同じではありません。開いていません。"
            "ほかの記録はそのままです。元の書類があれば加え直し、管理者に伝えてください。",
            where=row.id,
        )
    return Content(row.file_name, row.media_type, bytes(data))


def _is_owner(kind: OwnerKind, owner_ids: Collection[str]) -> ColumnElement[bool]:
    return and_(Attachment.owner_kind == str(kind), Attachment.owner_id.in_(owner_ids))


def _page(reading: Reading, wanted: ColumnElement[bool]) -> AttachmentsPage:
    rows = reading.session.scalars(
        select(Attachment)
        .where(Attachment.office_id == reading.office_id, wanted)
        .order_by(Attachment.created_at.desc(), Attachment.id.desc())
    ).all()
    owners = _owner_words(reading, rows)
    removers = _removers(reading, [row.id for row in rows if row.removed_at is not None])
    names = _names(reading, {row.added_by for row in rows} | set(removers.values()))
    facts = [_facts(reading, row, owners, removers, names) for row in rows]
    return AttachmentsPage(
        files=tuple(one for one in facts if one.removal is None),
        removed=tuple(one for one in facts if one.removal is not None),
        add_refusal=reading.actor.refusal(Permission.RECORD_ACTIVITY),
    )


def _facts(
    reading: Reading,
    row: Attachment,
    owners: dict[Owner, str],
    removers: dict[str, str],
    names: dict[str, str],
) -> AttachmentFacts:
    owner = Owner(OwnerKind(row.owner_kind), row.owner_id)
    removal = None
    if row.removed_at is not None:
        by = names.get(removers.get(row.id, ""), "")
        removal = Removal(row.removed_at, by, row.removed_why)
    return AttachmentFacts(
        id=row.id,
        owner=owner,
        owner_words=owners[owner],
        name=row.file_name,
        media_type=row.media_type,
        size=row.size,
        added_by=names.get(row.added_by, ""),
        added_at=row.created_at,
        remove_refusal=SIGNED
        if owner.kind is OwnerKind.LETTER
        else reading.actor.refusal(to_remove(reading, row.added_by)),
        removal=removal,
    )


def to_remove(reading: Reading, added_by: str) -> Permission:
    """Whoever added a file may take it away again; somebody else's needs the right to edit."""
    own = added_by == reading.actor.staff_id
    return Permission.RECORD_ACTIVITY if own else Permission.EDIT_CASES


def _owner_words(reading: Reading, rows: Iterable[Attachment]) -> dict[Owner, str]:
    ids: dict[OwnerKind, set[str]] = {}
    for row in rows:
        ids.setdefault(OwnerKind(row.owner_kind), set()).add(row.owner_id)
    from app.attachments.owners import OWNERS  # makes records of every kind

    words = {}
    for kind, wanted in ids.items():
        record, words_of = OWNERS[kind]
        label = codes.label(OWNER_TABLE, kind)
        words.update({Owner(kind, one): f"{label}（消した記録）" for one in wanted})
        for found in reading.session.scalars(select(record).where(record.id.in_(wanted))):
            own = words_of(found)
            bare = kind is OwnerKind.EPISODE and own
            words[Owner(kind, found.id)] = own if bare else f"{label} {own}".strip()
    return words


def _removers(reading: Reading, removed: Collection[str]) -> dict[str, str]:
    """Who took each of these files away: the history knows."""
    if not removed:
        return {}
    rows = reading.session.execute(
        select(HistoryEntry.subject_id, HistoryEntry.actor_id).where(
            HistoryEntry.office_id == reading.office_id,
            HistoryEntry.subject_id.in_(removed),
            HistoryEntry.kind == REMOVED,
        )
    )
    return {str(subject): actor for subject, actor in rows}


def _names(reading: Reading, staff: Collection[str]) -> dict[str, str]:
    rows = reading.session.execute(
        select(Staff.id, Staff.name).where(
            Staff.office_id == reading.office_id, Staff.id.in_(staff)
        )
    )
    return {row.id: row.name for row in rows}
