"""One made-up meeting with its people and organisations, for tests of 会議."""

from __future__ import annotations

from typing import Any

from app.cases import actions as cases
from app.codes import Service
from app.meetings import actions, queries
from app.meetings.course.actions import hold
from app.meetings.members.actions import confirm_secrecy, invite, set_attendance
from app.meetings.members.queries import members
from app.meetings.members.rules import MemberInput, SecrecyInput
from app.meetings.persons.actions import discuss
from app.meetings.rules import HoldInput, MeetingInput
from app.people import actions as people
from app.people.rules import PersonInput
from tests.cases.one_case import ask, do
from tests.conftest import OpenedOffice

OWN = MemberInput(name="試作 澪江")
CONFIRMED = SecrecyInput("R8.11.20", "signed")


def typed(kind: str = "joint", **otherwise: Any) -> MeetingInput:
    """A meeting of last Friday, 14:00 to 15:30."""
    values: dict[str, Any] = {
        "kind": kind,
        "day": "R8.11.20",
        "start": "14:00",
        "end": "15:30",
        "place": "市役所3階",
        "worker": "試作",
        **otherwise,
    }
    return MeetingInput(**values)


def planned(opened: OpenedOffice, kind: str = "joint", **otherwise: Any) -> str:
    """A planned meeting which one of the own staff attends."""
    meeting = str(do(opened, lambda work: actions.plan(work, typed(kind, **otherwise))))
    do(opened, lambda work: invite(work, meeting, OWN))
    return meeting


def case(opened: OpenedOffice, name: str = "齋藤 蓬夫", **values: Any) -> str:
    """Another case, of a person of this name."""

    def act(work: Any) -> str:
        person = people.register(work, PersonInput(name, "", "male", ""))
        given = {"start": "R8.4.1", "worker": "試作", **values}
        return cases.open_episode(work, person, Service.FOLLOW_UP, given)

    return str(do(opened, act))


def joined(opened: OpenedOffice, meeting: str, organisation: str, **otherwise: Any) -> str:
    """Somebody of an organisation takes part."""
    member = MemberInput(organisation, **otherwise)
    return str(do(opened, lambda work: invite(work, meeting, member)))


def discussing(opened: OpenedOffice, meeting: str, episode: str) -> str:
    """A case is discussed; the id of its line."""
    return str(do(opened, lambda work: discuss(work, meeting, episode)))


def page(opened: OpenedOffice, meeting: str) -> queries.MeetingPage:
    """The meeting as it is now."""
    found: queries.MeetingPage = ask(opened, lambda reading: queries.meeting_page(reading, meeting))
    return found


def bound(opened: OpenedOffice, meeting: str, *wanted: str) -> None:
    """These members confirmed their duty of secrecy."""
    versions = _versions(opened, meeting, wanted)
    do(opened, lambda work: confirm_secrecy(work, meeting, versions, CONFIRMED))


def attending(opened: OpenedOffice, meeting: str, attendance: str, *wanted: str) -> None:
    """These members were there or not."""
    versions = _versions(opened, meeting, wanted)
    do(opened, lambda work: set_attendance(work, meeting, versions, attendance))


def _versions(opened: OpenedOffice, meeting: str, wanted: tuple[str, ...]) -> dict[str, int]:
    there = ask(opened, lambda reading: members(reading, meeting))
    return {one.id: one.version for one in there if one.id in wanted}


def held(opened: OpenedOffice, meeting: str, version: int | None = None) -> None:
    """The meeting took place, and who was invited and not absent came; it is as of now, or of `version`."""
    if version is None:
        version = page(opened, meeting).facts.version
    took = HoldInput("R8.11.20", "14:00", "15:30", everyone=True)
    do(opened, lambda work: hold(work, meeting, version, took))
