"""研修・普及啓発・ネットワーク構築: what may be typed for one event (pure)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from app.calendar.partial import PartialDate
from app.cases.checking import Checking

KINDS, ROLES = "event_kind", "event_role"
_MOST = 99_999
_ABOUT = ("約", "およそ", "概ね", "おおむね")
Attending = tuple[str, str]
"""The id of a 関係機関, and how many came from it as typed."""


@dataclass(frozen=True)
class EventInput:
    """What was typed for one event; `attending` are the 関係機関 that are known by name."""

    day: str
    kind: str
    name: str
    role: str = ""
    venue: str = ""
    participants: str = ""
    organisations: str = ""
    attending: tuple[Attending, ...] = ()
    worker: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedEvent:
    """An event ready to be kept."""

    day: PartialDate
    kind: str
    name: str
    role: str | None
    venue: str
    participants: int | None
    approximate: bool
    organisations: int | None
    attending: tuple[tuple[str, int | None], ...]
    worker: str
    note: str


def check_event(typed: EventInput, today: date) -> CheckedEvent:
    """Read what was typed; `InvalidInput` names what cannot be kept.

    Those named count as organisations when no number is typed; 約50 participants stay 約.
    """
    checking = Checking(today)
    day = checking.any_day("day", typed.day)
    people, approximate = _people(checking, typed.participants)
    attending = _attending(checking, typed.attending)
    checked = CheckedEvent(
        day=day or PartialDate.of(today),
        kind=checking.code("kind", "種別", KINDS, typed.kind),
        name=checking.text("name", "名称", typed.name),
        role=checking.code("role", "立場", ROLES, typed.role) if typed.role else None,
        venue=checking.text("venue", "会場", typed.venue),
        participants=people,
        approximate=approximate,
        organisations=_number(checking, "organisations", "機関の数", typed.organisations),
        attending=attending,
        worker=checking.text("worker", "担当", typed.worker),
        note=checking.text("note", "備考", typed.note),
    )
    if day is None:
        checking.wrong("day", "日付を入力してください（例: R8.4.1）。")
    if not checked.name:
        checking.wrong("name", "名称を入力してください。")
    _together(checking, checked)
    checking.settle()
    counted = checked.organisations
    if counted is None and attending:
        counted = len(attending)
    return replace(checked, organisations=counted)


def people_words(participants: int | None, *, approximate: bool) -> str:
    """約50, 12; '' where nobody counted."""
    if participants is None:
        return ""
    return f"約{participants}" if approximate else str(participants)


def _together(checking: Checking, checked: CheckedEvent) -> None:
    told = checked.organisations
    if told is not None and told < len(checked.attending):
        checking.wrong(
            "organisations",
            f"名前を挙げた機関が{len(checked.attending)}あります。"
            "数を直すか、空にしてください（空なら自動で数えます）。",
        )
    named = sum(people or 0 for _, people in checked.attending)
    told_people = None if checked.approximate else checked.participants
    if told_people is not None and told_people < named:
        checking.wrong(
            "participants", f"機関ごとの人数の合計が{named}人です。参加者の数を直してください。"
        )


def _people(checking: Checking, text: str) -> tuple[int | None, bool]:
    plain = unicodedata.normalize("NFKC", text).strip()
    about = next((word for word in _ABOUT if plain.startswith(word)), "")
    number = _number(checking, "participants", "参加者の数", plain.removeprefix(about))
    return number, bool(about) and number is not None


def _attending(
    checking: Checking, typed: tuple[Attending, ...]
) -> tuple[tuple[str, int | None], ...]:
    found: dict[str, int | None] = {}
    for organisation, people in typed:
        if not organisation:
            continue
        if organisation in found:
            checking.wrong("attending", "同じ機関が二度あります。一つにまとめてください。")
        found[organisation] = _number(checking, "attending", "機関ごとの人数", people)
    return tuple(found.items())


def _number(checking: Checking, name: str, label: str, text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    for unit in ("人", "名", "機関", "団体", "か所"):
        plain = plain.removesuffix(unit)
    return checking.number(name, label, plain, _MOST, example=12)
