"""Every section of the case page, in the order in which they stand."""

from __future__ import annotations

from typing import Any

from app.ui.screens.cases.sections.applications import Applications
from app.ui.screens.cases.sections.assessment import Assessment
from app.ui.screens.cases.sections.attachments import AttachmentsSection
from app.ui.screens.cases.sections.consents import ConsentsSection
from app.ui.screens.cases.sections.days import DaysSection
from app.ui.screens.cases.sections.deadlines import Deadlines
from app.ui.screens.cases.sections.disclosures import DisclosuresSection
from app.ui.screens.cases.sections.family import FamilySection
from app.ui.screens.cases.sections.handoff import HandoffSection
from app.ui.screens.cases.sections.health import HealthSection
from app.ui.screens.cases.sections.history import HistorySection
from app.ui.screens.cases.sections.measures import MeasuresSection
from app.ui.screens.cases.sections.meetings import MeetingsSection
from app.ui.screens.cases.sections.placement import PlacementSection
from app.ui.screens.cases.sections.plans import Plans
from app.ui.screens.cases.sections.received import ReceivedSection
from app.ui.screens.cases.sections.referrals import ReferralsSection
from app.ui.screens.cases.sections.requirements import Requirements
from app.ui.screens.cases.sections.restriction import RestrictionSection
from app.ui.screens.cases.sections.same_person import SamePersonSection
from app.ui.screens.cases.sections.section import Section
from app.ui.screens.cases.sections.selection import SelectionSection
from app.ui.screens.cases.sections.steps import StepsSection
from app.ui.screens.cases.sections.whereabouts import WhereaboutsSection

SECTIONS: tuple[type[Section[Any]], ...] = (
    Deadlines,
    DaysSection,
    WhereaboutsSection,
    Requirements,
    SelectionSection,
    MeasuresSection,
    Assessment,
    Plans,
    PlacementSection,
    Applications,
    ConsentsSection,
    DisclosuresSection,
    MeetingsSection,
    ReferralsSection,
    HandoffSection,
    ReceivedSection,
    FamilySection,
    HealthSection,
    AttachmentsSection,
    StepsSection,
    SamePersonSection,
    RestrictionSection,
    HistorySection,
)
