"""The list of meetings: what is ahead, what is past, by kind, found by words."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app import codes
from app.calendar import wareki
from app.meetings.queries import AHEAD, PAST, MeetingFilter, MeetingRow, meeting_list
from app.meetings.rules import CANCELLED, HELD, KINDS, PLANNED, STATES
from app.schedule.clock import clock_words
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.screens.network.found_list import FoundList
from app.ui.tables import Align, Cell, Column, Kind, Page, Sort
from app.ui.theme import Tone, theme
from app.ui.widgets.chips import ChipChoice, ChipMenu
from app.ui.words import near_day

_WHEN = ((AHEAD, "これから"), (PAST, "済み・中止"), ("", "すべて"))
_NOTHING = "まだ会議がありません。「＋ 会議を入れる」から、予定も、済んだ会議も残せます。"
_NONE_AHEAD = "これからの会議はありません。済んだ会議は「済み・中止」に並びます。"
_NO_HIT = "この条件に合う会議はありません。条件を外すと見つかることがあります。"
_STATE_TONES = {PLANNED: Tone.ACCENT, HELD: Tone.GOOD, CANCELLED: Tone.MUTED}
_NAMES = 3
_STATE, _STATE_FROM = 2, 300


class MeetingList(FoundList):
    """Chips for when and which kind, a search line, and the rows."""

    name, two_lines = "meetings", True
    named = "会議"
    title = "会議"
    search_words = "氏名・機関・場所・議事録"
    new_words = "会議を入れる"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._filter = MeetingFilter()
        super().__init__(desk, parent)
        self.when = ChipChoice(_WHEN, AHEAD)
        self.kind = ChipMenu("種類", [(row.code, row.label) for row in codes.table(KINDS)])
        self.add_chips((self.when, self.kind))
        self.when.chosen.connect(lambda _: self.ask())
        self.kind.chosen.connect(lambda _: self.ask())
        refusal = desk.actor.refusal(Permission.HOLD_MEETINGS)
        if refusal:
            self.new.refuse(refusal)

    def prepare(self) -> None:
        """Take down what the chips and the search line say."""
        self._filter = MeetingFilter(self.when.code, self.kind.code, self.search.text)

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """One page of the meetings."""
        rows, total = meeting_list(
            reading,
            self._filter,
            sort=sort.key,
            descending=sort.descending,
            offset=offset,
            limit=limit,
        )
        return Page(rows, total)

    def columns(self) -> tuple[Column, ...]:
        """When · what, and about whom · how it stands."""
        return (
            Column("日", "day", width=92, cell=self._when_cell),
            Column("会議", "kind", stretch=True, cell=_what_cell),
            Column("状態", "state", Kind.TAG, width=84, align=Align.RIGHT, cell=self._state_cell),
        )

    def hint(self) -> tuple[str, str]:
        """What an empty list says."""
        wanted = self._filter
        if wanted.text.strip() or wanted.kind:
            return _NO_HIT, "条件を外す"
        if wanted.when == AHEAD:
            return _NONE_AHEAD, "すべての会議を見る"
        return _NOTHING, "" if self.new.reason else "会議を入れる"

    def act_on_hint(self) -> None:
        """Widen what is asked, or begin the first meeting."""
        wanted = self._filter
        if wanted.text.strip() or wanted.kind:
            self.search.field.clear()
            self.kind.blockSignals(True)
            self.kind.choose("")
            self.kind.blockSignals(False)
            self.ask()
        elif wanted.when == AHEAD:
            self.show_when("")
        else:
            self.new_wanted.emit()

    def show_when(self, when: str) -> None:
        """Show what is ahead, what is past, or all."""
        if self.when.code != when:
            self.when.choose(when)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the state out where the list is narrow; the meeting itself says it."""
        super().resizeEvent(event)
        self.table.setColumnHidden(_STATE, self.width() < theme().px(_STATE_FROM))

    def _when_cell(self, row: MeetingRow) -> Cell:
        today = self.desk.office.clock.today()
        day = f"{near_day(row.day, today)}({wareki.WEEKDAYS[row.day.weekday()]})"
        open_past = row.state == PLANNED and row.day < today
        return Cell(
            day,
            clock_words(row.start),
            tone=Tone.WARNING if open_past else Tone.TEXT,
            strong=row.state == PLANNED,
            hint="開催の記録がまだです。" if open_past else "",
        )

    def _state_cell(self, row: MeetingRow) -> Cell:
        today = self.desk.office.clock.today()
        if row.state == PLANNED and row.day < today:
            return Cell(tags=(("記録待ち", Tone.WARNING),), hint="開催の記録がまだです。")
        word = codes.label(STATES, row.state)
        return Cell(tags=((word, _STATE_TONES.get(row.state, Tone.MUTED)),))


def _what_cell(row: MeetingRow) -> Cell:
    what = f"{codes.label(KINDS, row.kind)}　{row.title}".strip()
    names = "・".join(row.names[:_NAMES])
    more = f"ほか{len(row.names) - _NAMES}人" if len(row.names) > _NAMES else ""
    beside = "　".join(part for part in (f"{names}{more}", row.place) if part)
    return Cell(what, beside or "話し合う人は未定")
