"""The items of one request: read, decided one after another from the keyboard, released."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput, TeichakuError
from app.history.viewing import Viewing
from app.staff.permissions import Permission
from app.storage.work import Reading, Work
from app.subject_access.marking.actions import Kept, mark
from app.subject_access.marking.rules import STATE_WORDS, MarkInput, Span, State, settled, without
from app.subject_access.package import Marked, Package
from app.subject_access.queries import package
from app.subject_access.rules import due_words, standing_words
from app.ui.desk import Desk
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.screens.subject_access.item_card import ItemCard, proposed_spans
from app.ui.screens.subject_access.releasing import Releasing
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipChoice, ChipMenu
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import ReasonLine
from app.ui.widgets.tab_order import follow_eye

_ALL, _OPEN, _PROPOSED = "all", "open", "proposed"
_FILTERS = (
    (_OPEN, "要判断"),
    (_ALL, "すべて"),
    (str(State.GIVE), "開示"),
    (str(State.PART), "一部不開示"),
    (str(State.WITHHOLD), "不開示"),
    (_PROPOSED, "提案あり"),
)
_TONES = {
    State.OPEN: Tone.MUTED,
    State.GIVE: Tone.GOOD,
    State.PART: Tone.WARNING,
    State.WITHHOLD: Tone.ERROR,
}
_DECIDED = "この請求は、もう決まっています。判断は変わりません。"
_KEYS = "1 開示・2 一部（提案の黒塗り）・3 不開示・B 選んだ言葉を黒塗り・X 黒塗りを外す・N 次の要判断・U 元に戻す"
_NONE = "この条件の項目はありません。"
_ALL_DECIDED = "すべて判断しました。N を押すと「二人で確かめて開示」へ移ります。"
_WHOLE = "表示している要判断のうち、提案のない{}件を、まとめて「開示」にします。一件ずつ読んだものだけにしてください。"
_NO_PLAIN = "表示している中に、提案のない要判断の項目はありません。"


class ItemsPage(QWidget):
    """`left` asks for the list of requests."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.request_id = ""
        self.found: Package | None = None
        self._undo: list[tuple[MarkInput, ...]] = []
        self._asked, self._saving = 0, False
        self.model = ListModel(_columns(), parent=self)
        self.table = ListTable(self.model, two_lines=True, row_key=lambda row: row.item.key)
        self.table.setAccessibleName("項目")
        self.table.set_empty_hint(_NONE)
        self.which = ChipChoice(_FILTERS, _OPEN)
        self.section = ChipMenu("記録", ())
        self.whole = Button("提案のないものをまとめて開示", kind="link")
        self.card = ItemCard()
        self.back = Button("請求の一覧", key_cap="Esc")
        self.release = primary_button("二人で確かめて開示")
        self.releasing = Releasing(desk, self)
        self.print = Button("渡すものを見る")
        self.reason = ReasonLine()
        self.reason.hide()
        self.page = Page("開示請求の項目")
        self._arrange()
        self._connect()

    def open_request(self, request_id: str) -> None:
        """Show another request, its undecided items first."""
        if request_id != self.request_id:
            self.request_id, self.found, self._undo = request_id, None, []
            self.which.show_code(_OPEN)
            self.section.choose("")
        self.read()

    def read(self) -> None:
        """The items as they are now."""
        if not self.request_id:
            return
        self._asked += 1
        asked, request = self._asked, self.request_id
        viewing = Viewing("view.request", "開示請求の項目を開いた", "request", request)
        self.desk.read(
            lambda reading: _read(reading, request),
            lambda found: self._show(asked, found),
            owner=self,
            title="この人の記録を集めています",
            viewing=viewing,
        )

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        yield Command("subject.next", "次の要判断の項目へ", "開示請求", self.go_next, "つぎ")
        yield Command(
            "subject.release",
            "二人で確かめて開示",
            "開示請求",
            self.releasing.begin,
            "かいじ",
            self.release.reason,
        )

    def chosen(self) -> Marked | None:
        """The item whose row is chosen."""
        row = self.table.chosen_row()
        return row if isinstance(row, Marked) else None

    def decide(self, state: State) -> None:
        """Decide about the chosen item, and go on to the next undecided one."""
        one = self.chosen()
        if one is None or self.card.give.reason:
            return
        ground = self.card.chosen_ground
        spans: tuple[Span, ...] = ()
        if state is State.PART:
            proposed = one.spans or proposed_spans(one)
            spans = tuple(replace(span, ground=span.ground or ground) for span in proposed)
        self._save((self._input(one, state, ground, spans),), go_on=True)

    def blacken(self, span: Span) -> None:
        """Blacken one part more."""
        one = self.chosen()
        if one is not None:
            spans = settled((*one.spans, span), len(one.item.text))
            self._save((self._input(one, State.PART, span.ground, spans),))

    def show_again(self, span: Span) -> None:
        """Show a part again; an item of which nothing is blackened is undecided."""
        one = self.chosen()
        if one is not None and one.spans:
            spans = without(one.spans, span.start, span.end)
            state = State.PART if spans else State.OPEN
            self._save((self._input(one, state, one.ground, spans),))

    def give_plain(self) -> None:
        """Everything shown that is undecided and for which nothing is proposed."""
        plain = [one for one in self.shown_rows() if one.state is State.OPEN and not one.proposals]
        if not plain:
            self._say(_NO_PLAIN)
        elif self.desk.asking.confirm(_WHOLE.format(len(plain)), yes="開示にする"):
            self._save(tuple(self._input(one, State.GIVE, "", ()) for one in plain))

    def undo(self) -> None:
        """Put the last decision back as it was before."""
        if not self._undo or self.found is None or self._saving:
            return
        now = {one.item.key: one.version for one in self.found.items}
        before = tuple(replace(one, version=now.get(one.item, 0)) for one in self._undo.pop())
        self._save(before, undoing=True)

    def go_next(self) -> None:
        """The next undecided item in the list, from the chosen one on and round."""
        rows = self.shown_rows()
        at = next((n for n, one in enumerate(rows) if one == self.chosen()), -1)
        order = [*range(at + 1, len(rows)), *range(at + 1)]
        to = next((n for n in order if rows[n].state is State.OPEN), None)
        if to is not None:
            self.table.choose_row(to)
        elif self.found is not None and not self.found.undecided:
            self.release.setFocus()

    def _input(self, one: Marked, state: State, ground: str, spans: Sequence[Span]) -> MarkInput:
        note = str(self.card.note.value()) if one == self.chosen() else one.note
        return MarkInput(one.item.key, one.item.sha, state, ground, tuple(spans), note, one.version)

    def _save(
        self, wanted: tuple[MarkInput, ...], *, go_on: bool = False, undoing: bool = False
    ) -> None:
        if self._saving or self.found is None:
            return
        self._saving = True
        request = self.request_id

        def act(work: Work) -> Kept:
            return mark(work, request, wanted)

        def kept(done: Kept) -> None:
            self._saving = False
            if not undoing:
                self._undo.append(done.before)
            self._keep(wanted, done, go_on)

        self.desk.write(act, kept, failed=self._failed, owner=self, title="")

    def _failed(self, error: TeichakuError) -> None:
        self._saving = False
        if isinstance(error, InvalidInput):
            missing = error.by_field().get("ground", "")
            self.card.ground.show_error(missing)
            if missing:
                self.card.ground.setFocus(Qt.FocusReason.OtherFocusReason)
            self._say("" if missing else error.message)
        else:
            self.desk.explain(error)
            self.read()

    def _keep(self, wanted: tuple[MarkInput, ...], done: Kept, go_on: bool) -> None:
        """What was saved, without reading everything again."""
        if self.found is None:
            return
        made = {one.item: one for one in wanted}
        items = tuple(
            self._made(one, made[one.item.key], done.versions[one.item.key])
            if one.item.key in made
            else one
            for one in self.found.items
        )
        place = self.table.currentIndex().row()
        self.found = replace(self.found, items=items)
        self._say("")
        self._fill()
        if go_on:
            if any(part.hasFocus() for part in self.card.ground.editor.fields()):
                self.table.setFocus()  # the ground was asked for: ↓ goes on to the next item again
            self._after(place)

    def _made(self, one: Marked, wanted: MarkInput, version: int) -> Marked:
        taken_back = wanted.state is State.OPEN
        return replace(
            one,
            state=wanted.state,
            ground=wanted.ground if wanted.state in (State.WITHHOLD, State.PART) else "",
            spans=wanted.spans if wanted.state is State.PART else (),
            note="" if taken_back else wanted.note,
            version=version,
            by="" if taken_back else self.desk.actor.name,
            former=State.OPEN,
        )

    def _after(self, place: int) -> None:
        """The item that follows the one that was decided, which may have left the list."""
        rows = self.shown_rows()
        if not rows:
            return
        gone = self.which.code == _OPEN
        self.table.choose_row(max(0, min(place, len(rows) - 1)))
        if not gone:
            self.go_next()

    def _show(self, asked: int, found: Package) -> None:
        if asked != self._asked:
            return
        self.found = found
        self.card.set_grounds(found.grounds)
        sections = dict.fromkeys(one.item.section for one in found.items)
        self.section.set_choices([(one, one) for one in sections])
        self._say("")
        self._fill_anew()

    def _fill_anew(self) -> None:
        """The rows, and the first of them where the chosen one is not among them."""
        self._fill()
        if self.chosen() is None and self.shown_rows():
            self.table.choose_row(0)

    def _fill(self) -> None:
        found = self.found
        if found is None:
            return
        request, left = found.request, len(found.undecided)
        due = due_words(request.due_on, request.extended_until)
        standing = standing_words(request.due, self.desk.office.clock.today())
        progress = (
            f"あと{left}件（全{len(found.items)}件）" if left else f"全{len(found.items)}件を判断"
        )
        self.page.set_title(
            f"{request.number} {request.name}".strip(),
            f"{progress}　期限 {due} {standing}".strip(),
        )
        done = self.which.code == _OPEN and not left and request.open
        self.table.set_empty_hint(_ALL_DECIDED if done else _NONE)
        self.model.show_rows(self.shown_rows())
        self._show_item()
        self.releasing.follow(found)

    def shown_rows(self) -> tuple[Marked, ...]:
        """The items that the list shows under its conditions."""
        if self.found is None:
            return ()
        code, section = self.which.code, self.section.code
        return tuple(
            one
            for one in self.found.items
            if (not section or one.item.section == section) and _fits(one, code)
        )

    def _show_item(self) -> None:
        if self.found is None:
            return
        refusal = self.desk.actor.refusal(Permission.ANSWER_REQUESTS)
        self.card.show_item(
            self.chosen(),
            self.found,
            refusal or ("" if self.found.request.open else _DECIDED),
        )

    def _heard(self, notice: Notice) -> None:
        """Another desk decided something here, or changed a record of the person."""
        found = self.found
        own = notice.by == self.desk.actor.staff_id and notice.touches("subjectrequest")
        if own or found is None or not self.isVisible():
            return
        if notice.names((found.request.id, found.request.person_id)):
            self.read()

    def _say(self, words: str) -> None:
        self.reason.set_words(words)
        self.reason.setVisible(bool(words))

    def _arrange(self) -> None:
        for button in (self.back, self.print, self.release):
            self.page.add_to_head(button)
        chips = QHBoxLayout()
        lay(chips, gap=2)
        for part in (self.which, self.section, self.whole):
            chips.addWidget(part)
        chips.addStretch(1)
        self.page.add(chips)
        halves = QHBoxLayout()
        lay(halves, gap=3)
        listed = Card(flush=True)
        listed.add(self.table, 1)
        halves.addWidget(listed, 45)
        halves.addWidget(self.card, 55)
        self.page.add(halves, 1)
        self.page.add(self.reason)
        self.page.add(ReasonLine(_KEYS))
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self.page)
        follow_eye(
            *(self.back, self.print, self.release, self.which, self.section, self.whole),
            *(self.table, self.card),
        )

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.release.clicked.connect(self.releasing.begin)
        self.print.clicked.connect(self.releasing.show_records)
        self.whole.clicked.connect(self.give_plain)
        self.which.chosen.connect(lambda _: self._fill_anew())
        self.section.chosen.connect(lambda _: self._fill_anew())
        self.table.row_chosen.connect(lambda _: self._show_item())
        self.card.decided.connect(lambda state: self.decide(State(state)))
        self.card.blackened.connect(self.blacken)
        self.card.cleared.connect(self.show_again)
        self.card.undo.clicked.connect(self.undo)
        self.desk.notices.changed.connect(self._heard)
        for key, act in (
            ("1", lambda: self.decide(State.GIVE)),
            ("2", lambda: self.decide(State.PART)),
            ("3", lambda: self.decide(State.WITHHOLD)),
            ("B", self.card.blacken),
            ("X", self.card.unblacken),
            ("U", self.undo),
            ("N", self.go_next),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)


def _read(reading: Reading, request_id: str) -> Package:
    return package(reading, request_id)


def _fits(one: Marked, code: str) -> bool:
    if code == _PROPOSED:
        return bool(one.proposals)
    return code == _ALL or str(one.state) == ("" if code == _OPEN else code)


def _columns() -> tuple[Column, ...]:
    def what(one: Marked) -> Cell:
        hint = "・".join(proposal.why for proposal in one.proposals)
        return Cell(one.item.title, one.item.text.replace("\n", "　")[:60], hint=hint)

    def state(one: Marked) -> Cell:
        words = "変わりました" if one.changed else STATE_WORDS[one.state]
        tone = Tone.WARNING if one.changed else _TONES[one.state]
        return Cell(words, "提案あり" if one.proposals else "", tone=tone)

    return (
        Column("項目", "title", width=220, cell=what, stretch=True, sortable=False),
        Column(
            "日",
            "day",
            Kind.DATE,
            width=90,
            cell=lambda one: one.item.day_words,
            sortable=False,
        ),
        Column("判断", "state", width=110, cell=state, sortable=False),
    )
