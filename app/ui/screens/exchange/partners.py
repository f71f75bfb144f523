"""The leaf of 相手先: our own card, the offices letters go to, and one of them beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import codes
from app.handoff.partners.queries import PartnerLine, partners
from app.handoff.partners.rules import CENTRE, KEY_WORDS, KINDS, PROBATION, KeyState
from app.handoff.sealing.card import LARGEST_CARD, Card, read_card
from app.handoff.sealing.files import read_whole
from app.network.organisations.queries import search
from app.network.organisations.rules import KINDS as ORGANISATION_KINDS
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.office_words import office_word
from app.ui.palette.commands import Command
from app.ui.screens.exchange.own_card import CARD_KINDS, OwnCardLine
from app.ui.screens.exchange.partner_forms import FORMS, PAPER
from app.ui.screens.exchange.partner_pane import KEY_TONES, PartnerPane
from app.ui.screens.network.found_list import FoundList
from app.ui.screens.network.leaf import Leaf
from app.ui.tables import Cell, Column, Kind, Page, Sort
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipFilter

_NOTHING = (
    "まだ相手先がありません。相手から受け取ったカードを読み込むか、紙でやりとりする相手を加えます。"
)
_SHORT = {CENTRE: "センター", PROBATION: "観察所"}
_NO_HIT = "この条件に合う相手先はありません。"


class PartnerList(FoundList):
    """Everybody letters go to; those no longer written to by a chip."""

    name, search_words, new_words = "partners", "名称・番号", "カードを読み込む"
    title = "やりとりの相手"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ended = ChipFilter("やめた相手も")
        self.paper = Button("紙の相手を加える", kind="link")
        self._shown = ("", False)
        self.add_chips((self.ended, self.paper))
        refusal = desk.actor.refusal(Permission.DISCLOSE)
        for button in (self.new, self.paper):
            if refusal:
                button.refuse(refusal)
        self.ended.switched.connect(lambda _: self.ask())

    def columns(self) -> tuple[Column, ...]:
        """Name, kind, the key, how many exchanges."""
        return (
            Column("名称", "name", width=150, stretch=True, cell=_name, sortable=False),
            Column("種別", "kind", Kind.MUTED, width=72, cell=_kind, sortable=False),
            Column("鍵", "key", width=92, cell=_key, sortable=False),
            Column("件数", "exchanges", Kind.NUMBER, width=48, sortable=False),
        )

    def prepare(self) -> None:
        """Take down what the chips say."""
        self._shown = (search_folded(self.search.text), self.ended.isChecked())

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """The partners that fit; there are never many."""
        text, ended = self._shown
        rows = tuple(
            one
            for one in partners(reading)
            if (ended or one.ended_on is None)
            and text in search_folded(f"{one.name}{one.organisation}{one.center_no or ''}")
        )
        return Page(rows[offset : offset + limit], len(rows))

    def hint(self) -> tuple[str, str]:
        """Nobody yet, or nobody that fits."""
        if self._shown == ("", False):
            return _NOTHING, "" if self.new.reason else self.new_words
        return _NO_HIT, "すべて見る"

    def act_on_hint(self) -> None:
        """Take a card in, or show all."""
        if self._shown == ("", False):
            self.new_wanted.emit()
            return
        self.search.field.clear()
        self.ended.setChecked(True)
        self.ask()


class PartnersLeaf(Leaf):
    """Facts: partner; `new` reads a card, `paper` begins a partner on paper."""

    key, title, fact = "partners", "相手先", "partner_id"
    kinds = tuple(FORMS)
    shows = ("partner", "partnerkey", "officekey", "exchange")
    found: PartnerList
    pane: PartnerPane

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.own = OwnCardLine(desk)
        below, beside = QWidget(), self.layout()
        if beside is not None:
            below.setLayout(beside)  # list and record move down, below our own card
        column = QVBoxLayout(self)
        lay(column, gap=2.5)
        column.addWidget(self.own)
        column.addWidget(below, 1)
        self.found.paper.clicked.connect(lambda: self.pane.begin(PAPER))

    def show_list(self, facts: Mapping[str, Any]) -> None:
        """Ask for the partners, and for our own card."""
        super().show_list(facts)
        self.own.ask()

    def make_list(self) -> PartnerList:
        """The partners."""
        return PartnerList(self.desk)

    def make_pane(self) -> PartnerPane:
        """One partner."""
        return PartnerPane(self.desk)

    def commands(self) -> Iterator[Command]:
        """What belongs to the cards."""
        own = self.own
        yield Command(
            "partner.give", "この事務所のカードを書き出す", office_word(self.desk.kind, "handoff"), own.give_card,
            "かーど 鍵 渡す", own.give.reason,
        )  # fmt: skip
        yield Command(
            "partner.print", "この事務所のカードを印刷", office_word(self.desk.kind, "handoff"), own.print_card,
            "かーど 確かめの言葉", own.prints.reason,
        )  # fmt: skip

    def _begin(self) -> None:
        """Ask for the file of a card, and open the form with what it says."""
        self._pause.stop()
        path = self.desk.asking.choose_open_file("相手先カードを読み込む", CARD_KINDS)
        if path is not None:
            self.read_card(path)

    def read_card(self, path: Path) -> None:
        """Read a card beside the window's thread; a bad one is refused with its sentence."""
        self.desk.jobs.run(
            lambda: _read(path),
            done=self._find_organisation,
            failed=self.desk.asking.error,
            on="pool",
            title="カードを読んでいます",
            owner=self,
        )

    def _find_organisation(self, read: tuple[bytes, Card]) -> None:
        content, card = read

        def query(reading: Reading) -> str:
            known = next((one for one in partners(reading) if one.identity == card.identity), None)
            if known is not None:
                return known.organisation_id
            found = search(reading, card.name, (KINDS[card.kind],))
            return found[0].id if len(found) == 1 else ""

        self.desk.read(
            query,
            lambda organisation: self.pane.begin_with_card(content, organisation),
            owner=self,
        )


def _read(path: Path) -> tuple[bytes, Card]:
    content = read_whole(path, LARGEST_CARD, "card_too_large")
    return content, read_card(content)


def _name(row: PartnerLine) -> Cell:
    return Cell(row.name, tone=Tone.MUTED if row.ended_on else None, hint=row.name)


def _kind(row: PartnerLine) -> Cell:
    return Cell(_SHORT[row.kind], hint=codes.label(ORGANISATION_KINDS, KINDS[row.kind]))


def _key(row: PartnerLine) -> Cell:
    if not row.keys:
        return Cell("紙" if row.on_paper else "なし", tone=Tone.MUTED)
    waiting = row.keys[0]
    words = "もう一人待ち" if waiting.state is KeyState.HEARD else KEY_WORDS[waiting.state]
    return Cell(words, tone=KEY_TONES[waiting.state], hint=waiting.short)
