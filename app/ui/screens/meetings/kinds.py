"""The kinds of the forms of a 会議, which name their drafts, and what a draft is about."""

from __future__ import annotations

HEAD, HOLD, CANCEL, NEXT = "meeting", "meeting_hold", "meeting_cancel", "meeting_next"
PERSON, SIGNAL = "meeting_person", "meeting_signal"
MEMBER, STAFF, SECRECY = "meeting_member", "meeting_staff", "meeting_secrecy"
FAMILY = "meeting_family"
MINUTES, SHARE = "meeting_minutes", "meeting_share"
DECISION, CONTACTS = "meeting_decision", "meeting_contacts"
ALL = (
    *(HEAD, HOLD, CANCEL, NEXT, PERSON, SIGNAL, MEMBER, STAFF, FAMILY, SECRECY),
    *(MINUTES, SHARE, DECISION, CONTACTS),
)
