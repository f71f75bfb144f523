"""Changes to 文例. The first change of a kind makes all its texts the centre's own."""

from __future__ import annotations

from sqlalchemy import select

from app import codes
from app.consent.wordings.defaults import defaults
from app.consent.wordings.rules import KINDS, WordingInput, check_wording
from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Wording
from app.storage.transactions import take_turn
from app.storage.work import CHANGED, Work


def add(work: Work, typed: WordingInput) -> str:
    """Keep a new text at the end of its kind and give back the id."""
    work.require(Permission.EDIT_CASES)
    checked = check_wording(typed, work.clock.today())
    own = _own(work, checked.kind)
    one = Wording(
        kind=checked.kind,
        position=max((row.position for row in own), default=-1) + 1,
        title=checked.title,
        text=checked.text,
    )
    work.add(one)
    _tell(work, one, "wording.added", "加えた")
    return one.id


def correct(work: Work, position: int, version: int, typed: WordingInput) -> str:
    """Keep the corrected text at a place of its kind; version 0: it came with the program."""
    work.require(Permission.EDIT_CASES)
    checked = check_wording(typed, work.clock.today())
    one = _at(work, checked.kind, position, version)
    if (one.title, one.text) != (checked.title, checked.text):
        one.title, one.text = checked.title, checked.text
        work.touch(one)
        _tell(work, one, "wording.corrected", "直した")
    return one.id


def remove(work: Work, kind: str, position: int, version: int) -> None:
    """Take a text away; the last one of a kind stays."""
    work.require(Permission.EDIT_CASES)
    one = _at(work, kind, position, version)
    if len(_own(work, kind)) == 1:
        raise InvalidInput(
            (FieldProblem("kind", "最後の文例は消せません。直して使ってください。"),)
        )
    _tell(work, one, "wording.removed", "消した")
    work.session.delete(one)


def begin_again(work: Work, kind: str) -> None:
    """Let the texts of a kind be those that came with the program."""
    work.require(Permission.EDIT_CASES)
    for one in _kept(work, kind):
        work.touch(one)
        work.session.delete(one)
    words = codes.label(KINDS, kind)
    work.tell("wording.reset", f"「{words}」を初めの文例に戻した", subject_kind="office")


def _at(work: Work, kind: str, position: int, version: int) -> Wording:
    take_turn(work.session, work.office_id)
    had = bool(_kept(work, kind))
    own = _own(work, kind)
    if had != bool(version) or position >= len(own):
        raise ChangedMeanwhile(CHANGED)
    one = own[position]
    if had:
        work.check_version(one, version)
    return one


def _own(work: Work, kind: str) -> list[Wording]:
    """The centre's texts of a kind; those that came with the program are copied first."""
    take_turn(work.session, work.office_id)  # two desks must not copy them both
    own = _kept(work, kind)
    if own:
        return own
    for place, one in enumerate(defaults(kind)):
        work.add(Wording(kind=kind, position=place, title=one.title, text=one.text))
    work.session.flush()
    return _kept(work, kind)


def _kept(work: Work, kind: str) -> list[Wording]:
    return list(
        work.session.scalars(
            select(Wording)
            .where(Wording.office_id == work.office_id, Wording.kind == kind)
            .order_by(Wording.position, Wording.id)
        )
    )


def _tell(work: Work, one: Wording, kind: str, words: str) -> None:
    work.tell(
        kind,
        f"文例「{one.title}」（{codes.label(KINDS, one.kind)}）を{words}",
        subject_kind="office",
        details={"wording": one.id},
    )
