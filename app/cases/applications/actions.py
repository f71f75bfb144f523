"""Changes to 申請, and to the 手帳 that come of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app import codes
from app.calendar.partial import PartialDate
from app.cases.applications.rules import (
    CERTIFICATES,
    GRANTED,
    KINDS,
    ApplicationInput,
    CheckedApplication,
    check,
)
from app.staff.permissions import Permission
from app.storage.records import Application, Certificate, Episode, Person
from app.storage.work import Work


@dataclass(frozen=True)
class _Held:
    """A 手帳 as an application says it is."""

    kind: str
    grade: str
    renewal: PartialDate | None


def add(work: Work, episode_id: str, typed: ApplicationInput) -> str:
    """Keep a new application of the case's person and give back its id."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    checked = check(typed, work.clock.today())
    application = Application(person_id=episode.person_id, episode_id=episode.id)
    _write(application, checked)
    work.add(application)
    work.session.flush()
    _follow(work, application, None)
    _tell(work, application, "application.added", "申請を記録")
    return application.id


def correct(work: Work, application_id: str, version: int, typed: ApplicationInput) -> None:
    """Keep a corrected application; a granted 手帳 becomes the person's certificate."""
    work.require(Permission.EDIT_CASES)
    application = work.get(Application, application_id)
    work.check_version(application, version)
    checked = check(typed, work.clock.today())
    if checked == _kept(application):
        return
    before = _held(application)
    _write(application, checked)
    work.session.flush()
    _follow(work, application, before)
    _tell(work, application, "application.corrected", "申請の記録を訂正")


def remove(work: Work, application_id: str, version: int) -> None:
    """Take away an application that was entered by mistake."""
    work.require(Permission.EDIT_CASES)
    application = work.get(Application, application_id)
    work.check_version(application, version)
    before = _held(application)
    _tell(work, application, "application.removed", "申請の記録を削除")
    work.touch(application)
    work.session.delete(application)
    work.session.flush()
    _follow(work, application, before)


def _kept(application: Application) -> CheckedApplication:
    return CheckedApplication(
        application.kind,
        application.submitted_to,
        application.submitted_on,
        application.decided_on,
        application.result,
        application.grade,
        application.valid_until,
        application.worker,
        application.note,
    )


def _write(application: Application, checked: CheckedApplication) -> None:
    application.kind, application.result = checked.kind, checked.result
    application.submitted_to = checked.submitted_to
    application.submitted_on, application.decided_on = checked.submitted_on, checked.decided_on
    application.grade, application.valid_until = checked.grade, checked.valid_until
    application.worker, application.note = checked.worker, checked.note


def _held(application: Application) -> _Held | None:
    """The 手帳 this application brought; None when it brought none."""
    if application.kind not in CERTIFICATES or application.result != GRANTED:
        return None
    return _Held(application.kind, application.grade, application.valid_until)


def _follow(work: Work, application: Application, before: _Held | None) -> None:
    """The person's certificates say what the newest granted applications say."""
    now = _held(application)
    for kind in sorted({held.kind for held in (before, now) if held is not None}):
        newest = _newest_granted(work, application.person_id, kind)
        certificate = work.session.scalars(
            select(Certificate)
            .where(Certificate.person_id == application.person_id, Certificate.kind == kind)
            .order_by(Certificate.id.desc())
            .limit(1)
        ).first()
        if newest is not None:
            _keep_certificate(work, application.person_id, certificate, newest)
        elif (
            certificate is not None
            and certificate.created_at >= application.created_at
            and before == _Held(kind, certificate.grade, certificate.renewal)
        ):
            # it came of this application, which is not granted any more
            work.touch(certificate)
            work.session.delete(certificate)


def _newest_granted(work: Work, person_id: str, kind: str) -> _Held | None:
    newest = work.session.scalars(
        select(Application)
        .where(
            Application.person_id == person_id,
            Application.kind == kind,
            Application.result == GRANTED,
        )
        .order_by(Application.decided_on.desc(), Application.id.desc())
        .limit(1)
    ).first()
    return None if newest is None else _held(newest)


def _keep_certificate(
    work: Work, person_id: str, certificate: Certificate | None, held: _Held
) -> None:
    """A grade or renewal that the application does not name stays as it was."""
    if certificate is None:
        work.add(
            Certificate(person_id=person_id, kind=held.kind, grade=held.grade, renewal=held.renewal)
        )
        return
    certificate.grade = held.grade or certificate.grade
    certificate.renewal = held.renewal or certificate.renewal


def _tell(work: Work, application: Application, kind: str, words: str) -> None:
    subject = application.episode_id
    work.touch(work.get(Person, application.person_id))
    if subject is not None:
        work.touch(work.get(Episode, subject))
    work.tell(
        kind,
        f"{codes.label(KINDS, application.kind)}の{words}",
        subject_kind="episode" if subject else "person",
        subject_id=subject or application.person_id,
        details={"application": application.id},
    )
