"""The lines of 今日: what a row says, made from what was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app import codes
from app.schedule.clock import clock_words
from app.schedule.entry import MEETING, Entry
from app.ui.tables import Align, Cell, Column, Kind
from app.ui.theme import Tone
from app.ui.words import day_to_act_on, near_day, service_tag

if TYPE_CHECKING:
    from app.deadlines.queries import Ahead, Recent
    from app.deadlines.silence.queries import Silent
    from app.deadlines.tasks.queries import TaskFacts
    from app.deadlines.waiting.queries import Waiting
    from app.handoff.overview.queries import ExchangeLine

NEAR_DAYS = 7
"""From so many days before it a due line is marked."""
_PAST = "期日を過ぎています"
"""Said beside a red day: the colour alone tells nobody who does not see it."""
_LONG_WAIT = 14


@dataclass(frozen=True)
class Settles:
    """What 済み on a line does: a due date of a case, or a task."""

    rule: str = ""
    due: date | None = None
    task: str = ""
    version: int = 0


@dataclass(frozen=True)
class Line:
    """One line: when, what, why, who, and the case it opens ('' when it has none)."""

    episode_id: str
    when: str
    tone: Tone
    what: str
    why: str
    name: str
    service: str
    reason: str = ""
    """The whole reason, for the tooltip."""
    settles: Settles | None = field(default=None)
    meeting_id: str = ""
    """The 会議 it opens; '' for anything else."""
    exchange_id: str = ""
    """The やりとり it opens; '' for anything else."""


def due_line(item: Ahead, today: date) -> Line:
    """A day ahead (or past) with the reason for it."""
    from app.deadlines.rule import After

    days = (item.due.day - today).days
    late = days < 0 and item.due.rule.after is After.LATE
    tone = Tone.ERROR if late else Tone.WARNING if days <= NEAR_DAYS else Tone.TEXT
    why = " · ".join(part for part in (item.due.why, item.closed_note) if part)
    what = f"{item.due.words} {day_to_act_on(item.due.day, today)}{_hour(item)}"
    unsure = f"\n{item.due.rule.unverified}" if item.due.rule.unverified else ""
    return Line(
        item.episode_id,
        item.left,
        tone,
        what,
        why,
        item.name,
        item.service,
        f"{item.due.rule.means}\n{item.due.reason}{unsure}",
        Settles(rule=item.due.rule.id, due=item.due.day),
    )


def _hour(item: Ahead) -> str:
    from app.deadlines.rule import Shows

    if item.due.rule.shows is not Shows.CUSTODY:
        return ""
    minute = item.due.minute
    return " 24時" if minute is None else f" {minute // 60}:{minute % 60:02}"


def plan_line(plan: Entry) -> Line:
    """A 予定 of today: when, what and where, with whom."""
    kind = codes.label("appointment_kind", plan.kind)
    more = (kind if plan.title else "", plan.place, "・".join(plan.workers))
    clash = "ほかの予定と重なっています" if plan.meets else ""
    why = " · ".join(part for part in (clash, *more) if part)
    tone = Tone.WARNING if plan.meets else Tone.TEXT
    when = clock_words(plan.start) or "終日"
    return Line(
        plan.episode_id or "",
        when,
        tone,
        plan.title or kind,
        why,
        plan.name,
        plan.service,
        meeting_id=plan.id if plan.source == MEETING else "",
    )


def recent_line(item: Recent, today: date) -> Line:
    """Something recorded lately, its first words and who did it."""
    means = codes.label("means", item.means)
    content = " ".join(item.content.split())
    why = " · ".join(part for part in (means, item.worker) if part)
    when = near_day(item.day, today)
    return Line(
        item.episode_id or "", when, Tone.MUTED, content or means, why, item.name, item.service
    )


def silent_line(item: Silent, today: date) -> Line:
    """Somebody nobody was in touch with, since when and for how long."""
    if item.last_day is None:
        last = "記録なし"
    else:
        means = codes.label("means", item.last_means)
        last = f"最後 {near_day(item.last_day, today)} {means}".rstrip()
    return Line(
        item.episode_id,
        f"{item.days}日",
        Tone.WARNING,
        last,
        "",
        item.name,
        item.service,
        f"{codes.label('service', item.service)}で{item.limit}日より長く連絡がない（事務所の目安）。",
    )


def task_line(task: TaskFacts, today: date) -> Line:
    """An own task: when, what, about whom."""
    past = ""
    if task.due is None:
        when, tone = "期日なし", Tone.MUTED
    else:
        days = (task.due - today).days
        tone = Tone.ERROR if days < 0 else Tone.WARNING if days <= 1 else Tone.TEXT
        when = near_day(task.due, today)
        past = _PAST if days < 0 else ""
    who = " · ".join(part for part in (past, task.name, task.worker, task.note) if part)
    settles = Settles(task=task.id, version=task.version)
    return Line(task.episode_id, when, tone, task.title, who, task.name, task.service, "", settles)


def waiting_line(item: Waiting, today: date) -> Line:
    """An answer that has not come: from whom, about what, for how long."""
    late = item.due < today if item.due is not None else item.days > _LONG_WAIT
    tone = Tone.ERROR if late else Tone.TEXT
    what = f"{item.what} {item.name}{' · 返事が遅れています' if late else ''}"
    return Line(item.episode_id, f"{item.days}日", tone, item.who, what, item.name, item.service)


def exchange_line(item: ExchangeLine, today: date) -> Line:
    """An exchange that waits for us, or whose answer is late: by when, what, with whom."""
    step = item.step if item.ours or item.late else None
    tone = Tone.ERROR if item.late else Tone.TEXT
    when = near_day(step.due, today) if step is not None else "新着"
    what = step.what.words if step is not None else "新しい文"
    late = _PAST if item.ours else "相手が遅れています"
    whose = late if item.late or (step is not None and not item.ours) else ""
    why = " · ".join(part for part in (item.partner, whose) if part)
    person = item.person or "受諾前"
    return Line("", when, tone, what, why, person, "", exchange_id=item.id)


def due_columns() -> tuple[Column, ...]:
    """When · what and why · who · 業務."""
    return (
        Column("いつ", "when", width=92, cell=_when),
        Column("こと", "what", stretch=True, cell=_what),
        Column("氏名", "name", width=100),
        Column("業務", "service", Kind.TAG, width=112, align=Align.RIGHT, cell=_tag),
    )


def home_columns() -> tuple[Column, ...]:
    """When · the release and its reason · who."""
    return (
        Column("いつ", "when", width=76, cell=_when),
        Column("こと", "what", stretch=True, cell=_what),
        Column("氏名", "name", width=92),
    )


def silent_columns() -> tuple[Column, ...]:
    """Who · 業務 · last contact · for how long."""
    return (
        Column("氏名", "name", width=92),
        Column("業務", "service", Kind.TAG, width=112, cell=_tag),
        Column("最後", "what", Kind.MUTED, stretch=True),
        Column("日数", "when", Kind.NUMBER, width=64, cell=_days),
    )


def task_columns() -> tuple[Column, ...]:
    """By when · what, about whom."""
    return (
        Column("期日", "when", width=76, cell=_when),
        Column("課題", "what", stretch=True, cell=_what),
    )


def waiting_columns() -> tuple[Column, ...]:
    """From whom, about what · for how long."""
    return (
        Column("相手", "what", stretch=True, cell=_what),
        Column("日数", "when", Kind.NUMBER, width=64, cell=_days),
    )


def _when(line: Line) -> Cell:
    return Cell(line.when, tone=line.tone, strong=line.tone is not Tone.MUTED)


def _what(line: Line) -> Cell:
    return Cell(line.what, line.why, hint=line.reason)


def _days(line: Line) -> Cell:
    return Cell(line.when, tone=line.tone, hint=line.reason)


def _tag(line: Line) -> Cell:
    return Cell(tags=(service_tag(line.service),) if line.service else ())
