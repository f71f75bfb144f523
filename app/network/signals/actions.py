"""Changes to 端緒."""

from __future__ import annotations

from sqlalchemy import select

from app import codes
from app.cases import actions as cases
from app.codes import Service
from app.errors import FieldProblem, InvalidInput
from app.network.signals.rules import (
    CLOSED,
    WEIGHTS,
    SignalInput,
    WeighInput,
    check_day_and_words,
    check_signal,
    check_weighing,
    standing,
)
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Permission
from app.storage.records import (
    Disclosure,
    Episode,
    MeetingPerson,
    Organisation,
    Person,
    Referral,
    Signal,
)
from app.storage.work import Work

_FIELDS = (
    *("received_on", "received_minute", "source_kind", "source_name", "source_phone"),
    *("place", "municipality", "about", "text", "worker"),
)
_CLOSED = "終わった端緒です。続きがあるときは「もう一度開く」を使ってください。"


def receive(work: Work, typed: SignalInput) -> str:
    """Keep a new 端緒 and give back its id."""
    work.require(Permission.EDIT_CASES)
    signal = Signal(state=standing(closed=False, linked=False, passed=False, weighed=False))
    _write(work, signal, typed)
    work.add(signal)
    source = codes.label("signal_source", signal.source_kind)
    _tell(work, signal, "signal.received", f"端緒を受付（{source}）")
    return signal.id


def correct(work: Work, signal_id: str, version: int, typed: SignalInput) -> None:
    """Keep what was corrected of a 端緒."""
    work.require(Permission.EDIT_CASES)
    signal = _held(work, signal_id, version)
    _write(work, signal, typed)
    _tell(work, signal, "signal.corrected", "端緒の内容を訂正")


def weigh(work: Work, signal_id: str, version: int, typed: WeighInput) -> None:
    """Keep how urgent it is, and why."""
    work.require(Permission.EDIT_CASES)
    signal = _open(work, signal_id, version)
    signal.weighed_on = check_weighing(typed, signal.received_on, work.clock.today())
    signal.weight, signal.weighed_why = typed.weight, typed.why.strip()
    settle_state(work, signal)
    _tell(work, signal, "signal.weighed", f"端緒の見立て: {codes.label(WEIGHTS, signal.weight)}")


def link(work: Work, signal_id: str, version: int, episode_id: str) -> None:
    """Say whom it is about: the person of a case; what was done so far is about them too."""
    work.require(Permission.EDIT_CASES)
    signal = _open(work, signal_id, version)
    episode = work.get(Episode, episode_id)
    _link(work, signal, work.get(Person, episode.person_id), episode)


def begin(work: Work, signal_id: str, version: int, typed: PersonInput) -> str:
    """Register the person it is about with a new 相談支援, and give back the id of that."""
    work.require(Permission.EDIT_CASES)
    signal = _open(work, signal_id, version)
    person_id = people.register(work, typed)
    work.session.flush()
    start = {"start": signal.received_on.isoformat(), "worker": signal.worker}
    episode_id = cases.open_episode(work, person_id, Service.CONSULTATION, start)
    work.session.flush()
    _link(work, signal, work.get(Person, person_id), work.get(Episode, episode_id))
    return episode_id


def unlink(work: Work, signal_id: str, version: int, reason: str) -> None:
    """It was somebody else: what was done for the 端緒 is about nobody known again."""
    work.require(Permission.EDIT_CASES)
    signal = _open(work, signal_id, version)
    if signal.person_id is None:
        raise InvalidInput((FieldProblem("person", "まだだれとも結びついていません。"),))
    if not reason.strip():
        raise InvalidInput((FieldProblem("reason", "別の人だと分かった理由を入力してください。"),))
    before = signal.person_id
    for record in _about(work, signal, before):
        record.person_id = record.episode_id = None
        work.touch(record)
    signal.person_id = signal.linked_on = None
    settle_state(work, signal)
    words = f"端緒と本人の結びつきを取り消した（{reason.strip()}）"
    facts = {"signal": signal.id}
    work.tell("signal.unlinked", words, subject_kind="person", subject_id=before, details=facts)
    _tell(work, signal, "signal.unlinked", words)


def answer(work: Work, signal_id: str, version: int, day: str, words: str) -> None:
    """Keep what was said back to whoever noticed; the person's name may not stand in it."""
    work.require(Permission.EDIT_CASES)
    signal = _held(work, signal_id, version)
    name = work.get(Person, signal.person_id).name if signal.person_id else ""
    signal.answered_on = check_day_and_words(
        *(day, words, "返事の内容", signal.received_on, work.clock.today()), forbidden=name
    )
    signal.answer = words.strip()
    _tell(work, signal, "signal.answered", "端緒を知らせた人に返事をした")


def close(work: Work, signal_id: str, version: int, day: str, reason: str) -> None:
    """End it, with the reason."""
    work.require(Permission.EDIT_CASES)
    signal = _open(work, signal_id, version)
    signal.closed_on = check_day_and_words(
        day, reason, "終わる理由", signal.received_on, work.clock.today()
    )
    signal.closed_why = reason.strip()
    settle_state(work, signal)
    _tell(work, signal, "signal.closed", "端緒を終えた")


def reopen(work: Work, signal_id: str, version: int) -> None:
    """Take an ending back."""
    work.require(Permission.EDIT_CASES)
    signal = _held(work, signal_id, version)
    if signal.state != CLOSED:
        raise InvalidInput((FieldProblem("state", "この端緒は終わっていません。"),))
    signal.closed_on, signal.closed_why = None, ""
    settle_state(work, signal)
    _tell(work, signal, "signal.reopened", "端緒をもう一度開いた")


def settle_state(work: Work, signal: Signal) -> None:
    """Let the state follow from what has happened; what was sent must be flushed before."""
    work.require(Permission.EDIT_CASES)
    sent = select(Referral.id).where(Referral.signal_id == signal.id, Referral.sent_on.is_not(None))
    with work.session.no_autoflush:  # one change of the record, so one version
        passed = work.session.scalar(sent.limit(1)) is not None
    signal.state = standing(
        closed=signal.closed_on is not None,
        linked=signal.person_id is not None,
        passed=passed,
        weighed=signal.weighed_on is not None,
    )


def _write(work: Work, signal: Signal, typed: SignalInput) -> None:
    checked = check_signal(typed, work.clock.today())
    for name in _FIELDS:
        setattr(signal, name, getattr(checked, name))
    signal.kinds = list(checked.kinds)
    office = work.get(Organisation, typed.organisation_id) if typed.organisation_id else None
    signal.organisation_id = office.id if office is not None else None


def _link(work: Work, signal: Signal, person: Person, episode: Episode) -> None:
    if signal.person_id not in (None, person.id):
        words = "別の人と結びついています。先に「結びつきを取り消す」を使ってください。"
        raise InvalidInput((FieldProblem("person", words),))
    for record in _about(work, signal, None):
        record.person_id, record.episode_id = person.id, episode.id
        work.touch(record)
    signal.person_id, signal.linked_on = person.id, work.clock.today()
    settle_state(work, signal)
    work.tell(
        "signal.linked",
        "端緒と本人を結びつけた",
        subject_kind="episode",
        subject_id=episode.id,
        details={"signal": signal.id},
    )


def _about(
    work: Work, signal: Signal, person_id: str | None
) -> list[Referral | Disclosure | MeetingPerson]:
    """Records about the 端緒 that name this person (or nobody)."""
    found: list[Referral | Disclosure | MeetingPerson] = []
    for kind in (Referral, Disclosure, MeetingPerson):
        whose = kind.person_id.is_(None) if person_id is None else kind.person_id == person_id
        found += work.session.scalars(select(kind).where(kind.signal_id == signal.id, whose))
    return found


def _held(work: Work, signal_id: str, version: int) -> Signal:
    signal = work.get(Signal, signal_id)
    work.check_version(signal, version)
    return signal


def _open(work: Work, signal_id: str, version: int) -> Signal:
    signal = _held(work, signal_id, version)
    if signal.state == CLOSED:
        raise InvalidInput((FieldProblem("state", _CLOSED),))
    return signal


def _tell(work: Work, signal: Signal, kind: str, words: str) -> None:
    work.touch(signal)
    work.tell(kind, words, subject_kind="signal", subject_id=signal.id)
