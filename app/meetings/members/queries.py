"""Reads of who takes part in a 会議."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.meetings.members import rules
from app.staff.permissions import Permission
from app.storage.records import Meeting, MeetingMember, Organisation
from app.storage.work import Reading

_OWN = "自センターの職員です。"


@dataclass(frozen=True)
class MemberFacts:
    """One who takes part; `organisation` is '' for the own staff."""

    id: str
    version: int
    organisation_id: str
    organisation: str
    organisation_kind: str
    name: str
    post: str
    member: bool
    secrecy_on: date | None
    secrecy_how: str
    attendance: str
    role: str
    receive_refusal: str
    """Why nothing may be shared with them; always given for the own staff."""

    @property
    def own(self) -> bool:
        """Whether one of the own staff."""
        return not self.organisation_id

    @property
    def who(self) -> str:
        """前橋市福祉課 係長 見本 太郎, as far as it is known."""
        return " ".join(part for part in (self.organisation, self.post, self.name) if part)


def members(reading: Reading, meeting_id: str) -> tuple[MemberFacts, ...]:
    """Everybody who takes part: organisations in the order they were added, own staff last."""
    reading.require(Permission.READ_CASES)
    meeting = reading.get(Meeting, meeting_id)
    rows = reading.session.execute(
        select(MeetingMember, Organisation.name, Organisation.kind)
        .outerjoin(Organisation, Organisation.id == MeetingMember.organisation_id)
        .where(MeetingMember.office_id == reading.office_id, MeetingMember.meeting_id == meeting.id)
        .order_by(
            MeetingMember.organisation_id.is_(None), MeetingMember.created_at, MeetingMember.id
        )
    )
    return tuple(
        _facts(row.MeetingMember, row.name or "", row.kind or "", meeting.kind, meeting.day)
        for row in rows
    )


def _facts(row: MeetingMember, name: str, org_kind: str, kind: str, day: date) -> MemberFacts:
    refusal = _OWN
    if row.organisation_id:
        refusal = rules.receive_refusal(kind, row.attendance, row.member, row.secrecy_on, day)
    return MemberFacts(
        id=row.id,
        version=row.version,
        organisation_id=row.organisation_id or "",
        organisation=name,
        organisation_kind=org_kind,
        name=row.name,
        post=row.post,
        member=row.member,
        secrecy_on=row.secrecy_on,
        secrecy_how=row.secrecy_how,
        attendance=row.attendance,
        role=row.role,
        receive_refusal=refusal,
    )
