"""What an entry of 支援経過 says besides its text, as plain words (no widgets)."""

from __future__ import annotations

from datetime import date, datetime

from app.cases.contacts.queries import ActivityFacts
from app.cases.contacts.rules import way_words
from app.clock import JST
from app.ui.screens.cases.facts import minutes_words
from app.ui.theme import Tone
from app.ui.words import near_day

_NAMED = 6


def caption(activity: ActivityFacts) -> str:
    """受入先・45分・試作."""
    minutes = minutes_words(activity.minutes) if activity.minutes else activity.minutes_text
    return "・".join(word for word in (activity.partner, minutes, activity.worker) if word)


def notes(activity: ActivityFacts, today: date) -> tuple[tuple[str, Tone], ...]:
    """The lines below the text: taken back, with whom, where and how far, written down when."""
    found: list[tuple[str, Tone]] = []
    taken_back = activity.withdrawn
    if taken_back is not None:
        who = " ".join(part for part in (_when(taken_back.at, today), taken_back.by) if part)
        found.append((f"取り消した記載（{who}）: {taken_back.why}", Tone.WARNING))
    if activity.together:
        names = "・".join(one.name for one in activity.together[:_NAMED])
        rest = f"ほか{len(activity.together) - _NAMED}人" * (len(activity.together) > _NAMED)
        found.append((f"一緒に {names}{rest}", Tone.MUTED))
    way = way_words(activity.place, activity.travel_minutes, activity.distance_m, activity.fare)
    if way:
        found.append((way, Tone.MUTED))
    recorded = activity.recorded_on
    if recorded is not None and activity.late:
        found.append((f"後日の記録（記録日 {near_day(recorded, today)}）", Tone.WARNING))
    elif recorded is not None and activity.day.is_full and recorded != activity.day.first:
        found.append((f"記録日 {near_day(recorded, today)}", Tone.MUTED))
    return tuple(found)


def earlier_lines(activity: ActivityFacts, today: date) -> tuple[str, ...]:
    """Every correction, the newest first: when, by whom, why, and what it said before."""
    lines: list[str] = []
    for earlier in activity.earlier:
        who = " ".join(part for part in (_when(earlier.at, today), earlier.by) if part)
        lines.append(f"{who}　理由: {earlier.reason}")
        lines += [f"　前の{words}" for words in earlier.words]
    return tuple(lines)


def _when(moment: datetime, today: date) -> str:
    local = moment.astimezone(JST)
    return f"{near_day(local.date(), today)} {local.hour}:{local.minute:02}"
