"""The periods that a form may be handed in for, the one that ended last first. Pure."""

from __future__ import annotations

from datetime import date

from app.calendar.fiscal import Period, PeriodKind, period_of

_HOW_MANY: dict[PeriodKind, int] = {
    "month": 18, "quarter": 8, "half_year": 4, "fiscal_year": 4, "calendar_year": 4,
}  # fmt: skip
_AT = ":"


def code_of(period: Period) -> str:
    """How a period is kept in a draft."""
    return f"{period.kind}{_AT}{period.first.isoformat()}"


def period_behind(code: str) -> Period | None:
    """The period of a code; nothing when it is none."""
    kind, _, first = code.partition(_AT)
    if kind not in _HOW_MANY:
        return None
    try:
        day = date.fromisoformat(first)
    except ValueError:
        return None
    return period_of(next(known for known in _HOW_MANY if known == kind), day)


def offered(kind: PeriodKind, today: date) -> tuple[Period, ...]:
    """Those that ended, the newest first, and the one that goes on at the end."""
    now = period_of(kind, today)
    return (*(now.stepped(-back) for back in range(1, _HOW_MANY[kind] + 1)), now)
