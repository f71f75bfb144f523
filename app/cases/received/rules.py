"""届いた書類: what may be typed for a plan, a progress or an answer that came (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.calendar.wareki import short
from app.cases.checking import Checking

TABLE = "received_paper"


@dataclass(frozen=True)
class ReceivedInput:
    """What was typed for one paper."""

    kind: str
    organisation_id: str
    received_on: str
    written_on: str = ""
    content: str = ""


@dataclass(frozen=True)
class Received:
    """A paper ready to be kept."""

    kind: str
    received_on: date
    written_on: date | None
    content: str


def check(typed: ReceivedInput, today: date) -> Received:
    """Read what was typed for a paper; `InvalidInput` names a field."""
    checking = Checking(today)
    kind = checking.code("kind", "種類", TABLE, typed.kind)
    received = _day(checking, "received_on", "届いた日", typed.received_on)
    written = _day(checking, "written_on", "書類の日付", typed.written_on)
    content = checking.text("content", "内容", typed.content)
    if not typed.received_on.strip():
        checking.wrong("received_on", "届いた日を入力してください（例: 4/1）。")
    if not typed.organisation_id:
        checking.wrong("organisation_id", "どこから届いたかを選んでください。")
    if written is not None and received is not None and written > received:
        checking.wrong(
            "written_on", f"届いた日（{short(received)}）よりあとです。日付を直してください。"
        )
    checking.settle()
    return Received(kind, received or today, written, content)


def _day(checking: Checking, name: str, label: str, text: str) -> date | None:
    return checking.full_day(name, label, checking.past_day(name, label, text))
