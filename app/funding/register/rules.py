"""What may be typed for a member of staff and their hours (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app import codes
from app.cases.checking import Checking
from app.funding import typed as read

POSTS, QUALIFICATIONS = "funding_post", "qualification"
REQUIRED = "required"
"""The mark of the qualifications that count as 社会福祉士等."""


@dataclass(frozen=True)
class StaffInput:
    """What was typed for one member of staff."""

    name: str
    post: str
    since: str
    until: str = ""
    dedicated: bool = True
    qualifications: tuple[str, ...] = ()
    qualified_since: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedStaff:
    """A member of staff ready to be kept."""

    name: str
    post: str
    since: date
    until: date | None
    dedicated: bool
    qualifications: tuple[str, ...]
    qualified_since: date | None
    note: str


def check_staff(typed: StaffInput, today: date) -> CheckedStaff:
    """Read what was typed for a member of staff; `InvalidInput` names a field."""
    checking = Checking(today)
    since = _day(checking, "since", "勤務の始まり", typed.since)
    until = _day(checking, "until", "勤務の終わり", typed.until)
    qualified = _day(checking, "qualified_since", "資格の登録日", typed.qualified_since)
    for code in typed.qualifications:
        checking.code("qualifications", "資格", QUALIFICATIONS, code)
    checked = CheckedStaff(
        name=checking.text("name", "氏名", typed.name),
        post=checking.code("post", "職種", POSTS, typed.post),
        since=since or today,
        until=until,
        dedicated=typed.dedicated,
        qualifications=tuple(dict.fromkeys(typed.qualifications)),
        qualified_since=qualified,
        note=checking.text("note", "備考", typed.note),
    )
    if not checked.name:
        checking.wrong("name", "氏名を入力してください。")
    if since is None:
        checking.wrong("since", "勤務の始まりの日を入力してください（例: R8.4.1）。")
    elif until is not None and until < since:
        checking.wrong("until", "勤務の終わりが始まりより前です。日付を直してください。")
    checking.settle()
    return checked


def check_hours(typed: Mapping[date, tuple[str, str]], today: date) -> dict[date, tuple[int, int]]:
    """Month → minutes worked, and those for the project; the fields are `2026-10.whole`, `.own`."""
    checking = Checking(today)
    found: dict[date, tuple[int, int]] = {}
    for month, (whole_text, own_text) in typed.items():
        names = hours_fields(month)
        whole, own = (
            read.hours(checking, name, text)
            for name, text in zip(names, (whole_text, own_text), strict=True)
        )
        if whole is None and own is None:
            continue
        if whole is None or own is None:
            if not checking.problems:
                missing = names[0] if whole is None else names[1]
                checking.wrong(missing, "全体とこの事業の、両方の時間を入力してください。")
            continue
        if own > whole:
            checking.wrong(names[1], "この事業の時間が、全体の時間より長くなっています。")
        found[month] = (whole, own)
    checking.settle()
    return found


def hours_fields(month: date) -> tuple[str, str]:
    """The names of the two fields of a month."""
    return f"{month:%Y-%m}.whole", f"{month:%Y-%m}.own"


def qualified_span(
    qualifications: tuple[str, ...], since: date, until: date | None, qualified_since: date | None
) -> tuple[date, date | None] | None:
    """The days on which somebody counts as 社会福祉士等; None for never."""
    if not codes.table(QUALIFICATIONS).marked(REQUIRED) & set(qualifications):
        return None
    return max(since, qualified_since or since), until


def _day(checking: Checking, name: str, label: str, text: str) -> date | None:
    return checking.full_day(name, label, checking.any_day(name, text))
