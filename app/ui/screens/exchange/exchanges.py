"""The leaf of やりとり: every exchange in a list, and the page of one over the whole width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QStackedWidget

from app import codes
from app.handoff.carrying.queries import Waiting, outbox
from app.handoff.letters.kinds import LetterKind
from app.handoff.overview.queries import ExchangeLine, exchange_list
from app.handoff.partners.queries import partners
from app.people.names import search_folded
from app.reports.papers.exchange_papers import PAPERS
from app.reports.titles.rules import DEFAULTS
from app.staff.permissions import Permission
from app.storage.drafts import Draft
from app.storage.work import Reading
from app.ui.desk import Desk, Where
from app.ui.draft_bar import DraftBar
from app.ui.notices import Notice
from app.ui.office_words import office_word
from app.ui.palette.commands import Command
from app.ui.screens.exchange.exchange_pane import DRAFTS, ExchangePane
from app.ui.screens.exchange.paper_titles import name_paper
from app.ui.screens.exchange.told_forms import TOLD_REQUEST
from app.ui.screens.exchange.words import ACTS, about_whom, lead_words, state_words, step_words
from app.ui.screens.network.found_list import FoundList
from app.ui.screens.network.leaf import Leaf
from app.ui.tables import Cell, Column, Kind, Page, Sort
from app.ui.theme import Tone, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipMenu
from app.ui.words import near_day

_EVERYTHING_FROM = 820
_OPEN, _OURS = "open", "ours"
_SETS = ((_OURS, "こちらの番"), (_OPEN, "続いているもの"))
_NO_PARTNER = "まだ相手先がありません。はじめに「相手先」で、この事務所の鍵を作り、相手のカードを読み込みます。"
_NOTHING = "続いているやりとりはありません。ケースから「協力を頼む」か、届いた文を受け取ると、ここに出ます。"
_NO_HIT = "この条件に合うやりとりはありません。"


class ExchangeList(FoundList):
    """Those that wait for us first; others by the chips."""

    name, search_words, new_words = "exchanges", "氏名・相手・番号", "協力を頼む"
    named = "やりとり"
    title = "やりとり"
    two_lines = True

    def __init__(self, desk: Desk) -> None:
        self._today = desk.office.clock.today()
        super().__init__(desk)
        self.which = ChipMenu("状態", _SETS)
        self.which.choose(_OPEN)
        self.kind = ChipMenu("種類", codes.table("exchange_kind").choices())
        self.partner = ""
        self.any_partner = True
        self.total = 0
        self.receive = Button("文を受け取る")
        self.give = Button("封をして保存")
        self.told = Button("紙の依頼を書き取る", kind="link")
        self._shown = (_OPEN, "", "", "")
        self.waiting = DraftBar(desk, lambda draft: draft.kind in DRAFTS, named=True)
        self.waiting.refresh()
        self.add_bars((self.waiting,))
        self.add_chips((self.which, self.kind, self.told))
        refusal = desk.actor.refusal(Permission.DISCLOSE)
        self.line.put(self.receive)
        self.line.put(self.give)
        for button in (self.new, self.receive, self.give):
            if refusal:
                button.refuse(refusal)
        if refusal:
            self.told.refuse(refusal)
        for menu in (self.which, self.kind):
            menu.chosen.connect(lambda _: self.ask())

    def columns(self) -> tuple[Column, ...]:
        """Whom it is about, with whom, how far, who leads, what is waited for."""
        today = self._today
        return (
            Column("氏名", "person", width=124, cell=_person, sortable=False),
            Column("相手", "partner", width=190, stretch=True, cell=_partner, sortable=False),
            Column("状態", "phase", width=116, cell=_state, sortable=False),
            Column("待っていること", "step", width=280, cell=lambda row: _step(row, today), sortable=False),
            Column("文", "letters", width=78, cell=_letters, sortable=False),
            Column("最後", "last", Kind.MUTED, width=84, cell=lambda row: near_day(row.last, today), sortable=False),
        )  # fmt: skip

    def _fit(self) -> None:
        """The day of the last letter is left out first."""
        super()._fit()
        narrow = self.width() < theme().px(_EVERYTHING_FROM)
        for place, column in enumerate(self.model.columns):
            if column.key == "last":
                self.table.setColumnHidden(place, narrow)

    def prepare(self) -> None:
        """Take down what the chips say."""
        text = search_folded(self.search.text)
        self._shown = (self.which.code, self.kind.code, text, self.partner)

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """The exchanges that fit."""
        which, kind, text, partner = self._shown
        names = {one.id: one.name for one in partners(reading)}
        self.any_partner = bool(names)
        every = exchange_list(reading)
        self.total = len(every)
        rows = tuple(
            one
            for one in every
            if (not which or one.open or one.unread or one.to_give)
            and (which != _OURS or one.ours or one.unread or one.to_give)
            and (not kind or one.kind == kind)
            and (not partner or one.partner == names.get(partner))
            and text in search_folded(f"{one.person}{one.partner}{one.number}")
        )
        return Page(rows[offset : offset + limit], len(rows))

    def hint(self) -> tuple[str, str]:
        """What to do first."""
        if not self.any_partner:
            return _NO_PARTNER, "相手先を登録する"
        return (_NO_HIT, "すべて見る") if self.total else (_NOTHING, "")

    def act_on_hint(self) -> None:
        """Go to the partners, or show all."""
        if not self.any_partner:
            self.desk.go(Where("handoff", {"leaf": "partners"}))
            return
        self.search.field.clear()
        self.partner = ""
        self.kind.choose("")
        self.which.choose("")
        self.ask()


class ExchangesLeaf(Leaf):
    """Facts: exchange; `ask` a case to ask about, `ask_of` a partner; partner; files that came."""

    key, title, fact, new_kind = "exchanges", "やりとり", "exchange", "letter_request"
    kinds = DRAFTS
    shows = ("exchange", "keptletter", "lettermark", "partner", "partnerkey", "episode")
    found: ExchangeList
    pane: ExchangePane

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._from_list = False
        self.found.waiting.wanted.connect(self._resume)
        self._stack = QStackedWidget()
        self._stack.setMinimumSize(1, 1)
        row = self.layout()
        if isinstance(row, QLayout):
            for part in (self.found, self.pane):
                row.removeWidget(part)
                self._stack.addWidget(part)
            row.addWidget(self._stack)
        self.found.receive.clicked.connect(self.receive)
        self.found.give.clicked.connect(self.give)
        self.found.told.clicked.connect(self.write_down)
        self.pane.made.connect(lambda _: self._show_page())
        self.pane.given_up.connect(self._back_to_list)

    def make_list(self) -> ExchangeList:
        """The list."""
        return ExchangeList(self.desk)

    def make_pane(self) -> ExchangePane:
        """The page."""
        return ExchangePane(self.desk)

    @property
    def page_shown(self) -> bool:
        """Whether the page of one exchange is shown, not the list."""
        return self._stack.currentWidget() is self.pane

    def open(self, facts: Mapping[str, Any]) -> None:
        """The list, an exchange, a draft, a new request, or files that came."""
        self.found.partner = str(facts.get("partner", ""))
        named = facts.get("exchange") or facts.get("draft") or facts.get("new")
        if not named and (facts.get("leaf") or self.pane.form is None):
            self._show_list()
        self._from_list = False
        about, of = str(facts.get("ask", "")), str(facts.get("ask_of", ""))
        if named or about or of:
            self._show_page()
        if about or of:
            self.show_list(facts)
            self.pane.ask_about(about, of)
            return
        super().open(facts)
        wanted = str(facts.get("write", ""))
        if wanted:
            self.pane.reload(lambda: self.pane.write(LetterKind(wanted)))

    def go_back(self) -> bool:
        """Leave the form, the letter, the page, the search."""
        if self.page_shown:
            if self.pane.go_back():
                return True
            if not self._from_list:
                return False
            self._back_to_list()
            return True
        return super().go_back()

    def focus_first(self) -> None:
        """The form, the diagram of the page, or the list."""
        if self.page_shown:
            if self.pane.form is None and self.pane.lanes is not None:
                self.pane.lanes.setFocus()
            elif self.pane.form is not None:
                self.pane.form.focus_first()
        else:
            super().focus_first()

    def heard(self, notice: Notice) -> None:
        """Read again what changed."""
        super().heard(notice)

    def _resume(self, waiting: Draft) -> None:
        """Go on with a draft from the list."""
        self._show_page()
        self._from_list = True
        self.pane.resume(waiting)

    def receive(self) -> None:
        """Ask for files and take them in."""
        self.take(self.pane.carrier.ask_for_files())

    def take(self, paths: tuple[Path, ...]) -> None:
        """Take files in; the leaf of letters shows what became of them."""
        if paths:
            self.desk.go(Where("handoff", {"leaf": "letters", "files": paths}))

    def write_down(self) -> None:
        """A request that came on paper."""
        self._show_page()
        self._from_list = True
        self.pane.begin(TOLD_REQUEST)

    def give(self) -> None:
        """Seal what has not left yet."""

        def ready(found: tuple[Waiting, ...]) -> None:
            wanted = [one for one in found if not one.sealed and not one.on_paper]
            self.pane.carrier.give(wanted, self.found.ask)

        self.desk.read(outbox, ready, owner=self)

    def commands(self) -> Iterator[Command]:
        """What the page or the list can do."""
        refusal = self.desk.actor.refusal(Permission.DISCLOSE)
        place = office_word(self.desk.kind, "handoff")
        yield Command("handoff.give", "封をして保存", place, self.give, "ふう 送る 渡す", refusal)
        yield Command(
            "handoff.told", "紙の依頼を書き取る", place, self.write_down, "かみ 電話", refusal
        )
        naming = self.desk.actor.refusal(Permission.MANAGE_OFFICE)
        for key in PAPERS:
            yield Command(
                f"title.{key}",
                f"書面の題名を変える（{DEFAULTS[key]}）",
                place,
                lambda key=key: name_paper(self.desk, key, self),  # type: ignore[misc]
                "だいめい 様式 依頼書 回答書 引継書 連絡書",
                naming,
            )
        data = self.pane.data if self.page_shown else None
        if data is None:
            return
        for kind, theirs in data.theirs.items():
            if kind in ACTS and data.page.line.open:
                yield Command(
                    f"told.{kind}",
                    f"返事を書き取る（{kind.words}）",
                    "このやりとり",
                    lambda kind=kind: self.pane.write_down(kind),  # type: ignore[misc]
                    "電話 でんわ 紙 かみ",
                    data.page.edit_refusal or theirs.reason,
                )
        for kind, reason in data.page.actions.items():
            if kind in ACTS:
                yield Command(
                    f"letter.{kind}",
                    ACTS[kind],
                    "このやりとり",
                    lambda kind=kind: self.pane.write(kind),  # type: ignore[misc]
                    kind.words,
                    data.page.edit_refusal or reason.reason,
                )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List and page both take the whole width."""

    def _fit(self) -> None:
        """Nothing stands beside anything."""

    def _row_lit(self, row_id: str) -> None:
        self._wanted = row_id

    def _row_opened(self, row_id: str) -> None:
        self._show_page()
        self._from_list = True
        super()._row_opened(row_id)

    def _begin(self) -> None:
        self._show_page()
        self._from_list = True
        super()._begin()

    def _show_page(self) -> None:
        self._stack.setCurrentWidget(self.pane)

    def _back_to_list(self) -> None:
        self._show_list()
        self.found.ask()
        self.found.table.setFocus()

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self.found)


def _person(row: ExchangeLine) -> Cell:
    return Cell(about_whom(row), row.number, strong=bool(row.unread))


def _partner(row: ExchangeLine) -> Cell:
    way = "こちらから" if row.side == "asking" else "あちらから"
    kind = codes.label("exchange_kind", row.kind)
    return Cell(row.partner, f"{kind}・{way}依頼", hint=row.partner)


def _state(row: ExchangeLine) -> Cell:
    return Cell(state_words(row), lead_words(row), tone=None if row.open else Tone.MUTED)


def _step(row: ExchangeLine, today: date) -> Cell:
    if row.step is None:
        return Cell("")
    since = f"{near_day(row.step.since, today)} から"
    late = f"{since}　遅れ" if row.late else since
    return Cell(
        step_words(row.step, row.side, row.partner, today),
        late,
        tone=Tone.ERROR if row.late else None,
        strong=row.late,
    )


def _letters(row: ExchangeLine) -> Cell:
    unread = f"未読 {row.unread}" if row.unread else ""
    give = f"未達 {row.to_give}" if row.to_give else ""
    return Cell(unread or give, give if unread else "", tone=Tone.WARNING if unread else Tone.MUTED)
