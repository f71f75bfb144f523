"""福祉サービス等調整計画 and フォローアップ計画: what may be typed, what a revision starts from (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar.partial import PartialDate
from app.cases.assessment.rules import NeedWords
from app.cases.checking import Checking
from app.errors import InvalidInput

KINDS, STATES, DOMAINS = "plan_kind", "plan_state", "need_domain"
OPEN, STOPPED, DONE = "open", "stopped", "done"
MOST_LINES = 100
_TO_PLAN = ("urgent", "needed", "met")
"""Statuses of a need that a new plan has a line for."""


@dataclass(frozen=True)
class LineInput:
    """What was typed for one line; `id` is empty for a new one."""

    domain: str = ""
    goal: str = ""
    service: str = ""
    who: str = ""
    by_when: str = ""
    state: str = OPEN
    id: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was written into the line."""
        return not any(text.strip() for text in (self.goal, self.service, self.who, self.by_when))


@dataclass(frozen=True)
class PlanInput:
    """What was typed for one revision of a plan."""

    made_on: str
    worker: str = ""
    wish: str = ""
    policy: str = ""
    review_on: str = ""
    reason: str = ""
    lines: tuple[LineInput, ...] = ()


@dataclass(frozen=True)
class CheckedLine:
    """A line ready to be kept."""

    id: str
    domain: str
    goal: str
    service: str
    who: str
    by_when: PartialDate | None
    state: str


@dataclass(frozen=True)
class CheckedPlan:
    """A revision ready to be kept."""

    made_on: date
    worker: str
    wish: str
    policy: str
    review_on: date | None
    reason: str
    lines: tuple[CheckedLine, ...]


def kinds(service: str) -> tuple[tuple[str, str], ...]:
    """The plans a 業務 has, as (code, words)."""
    return codes.table(KINDS).choices(service)


def check(typed: PlanInput, today: date, *, revision: int) -> CheckedPlan:
    """Read what was typed; problems name a field, or `lines.N.field` counted from 0."""
    checking = Checking(today)
    if not typed.made_on.strip():
        checking.wrong("made_on", "作成日を入力してください（例: R8.4.1）。")
    made_on = checking.full_day(
        "made_on", "作成日", checking.past_day("made_on", "作成日", typed.made_on)
    )
    review_on = checking.full_day(
        "review_on", "見直し予定日", checking.any_day("review_on", typed.review_on)
    )
    if made_on and review_on and review_on <= made_on:
        checking.wrong(
            "review_on", "見直し予定日が作成日より前か同じ日です。あとの日付にしてください。"
        )
    reason = checking.text("reason", "改訂の理由", typed.reason)
    if revision > 1 and not reason:
        checking.wrong("reason", "改訂の理由を入力してください。あとから読めます。")
    texts = (
        checking.text("worker", "担当者", typed.worker),
        checking.text("wish", "本人の希望", typed.wish),
        checking.text("policy", "支援方針", typed.policy),
    )
    lines = _lines(checking, typed.lines)
    if checking.problems or made_on is None:
        raise InvalidInput(tuple(checking.problems))
    return CheckedPlan(made_on, *texts, review_on, reason if revision > 1 else "", lines)


def _lines(checking: Checking, typed: Iterable[LineInput]) -> tuple[CheckedLine, ...]:
    lines = tuple(
        _line(checking, number, line) for number, line in enumerate(typed) if not line.blank
    )
    if len(lines) > MOST_LINES:
        checking.wrong("lines", f"計画の行は{MOST_LINES}行までです（いま{len(lines)}行）。")
    return lines


def _line(checking: Checking, number: int, line: LineInput) -> CheckedLine:
    at = f"lines.{number}."
    return CheckedLine(
        id=line.id,
        domain=checking.code(f"{at}domain", "領域", DOMAINS, line.domain),
        goal=checking.text(f"{at}goal", "目標", line.goal),
        service=checking.text(f"{at}service", "サービス・支援の内容", line.service),
        who=checking.text(f"{at}who", "だれが", line.who),
        by_when=checking.any_day(f"{at}by_when", line.by_when),
        state=checking.code(f"{at}state", "進み具合", STATES, line.state),
    )


def lines_from_needs(needs: Mapping[str, NeedWords]) -> tuple[LineInput, ...]:
    """An empty line for every domain of an assessment that asks for support."""
    return tuple(
        LineInput(domain=domain) for domain, need in needs.items() if need.status in _TO_PLAN
    )


def progress_words(states: Iterable[str]) -> str:
    """How the lines of a plan stand: 5行: 済2・進行1・未2."""
    given = list(states)
    counts = ((codes.label(STATES, state), given.count(state)) for state in _STATE_ORDER)
    told = "・".join(f"{words}{count}" for words, count in counts if count)
    return f"{len(given)}行: {told}" if given else "行がありません"


_STATE_ORDER = (DONE, "going", OPEN, STOPPED)
