"""Changes to 添付: adding, taking away, and taking a copy out."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from app.attachments import queries
from app.attachments.incoming import Step
from app.attachments.owners import OWNERS
from app.attachments.queries import REMOVED, Content
from app.attachments.rules import CheckedFile, Owner, OwnerKind, Way, check_reason, seen_with
from app.errors import ChangedMeanwhile, FieldProblem, FileProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Attachment, AttachmentPart
from app.storage.types import new_id
from app.storage.work import Work

_NAMELESS = "（取り除いた添付）"
_WAYS = {
    Way.VIEWED: "を画面で見た",
    Way.OPENED: "をほかのソフトで開いた",
    Way.SAVED: "の写しを保存",
}


def add(work: Work, owner: Owner, file: CheckedFile, step: Step | None = None) -> str:
    """Keep a file with its record and give back its id; the same content is kept once."""
    work.require(Permission.RECORD_ACTIVITY)
    work.require(seen_with(owner.kind))
    record, _ = OWNERS[owner.kind]
    found = work.get(record, owner.id)
    _refuse_twice(work, owner, file)
    attachment = Attachment(
        owner_kind=str(owner.kind),
        owner_id=found.id,
        person_id=_person_of(owner, found),
        file_name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        added_by=work.actor.staff_id,
    )
    work.add(attachment)
    work.session.flush()
    done = 0
    for number, part in enumerate(file.parts()):
        work.session.execute(
            insert(AttachmentPart).values(
                id=new_id(),
                office_id=work.office_id,
                created_at=work.now,
                attachment_id=attachment.id,
                number=number,
                content=part,
            )
        )
        done += len(part)
        if step is not None:
            step(done, file.size)
    _tell(work, attachment, "attachment.added", f"{_called(attachment)}を添付")
    return attachment.id


def remove(work: Work, attachment_id: str, reason: str) -> None:
    """Take a file's content away for good; that it was there, who removed it and why stays."""
    work.require(Permission.RECORD_ACTIVITY)
    attachment = work.get(Attachment, attachment_id)
    work.require(seen_with(OwnerKind(attachment.owner_kind)))
    work.require(queries.to_remove(work, attachment.added_by))
    if attachment.owner_kind == OwnerKind.LETTER:
        raise InvalidInput((FieldProblem("reason", queries.SIGNED),))
    why = check_reason(reason)
    work.session.refresh(attachment, with_for_update=True)
    if attachment.removed_at is not None:
        raise ChangedMeanwhile(
            "この添付は、ほかの人がすでに取り除いています。画面を読み直して確かめてください。"
        )
    _take_away(work, attachment, why)


def remove_all(work: Work, owner: Owner, why: str) -> None:
    """Take the content of every file of a record away that may not be kept, whoever added it."""
    work.require(Permission.RECORD_ACTIVITY)
    for attachment in work.session.scalars(
        select(Attachment).where(
            Attachment.office_id == work.office_id,
            Attachment.owner_kind == str(owner.kind),
            Attachment.owner_id == owner.id,
            Attachment.removed_at.is_(None),
        )
    ).all():
        _take_away(work, attachment, why)


def _take_away(work: Work, attachment: Attachment, why: str) -> None:
    words = f"添付{_called(attachment)}を取り除いた（理由: {why}）"
    attachment.removed_at, attachment.removed_why = work.now, why
    if attachment.owner_kind == OwnerKind.LETTER:
        attachment.file_name = _NAMELESS
    work.touch(attachment)
    work.session.execute(
        delete(AttachmentPart).where(AttachmentPart.attachment_id == attachment.id)
    )
    _tell(work, attachment, REMOVED, words)


def take_out(work: Work, attachment_id: str, way: Way, step: Step | None = None) -> Content:
    """The content of a file for somebody to read; told in the history before anybody has it."""
    work.require(Permission.READ_CASES)
    content = queries.content(work, attachment_id, step)
    attachment = work.get(Attachment, attachment_id)
    words = f"添付{_called(attachment)}{_WAYS[way]}"
    _tell(work, attachment, f"attachment.{way}", words, noticed=False)
    return content


def follow_owner(work: Work, owner: Owner) -> None:
    """Hang a record's files on its person again, after the record was given another one."""
    work.require(Permission.RECORD_ACTIVITY)
    record, _ = OWNERS[owner.kind]
    person_id = _person_of(owner, work.get(record, owner.id))
    for attachment in work.session.scalars(
        select(Attachment).where(
            Attachment.office_id == work.office_id,
            Attachment.owner_kind == str(owner.kind),
            Attachment.owner_id == owner.id,
        )
    ):
        if attachment.person_id != person_id:
            work.touch(attachment)
            attachment.person_id = person_id
            work.touch(attachment)


def _called(attachment: Attachment) -> str:
    """What the history calls a file; one of a letter that may be refused leaves no name there."""
    if attachment.owner_kind == OwnerKind.LETTER:
        return "「文の添付」"
    return f"「{attachment.file_name}」"


def _person_of(owner: Owner, record: object) -> str | None:
    found = owner.id if owner.kind is OwnerKind.PERSON else getattr(record, "person_id", None)
    return None if found is None else str(found)


def _refuse_twice(work: Work, owner: Owner, file: CheckedFile) -> None:
    kept = work.session.scalars(
        select(Attachment.file_name).where(
            Attachment.office_id == work.office_id,
            Attachment.owner_kind == str(owner.kind),
            Attachment.owner_id == owner.id,
            Attachment.sha256 == file.sha256,
            Attachment.removed_at.is_(None),
        )
    ).first()
    if kept is not None:
        raise FileProblem(
            f"「{file.name}」と同じ中身のファイルが、「{kept}」の名前ですでに添付されています。"
            "二重には加えていません。",
            where=file.name,
        )


def _tell(
    work: Work, attachment: Attachment, kind: str, words: str, *, noticed: bool = True
) -> None:
    owner = Owner(OwnerKind(attachment.owner_kind), attachment.owner_id)
    record = work.session.get(OWNERS[owner.kind][0], owner.id) if noticed else None
    if record is not None:
        work.touch(record)
    work.tell(
        kind,
        words,
        subject_kind="attachment",
        subject_id=attachment.id,
        details={
            "owner_kind": str(owner.kind),
            "owner": owner.id,
            "person": attachment.person_id,
            "sha256": attachment.sha256,
        },
    )
