"""Changes to who takes part in a 会議: invited, bound to secrecy, there or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from app import codes
from app.errors import FieldProblem, InvalidInput
from app.meetings.members.rules import (
    ATTENDANCE,
    ATTENDED,
    MemberInput,
    SecrecyInput,
    check_member,
    check_secrecy,
)
from app.meetings.persons.queries import disclosed_in, discussed
from app.meetings.persons.rules import discussing_refusal
from app.meetings.rules import HELD
from app.meetings.telling import held_still, tell
from app.staff.permissions import Permission
from app.storage.records import Meeting, MeetingMember, Organisation
from app.storage.work import Work

_RECEIVED = (
    "この機関には、この会議での情報提供が記録されています。"
    "先に情報提供の記録を取り消してから変えてください。"
)
_CLOSED = "閉鎖した機関です。ほかの機関を選んでください。"
_TWICE = "もう出席者に入っています。別の人なら氏名を書き分けてください。"
_NOBODY = "出席者がまだいません。先に加えてください。"


def invite(work: Work, meeting_id: str, typed: MemberInput) -> str:
    """Add somebody who takes part and give back the id; who is added afterwards was there."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id)
    checked = check_member(typed, work.clock.today())
    _refuse_twice(work, meeting, checked)
    member = MeetingMember(meeting_id=meeting.id)
    _write(work, member, checked)
    work.add(member)
    if meeting.state == HELD:
        member.attendance = ATTENDED
        _refuse_unconsented(work, meeting, [member])
    tell(work, meeting, "meeting.member_added", "会議の出席者を追加", member=member.id)
    return member.id


def correct_member(work: Work, member_id: str, version: int, typed: MemberInput) -> None:
    """Keep what was corrected: who comes, whether 構成員, the role agreed."""
    work.require(Permission.HOLD_MEETINGS)
    member = work.get(MeetingMember, member_id)
    meeting = held_still(work, member.meeting_id)
    work.check_version(member, version)
    checked = check_member(typed, work.clock.today())
    _refuse_twice(work, meeting, checked, besides=member.id)
    other = (checked.organisation_id or None) != member.organisation_id
    if other or (member.member and not checked.member):
        _refuse_received(work, meeting, member)
    if other:
        member.secrecy_on, member.secrecy_how = None, ""
    _write(work, member, checked)
    if other and meeting.state == HELD and member.attendance == ATTENDED:
        _refuse_unconsented(work, meeting, [member])
    tell(work, meeting, "meeting.member_corrected", "会議の出席者を訂正", member=member.id)


def remove_member(work: Work, member_id: str, version: int) -> None:
    """Take somebody out who was added by mistake or does not take part after all."""
    work.require(Permission.HOLD_MEETINGS)
    member = work.get(MeetingMember, member_id)
    meeting = held_still(work, member.meeting_id)
    work.check_version(member, version)
    _refuse_received(work, meeting, member)
    work.touch(member)
    work.session.delete(member)
    tell(work, meeting, "meeting.member_removed", "会議の出席者から外した", member=member.id)


def confirm_secrecy(
    work: Work, meeting_id: str, members: Mapping[str, int], typed: SecrecyInput
) -> None:
    """Keep that these (id → version) confirmed their duty of secrecy: one, or all at once."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id)
    day, how = check_secrecy(typed, work.clock.today())
    found = _found(work, meeting, members)
    for member in found:
        member.secrecy_on, member.secrecy_how = day, how
    words = f"守秘の確認を記録（{len(found)}人）"
    tell(work, meeting, "meeting.secrecy_confirmed", words, members=sorted(members))


def take_secrecy_back(work: Work, member_id: str, version: int) -> None:
    """Take a confirmation away that was recorded by mistake."""
    work.require(Permission.HOLD_MEETINGS)
    member = work.get(MeetingMember, member_id)
    meeting = held_still(work, member.meeting_id)
    work.check_version(member, version)
    _refuse_received(work, meeting, member)
    member.secrecy_on, member.secrecy_how = None, ""
    tell(work, meeting, "meeting.secrecy_taken_back", "守秘の確認を取り消した", member=member.id)


def set_attendance(
    work: Work, meeting_id: str, members: Mapping[str, int], attendance: str
) -> None:
    """Say of these (id → version) whether they were there."""
    work.require(Permission.HOLD_MEETINGS)
    meeting = held_still(work, meeting_id)
    if attendance not in dict(codes.table(ATTENDANCE).choices()):
        raise InvalidInput((FieldProblem("attendance", "出欠を一覧から選んでください。"),))
    changed = [one for one in _found(work, meeting, members) if one.attendance != attendance]
    for member in changed:
        if member.attendance == ATTENDED:
            _refuse_received(work, meeting, member)
        member.attendance = attendance
    if not changed:
        return
    if attendance == ATTENDED and meeting.state == HELD:
        _refuse_unconsented(work, meeting, changed)
    words = f"会議の{codes.label(ATTENDANCE, attendance)}を記録（{len(changed)}人）"
    tell(work, meeting, "meeting.attendance", words, members=[one.id for one in changed])


def _found(work: Work, meeting: Meeting, members: Mapping[str, int]) -> list[MeetingMember]:
    found = []
    for member_id, version in sorted(members.items()):
        member = work.get(MeetingMember, member_id)
        work.check_version(member, version)
        if member.meeting_id != meeting.id:
            raise InvalidInput((FieldProblem("members", "この会議の出席者ではありません。"),))
        found.append(member)
    if not found:
        raise InvalidInput((FieldProblem("members", _NOBODY),))
    return found


def _write(work: Work, member: MeetingMember, checked: MemberInput) -> None:
    if checked.organisation_id:
        organisation = work.get(Organisation, checked.organisation_id)
        if organisation.closed_on is not None and member.organisation_id != organisation.id:
            raise InvalidInput((FieldProblem("organisation_id", _CLOSED),))
    member.organisation_id = checked.organisation_id or None
    member.name, member.post = checked.name, checked.post
    member.member, member.role = checked.member, checked.role


def _refuse_twice(work: Work, meeting: Meeting, checked: MemberInput, besides: str = "") -> None:
    same = select(MeetingMember.id).where(
        MeetingMember.meeting_id == meeting.id,
        MeetingMember.id != besides,
        MeetingMember.name == checked.name,
        MeetingMember.organisation_id == checked.organisation_id
        if checked.organisation_id
        else MeetingMember.organisation_id.is_(None),
    )
    if work.session.scalar(same.limit(1)) is not None:
        at = "name" if checked.name else "organisation_id"
        raise InvalidInput((FieldProblem(at, _TWICE),))


def _refuse_received(work: Work, meeting: Meeting, member: MeetingMember) -> None:
    """Nobody who was told something stops being the one who was told it."""
    if member.organisation_id is None:
        return
    told = {organisation for _, _, organisation in disclosed_in(work, meeting.id)}
    if member.organisation_id not in told:
        return
    others = work.session.scalar(
        select(MeetingMember.id)
        .where(
            MeetingMember.meeting_id == meeting.id,
            MeetingMember.organisation_id == member.organisation_id,
            MeetingMember.id != member.id,
            MeetingMember.attendance == ATTENDED,
        )
        .limit(1)
    )
    if others is None:
        raise InvalidInput((FieldProblem("members", _RECEIVED),))


def _refuse_unconsented(work: Work, meeting: Meeting, added: Iterable[MeetingMember]) -> None:
    """Whoever is said to have been at a 重層的支援会議 may hear of everybody discussed there."""
    wanted = {member.organisation_id for member in added if member.organisation_id}
    work.session.flush()
    for person in discussed(work, meeting.id, meeting.kind, meeting.day):
        theirs = [one for one in person.standings if one.organisation_id in wanted]
        known = person.person_id is not None
        refusal = discussing_refusal(meeting.kind, person.who, theirs, known)
        if refusal:
            raise InvalidInput((FieldProblem("members", refusal),))
