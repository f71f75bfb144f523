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
_FAMILY = "本人・家族です。機関への情報提供にはあたりません。"


@dataclass(frozen=True)
class MemberFacts:
    """One who takes part; `organisation` is '' for the own staff, for 本人 and for family."""

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
    """Why nothing may be shared with them; always given where there is no organisation."""

    @property
    def outside(self) -> bool:
        """Whether they come for another organisation."""
        return bool(self.organisation_id)

    @property
    def own(self) -> bool:
        """Whether one of the own staff."""
        return not self.outside and self.member

    @property
    def family(self) -> bool:
        """Whether 本人, somebody of the family, or whoever else came along for the person."""
        return not self.outside and not self.member

    @property
    def who(self) -> str:
        """前橋市福祉課 係長 見本 太郎, or 見本 太郎（長男）, as far as it is known."""
        if self.family:
            return f"{self.name}（{self.post}）" if self.post else self.name
        return " ".join(part for part in (self.organisation, self.post, self.name) if part)


def members(reading: Reading, meeting_id: str) -> tuple[MemberFacts, ...]:
    """Everybody who takes part as added: organisations, 本人 and family, own staff last."""
    reading.require(Permission.READ_CASES)
    meeting = reading.get(Meeting, meeting_id)
    rows = reading.session.execute(
        select(MeetingMember, Organisation.name, Organisation.kind)
        .outerjoin(Organisation, Organisation.id == MeetingMember.organisation_id)
        .where(MeetingMember.office_id == reading.office_id, MeetingMember.meeting_id == meeting.id)
        .order_by(
            MeetingMember.organisation_id.is_(None),
            MeetingMember.organisation_id.is_(None) & MeetingMember.member.is_(True),
            MeetingMember.created_at,
            MeetingMember.id,
        )
    )
    return tuple(
        _facts(row.MeetingMember, row.name or "", row.kind or "", meeting.kind, meeting.day)
        for row in rows
    )


def _facts(row: MeetingMember, name: str, org_kind: str, kind: str, day: date) -> MemberFacts:
    refusal = _OWN if row.member else _FAMILY
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
