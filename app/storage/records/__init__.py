"""The mapped records; `Base.metadata` is the whole schema.

Making all of them takes as long as reading SQLAlchemy itself, and a start needs few. So a record is
made when its name is first asked for, with those that its keys lead to; asking for `Base` makes all.
What the first screens ask for stands apart from what is asked for later. Records that are saved in one
flush are written in the order of their modules' names: what moves keeps its place in it.
"""

from __future__ import annotations

import importlib
import threading
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.storage.records.activity import Activity as Activity
    from app.storage.records.activity_revision import ActivityRevision as ActivityRevision
    from app.storage.records.application import Application as Application
    from app.storage.records.assessment import Assessment as Assessment
    from app.storage.records.assessment import Need as Need
    from app.storage.records.assessment import Requirement as Requirement
    from app.storage.records.assessment_plan import Plan as Plan
    from app.storage.records.assessment_plan import PlanItem as PlanItem
    from app.storage.records.attachment import Attachment as Attachment
    from app.storage.records.attachment import AttachmentPart as AttachmentPart
    from app.storage.records.base import Base as Base
    from app.storage.records.case import Episode as Episode
    from app.storage.records.case_course import CaseDate as CaseDate
    from app.storage.records.case_course import StageMove as StageMove
    from app.storage.records.consent import Consent as Consent
    from app.storage.records.consent_disclosure import Disclosure as Disclosure
    from app.storage.records.consent_disclosure import DisclosureEnd as DisclosureEnd
    from app.storage.records.consent_disclosure import Wording as Wording
    from app.storage.records.event import Event as Event
    from app.storage.records.event import EventAttendance as EventAttendance
    from app.storage.records.funding import FundingHours as FundingHours
    from app.storage.records.funding import FundingLine as FundingLine
    from app.storage.records.funding import FundingStaff as FundingStaff
    from app.storage.records.funding import FundingYear as FundingYear
    from app.storage.records.funding import Spending as Spending
    from app.storage.records.funding import SpendingRevision as SpendingRevision
    from app.storage.records.funding import SpendingTrip as SpendingTrip
    from app.storage.records.handoff import Exchange as Exchange
    from app.storage.records.handoff import KeptLetter as KeptLetter
    from app.storage.records.handoff import LetterBody as LetterBody
    from app.storage.records.handoff import LetterMark as LetterMark
    from app.storage.records.handoff import OfficeKey as OfficeKey
    from app.storage.records.handoff import Partner as Partner
    from app.storage.records.handoff import PartnerKey as PartnerKey
    from app.storage.records.health import Health as Health
    from app.storage.records.history import HistoryEntry as HistoryEntry
    from app.storage.records.history import Operation as Operation
    from app.storage.records.ledger import ImportBatch as ImportBatch
    from app.storage.records.ledger import ImportedRow as ImportedRow
    from app.storage.records.ledger import LedgerLayout as LedgerLayout
    from app.storage.records.ledger import SavedMapping as SavedMapping
    from app.storage.records.list import SavedList as SavedList
    from app.storage.records.meeting import Meeting as Meeting
    from app.storage.records.meeting import MeetingMember as MeetingMember
    from app.storage.records.meeting_course import MeetingDecision as MeetingDecision
    from app.storage.records.meeting_course import MeetingPerson as MeetingPerson
    from app.storage.records.municipality import MunicipalityYear as MunicipalityYear
    from app.storage.records.network import Organisation as Organisation
    from app.storage.records.note_text import NoteText as NoteText
    from app.storage.records.office import OfficeRecord as OfficeRecord
    from app.storage.records.office import Setting as Setting
    from app.storage.records.office import Staff as Staff
    from app.storage.records.organisation_facts import OrganisationContact as OrganisationContact
    from app.storage.records.organisation_facts import OrganisationNote as OrganisationNote
    from app.storage.records.organisation_facts import OrganisationOffer as OrganisationOffer
    from app.storage.records.own_figure import OwnFigure as OwnFigure
    from app.storage.records.own_form import OwnForm as OwnForm
    from app.storage.records.people_of_office import Handover as Handover
    from app.storage.records.people_of_office import SecondAnswer as SecondAnswer
    from app.storage.records.people_of_office import SecondRequest as SecondRequest
    from app.storage.records.person import Person as Person
    from app.storage.records.person_certificate import Certificate as Certificate
    from app.storage.records.person_merge import PersonMerge as PersonMerge
    from app.storage.records.phrase import Phrase as Phrase
    from app.storage.records.placement import Placement as Placement
    from app.storage.records.placement import ReleasePlan as ReleasePlan
    from app.storage.records.probation import AftercareMeasure as AftercareMeasure
    from app.storage.records.probation_course import ReceivedPaper as ReceivedPaper
    from app.storage.records.probation_course import Selection as Selection
    from app.storage.records.referral import Referral as Referral
    from app.storage.records.referral import ReferralStep as ReferralStep
    from app.storage.records.referral import Signal as Signal
    from app.storage.records.related_person import RelatedPerson as RelatedPerson
    from app.storage.records.restriction import Restriction as Restriction
    from app.storage.records.restriction import RestrictionStaff as RestrictionStaff
    from app.storage.records.retention import CountedCase as CountedCase
    from app.storage.records.retention import CountedContact as CountedContact
    from app.storage.records.retention import RetentionHold as RetentionHold
    from app.storage.records.retention import RetentionItem as RetentionItem
    from app.storage.records.retention import RetentionProposal as RetentionProposal
    from app.storage.records.retention import RetentionRule as RetentionRule
    from app.storage.records.schedule import Appointment as Appointment
    from app.storage.records.schedule import SettledDeadline as SettledDeadline
    from app.storage.records.schedule import Task as Task
    from app.storage.records.subject_access import SubjectMark as SubjectMark
    from app.storage.records.subject_access import SubjectRelease as SubjectRelease
    from app.storage.records.subject_access import SubjectRequest as SubjectRequest
    from app.storage.records.submission import ReportSubmission as ReportSubmission
    from app.storage.records.whereabouts import LifeEvent as LifeEvent
    from app.storage.records.whereabouts import Stay as Stay

_NAMES = {
    "activity": "Activity",
    "activity_revision": "ActivityRevision",
    "application": "Application",
    "assessment": "Assessment Need Requirement",
    "assessment_plan": "Plan PlanItem",
    "attachment": "Attachment AttachmentPart",
    "case": "Episode",
    "case_course": "CaseDate StageMove",
    "consent": "Consent",
    "consent_disclosure": "Disclosure DisclosureEnd Wording",
    "event": "Event EventAttendance",
    "funding": "FundingHours FundingLine FundingStaff FundingYear "
    "Spending SpendingRevision SpendingTrip",
    "handoff": "Exchange KeptLetter LetterBody LetterMark OfficeKey Partner PartnerKey",
    "health": "Health",
    "history": "HistoryEntry Operation",
    "ledger": "ImportBatch ImportedRow LedgerLayout SavedMapping",
    "list": "SavedList",
    "meeting": "Meeting MeetingMember",
    "meeting_course": "MeetingDecision MeetingPerson",
    "municipality": "MunicipalityYear",
    "network": "Organisation",
    "note_text": "NoteText",
    "office": "OfficeRecord Setting Staff",
    "organisation_facts": "OrganisationContact OrganisationNote OrganisationOffer",
    "own_figure": "OwnFigure",
    "own_form": "OwnForm",
    "people_of_office": "Handover SecondAnswer SecondRequest",
    "person": "Person",
    "person_certificate": "Certificate",
    "person_merge": "PersonMerge",
    "phrase": "Phrase",
    "placement": "Placement ReleasePlan",
    "probation": "AftercareMeasure",
    "probation_course": "ReceivedPaper Selection",
    "referral": "Referral ReferralStep Signal",
    "related_person": "RelatedPerson",
    "restriction": "Restriction RestrictionStaff",
    "retention": "CountedCase CountedContact RetentionHold "
    "RetentionItem RetentionProposal RetentionRule",
    "schedule": "Appointment SettledDeadline Task",
    "subject_access": "SubjectMark SubjectRelease SubjectRequest",
    "submission": "ReportSubmission",
    "whereabouts": "LifeEvent Stay",
}
"""Module → the records in it."""
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}
__all__ = ["Base", *_HOME]
_making = threading.RLock()

if not TYPE_CHECKING:

    def __getattr__(name: str) -> type[Any]:
        """The record of this name, made now; nothing is lost when two threads ask at once."""
        with _making:
            if name == "Base":
                for module in _NAMES:
                    _read(module)
                home = "base"
            elif name in _HOME:
                home = _HOME[name]
            else:
                raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
            found = globals()[name] = getattr(_read(home), name)
        return found


def _read(module: str) -> ModuleType:
    return importlib.import_module(f"{__name__}.{module}")
