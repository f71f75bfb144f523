"""Changes to つなぎ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.consent.disclosures import actions as disclosures
from app.consent.disclosures.rules import DisclosureInput
from app.errors import FieldProblem, InvalidInput
from app.network.referrals.queries import request_refused, steps_of
from app.network.referrals.rules import (
    KINDS,
    STATES,
    ReferralInput,
    StepInput,
    check_referral,
    check_step,
    send_refusal,
)
from app.network.referrals.steps import DRAFT, IN, OUT, Step, refusal, rule
from app.network.referrals.trail import Taken, days_of, state_before
from app.network.signals import actions as signals
from app.staff.permissions import Permission
from app.storage.records import Episode, Organisation, Referral, ReferralStep, Signal
from app.storage.work import Work

_FIELDS = (
    *("kind", "to_whom", "asked", "situation", "items", "answer_by"),
    *("agreement_on", "agreement_note", "worker", "note"),
)
_OTHER_OFFICE = "送ったあとは、相手を変えられません。取り下げてから、新しいつなぎを作ってください。"
_NO_ITEMS = "渡す情報を一つ以上選んでください。情報提供書には、選んだものだけが印刷されます。"


def add(work: Work, about: str, typed: ReferralInput, first: StepInput | None = None) -> str:
    """Keep a new つなぎ about a case (id of the episode) or a 端緒 (id of the signal).

    `first` sends it at once; one that came in needs it: the day on which it came.
    """
    work.require(Permission.EDIT_CASES)
    checked = check_referral(typed, work.clock.today())
    if checked.direction == IN and first is None:
        raise InvalidInput((FieldProblem("day", "届いた日を入力してください（例: 4/1）。"),))
    referral = Referral(state=DRAFT, organisation_id=typed.organisation_id)
    referral.direction = checked.direction
    work.get(Organisation, typed.organisation_id)
    _hang(work, referral, about)
    for name in _FIELDS:
        value = getattr(checked, name)
        setattr(referral, name, list(value) if name == "items" else value)
    work.add(referral)
    kind = codes.label(KINDS, referral.kind)
    words = "つなぎを準備" if referral.direction == OUT else "つなぎを受付"
    _tell(work, referral, "referral.added", f"{words}（{kind}）")
    if first is not None:
        work.session.flush()
        _take(work, referral, replace(first, step=Step.SEND))
    return referral.id


def change(work: Work, referral_id: str, version: int, typed: ReferralInput) -> None:
    """Keep a changed つなぎ; whom it goes to is settled once it was sent."""
    work.require(Permission.EDIT_CASES)
    referral = work.get(Referral, referral_id)
    work.check_version(referral, version)
    checked = check_referral(replace(typed, direction=referral.direction), work.clock.today())
    if typed.organisation_id != referral.organisation_id:
        if referral.state != DRAFT:
            raise InvalidInput((FieldProblem("organisation_id", _OTHER_OFFICE),))
        referral.organisation_id = work.get(Organisation, typed.organisation_id).id
    for name in _FIELDS:
        value = getattr(checked, name)
        setattr(referral, name, list(value) if name == "items" else value)
    _tell(work, referral, "referral.changed", "つなぎの内容を変えた")


def take(work: Work, referral_id: str, version: int, typed: StepInput) -> None:
    """Take a step. What leaves the centre with it is a disclosure, checked on that day."""
    work.require(Permission.EDIT_CASES)
    referral = work.get(Referral, referral_id)
    work.check_version(referral, version)
    _take(work, referral, typed)


def _take(work: Work, referral: Referral, typed: StepInput) -> None:
    before = steps_of(work, referral.id)
    state_words = codes.label(STATES, referral.state)
    refused = refusal(typed.step, referral.state, state_words)
    if refused:
        raise InvalidInput((FieldProblem("step", refused),))
    last = before[-1].day if before else None
    # what is taken back may have been dated too late: only a step forward has an order
    day = check_step(typed, work.clock.today(), None if typed.step is Step.TAKE_BACK else last)
    if typed.step is Step.TAKE_BACK:
        state = state_before(before)
    else:
        state = rule(typed.step).leads
        if referral.direction == OUT and rule(typed.step).discloses:
            _disclose(work, referral, typed, day)
    taken = Taken(typed.step, state, day, typed.reason.strip(), work.actor.staff_id)
    _write(work, referral, (*before, taken))
    if referral.signal_id is not None:
        work.session.flush()
        signals.settle_state(work, work.get(Signal, referral.signal_id))


def _write(work: Work, referral: Referral, steps: tuple[Taken, ...]) -> None:
    taken = steps[-1]
    work.add(
        ReferralStep(
            referral_id=referral.id,
            number=len(steps),
            step=taken.step.value,
            state=taken.state,
            day=taken.day,
            reason=taken.reason,
            by=taken.by,
        )
    )
    referral.state = taken.state
    days = days_of(steps)
    referral.sent_on, referral.answered_on, referral.ended_on = days
    if taken.step is Step.TAKE_BACK:
        words = f"つなぎを一つ前に戻した（いま: {codes.label(STATES, taken.state)}）"
    else:
        words = f"つなぎ: {_words(referral.direction, taken.step)}"
    day = wareki.short(PartialDate.of(taken.day))
    _tell(work, referral, f"referral.{taken.step.value}", f"{words}（{day}）")


def _words(direction: str, step: Step) -> str:
    return rule(step).out_words if direction == OUT else rule(step).in_words


def _disclose(work: Work, referral: Referral, typed: StepInput, day: date) -> None:
    if typed.step is Step.SEND:
        refused = send_refusal(referral.kind, referral.agreement_on)
        if refused:
            raise InvalidInput((FieldProblem("agreement_on", refused),))
        refused = request_refused(work, referral.kind, referral.episode_id)
        if refused:
            raise InvalidInput((FieldProblem("step", refused),))
    if not referral.items:
        raise InvalidInput((FieldProblem("items", _NO_ITEMS),))
    disclosures.record(
        work,
        DisclosureInput(
            person_id=referral.person_id,
            episode_id=referral.episode_id,
            signal_id=referral.signal_id,
            day=wareki.short(PartialDate.of(day)),
            organisation_id=referral.organisation_id,
            to_whom=referral.to_whom,
            way="referral",
            items=tuple(referral.items),
            content=typed.reason.strip() if typed.step is Step.SUPPLY else referral.asked,
            purpose=referral.asked,
            basis=typed.basis,
            consent_id=typed.consent_id or None,
            meeting_id=typed.meeting_id or None,
            referral_id=referral.id,
            why=typed.why,
            prosecutor_view=typed.prosecutor_view or None,
            prosecutor_asked_on=typed.prosecutor_asked_on,
            worker=referral.worker,
        ),
    )


def _hang(work: Work, referral: Referral, about: str) -> None:
    signal = work.session.get(Signal, about)
    if signal is not None and signal.office_id == work.office_id:
        referral.signal_id, referral.person_id = signal.id, signal.person_id
        return
    episode = work.get(Episode, about)
    referral.episode_id, referral.person_id = episode.id, episode.person_id


def _tell(work: Work, referral: Referral, kind: str, words: str) -> None:
    work.touch(referral)
    subject = "episode" if referral.episode_id else "signal"
    work.tell(
        kind,
        words,
        subject_kind=subject,
        subject_id=referral.episode_id or referral.signal_id,
        details={"referral": referral.id},
    )
