"""Changes to 予定."""

from __future__ import annotations

from collections.abc import Sequence

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.errors import FieldProblem, InvalidInput
from app.schedule.rules import (
    CANCELLED,
    DONE,
    PLANNED,
    AppointmentInput,
    CheckedAppointment,
    check,
)
from app.staff.permissions import Permission
from app.storage.records import Appointment, Episode
from app.storage.work import Work

_RECORDED = "この予定はもう支援経過に記録されています。画面を読み直してください。"


def plan(work: Work, typed: AppointmentInput) -> str:
    """Keep a new 予定 and give back its id."""
    work.require(Permission.PLAN_DAYS)
    planned = Appointment(state=PLANNED)
    _write(work, planned, typed)
    work.add(planned)
    _tell(work, planned, "appointment.planned", "予定を入れた")
    return planned.id


def change(work: Work, appointment_id: str, version: int, typed: AppointmentInput) -> None:
    """Keep a changed 予定; one that was recorded stays as it is."""
    work.require(Permission.PLAN_DAYS)
    planned = _open(work, appointment_id, version)
    _write(work, planned, typed)
    _tell(work, planned, "appointment.changed", "予定を変えた")


def cancel(work: Work, appointment_id: str, version: int, note: str = "") -> None:
    """Say that a 予定 will not take place; it stays readable."""
    work.require(Permission.PLAN_DAYS)
    planned = _open(work, appointment_id, version)
    planned.state = CANCELLED
    planned.note = "\n".join(part for part in (planned.note, note.strip()) if part)
    _tell(work, planned, "appointment.cancelled", "予定を取り消した")


def restore(work: Work, appointment_id: str, version: int) -> None:
    """Plan again what was cancelled, or what was marked as done without becoming a 支援経過."""
    work.require(Permission.PLAN_DAYS)
    planned = work.get(Appointment, appointment_id)
    work.check_version(planned, version)
    if planned.activity_id is not None:
        raise InvalidInput((FieldProblem("state", _RECORDED),))
    if planned.state == PLANNED:
        raise InvalidInput((FieldProblem("state", "この予定は取り消されていません。"),))
    words = "予定の取消しを戻した" if planned.state == CANCELLED else "予定の済みを戻した"
    planned.state = PLANNED
    _tell(work, planned, "appointment.restored", words)


def record(
    work: Work,
    appointment_id: str,
    version: int,
    typed: ActivityInput,
    others: Sequence[str] = (),
) -> str:
    """Make the 予定 a 支援経過 of its case (and of `others`) and give back the id of that."""
    work.require(Permission.PLAN_DAYS)
    planned = _open(work, appointment_id, version)
    if planned.episode_id is None:
        raise InvalidInput(
            (FieldProblem("episode", "どのケースの予定でもないので、支援経過にはできません。"),)
        )
    planned.activity_id = record_activity(work, planned.episode_id, typed, others)
    planned.state = DONE
    _tell(work, planned, "appointment.recorded", "予定を支援経過に記録")
    return planned.activity_id


def finish(work: Work, appointment_id: str, version: int) -> None:
    """Mark a 予定 that belongs to no case as done."""
    work.require(Permission.PLAN_DAYS)
    planned = _open(work, appointment_id, version)
    planned.state = DONE
    _tell(work, planned, "appointment.done", "予定を済みに")


def _open(work: Work, appointment_id: str, version: int) -> Appointment:
    planned = work.get(Appointment, appointment_id)
    work.check_version(planned, version)
    if planned.state == DONE:
        raise InvalidInput((FieldProblem("state", _RECORDED),))
    return planned


def _write(work: Work, planned: Appointment, typed: AppointmentInput) -> None:
    checked: CheckedAppointment = check(typed, work.clock.today())
    if checked.problems or checked.day is None:
        raise InvalidInput(checked.problems)
    episode = work.get(Episode, typed.episode_id) if typed.episode_id else None
    planned.day, planned.start_minute, planned.end_minute = checked.day, checked.start, checked.end
    planned.kind = typed.kind
    planned.title = typed.title.strip()
    planned.place = typed.place.strip()
    planned.workers = list(checked.workers)
    planned.note = typed.note.strip()
    planned.episode_id = episode.id if episode else None
    planned.person_id = episode.person_id if episode else None


def _tell(work: Work, planned: Appointment, kind: str, words: str) -> None:
    day = wareki.short(PartialDate.of(planned.day))
    label = codes.label("appointment_kind", planned.kind)
    about_case = planned.episode_id is not None
    work.tell(
        kind,
        f"{words}（{day} {label}）",
        subject_kind="episode" if about_case else "appointment",
        subject_id=planned.episode_id or planned.id,
    )
