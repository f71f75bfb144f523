"""Which page of the 手引き belongs to which part of the window: by the name of its class."""

from __future__ import annotations

_OF_PAGE = {
    "set-up": "SetupWizard JoinWindow",
    "sign-in": "SignIn",
    "trouble": "RestoreWindow RecoveryWindow RecoveryDialog",
    "ending": "TakeInWindow WipeDialog",
    "today": "TodayScreen",
    "cases": "CasesScreen",
    "new-case": "NewCase",
    "record": "ActivityForm ActivityCard withdraw_form.WithdrawForm PhrasesDialog PlannedContactForm",
    "stages": "MoveDialog MoveForm StepsSection",
    "suspect": "DaysSection",
    "deadlines": "Deadlines RulesDialog",
    "assessment": "Assessment Plans Requirements SelectionSection HealthSection",
    "placement": "PlacementSection Applications WhereaboutsSection FamilySection",
    "consent": "ConsentsSection DisclosuresSection ConsentSettings",
    "attachments": "AttachmentsSection AttachmentViewer AttachmentList",
    "same-person": "SamePersonSection MergeDialog MergeSearch",
    "together": "ConflictDialog",
    "printing": "PaperPreview",
    "schedule": "ScheduleScreen",
    "meetings": "MeetingsScreen MeetingLeaf MeetingsSection",
    "network": "NetworkScreen OrganisationsLeaf MunicipalitiesLeaf EventsLeaf",
    "referrals": "ReferralsLeaf SignalsLeaf ReferralsSection",
    "report": "ReportScreen FiguresScreen WordsDialog OwnFiguresDialog",
    "submit": "SubmissionsScreen SubmissionLeaf",
    "forms": "FormsScreen OfferDialog EditionDialog",
    "funding": "FundingScreen",
    "seeing": "SeeingScreen",
    "lists": "ListsScreen ConditionDialog WritingDialog KeepingDialog ColumnsDialog",
    "travel": "StaffPapersDialog",
    "exchange": "ExchangeScreen ExchangesLeaf HandoffSection",
    "letters": "LettersLeaf PaceDialog",
    "partners": "PartnersLeaf",
    "probation": "MeasuresSection ReceivedSection",
    "import": "ImportScreen",
    "staff": "StaffScreen PeopleScreen RolesScreen AddDialog AgainDialog OwnDialog",
    "leaving": "HandoverScreen LeavingDialog",
    "restriction": "RestrictionSection",
    "history": "HistoryScreen HistorySection",
    "backups": "BackupsScreen",
    "subject-access": "SubjectAccessScreen RequestDialog ExtendDialog DecideDialog DueDialog"
    " GroundsDialog forms.AgainDialog",
    "retention": "RetentionScreen DueScreen lists_screen.ListsScreen PeriodsScreen HoldDialog"
    " LiftDialog RemoveDialog RuleDialog",
    "lock": "GuardDialog LockVeil",
    "second": "SecondDialog",
    "start": "MainFrame",
}  # fmt: skip

PAGES = {name: key for key, names in _OF_PAGE.items() for name in names.split()}
"""Class of a screen, a part of a screen, a form or a window → key of its page.

Where two share a name, the second stands with its module, which goes first.
"""


def page_of_class(kind: type) -> str:
    """The page of a class, by itself or by what it is made from; '' for none."""
    for one in kind.__mro__:
        whole = f"{one.__module__.rpartition('.')[2]}.{one.__name__}"
        if key := PAGES.get(whole) or PAGES.get(one.__name__):
            return key
    return ""
