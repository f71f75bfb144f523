"""Agreeing to データの消去; the office is destroyed after it was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.backups import queries
from app.errors import FieldProblem, InvalidInput, NotAllowed
from app.history.chain import Head
from app.staff.permissions import Permission
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.appending import head_of
from app.storage.records import OfficeRecord
from app.storage.work import Work

ON_SERVER = (
    "サーバーにあるデータは、サーバーの管理者が消します（手引き「事務所のサーバーで使う」）。"
    "席からは消せません。何も消していません。"
)


@dataclass(frozen=True)
class Facts:
    """What the certificate says of the office that was there."""

    office_id: str
    office: str
    head: Head
    by: str
    at: datetime
    second_place: str
    practice: bool


def agree_to_wipe(work: Work, typed_name: str, request_id: str, *, served: bool = False) -> Facts:
    """Whether this very office is meant, and a second person agreed; nothing is destroyed yet."""
    work.require(Permission.MANAGE_KEYS)
    if served:
        raise NotAllowed(ON_SERVER)
    record = work.get(OfficeRecord, work.office_id)
    if typed_name.strip() != record.name:
        words = f"「{record.name}」と、そのまま入力してください。何も消していません。"
        raise InvalidInput((FieldProblem("office", words),))
    second.use(work, Act.WIPE, request_id)
    facts = Facts(
        work.office_id,
        record.name,
        head_of(work.session, work.office_id),
        work.actor.name,
        work.now,
        queries.plan(work).second,
        record.practice,
    )
    work.tell("office.wiped", "データの消去を始めた", subject_kind="office")
    return facts
