"""What was said, shared and decided in a meeting, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.consent.disclosures.queries import Disclosed
from app.consent.disclosures.rules import VOID
from app.consent.laws import label as basis_label
from app.consent.rules import item_words
from app.deadlines.tasks.actions import tick_task
from app.meetings.decisions.queries import DecisionFacts
from app.meetings.sharing.rules import Shared, told
from app.staff.permissions import Permission
from app.ui.screens.meetings.card import MeetingCard, let
from app.ui.screens.meetings.kinds import (
    CONTACTS,
    DECISION,
    MINUTES,
    NEXT,
    SHARE,
)
from app.ui.screens.record_form import part_subject
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel, Rule
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.tag import Tag
from app.ui.words import day_to_act_on, long_day

if TYPE_CHECKING:
    from app.ui.screens.meetings.pane import MeetingPane, Whole


class MinutesCard(MeetingCard):
    """次第 and 議事録."""

    title, kinds = "次第・議事録", (MINUTES,)
    empty = "まだ議事録がありません。会議の間も、書いたところまで書きかけとして残ります。"

    def __init__(self, pane: MeetingPane, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.head_button(MINUTES, "議事録を書く", icon_name="")

    def fill(self, data: Whole) -> bool:
        """The two texts."""
        facts = data.page.facts
        let(self.buttons[MINUTES], data.page.edit_refusal)
        self.buttons[MINUTES].set_words("議事録を直す" if facts.minutes else "議事録を書く")
        for title, text in (("次第", facts.agenda), ("議事録", facts.minutes)):
            if text:
                self.content.addWidget(PlainLabel(title, tone=Tone.MUTED, size="caption"))
                self.content.addWidget(Paragraph(text))
        return bool(facts.minutes)


class SharedCard(MeetingCard):
    """共有したこと: about whom, to whom, which items, on which basis; and what was not kept."""

    title, kinds = "共有したこと", (SHARE,)
    empty = "まだありません。話したことを残すと、だれが何を持っているかの記録になります。"

    def __init__(self, pane: MeetingPane, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.head_button(SHARE, "共有したことを残す")
        self.outcome = NoticeBar()
        self.form_place.addWidget(self.outcome)

    def tell(self, result: Shared) -> None:
        """Say what was kept, and what was not and why."""
        if not result.refused:
            self.outcome.set_notice("", "")
            return
        lines = "\n".join(told(result.refused))
        head = f"{result.recorded}件を残しました。次の{len(result.refused)}件は残していません。"
        self.outcome.set_notice("残せなかったもの", f"{head}\n{lines}")

    def fill(self, data: Whole) -> bool:
        """A line for each disclosure."""
        let(self.buttons[SHARE], data.page.share_refusal)
        names = {one.person_id or one.signal_id: one.who for one in data.page.people}
        for number, one in enumerate(data.page.shared):
            if number:
                self.content.addWidget(Rule())
            who = names.get(one.person_id or one.signal_id, "")
            self.content.addWidget(_disclosed(one, who))
        return bool(data.page.shared)


class DecisionsCard(MeetingCard):
    """決まったこと: who does what by when; tasks of the own centre with what became of them."""

    title, kinds = "決まったこと・役割分担", (DECISION,)
    empty = "まだありません。自センターがすることは、そのまま課題になります。"

    def __init__(self, pane: MeetingPane, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.head_button(DECISION, "決まったことを加える")
        self.ticks: dict[str, Button] = {}
        self.names: dict[str, Button] = {}

    def fill(self, data: Whole) -> bool:
        """A line for each."""
        let(self.buttons[DECISION], data.page.decide_refusal)
        self.ticks, self.names = {}, {}
        for number, one in enumerate(data.page.decisions):
            if number:
                self.content.addWidget(Rule())
            self.content.addWidget(self._decision(one, data))
        return bool(data.page.decisions)

    def _decision(self, one: DecisionFacts, data: Whole) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        lay(row, gap=2)
        column = QVBoxLayout()
        lay(column, gap=0)
        today = self.pane.desk.office.clock.today()
        column.addWidget(Paragraph(one.text))
        due = f"{day_to_act_on(one.due, today)}まで" if one.due else "期日なし"
        late = bool(one.due and one.due < today and one.task_id and not one.done)
        runs = [Run(one.who, strong=True), Run(f"　{due}", Tone.ERROR if late else Tone.MUTED)]
        if one.name:
            runs.append(Run(f"　{one.name}", Tone.MUTED))
        column.addWidget(Paragraph(runs, size=Size.CAPTION))
        row.addLayout(column, 1)
        if one.task_id:
            row.addWidget(_state(one), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(self._tick(one), 0, Qt.AlignmentFlag.AlignTop)
        edit = let(Button("直す", kind="link"), data.page.decide_refusal or _fixed(one))
        edit.setAccessibleName(f"{one.text} を直す")
        subject = part_subject(data.page.facts.id, one.id)
        edit.clicked.connect(lambda: self.pane.edit(DECISION, subject))
        self.names[one.id] = edit
        row.addWidget(edit, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _tick(self, one: DecisionFacts) -> Button:
        button = Button("済みを戻す" if one.done else "済みにする", kind="link")
        button.setAccessibleName(f"{one.text} {button.text()}")
        let(button, self.pane.desk.actor.refusal(Permission.PLAN_DAYS))
        button.clicked.connect(
            lambda: self.pane.act(
                lambda work: tick_task(work, one.task_id, one.task_version, done=not one.done),
                lambda _: self._focus_tick(one.id),
            )
        )
        self.ticks[one.id] = button
        return button

    def _focus_tick(self, decision_id: str) -> None:
        button = self.ticks.get(decision_id)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)


class NextCard(MeetingCard):
    """次回 with the same people, and the meeting as 支援経過."""

    title, kinds = "次回・支援経過", (NEXT, CONTACTS)

    def __init__(self, pane: MeetingPane, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.head_button(NEXT, "次回を決める")
        self.head_button(CONTACTS, "支援経過に残す", icon_name="")
        self.following: Button | None = None

    def fill(self, data: Whole) -> bool:
        """When the next one is, and among whose 支援経過 this one stands."""
        page = data.page
        let(self.buttons[NEXT], page.next_refusal or _planned(page.next_id))
        let(self.buttons[CONTACTS], page.record_refusal)
        words = "次回はまだ決まっていません。"
        if page.facts.next_day is not None:
            words = f"次回 {long_day(page.facts.next_day)}"
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(Paragraph(words, tone=Tone.TEXT if page.next_id else Tone.MUTED), 1)
        self.following = None
        if page.next_id:
            to = Button("次回を開く", kind="link")
            to.clicked.connect(lambda: self.pane.open_record(page.next_id))
            self.following = to
            row.addWidget(to)
        self.content.addLayout(row)
        kept = "・".join(one.who for one in page.people if one.recorded)
        if kept:
            self.content.addWidget(Paragraph(f"支援経過に残した人: {kept}", tone=Tone.MUTED))
        return True


def _disclosed(one: Disclosed, who: str) -> QWidget:
    """To whom and about whom, which items, and on what it stands."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    lay(column, gap=0)
    void = any(ended.kind == VOID for ended in one.ends)
    told = "　".join(part for part in (one.organisation, one.to_whom) if part)
    runs = [Run(told, strong=True), Run(f"　{who}", Tone.MUTED)]
    if void:
        runs.append(Run("　取り消した記録", Tone.ERROR))
    column.addWidget(Paragraph(runs))
    column.addWidget(Paragraph(item_words(one.items)))
    if one.content:
        column.addWidget(Paragraph(one.content))
    stands = one.law or basis_label(one.basis)
    tone = Tone.MUTED if void else Tone.GOOD
    column.addWidget(Paragraph(f"根拠: {stands}", tone=tone, size=Size.CAPTION))
    return holder


def _state(one: DecisionFacts) -> Tag:
    return Tag("済み", Tone.GOOD) if one.done else Tag("課題", Tone.ACCENT)


def _fixed(one: DecisionFacts) -> str:
    return "この課題はもう済みです。直すときは、先に済みを戻します。" if one.done else ""


def _planned(next_id: str) -> str:
    return "次回はもう予定に入っています。「次回を開く」で見られます。" if next_id else ""
