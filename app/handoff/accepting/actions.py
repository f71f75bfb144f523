"""Taking what a letter brings over into a case of our own, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.cases import actions as cases
from app.errors import FieldProblem, InvalidInput
from app.handoff.accepting.queries import changes, request_of
from app.handoff.accepting.rules import SERVICE, Identity, fields_of, speaks_against
from app.handoff.exchange.queries import Standing, standing
from app.handoff.letters import actions as letters
from app.handoff.letters.body import Body
from app.handoff.letters.kinds import ExchangeKind, LetterKind
from app.handoff.letters.queries import APPLIED
from app.handoff.partners.queries import same_centre
from app.handoff.writing.actions import write
from app.handoff.writing.rules import WriteInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Permission
from app.storage.records import (
    Certificate,
    Exchange,
    KeptLetter,
    Person,
)
from app.storage.work import Work

_NOTHING = "受け取れる依頼がありません。画面を読み直してください。"
_NAMELESS = "文に氏名がありません。氏名を入力するか、すでに登録した人から選んでください。"
_SOMEBODY_ELSE = (
    "選んだ人は、文の人と氏名も生年月日も違います。別の人の記録に入れないよう、受諾していません。"
    "正しい人を選ぶか、新しい人として登録してください。"
)
_BIRTH_DIFFERS = (
    "選んだ人の生年月日が、文と違います。まだ何も記録していません。"
    "相手に電話で確かめ、同じ人なら「同じ人だと確かめた」に印をつけてください。"
)
_NAME_DIFFERS = (
    "選んだ人の氏名が、文と違います。まだ何も記録していません。"
    "相手に電話で確かめ、同じ人なら「同じ人だと確かめた」に印をつけてください。"
)
_CHANGED = "文と記録の違いが変わりました。画面を読み直して、もう一度選んでください。"


@dataclass(frozen=True)
class AcceptInput:
    """How a request is taken up: for whom, under which number, by whom, and what is answered."""

    person_id: str = ""
    """Somebody on record; '' registers a new person from the letter."""
    name: str = ""
    """For a new person whose name the letter does not say."""
    number: str = ""
    worker: str = ""
    sure: bool = False
    """Somebody made sure that it is the same person although name or birth differ."""
    answer: WriteInput = field(default_factory=WriteInput)


def accept(work: Work, exchange_id: str, typed: AcceptInput) -> str:
    """Take a request up: person, case and answer come into being together; gives the episode's id."""
    work.require(Permission.DISCLOSE)
    work.require(Permission.EDIT_CASES)
    exchange = work.get(Exchange, exchange_id)
    work.session.refresh(exchange, with_for_update=True)
    at = standing(work, exchange_id)
    kept = request_of(at)
    if kept is None or kept.body is None or exchange.episode_id is not None:
        raise InvalidInput((FieldProblem("exchange", _NOTHING),))
    person_id = _picked(work, kept.body, typed) or _register(work, kept.body, typed)
    episode_id = _open(work, at, person_id, kept.body, typed)
    exchange.person_id, exchange.episode_id = work.get(Person, person_id).id, episode_id
    exchange.worker = typed.worker or work.actor.name
    work.touch(exchange)
    _certificates(work, person_id, kept.body)
    letters.mark(work, kept.id, APPLIED)
    work.session.flush()
    answer = WriteInput(**{**vars(typed.answer), "of": kept.letter.id})
    write(work, exchange_id, LetterKind.ACCEPT, answer)
    return episode_id


def take_over(work: Work, letter_id: str, version: int, chosen: tuple[str, ...]) -> None:
    """Keep the chosen fields of a letter in our case, whose version was seen; the rest stays."""
    work.require(Permission.DISCLOSE)
    found = {one.name: one for one in changes(work, letter_id)}
    if not set(chosen) <= found.keys():
        raise InvalidInput((FieldProblem("fields", _CHANGED),))
    at = standing(work, work.get(KeptLetter, letter_id).exchange_id)
    if chosen and at.episode_id is not None:
        typed = {name: found[name].typed for name in chosen}
        cases.correct(work, at.episode_id, version, typed)
    letters.mark(work, letter_id, APPLIED, "・".join(found[name].label for name in chosen))
    work.tell(
        "letter.applied",
        f"文の内容を記録に反映（{at.partner.name}）",
        subject_kind="episode",
        subject_id=at.episode_id,
        details={"letter": letter_id, "fields": sorted(chosen)},
    )


def _picked(work: Work, body: Body, typed: AcceptInput) -> str:
    """Somebody on record; '' when nobody was chosen. Nobody is taken for somebody else."""
    if not typed.person_id:
        return ""
    person = work.get(Person, typed.person_id)
    against = speaks_against(body.person, Identity(person.name, person.kana, person.birth))
    if against == {"name", "birth"}:
        raise InvalidInput((FieldProblem("person", _SOMEBODY_ELSE),))
    if against and not typed.sure:
        words = _BIRTH_DIFFERS if "birth" in against else _NAME_DIFFERS
        raise InvalidInput((FieldProblem("sure", words),))
    if against:
        work.tell(
            "letter.same_person",
            "文と氏名か生年月日が違う人を、確かめたうえで同じ人として受諾",
            subject_kind="person",
            subject_id=person.id,
            details={"differs": sorted(against)},
        )
    return person.id


def _register(work: Work, body: Body, typed: AcceptInput) -> str:
    told = body.person
    name = (told.name if told is not None else "") or typed.name
    if not name.strip():
        raise InvalidInput((FieldProblem("name", _NAMELESS),))
    return people.register(
        work,
        PersonInput(
            name=name,
            kana=told.kana if told is not None else "",
            sex=_sex(told.sex if told is not None else ""),
            birth=wareki.short(told.birth) if told is not None and told.birth else "",
        ),
    )


def _sex(told: str) -> str:
    return told if told in dict(codes.table("sex").choices("")) else "unknown"


def _open(work: Work, at: Standing, person_id: str, body: Body, typed: AcceptInput) -> str:
    service = SERVICE[at.kind]
    values: dict[str, str | bool | None] = {
        "start": wareki.short(PartialDate.of(work.clock.today())),
        "number": typed.number,
        "worker": typed.worker or work.actor.name,
        "source": at.partner.name,
        **fields_of(service, body),
    }
    if at.kind is ExchangeKind.COOPERATION:
        values["source_kind"] = "other_center"
        values["partner"] = at.partner.name
        values["area"] = "own" if same_centre(work, at.partner.id) else "received"
    else:
        values["source_kind"] = "probation_office"
        if at.kind is ExchangeKind.SPECIAL:
            values["kubun"], values["area"] = "special", "own"
    return cases.open_episode(work, person_id, service, values)


def _certificates(work: Work, person_id: str, body: Body) -> None:
    held = {
        one.kind
        for one in work.session.query(Certificate).filter_by(
            office_id=work.office_id, person_id=person_id
        )
    }
    for told in body.person.certificates if body.person is not None else ():
        if told.kind not in held:
            work.add(
                Certificate(
                    person_id=person_id, kind=told.kind, grade=told.grade, renewal=told.valid_to
                )
            )
