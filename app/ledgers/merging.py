"""Rows of several years that tell the same episode, put together: the later year completes and wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.calendar.partial import PartialDate, compatible
from app.ledgers.cells import folded_name, plain
from app.ledgers.check import FIELD_LABELS, Problem, problem
from app.ledgers.existing import RowKey
from app.ledgers.parse import DATE_FIELDS, FLAGS, ReadRow
from app.ledgers.values import Value, number_key

PERSON_FIELDS = frozenset({"name", "kana", "sex", "birth"})
_NOT_EPISODE = PERSON_FIELDS | {"service", "status"}
_TOLD_WHEN_DIFFERENT = frozenset(
    {
        "start", "birth", *DATE_FIELDS, *FLAGS, "sex", "kubun", "area", "source_kind", "dest_kind",
        "end_reason", "release_reason", "disposition", "focus", "continuing",
    }
)  # fmt: skip


@dataclass
class Draft:
    """One episode while its rows are put together, oldest first."""

    key: str
    service: str
    anonymous: bool
    rows: list[ReadRow] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    """Fields whose value somebody wrote, not only the usual one."""
    existing_id: str | None = None

    @property
    def number(self) -> str:
        """管理番号 for comparing."""
        return number_key(str(self.values.get("number") or ""))

    @property
    def start(self) -> PartialDate:
        """When it began."""
        start = self.values["start"]
        if not isinstance(start, PartialDate):
            raise TypeError("a draft always has a start")
        return start

    @property
    def birth(self) -> PartialDate | None:
        """The person's birth as far as these rows tell it."""
        birth = self.values.get("birth")
        return birth if isinstance(birth, PartialDate) else None

    def episode_values(self) -> dict[str, Value]:
        """The values that belong to the episode, not to the person."""
        return {k: v for k, v in self.values.items() if k not in _NOT_EPISODE}


_EXACT = ("year", "month", "day")

Found = dict[RowKey, list[Problem]]


def merged_episodes(rows: Iterable[ReadRow], found: Found) -> list[Draft]:
    """The episodes that rows (oldest sheet first) tell; what merging finds goes into `found`."""
    drafts: list[Draft] = []
    by_name: dict[tuple[str, str], list[Draft]] = {}
    for row in rows:
        known = by_name.setdefault((row.service, folded_name(row.text("name"))), [])
        draft = _same_episode(row, known)
        if draft is None:
            if not row.anonymous and any(_same_number(row, other) for other in known):
                found.setdefault(row.key, []).append(problem("number_again"))
            draft = Draft(f"e{len(drafts) + 1}", row.service, row.anonymous)
            drafts.append(draft)
            known.append(draft)
        elif draft.rows[-1].sheet == row.sheet:
            found.setdefault(row.key, []).append(problem("duplicate_row"))
        changed = _add(draft, row)
        if changed and draft.rows[-2].sheet != row.sheet:
            detail = "・".join(FIELD_LABELS[name] for name in changed)
            conflict = problem("conflict_with_earlier_sheet", ",".join(changed), detail=detail)
            found.setdefault(row.key, []).append(conflict)
    return drafts


def _same_number(row: ReadRow, draft: Draft) -> bool:
    number = number_key(row.text("number"))
    return bool(number) and number == draft.number


def _same_episode(row: ReadRow, known: list[Draft]) -> Draft | None:
    """The draft of the same 業務 and name that this row tells again."""
    possible = [draft for draft in known if _may_be(row, draft)]
    exact = [draft for draft in possible if _same_number(row, draft)]
    return next(iter(exact or ([] if row.anonymous else possible)), None)


def _may_be(row: ReadRow, draft: Draft) -> bool:
    start = row.day("start")
    if start is None or not compatible(start, draft.start):
        return False
    number = number_key(row.text("number"))
    if number and draft.number:
        return number == draft.number
    birth = row.day("birth")
    return birth is None or draft.birth is None or compatible(birth, draft.birth)


def _add(draft: Draft, row: ReadRow) -> list[str]:
    """Put a row into a draft; the fields whose told values it contradicts, sorted."""
    draft.rows.append(row)
    changed = []
    for name, value in row.values.items():
        weak = name in row.weak
        before = draft.values.get(name)
        if value is None or value == "":
            draft.values.setdefault(name, value)
        elif before is None or before == "":
            draft.values[name] = value
            draft.kept.pop(name, None)
        elif weak and name in draft.told:
            continue
        else:
            draft.values[name] = newer(before, value)
            if _contradicts(before, value) and name in draft.told:
                changed.append(name)
        if not weak and value not in (None, ""):
            draft.told.add(name)
    for name, text in row.kept.items():
        if draft.values.get(name) in (None, ""):
            draft.kept[name] = text
    return sorted(set(changed) & _TOLD_WHEN_DIFFERENT)


def newer(before: Value, value: Value) -> Value:
    """The later value, but of two dates that agree the more exact one."""
    if isinstance(before, PartialDate) and isinstance(value, PartialDate):
        vaguer = _EXACT.index(value.precision) < _EXACT.index(before.precision)
        return before if vaguer and compatible(before, value) else value
    return value


def _contradicts(before: Value, value: Value) -> bool:
    if isinstance(before, PartialDate) and isinstance(value, PartialDate):
        return not compatible(before, value)
    if isinstance(before, str) and isinstance(value, str):
        return plain(before) != plain(value)
    return before != value


def differences(before: Mapping[str, Value], after: Mapping[str, Value]) -> list[str]:
    """The fields in which a ledger tells something else or more than what is on record."""
    changed = []
    for name, value in after.items():
        had = before.get(name)
        if value is None or (value in ("", False) and not had):
            continue
        if isinstance(had, PartialDate) and isinstance(value, PartialDate):
            if newer(had, value) != had:
                changed.append(name)
        elif value != "" and _contradicts(had, value):
            changed.append(name)
    return changed
