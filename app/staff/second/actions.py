"""Asking for a second person, answering, and using the answer once."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from app.errors import FieldProblem, InvalidInput, NotAllowed
from app.staff.second.queries import able, asked_of
from app.staff.second.rules import (
    ACT_WORDS,
    LASTS,
    NEEDS,
    PERSON,
    RECOVERY,
    Act,
    alone_refusal,
    answer_refusal,
    use_refusal,
)
from app.storage.records import SecondAnswer, SecondRequest
from app.storage.work import Work

WRONG_CODE = (
    "回復コードが違います。何も変えていません。紙に書いた回復コードを、もう一度確かめてください。"
)
_ANSWERED = "この依頼には、いま別の人が答えました。画面を読み直してください。"


def ask(work: Work, act: Act, about: str = "") -> str:
    """Ask that a second person agree to an act; gives the id of the request.

    `about` says in a few words what it is for, and names nobody who is supported.
    """
    work.require(NEEDS[act])
    request = SecondRequest(
        act=act, about=about.strip(), asked_by=work.actor.staff_id, until=work.now + LASTS
    )
    work.add(request)
    _tell(work, request, "second.asked", "二人目の確認を依頼")
    return request.id


def answer(work: Work, request_id: str, *, agreed: bool = True) -> None:
    """Agree as the second person, or say no; on a yes the act may then be done once."""
    asked = asked_of(work, request_id)
    work.require(NEEDS[asked.act])
    refused = answer_refusal(asked, work.actor, work.now)
    if refused:
        raise NotAllowed(refused, where=NEEDS[asked.act])
    request = _keep(work, request_id, agreed, PERSON)
    words = "二人目として確認" if agreed else "二人目として認めなかった"
    _tell(work, request, "second.agreed" if agreed else "second.refused", words)


def agree_alone(work: Work, request_id: str, opens: Callable[[], bool]) -> None:
    """The recovery code in place of a second person, where there is nobody else; it is recorded.

    `opens` says whether the recovery code that was typed opens the office's keys.
    """
    asked = asked_of(work, request_id)
    work.require(NEEDS[asked.act])
    others = len(able(work, asked.act))
    refused = alone_refusal(asked, work.actor, others, work.now)
    if refused:
        raise NotAllowed(refused, where=NEEDS[asked.act])
    if not opens():
        raise InvalidInput((FieldProblem("recovery_code", WRONG_CODE),))
    request = _keep(work, request_id, True, RECOVERY)
    _tell(work, request, "second.agreed", "回復コードで、二人目の確認に代えた")


def use(work: Work, act: Act, request_id: str) -> None:
    """Do the act on a second person's word, in the same Work: refused unless it was given."""
    work.require(NEEDS[act])
    asked = asked_of(work, request_id)
    refused = use_refusal(asked, act, work.actor, work.now)
    if refused:
        raise NotAllowed(refused, where=NEEDS[act])
    request = work.get(SecondRequest, request_id)
    request.used_at = work.now
    work.touch(request)
    _tell(work, request, "second.used", "二人の確認のもとで実行")


def _keep(work: Work, request_id: str, agreed: bool, how: str) -> SecondRequest:
    request = work.get(SecondRequest, request_id)
    needed = NEEDS[Act(request.act)]  # cannot be read any more once the flush has failed
    work.add(
        SecondAnswer(request_id=request.id, answered_by=work.actor.staff_id, agreed=agreed, how=how)
    )
    try:
        work.session.flush()
    except IntegrityError as error:  # two answered at once
        raise NotAllowed(_ANSWERED, where=needed) from error
    work.touch(request)
    return request


def _tell(work: Work, request: SecondRequest, kind: str, words: str) -> None:
    about = f"：{request.about}" if request.about else ""
    work.tell(
        kind,
        f"{words}（{ACT_WORDS[Act(request.act)]}{about}）",
        subject_kind="second",
        subject_id=request.id,
    )
