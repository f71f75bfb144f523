"""The forms of 経費, as drafts are named, and how money is shown."""

from __future__ import annotations

YEAR, SUBSIDY, BUDGET, LINE = (
    "funding_year",
    "funding_subsidy",
    "funding_budget",
    "funding_line",
)
SPENDING, WITHDRAW, STAFF, HOURS = (
    "funding_spending",
    "funding_withdraw",
    "funding_staff",
    "funding_hours",
)
KINDS = (YEAR, SUBSIDY, BUDGET, LINE, SPENDING, WITHDRAW, STAFF, HOURS)
NEW_PART = "new"
"""The part of a draft's subject that means a payment or a person not yet on record."""


def money(yen: int) -> str:
    """1,240円."""
    return f"{yen:,}円"


def line_part(category: str, part: str) -> str:
    """How the subject of a draft names the line of a 費目."""
    return f"{category}:{part}"
