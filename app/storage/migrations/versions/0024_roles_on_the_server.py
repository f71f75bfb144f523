"""役割: on a server rows follow the office's table of roles where the groups are too coarse.

`access.may` is made before the migrations run. What several permissions write (people, 業務,
支援経過, 予定, 会議) stays with everybody who may write at all.
"""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0017"

_CASEWORK = ("edit_cases", "disclose", "merge_persons")
_FUNDING = (
    *("funding_year", "funding_line", "funding_staff", "funding_hours"),
    *("spending", "spending_revision", "spending_trip"),
)
WRITTEN_BY = {
    **dict.fromkeys(_FUNDING, ("edit_funding",)),
    **dict.fromkeys(
        ("import_batch", "imported_row", "ledger_layout", "saved_mapping"), ("import_ledger",)
    ),
    **dict.fromkeys(
        ("organisation_contact", "organisation_offer", "organisation_note", "municipality_year"),
        ("edit_network",),
    ),
    **dict.fromkeys(
        (
            *("aftercare_measure", "application", "assessment", "case_date", "certificate"),
            *("consent", "disclosure", "disclosure_end", "exchange", "health", "letter"),
            *("letter_body", "letter_mark", "life_event", "need", "phrase", "placement"),
            *("received_paper", "referral", "referral_step", "related_person", "release_plan"),
            *("requirement", "restriction", "selection", "signal", "stay", "wording"),
        ),
        _CASEWORK,
    ),
    **dict.fromkeys(("plan", "plan_item"), (*_CASEWORK, "approve_plan")),
    **dict.fromkeys(("partner", "partner_key"), (*_CASEWORK, "manage_keys")),
    # who may see goes with 担当者, whom a ledger may name too
    "restriction_staff": (*_CASEWORK, "import_ledger"),
    "own_figure": ("edit_figures",),
    "own_form": ("edit_forms",),
    "handover": ("edit_cases",),
    "person_merge": ("merge_persons",),
    "report_submission": ("submit_report",),
}
"""Whoever has one of these permissions may write rows of the table."""
READ_BY_THE_RECEIVER = ("handover",)
"""Updated by whoever was given the case, to say that they read the note."""

_SEES_MONEY = "(SELECT access.may('read_funding'))"
_MYSELF = "(SELECT staff_id FROM access.desk WHERE role_name = session_user)"
_OF_MONEY = "subject_kind IN ('funding_year', 'funding_staff', 'spending')"
SHOWN_TO = {
    **dict.fromkeys(_FUNDING, _SEES_MONEY),
    "office_key": "(SELECT access.may('disclose', 'manage_keys'))",
    # receipts are files like others
    "attachment": f"{_SEES_MONEY} OR owner_kind <> 'spending'",
    "attachment_part": (
        f"{_SEES_MONEY} OR EXISTS (SELECT FROM attachment above WHERE above.id = attachment_id)"
    ),
    # one's own, what is about the office and its people, and of the rest what the role may see
    "history_entry": (
        f"(SELECT access.may('read_history')) OR actor_id = {_MYSELF}"
        " OR subject_kind IN ('', 'office', 'staff', 'second')"
        f" OR ((SELECT access.may('read_cases')) AND (NOT {_OF_MONEY} OR {_SEES_MONEY}))"
    ),
}
"""Which rows a reader is shown, of those that the other policies show."""


def upgrade() -> None:
    """Restrictive policies; the file of one PC has none."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, condition in SHOWN_TO.items():
        _policy(table, "SELECT", f"USING ({condition})")
    for table, permissions in WRITTEN_BY.items():
        wanted = ", ".join(f"'{one}'" for one in permissions)
        may = f"(SELECT access.may({wanted}))"
        _policy(table, "INSERT", f"WITH CHECK ({may})")
        if table not in READ_BY_THE_RECEIVER:
            _policy(table, "UPDATE", f"USING ({may}) WITH CHECK ({may})")
        _policy(table, "DELETE", f"USING ({may})")


def _policy(table: str, act: str, conditions: str) -> None:
    op.execute(
        f"CREATE POLICY permitted_{act.lower()} ON {table} AS RESTRICTIVE FOR {act}"
        f" TO teichaku_desk {conditions}"
    )
