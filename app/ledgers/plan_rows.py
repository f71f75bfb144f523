"""What becomes of each row, in codes for the program and in a Japanese sentence for the preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.ledgers.existing import RowKey
from app.ledgers.merging import Found
from app.ledgers.parse import ReadRow
from app.ledgers.planned import (
    Disposition,
    FieldChange,
    PlanActivity,
    PlanEpisode,
    PlanEvent,
    PlanRow,
    State,
)
from app.ledgers.rows import RawRow

_SKIPPED = {
    "section": "区切りの行です。",
    "subtotal": "小計・合計の行です。数字は取り込まず、ケースから数え直します。",
    "header": "見出しの行です。",
    "blank": "空の行です。",
}
_STATES: dict[State, tuple[Disposition, str]] = {
    "new": ("import", "新しく取り込みます。"),
    "same": ("same", "すでに取り込まれています。変わるところはありません。"),
    "completes": ("completes", "すでにある記録の空欄を補います（{fields}）。"),
    "changes": ("changes", "すでにある記録を書き換えます（{fields}）。"),
}


class Outcome:
    """What was planned, found again by the row it came from."""

    def __init__(
        self,
        episodes: Sequence[PlanEpisode],
        activities: Sequence[PlanActivity],
        events: Sequence[PlanEvent],
        found: Found,
    ) -> None:
        self.found = found
        self._episodes = {row: episode for episode in episodes for row in episode.rows}
        self._activities = {activity.row: activity for activity in activities}
        self._events = {event.row: event for event in events}

    def of(self, row: RowKey) -> tuple[Disposition, str, str]:
        """(disposition, sentence, key of the target) of a row that was taken."""
        episode = self._episodes.get(row)
        if episode is not None:
            return self._of_episode(row, episode)
        event = self._events.get(row)
        if event is not None:
            return *_told(event.state, event.changes), ""
        activity = self._activities[row]
        told = _told("new" if activity.existing_id is None else "same", ())
        return *told, activity.episode_key or activity.episode_id

    def _of_episode(self, row: RowKey, episode: PlanEpisode) -> tuple[Disposition, str, str]:
        if episode.state == "new" and row != episode.rows[0]:
            sheet, number = episode.rows[0]
            words = f"「{sheet}」{number}行目と同じケースです。一つのケースとして取り込みます。"
            return "merge", words, episode.key
        return *_told(episode.state, episode.changes), episode.key


def _told(state: State, changes: Sequence[FieldChange]) -> tuple[Disposition, str]:
    disposition, words = _STATES[state]
    if changes:
        words = words.format(fields="・".join(change.label for change in changes))
    return disposition, words


def plan_rows(
    table_kind: str, raw: Iterable[RawRow], read: Mapping[int, ReadRow], outcome: Outcome
) -> Iterable[PlanRow]:
    """Every row of a table with what becomes of it."""
    for one in raw:
        row = read.get(one.number)
        if row is None:
            words = _SKIPPED[one.kind]
            yield PlanRow(
                one.sheet, one.number, table_kind, one.kind, "", "skip", (), words, {}, {}, {}, ""
            )
        else:
            yield _plan_row(table_kind, row, outcome)


def _plan_row(table_kind: str, row: ReadRow, outcome: Outcome) -> PlanRow:
    key = row.sheet, row.number
    refused = row.refused
    if refused is not None:
        disposition: Disposition = "reject" if refused.severity == "reject" else "exclude"
        words, target = refused.words, ""
    else:
        disposition, words, target = outcome.of(key)
    problems = row.problems
    if key in outcome.found:
        problems = (*problems, *outcome.found[key])
    return PlanRow(
        row.sheet, row.number, table_kind, row.kind, row.service, disposition, problems, words,
        row.values, row.kept, row.extra, target,
    )  # fmt: skip
