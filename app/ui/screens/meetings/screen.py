"""会議: the list on the left, the meeting on the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app.ui.desk import Desk, Screen, Where
from app.ui.palette.commands import Command
from app.ui.portions import Portion
from app.ui.screens.meetings.kinds import ALL, HEAD
from app.ui.screens.meetings.list import MeetingList
from app.ui.screens.meetings.pane import MeetingPane
from app.ui.screens.network.leaf import Leaf
from app.ui.theme import Size, lay


class MeetingLeaf(Leaf):
    """Facts: meeting, new (with episode: for that case), draft."""

    key, title, fact, new_kind = "meetings", "会議", "meeting", HEAD
    kinds = ALL
    shows = ("meeting", "meetingperson", "meetingmember", "person", "organisation")
    found: MeetingList
    pane: MeetingPane

    def make_list(self) -> MeetingList:
        """The list of meetings."""
        return MeetingList(self.desk)

    def make_pane(self) -> MeetingPane:
        """One meeting."""
        return MeetingPane(self.desk)

    def open(self, facts: Mapping[str, Any]) -> None:
        """Show the list, and the meeting, the new meeting or the draft that the facts name."""
        episode = str(facts.get("episode", ""))
        if facts.get("new") and episode:
            self.show_list(facts)
            self.pane.begin_for(episode)
        else:
            if facts.get(self.fact):
                self.found.show_when("")  # it may be past, and the list shows where it stands
            super().open(facts)


class MeetingsScreen(Screen):
    """The place 会議."""

    place = "meetings"
    keeps_typing = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.leaf = MeetingLeaf(desk)
        column = QVBoxLayout(self)
        side, top = Size.PAGE_PADDING / Size.GRID, Size.PAGE_TOP / Size.GRID
        lay(column, gap=0, margins=(side, top, side, top))
        column.addWidget(self.leaf)
        desk.notices.changed.connect(self.leaf.heard)

    def portions(self) -> Iterator[Portion]:
        """The cards of a meeting."""
        yield self.leaf.pane.make_cards

    def open(self, where: Where) -> None:
        """Show what the facts name."""
        self.leaf.open(where.facts)

    def commands(self) -> Iterator[Command]:
        """What can be done with the meeting that is shown."""
        pane = self.leaf.pane
        if pane.data is None or not pane.record_id:
            return
        page = pane.data.page
        for kind, words, also, refusal in (
            ("meeting_hold", "開催を記録", "かいさい 会議", page.hold_refusal),
            ("meeting_minutes", "議事録を書く", "ぎじろく 会議", page.edit_refusal),
            ("meeting_share", "共有したことを残す", "きょうゆう 情報提供 会議", page.share_refusal),
            (
                "meeting_decision",
                "決まったことを加える",
                "けってい 役割分担 課題",
                page.decide_refusal,
            ),
            ("meeting_next", "次回を決める", "じかい 会議", page.next_refusal),
            ("meeting_person", "話し合う人を加える", "はなしあう 対象者", page.edit_refusal),
            ("meeting_member", "出席する機関を加える", "きかん 構成員", page.edit_refusal),
            ("meeting_family", "本人・家族を加える", "ほんにん かぞく 出席", page.edit_refusal),
            ("meeting_staff", "出席する職員を加える", "しょくいん", page.edit_refusal),
        ):
            yield Command(kind, words, "この会議", partial(pane.edit, kind), also, refusal)

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; asks otherwise."""
        return self.leaf.pane.may_leave()

    def keep_typing(self) -> bool:
        """Whether all that is typed is on its way into drafts."""
        return self.leaf.pane.keep_typing()

    def read_again(self) -> None:
        """The list and the meeting."""
        self.leaf.read_again()

    def focus_first(self) -> None:
        """The form that is open keeps the keyboard, else the list has it."""
        self.leaf.focus_first()

    def save(self) -> bool:
        """Save the form that is open; says whether there was one."""
        return self.leaf.pane.save()

    def go_back(self) -> bool:
        """Leave the form or the search; says whether there was one to leave."""
        return self.leaf.go_back()
