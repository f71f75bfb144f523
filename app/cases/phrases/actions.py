"""Changes to the 定型文 of the centre."""

from __future__ import annotations

from sqlalchemy import func, select

from app.cases.phrases.rules import PhraseInput, check_phrase
from app.errors import InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Phrase
from app.storage.work import Work


def add_phrase(work: Work, typed: PhraseInput) -> str:
    """Keep a new 定型文 at the end of the list and give back its id."""
    work.require(Permission.EDIT_CASES)
    _refuse(typed)
    last = work.session.scalar(
        select(func.max(Phrase.position)).where(Phrase.office_id == work.office_id)
    )
    phrase = Phrase(position=(last or 0) + 1)
    _write(phrase, typed)
    work.add(phrase)
    work.tell("phrase.added", f"定型文「{phrase.title}」を作った", subject_kind="office")
    return phrase.id


def correct_phrase(work: Work, phrase_id: str, version: int, typed: PhraseInput) -> str:
    """Keep a changed 定型文; what was recorded with it stays as it is."""
    work.require(Permission.EDIT_CASES)
    phrase = work.get(Phrase, phrase_id)
    work.check_version(phrase, version)
    _refuse(typed)
    _write(phrase, typed)
    work.tell("phrase.corrected", f"定型文「{phrase.title}」を直した", subject_kind="office")
    return phrase.id


def move_phrase(work: Work, phrase_id: str, *, up: bool) -> None:
    """Change places with the one before or after it in the list."""
    work.require(Permission.EDIT_CASES)
    every = list(
        work.session.scalars(
            select(Phrase)
            .where(Phrase.office_id == work.office_id)
            .order_by(Phrase.position, Phrase.id)
        )
    )
    phrase = work.get(Phrase, phrase_id)
    here = every.index(phrase)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(every):
        return
    every[here], every[there] = every[there], every[here]
    for position, one in enumerate(every, start=1):
        one.position = position
    work.tell("phrase.moved", f"定型文「{phrase.title}」を並べ替えた", subject_kind="office")


def remove_phrase(work: Work, phrase_id: str, version: int) -> None:
    """Take a 定型文 out of the list; what was recorded with it stays as it is."""
    work.require(Permission.EDIT_CASES)
    phrase = work.get(Phrase, phrase_id)
    work.check_version(phrase, version)
    work.session.delete(phrase)
    work.tell("phrase.removed", f"定型文「{phrase.title}」を消した", subject_kind="office")


def _write(phrase: Phrase, typed: PhraseInput) -> None:
    phrase.title = typed.title.strip()
    phrase.text = typed.text.strip("\n")


def _refuse(typed: PhraseInput) -> None:
    problems = check_phrase(typed)
    if problems:
        raise InvalidInput(problems)
