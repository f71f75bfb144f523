"""Entries and due days of 予定表 as words: in a box, in a tooltip, for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app import codes
from app.deadlines.days.queries import DueDay
from app.schedule.clock import clock_words, span_words
from app.schedule.entry import Entry
from app.schedule.rules import CANCELLED, DONE, is_unrecorded
from app.ui.words import day_to_act_on

CLASH, UNRECORDED = "重なり", "未記録"
_MOST_NAMED = 3


def kind_words(entry: Entry) -> str:
    """面接, 訪問 …"""
    return codes.label("appointment_kind", entry.kind)


def _kind_in_box(entry: Entry) -> str:
    """その他 says nothing beside a title."""
    return "" if entry.kind == "other" and entry.title else kind_words(entry)


def who_or_what(entry: Entry) -> str:
    """The person it is about, else what it is about."""
    return entry.name or entry.title or kind_words(entry)


def state_words(entry: Entry, today: date) -> str:
    """What marks the entry, as a word: 重なり, 済, 取消, 未記録; '' for a plain one."""
    if entry.state == CANCELLED:
        return "取消"
    if entry.state == DONE:
        return "記録済" if entry.activity_id else "済"
    if entry.meets:
        return CLASH
    unrecorded = is_unrecorded(
        entry.day, entry.state, today, about_case=entry.episode_id is not None
    )
    return UNRECORDED if unrecorded else ""


def box_lines(entry: Entry, today: date, *, with_workers: bool) -> tuple[str, ...]:
    """The lines of a box, the most telling first."""
    state = state_words(entry, today)
    time = "" if entry.start is None else clock_words(entry.start)
    head = " ".join(part for part in (state, time, _kind_in_box(entry)) if part)
    workers = "・".join(entry.workers) if with_workers else ""
    more = (entry.title if entry.name else "", entry.place, workers)
    named = entry.name or entry.title
    return tuple(part for part in (head, named, *more) if part)


def line_words(entry: Entry, today: date) -> str:
    """One line in the cell of a month."""
    state = state_words(entry, today)
    time = "" if entry.start is None else clock_words(entry.start)
    kind, who = _kind_in_box(entry), who_or_what(entry)
    parts = (state, time, kind, who if who != kind else "")
    return " ".join(part for part in parts if part)


def full_words(entry: Entry, today: date) -> str:
    """Everything, in one sentence for a screen reader and the tooltip."""
    state = state_words(entry, today)
    told = {CLASH: "ほかの予定と重なっています", UNRECORDED: "まだ支援経過に記録していません"}
    parts = (
        f"{day_to_act_on(entry.day, today)} {span_words(entry.start, entry.end)}",
        kind_words(entry),
        entry.name,
        entry.title,
        entry.place,
        f"担当 {'・'.join(entry.workers)}" if entry.workers else "",
        told.get(state, state),
        entry.closed_note,
        entry.note,
    )
    return "、".join(part for part in parts if part)


def due_words(due: DueDay) -> str:
    """釈放 髙橋 はるな, with the hour where hours count."""
    hour = "" if due.minute is None else f" {clock_words(due.minute)}"
    return f"{due.words}{hour} {due.name}"


def clash_words(met: Sequence[Entry], workers: Sequence[str]) -> str:
    """With what a 予定 of these people would meet, said before it is kept."""
    if not met:
        return ""
    named = []
    for entry in met[:_MOST_NAMED]:
        both = "・".join(name for name in entry.workers if name in workers)
        named.append(f"{span_words(entry.start, entry.end)} {who_or_what(entry)}（{both}）")
    more = f"、ほか{len(met) - _MOST_NAMED}件" if len(met) > _MOST_NAMED else ""
    return f"{'、'.join(named)}{more} と重なります。このままでも保存できます。"
