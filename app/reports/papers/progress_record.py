"""支援経過記録: what was done for a person, in order of time, with 決裁欄."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app import codes
from app.calendar.partial import PartialDate
from app.cases.contacts.queries import ActivityFacts, activities_of
from app.cases.contacts.rules import way_words
from app.cases.printed import case_head
from app.clock import JST
from app.reports.papers.about import paper, person_pairs, seals_of, short_words
from app.reports.papers.paper import Column, Fields, Grid, Paper
from app.storage.work import Reading

TITLE = "支援経過記録"
_ALL = 100_000


def progress_record(reading: Reading, episode_id: str) -> Paper:
    """Every 支援経過 of a case, the first at the top; what was taken back says so and is not counted.

    Other persons of the same contact are counted, never named: the paper is about this one.
    """
    today = reading.clock.today()
    head = case_head(reading, episode_id, today)
    entries = tuple(reversed(activities_of(reading, episode_id, limit=_ALL)))
    standing = [entry for entry in entries if entry.withdrawn is None]
    blocks = (
        Fields(
            (
                *person_pairs(head, today),
                ("担当", head.worker),
                ("件数・時間", _sum_words(standing)),
            )
        ),
        Grid(
            (
                Column("実施日", 1.55),
                Column("手段", 0.8),
                Column("相手先", 1.2),
                Column("内容", 5),
                Column("分", 0.6, number=True),
                Column("担当", 0.9),
            ),
            tuple(_row(entry) for entry in entries),
            empty="記録はまだありません。",
        ),
    )
    return paper(reading, head, TITLE, blocks, seals=seals_of(reading))


def _sum_words(standing: Sequence[ActivityFacts]) -> str:
    minutes = sum(entry.minutes or 0 for entry in standing)
    travel = sum(entry.travel_minutes or 0 for entry in standing)
    words = f"{len(standing)}件・延べ{minutes:,}分"
    return f"{words}（ほかに移動{travel:,}分）" if travel else words


def _row(entry: ActivityFacts) -> tuple[str, ...]:
    minutes = entry.minutes_text if entry.minutes is None else str(entry.minutes)
    return (
        _day(entry),
        codes.label("means", entry.means),
        entry.partner,
        "\n".join(_told(entry)),
        "" if entry.withdrawn is not None else minutes,
        entry.worker,
    )


def _day(entry: ActivityFacts) -> str:
    recorded = entry.recorded_on
    if recorded is None or not entry.day.is_full or recorded == entry.day.first:
        return short_words(entry.day)
    late = "\n後日の記録" if entry.late else ""
    return f"{short_words(entry.day)}{late}\n記録 {short_words(recorded)}"


def _told(entry: ActivityFacts) -> list[str]:
    """The text, and below it what belongs to the entry."""
    lines = []
    if entry.withdrawn is not None:
        taken = entry.withdrawn
        lines.append(f"【取消し {_moment(taken.at)} {taken.by}　理由: {taken.why}】")
    lines.append(entry.content)
    way = way_words(entry.place, entry.travel_minutes, entry.distance_m, entry.fare)
    together = len(entry.together)
    lines += [
        f"（{words}）" for words in (way, f"ほか{together}人と一緒" * bool(together)) if words
    ]
    for earlier in entry.earlier:
        lines.append(f"［訂正 {_moment(earlier.at)} {earlier.by}　理由: {earlier.reason}］")
        lines += [f"　前の{words}" for words in earlier.words]
    return lines


def _moment(moment: datetime) -> str:
    return short_words(PartialDate.of(moment.astimezone(JST).date()))
