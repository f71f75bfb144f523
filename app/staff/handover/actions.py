"""Handing cases over, and saying that they were read."""

from __future__ import annotations

from collections.abc import Sequence

from app.cases.queries import workers
from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput, NotAllowed
from app.staff.handover.rules import Item, handover_refusal, not_theirs
from app.staff.permissions import Permission
from app.staff.rules import own_worker
from app.storage.records import Episode, Handover, Staff
from app.storage.work import Work

_MOVED = (
    "選んだケースの担当者が、画面を開いたあとに変わりました。まだ何も引き継いでいません。"
    "一覧を読み直してください。"
)
_GONE = "引き継ぐ相手は、いまは登録されていません。別の人を選んでください。"
_NOT_YOURS = "この引継ぎは、ほかの人に宛てたものです。確認できるのは、引き継いだ本人です。"
_READ = "この引継ぎは、もう確認されています。画面を読み直してください。"


def hand_over(
    work: Work, from_worker: str, to_staff_id: str, items: Sequence[Item]
) -> tuple[str, ...]:
    """Make somebody the 担当者 of these cases, all or none; gives the ids of the handovers."""
    work.require(Permission.EDIT_CASES)
    receiver = work.get(Staff, to_staff_id)
    if not receiver.active:
        raise InvalidInput((FieldProblem("to", _GONE),))
    to_worker = own_worker(workers(work), receiver.name)
    refused = handover_refusal(items, from_worker, to_worker)
    if refused:
        raise InvalidInput((FieldProblem("to", refused),))
    return tuple(_one(work, from_worker, to_worker, receiver.id, item) for item in items)


def read(work: Work, handover_id: str, version: int) -> None:
    """「読みました」 of the receiver, for one case."""
    work.require(Permission.READ_CASES)
    handover = work.get(Handover, handover_id)
    work.check_version(handover, version)
    if handover.to_staff_id != work.actor.staff_id:
        raise NotAllowed(_NOT_YOURS, where=Permission.READ_CASES)
    if handover.read_at is not None:
        raise InvalidInput((FieldProblem("read", _READ),))
    handover.read_at, handover.read_by = work.now, work.actor.staff_id
    _tell(work, handover, "case.handover_read", f"引継ぎを読んだ（{handover.from_worker}から）")


def _one(work: Work, from_worker: str, to_worker: str, staff_id: str, item: Item) -> str:
    episode = work.get(Episode, item.episode_id)
    work.check_version(episode, item.version)
    if not_theirs(episode.worker, from_worker):
        raise ChangedMeanwhile(_MOVED)
    episode.worker = to_worker
    handover = Handover(
        episode_id=episode.id,
        from_worker=from_worker,
        to_worker=to_worker,
        to_staff_id=staff_id,
        note=item.note.strip(),
        given_by=work.actor.staff_id,
    )
    work.add(handover)
    words = f"担当を{from_worker or '（なし）'}から{to_worker}に引き継いだ"
    _tell(work, handover, "case.handed_over", words)
    return handover.id


def _tell(work: Work, handover: Handover, kind: str, words: str) -> None:
    work.touch(handover)
    work.tell(kind, words, subject_kind="episode", subject_id=handover.episode_id)
