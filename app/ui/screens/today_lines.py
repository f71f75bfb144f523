"""The lines of 今日: what a row says, made from what was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import codes
from app.deadlines.queries import Ahead, Recent, Silent
from app.ui.tables import Align, Cell, Column, Kind
from app.ui.theme import Tone
from app.ui.words import day_to_act_on, near_day, service_tag

NEAR_DAYS = 7
"""From so many days before it a due line is marked."""


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


def due_line(item: Ahead, today: date) -> Line:
    """A day ahead (or past) with the reason for it."""
    days = (item.due.day - today).days
    tone = Tone.ERROR if days < 0 else Tone.WARNING if days <= NEAR_DAYS else Tone.TEXT
    why = " · ".join(part for part in (item.due.reason, item.closed_note) if part)
    what = f"{item.due.words} {day_to_act_on(item.due.day, today)}"
    return Line(item.episode_id, item.left, tone, what, why, item.name, item.service)


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
    return Line(item.episode_id, f"{item.days}日", Tone.WARNING, last, "", item.name, item.service)


def due_columns() -> tuple[Column, ...]:
    """When · what and why · who · 業務."""
    return (
        Column("いつ", "when", width=92, cell=_when),
        Column("こと", "what", stretch=True, cell=lambda line: Cell(line.what, line.why)),
        Column("氏名", "name", width=124),
        Column("業務", "service", Kind.TAG, width=112, align=Align.RIGHT, cell=_tag),
    )


def silent_columns() -> tuple[Column, ...]:
    """Who · 業務 · last contact · for how long."""
    return (
        Column("氏名", "name", width=92),
        Column("業務", "service", Kind.TAG, width=112, cell=_tag),
        Column("最後", "what", Kind.MUTED, stretch=True),
        Column("日数", "when", Kind.NUMBER, width=64, cell=_days),
    )


def _when(line: Line) -> Cell:
    return Cell(line.when, tone=line.tone, strong=line.tone is not Tone.MUTED)


def _days(line: Line) -> Cell:
    return Cell(line.when, tone=line.tone)


def _tag(line: Line) -> Cell:
    return Cell(tags=(service_tag(line.service),))
