"""Recording a request, extending its due day, deciding it, and the office's own rules for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.errors import FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Person, Setting, SubjectRequest
from app.storage.work import Work
from app.subject_access import queries
from app.subject_access.grounds.rules import Ground, check_grounds
from app.subject_access.requests.queries import DUE, due_setting
from app.subject_access.rules import (
    KIND_WORDS,
    RESULTS,
    DueSetting,
    Kind,
    RequestInput,
    Result,
    check_decision,
    check_extension,
    check_request,
    check_setting,
)

_DECIDED = "この請求は、もう決まっています。画面を読み直してください。"
_ANOTHER_KIND = "判断を記録した請求の種類は、変えられません。"
_TEXTS = ("number", "requester_name", "identified", "forwarded", "asked", "worker", "note")


def record(work: Work, person_id: str, typed: RequestInput) -> str:
    """Keep that somebody asked; gives the id of the request."""
    work.require(Permission.ANSWER_REQUESTS)
    check_request(typed, work.clock.today())
    person = work.get(Person, person_id)
    row = SubjectRequest(person_id=person.id, extended_why="", decided_why="")
    _write(work, row, typed)
    work.add(row)
    work.session.flush()
    _tell(work, row, "subject.recorded", f"{KIND_WORDS[Kind(row.kind)]}の請求を記録")
    return row.id


def change(work: Work, request_id: str, version: int, typed: RequestInput) -> None:
    """Put right what was recorded of an open request."""
    work.require(Permission.ANSWER_REQUESTS)
    row = _open(work, request_id, version)
    check_request(typed, work.clock.today())
    if typed.kind != row.kind and queries.package(work, request_id).undecided != ():
        raise InvalidInput((FieldProblem("kind", _ANOTHER_KIND),))
    _write(work, row, typed)
    _tell(work, row, "subject.changed", "請求の記録を直した")


def extend(work: Work, request_id: str, version: int, until: date | None, why: str) -> None:
    """Keep a later due day and its reason."""
    work.require(Permission.ANSWER_REQUESTS)
    row = _open(work, request_id, version)
    check_extension(row.extended_until or row.due_on, until, why)
    row.extended_until, row.extended_why = until, why.strip()
    _tell(work, row, "subject.extended", "請求の期限を延長")


def decide(
    work: Work, request_id: str, version: int, result: str, day: date | None, why: str
) -> None:
    """How it ended, where nothing is released: 訂正・利用停止, 不開示, 移送, 取下げ."""
    work.require(Permission.ANSWER_REQUESTS)
    row = _open(work, request_id, version)
    kind = Kind(row.kind)
    check_decision(kind, result, day, why, row.received_on)
    row.result, row.decided_on, row.decided_why = result, day, why.strip()
    words = RESULTS[kind][Result(result)]
    _tell(work, row, "subject.decided", f"{KIND_WORDS[kind]}の請求を決定（{words}）")


def open_again(work: Work, request_id: str, version: int, why: str) -> None:
    """Take a decision back that was recorded by mistake; what was released stays on record."""
    work.require(Permission.ANSWER_REQUESTS)
    row = work.get(SubjectRequest, request_id)
    work.check_version(row, version)
    if not why.strip():
        raise InvalidInput((FieldProblem("why", "理由を書いてください。履歴に残ります。"),))
    row.result, row.decided_on, row.decided_why = None, None, ""
    _tell(work, row, "subject.reopened", f"請求の決定を取り消した（{why.strip()}）")


def set_due(work: Work, setting: DueSetting) -> None:
    """By which rule due days are proposed from now on."""
    work.require(Permission.ANSWER_REQUESTS)
    work.require(Permission.MANAGE_OFFICE)
    kept = check_setting(setting)
    before = vars(due_setting(work))
    _set(work, DUE, {"rule": str(kept.rule), "days": kept.days, "words": kept.words})
    _tell_setting(work, "開示請求の期限の決まりを変更", before, vars(kept))


def set_grounds(work: Work, wanted: Sequence[Ground]) -> None:
    """The office's own list of grounds; decisions keep the ids of theirs."""
    work.require(Permission.ANSWER_REQUESTS)
    work.require(Permission.MANAGE_OFFICE)
    kept = check_grounds(wanted, queries.grounds_in_use(work))
    before = {"grounds": [vars(one) for one in queries.grounds(work)]}
    _set(work, queries.GROUNDS, [[one.id, one.words] for one in kept])
    _tell_setting(
        work, "不開示の根拠の一覧を変更", before, {"grounds": [vars(one) for one in kept]}
    )


def _open(work: Work, request_id: str, version: int) -> SubjectRequest:
    row = work.get(SubjectRequest, request_id)
    work.check_version(row, version)
    if row.result is not None:
        raise InvalidInput((FieldProblem("result", _DECIDED),))
    return row


def _write(work: Work, row: SubjectRequest, typed: RequestInput) -> None:
    row.kind, row.requester, row.addressee = typed.kind, typed.requester, typed.addressee
    for name in _TEXTS:
        setattr(row, name, getattr(typed, name).strip())
    row.worker = row.worker or work.actor.name
    if typed.received_on is not None:  # asked for above
        row.received_on = typed.received_on
    row.since, row.until, row.due_on = typed.since, typed.until, typed.due_on
    row.rule = due_setting(work).kept_words


def _tell(work: Work, row: SubjectRequest, kind: str, words: str) -> None:
    work.touch(row)
    number = f"（{row.number}）" if row.number else ""
    work.tell(
        kind,
        f"{words}{number}",
        subject_kind="person",
        subject_id=row.person_id,
        details={"request": row.id},
    )


def _tell_setting(work: Work, words: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    work.tell(
        "setting.changed",
        words,
        subject_kind="office",
        details={"before": before, "after": after},
    )


def _set(work: Work, name: str, value: Any) -> None:
    kept = work.session.scalars(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == name)
    ).first()
    if kept is None:
        kept = work.add(Setting(name=name))
    kept.value, kept.changed_by = value, work.actor.staff_id
    work.touch(kept)
