"""Who is discussed, and who takes part with secrecy and attendance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.meetings.actions import as_support_meeting
from app.meetings.members.actions import set_attendance, take_secrecy_back
from app.meetings.members.queries import MemberFacts
from app.meetings.members.rules import ATTENDANCE, ATTENDED, INVITED, secrecy_words
from app.meetings.persons.actions import leave_out
from app.meetings.persons.queries import Discussed
from app.meetings.persons.rules import lacking_words, standing_words
from app.meetings.queries import MeetingFacts
from app.meetings.rules import CANCELLED, PLANNED, Sharing
from app.ui.desk import Where
from app.ui.screens.meetings.card import Beside, MeetingCard, let
from app.ui.screens.meetings.kinds import (
    FAMILY,
    MEMBER,
    PERSON,
    SECRECY,
    SIGNAL,
    STAFF,
)
from app.ui.screens.meetings.member_forms import open_members
from app.ui.screens.record_form import part_subject
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import PlainLabel, Rule
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tag import Tag
from app.ui.words import service_tag

if TYPE_CHECKING:
    from app.ui.screens.meetings.pane import MeetingPane, Whole

_NAME_PADDING = 1.25
_NO_SIGNALS = "開いている端緒がありません。"
_NOTHING_SHARED = "会議は中止です。この人のことは共有されません。"
_FREE = "本人の同意がなくても、守秘を確かめた構成員と共有できます。"


class PeopleCard(MeetingCard):
    """話し合う人: each with how it stands with their consent, and the ways where it does not."""

    title, kinds = "話し合う人", (PERSON, SIGNAL)
    empty = "まだいません。「人を加える」でケースを選びます。本人が分からないときは端緒を加えます。"

    def __init__(self, pane: MeetingPane, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.head_button(PERSON, "人を加える")
        self.head_button(SIGNAL, "端緒を加える")
        self.outs: dict[str, Button] = {}
        self.turns: dict[str, Button] = {}

    def fill(self, data: Whole) -> bool:
        """A block for each person."""
        refusal = data.page.edit_refusal
        let(self.buttons[PERSON], refusal)
        let(self.buttons[SIGNAL], refusal or ("" if data.signals else _NO_SIGNALS))
        self.outs, self.turns = {}, {}
        for number, one in enumerate(data.page.people):
            if number:
                self.content.addWidget(Rule())
            self.content.addWidget(self._person(one, data))
        return bool(data.page.people)

    def _person(self, one: Discussed, data: Whole) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        lay(column, gap=0.5)
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self._name(one), 0 if one.episode_id else 1)
        if one.service:
            row.addWidget(Tag(*service_tag(one.service)))
        if one.episode_id:
            row.addWidget(PlainLabel(one.number, tone=Tone.MUTED, size="caption", elide=True), 1)
        out = let(Button("外す", kind="link"), data.page.edit_refusal)
        out.setAccessibleName(f"{one.who} を外す")
        out.clicked.connect(lambda: self._leave_out(one))
        self.outs[one.id] = out
        row.addWidget(out)
        column.addLayout(row)
        below = _below(column)
        below.addWidget(_standing(one, data.page.facts))
        if one.refusal and data.page.facts.state == PLANNED:
            below.addWidget(self._ways(one, data))
        return holder

    def _name(self, one: Discussed) -> QWidget:
        if not one.episode_id:
            holder = QWidget()
            line = QHBoxLayout(holder)
            lay(line, gap=0, margins=(_NAME_PADDING, 0, 0, 0))
            line.addWidget(Paragraph(one.who, strong=True))
            return holder
        button = Button(one.name, kind="link")
        button.set_hint("このケースを開く")
        episode = one.episode_id
        button.clicked.connect(lambda: self.pane.desk.go(Where("cases", {"episode": episode})))
        return button

    def _ways(self, one: Discussed, data: Whole) -> QWidget:
        """What can be done about a consent that is missing, one press away."""
        holder = QWidget()
        row = FlowLayout(holder, gap=2)
        if one.episode_id:
            to = Button("同意をとる（ケースを開く）")
            episode = one.episode_id
            where = Where("cases", {"episode": episode, "section": "consents"})
            to.clicked.connect(lambda: self.pane.desk.go(where))
            row.addWidget(to)
        turn = let(Button("支援会議として開く"), data.page.edit_refusal)
        turn.clicked.connect(self._turn)
        self.turns[one.id] = turn
        row.addWidget(turn)
        leave = let(Button("この人を外して開く"), data.page.edit_refusal)
        leave.clicked.connect(lambda: self._leave_out(one))
        row.addWidget(leave)
        return holder

    def _leave_out(self, one: Discussed) -> None:
        if self.pane.desk.asking.confirm(
            f"{one.who}を、この会議で話し合う人から外します。", yes="外す", no="残す"
        ):
            self.pane.act(lambda work: leave_out(work, one.id), lambda _: self.focus(PERSON))

    def _turn(self) -> None:
        data = self.pane.data
        if data is None:
            return
        facts = data.page.facts
        if self.pane.desk.asking.confirm(
            "支援会議（社会福祉法106条の6）に変えます。市町村が組織する会議で、"
            "守秘を確かめた構成員だけが受け取れます。",
            yes="支援会議に変える",
            no="変えない",
        ):
            self.pane.act(lambda work: as_support_meeting(work, facts.id, facts.version))


class MembersCard(MeetingCard):
    """出席者: organisations and own staff, each with attendance and, where it counts, secrecy."""

    title, kinds, many_buttons = "出席者・守秘", (MEMBER, FAMILY, STAFF, SECRECY), True
    empty = "まだいません。機関、本人・家族、自センターの職員を加えます。"

    def __init__(self, pane: MeetingPane, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.head_button(MEMBER, "機関を加える")
        self.head_button(FAMILY, "本人・家族を加える")
        self.head_button(STAFF, "職員を加える")
        self.head_button(SECRECY, "全員の守秘を確認", icon_name="")
        self.all_there = Button("全員出席", kind="plain")
        self.all_there.clicked.connect(self._all_there)
        self.add_button(self.all_there)
        self.attendance: dict[str, MenuButton] = {}
        self.secrecy: dict[str, Button] = {}
        self.names: dict[str, Button] = {}

    def fill(self, data: Whole) -> bool:
        """A line for each."""
        refusal = data.page.edit_refusal
        for kind in (MEMBER, FAMILY, STAFF):
            let(self.buttons[kind], refusal)
        done = "" if open_members(data) else "守秘の確認がまだの構成員はいません。"
        let(self.buttons[SECRECY], refusal or done)
        undecided = [one for one in data.page.members if one.attendance == INVITED]
        let(self.all_there, refusal or ("" if undecided else "出欠が未定の人はいません。"))
        self.attendance, self.secrecy, self.names = {}, {}, {}
        for number, one in enumerate(data.page.members):
            if number:
                self.content.addWidget(Rule())
            self.content.addWidget(self._member(one, data))
        return bool(data.page.members)

    def _member(self, one: MemberFacts, data: Whole) -> QWidget:
        words = QWidget()
        column = QVBoxLayout(words)
        lay(column, gap=0)
        row = QHBoxLayout()
        lay(row, gap=2)
        name = let(Button(one.organisation or one.name, kind="link"), data.page.edit_refusal)
        name.set_hint("訂正する・外す")
        subject = part_subject(data.page.facts.id, one.id)
        kind = MEMBER if one.outside else STAFF if one.own else FAMILY
        name.clicked.connect(lambda: self.pane.edit(kind, subject))
        self.names[one.id] = name
        row.addWidget(name)
        person = " ".join(p for p in (one.post, one.name) if p)
        if not one.outside:
            person = "自センター" if one.own else one.post or "本人・家族"
        row.addWidget(PlainLabel(person, elide=True), 1)
        column.addLayout(row)
        below = _below(column)
        for said, tone in _notes(one, data):
            below.addWidget(Paragraph(said, tone=tone, size=Size.CAPTION))
        buttons = QWidget()
        line = QHBoxLayout(buttons)
        lay(line, gap=2)
        if data.page.facts.how is Sharing.SECRECY or one.secrecy_on is not None:
            line.addWidget(self._secrecy(one, data))
        line.addWidget(self._attendance(one, data))
        return Beside(words, buttons)

    def _attendance(self, one: MemberFacts, data: Whole) -> MenuButton:
        choices = codes.table(ATTENDANCE).choices()
        menu = MenuButton(codes.label(ATTENDANCE, one.attendance), choices)
        menu.setAccessibleName(f"{one.who} の出欠 {codes.label(ATTENDANCE, one.attendance)}")
        menu.chosen.connect(lambda state: self._set(state, {one.id: one.version}))
        let(menu, data.page.edit_refusal)
        self.attendance[one.id] = menu
        return menu

    def _secrecy(self, one: MemberFacts, data: Whole) -> Button:
        """Confirm, or take a confirmation back."""
        open_one = one.secrecy_on is None
        button = Button("守秘を確認" if open_one else "守秘の確認を取り消す", kind="link")
        button.setAccessibleName(f"{one.who} {button.text()}")
        guest = "" if one.member else "構成員ではないので、守秘の確認はありません。"
        let(button, data.page.edit_refusal or guest)
        subject = part_subject(data.page.facts.id, one.id)
        if open_one:
            button.clicked.connect(lambda: self.pane.edit(SECRECY, subject))
        else:
            button.clicked.connect(lambda: self._take_back(one))
        self.secrecy[one.id] = button
        return button

    def _take_back(self, one: MemberFacts) -> None:
        if self.pane.desk.asking.confirm(
            f"{one.who}の守秘の確認を取り消します。", yes="取り消す", no="残す", danger=True
        ):
            self.pane.act(lambda work: take_secrecy_back(work, one.id, one.version))

    def _all_there(self) -> None:
        data = self.pane.data
        if data is not None:
            undecided = {m.id: m.version for m in data.page.members if m.attendance == INVITED}
            self._set(ATTENDED, undecided)

    def _set(self, state: str, whom: dict[str, int]) -> None:
        meeting = self.pane.record_id
        first = next(iter(whom), "")
        self.pane.act(
            lambda work: set_attendance(work, meeting, whom, state),
            lambda _: self.focus_member(first),
        )

    def focus_member(self, member_id: str) -> None:
        """Put the keyboard to the attendance of a member."""
        button = self.attendance.get(member_id)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)


def _below(column: QVBoxLayout) -> QVBoxLayout:
    """Where words stand under a name that is a button."""
    below = QVBoxLayout()
    lay(below, gap=0.5, margins=(_NAME_PADDING, 0, 0, 0))
    column.addLayout(below)
    return below


def _standing(one: Discussed, meeting: MeetingFacts) -> Paragraph:
    """How it stands with the consent, in words."""
    if meeting.state == CANCELLED or meeting.how is Sharing.SECRECY:
        words = _NOTHING_SHARED if meeting.state == CANCELLED else _FREE
        return Paragraph(words, tone=Tone.MUTED, size=Size.CAPTION)
    if one.refusal:
        words = lacking_words(meeting.kind, one.standings) or one.refusal
        return Paragraph(words, tone=Tone.ERROR, size=Size.CAPTION)
    words = standing_words(one.standings) or "外の機関の出席者がいないので、同意は問われません。"
    every = all(state.consent for state in one.standings)
    return Paragraph(words, tone=Tone.GOOD if every else Tone.WARNING, size=Size.CAPTION)


def _notes(one: MemberFacts, data: Whole) -> list[tuple[str, Tone]]:
    """What is said quietly under a member: 守秘, role, why nothing can be shared with them."""
    notes = []
    if one.family:
        notes.append(("本人・家族。共有した相手としては記録しません。", Tone.MUTED))
    elif data.page.facts.how is Sharing.SECRECY and not one.member:
        notes.append(("同席（構成員でない）。支援会議で共有する相手にできません。", Tone.WARNING))
    elif data.page.facts.how is Sharing.SECRECY or one.secrecy_on is not None:
        tone = Tone.WARNING if one.secrecy_on is None else Tone.GOOD
        notes.append((secrecy_words(one.secrecy_on, one.secrecy_how), tone))
    if one.role:
        notes.append((f"役割: {one.role}", Tone.MUTED))
    return notes
