"""The mapped records; `Base.metadata` is the whole schema."""

from app.storage.records.activity import Activity, ActivityRevision, Event, Phrase
from app.storage.records.assessment import (
    Application,
    Assessment,
    Need,
    Plan,
    PlanItem,
    Requirement,
)
from app.storage.records.attachment import Attachment, AttachmentPart
from app.storage.records.base import Base
from app.storage.records.case import CaseDate, Episode, StageMove
from app.storage.records.consent import Consent, Disclosure, DisclosureEnd, Wording
from app.storage.records.funding import (
    FundingHours,
    FundingLine,
    FundingStaff,
    FundingYear,
    Spending,
    SpendingRevision,
    SpendingTrip,
)
from app.storage.records.handoff import (
    Exchange,
    KeptLetter,
    LetterBody,
    LetterMark,
    OfficeKey,
    Partner,
    PartnerKey,
)
from app.storage.records.history import HistoryEntry, Operation
from app.storage.records.ledger import ImportBatch, ImportedRow, LedgerLayout, SavedMapping
from app.storage.records.list import SavedList
from app.storage.records.meeting import Meeting, MeetingDecision, MeetingMember, MeetingPerson
from app.storage.records.network import (
    EventAttendance,
    MunicipalityYear,
    Organisation,
    OrganisationContact,
    OrganisationNote,
    OrganisationOffer,
)
from app.storage.records.note_text import NoteText
from app.storage.records.office import OfficeRecord, Setting, Staff
from app.storage.records.own_figure import OwnFigure
from app.storage.records.own_form import OwnForm
from app.storage.records.people_of_office import Handover, SecondAnswer, SecondRequest
from app.storage.records.person import Certificate, Health, Person, PersonMerge, RelatedPerson
from app.storage.records.placement import Placement, ReleasePlan
from app.storage.records.probation import AftercareMeasure, ReceivedPaper, Selection
from app.storage.records.referral import Referral, ReferralStep, Signal
from app.storage.records.restriction import Restriction, RestrictionStaff
from app.storage.records.retention import (
    CountedCase,
    CountedContact,
    RetentionHold,
    RetentionItem,
    RetentionProposal,
    RetentionRule,
)
from app.storage.records.schedule import Appointment, SettledDeadline, Task
from app.storage.records.subject_access import SubjectMark, SubjectRelease, SubjectRequest
from app.storage.records.submission import ReportSubmission
from app.storage.records.whereabouts import LifeEvent, Stay

__all__ = [
    "Activity",
    "ActivityRevision",
    "AftercareMeasure",
    "Application",
    "Appointment",
    "Assessment",
    "Attachment",
    "AttachmentPart",
    "Base",
    "CaseDate",
    "Certificate",
    "Consent",
    "CountedCase",
    "CountedContact",
    "Disclosure",
    "DisclosureEnd",
    "Episode",
    "Event",
    "EventAttendance",
    "Exchange",
    "FundingHours",
    "FundingLine",
    "FundingStaff",
    "FundingYear",
    "Handover",
    "Health",
    "HistoryEntry",
    "ImportBatch",
    "ImportedRow",
    "KeptLetter",
    "LedgerLayout",
    "LetterBody",
    "LetterMark",
    "LifeEvent",
    "Meeting",
    "MeetingDecision",
    "MeetingMember",
    "MeetingPerson",
    "MunicipalityYear",
    "Need",
    "NoteText",
    "OfficeKey",
    "OfficeRecord",
    "Operation",
    "Organisation",
    "OrganisationContact",
    "OrganisationNote",
    "OrganisationOffer",
    "OwnFigure",
    "OwnForm",
    "Partner",
    "PartnerKey",
    "Person",
    "PersonMerge",
    "Phrase",
    "Placement",
    "Plan",
    "PlanItem",
    "ReceivedPaper",
    "Referral",
    "ReferralStep",
    "RelatedPerson",
    "ReleasePlan",
    "ReportSubmission",
    "Requirement",
    "Restriction",
    "RestrictionStaff",
    "RetentionHold",
    "RetentionItem",
    "RetentionProposal",
    "RetentionRule",
    "SavedList",
    "SavedMapping",
    "SecondAnswer",
    "SecondRequest",
    "Selection",
    "Setting",
    "SettledDeadline",
    "Signal",
    "Spending",
    "SpendingRevision",
    "SpendingTrip",
    "Staff",
    "StageMove",
    "Stay",
    "SubjectMark",
    "SubjectRelease",
    "SubjectRequest",
    "Task",
    "Wording",
]
