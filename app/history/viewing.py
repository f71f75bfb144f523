"""閲覧: what a person looks at, as it goes into the history, and what was looked at just before."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

WINDOW = timedelta(minutes=10)
"""Opening the same thing again within this time is the same view."""
WINDOW_SETTING = "history.window"
WINDOWS = (0, 5, 10, 30)
"""Minutes that an office may choose instead; 0 keeps every opening."""


def window_of(kept: Any) -> timedelta:
    """The window that was set, or the usual one."""
    return timedelta(minutes=kept) if kept in WINDOWS else WINDOW


def window_words(minutes: int) -> str:
    """What a window means."""
    if not minutes:
        return "開くたびに残す"
    return f"{minutes}分以内に開き直したものは一つにまとめる"


@dataclass
class Viewing:
    """One opening of something that holds somebody's data.

    The first reading with it that succeeds is the view; readings that follow with the same value
    (the next rows of a list, a change that another desk made) are none.
    """

    kind: str
    words: str
    subject_kind: str = ""
    subject_id: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    told: bool = False

    @property
    def key(self) -> Hashable:
        """What makes two openings openings of the same thing."""
        return self.kind, self.subject_kind, self.subject_id, self.words


@dataclass
class Seen:
    """What was written down lately, so that going to and fro between cases is no flood.

    The time counts from the entry, not from the last look: whoever looks all day is found in the
    history all day.
    """

    window: timedelta = WINDOW
    _when: dict[Hashable, datetime] = field(default_factory=dict)

    def lately(self, key: Hashable, now: datetime) -> bool:
        """Whether an entry about it is in the chain that is not yet older than the window."""
        before = self._when.get(key)
        return before is not None and timedelta() <= now - before < self.window

    def forget(self) -> None:
        """Whatever is opened next is a view."""
        self._when.clear()

    def note(self, key: Hashable, now: datetime) -> None:
        """An entry about it is in the chain."""
        self._when = {one: when for one, when in self._when.items() if now - when < self.window}
        self._when[key] = now


def of_case(episode_id: str) -> Viewing:
    """The page of a case, with all its sections."""
    return Viewing("view.case", "ケースを開いた", "episode", episode_id)


def of_person(person_id: str) -> Viewing:
    """What is recorded of a person, outside the page of a case."""
    return Viewing("view.person", "対象者の記録を見た", "person", person_id)


def of_meeting(meeting_id: str) -> Viewing:
    """A meeting with the people it is about."""
    return Viewing("view.meeting", "会議を開いた", "meeting", meeting_id)


def of_referral(referral_id: str) -> Viewing:
    """A つなぎ."""
    return Viewing("view.referral", "つなぎを開いた", "referral", referral_id)


def of_signal(signal_id: str) -> Viewing:
    """A 端緒."""
    return Viewing("view.signal", "端緒を開いた", "signal", signal_id)


def of_exchange(exchange_id: str) -> Viewing:
    """広域: the letters about somebody between two offices."""
    return Viewing("view.exchange", "広域のやりとりを開いた", "exchange", exchange_id)


def of_organisation(organisation_id: str) -> Viewing:
    """A 関係機関, whose page names the people it was handed something about."""
    return Viewing("view.organisation", "関係機関を開いた", "organisation", organisation_id)


def of_list(title: str) -> Viewing:
    """A list with names, once for each time its screen is opened."""
    return Viewing("view.list", f"「{title}」の一覧を見た", "list")


def of_figure(label: str) -> Viewing:
    """The cases behind a figure of a report."""
    return Viewing("view.figure", f"集計の根拠のケースを見た（{label}）", "report")


def of_funding(year: int) -> Viewing:
    """The money of a 年度, with what colleagues are paid."""
    from app.calendar.fiscal import fiscal_year

    return Viewing("view.funding", f"経費を見た（{fiscal_year(year).label}）", "office")


def of_paper(
    title: str, episode_id: str | None = None, *, meeting_id: str | None = None
) -> Viewing:
    """A paper on the screen, before it is printed or saved."""
    words = f"「{title}」を印刷の確認で見た"
    kind = "episode" if episode_id else "meeting" if meeting_id else "office"
    return Viewing("view.paper", words, kind, episode_id or meeting_id)


def of_history(whose: str) -> Viewing:
    """The history of everybody."""
    return Viewing("view.history", f"履歴を見た（{whose or '全員'}）", "office")


def of_search(place: str, words_key: str, found: int) -> Viewing:
    """A search whose results stood there; the words are kept only as a keyed print of them."""
    told = f"{place}で探した（{found}件）"
    return Viewing("view.search", told, "search", details={"words": words_key, "found": found})
