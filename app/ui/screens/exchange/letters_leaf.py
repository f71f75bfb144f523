"""The leaf of 文の出し入れ: what has not left or not arrived, and what became of files that came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.handoff.carrying.queries import Waiting, outbox
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk, Where
from app.ui.office_words import office_word
from app.ui.palette.commands import Command
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.exchange.giving import Carrier, Taken, unsealable
from app.ui.screens.exchange.pace_dialog import PaceDialog
from app.ui.screens.network.found_list import FoundList
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.network.parts import FactLines, RecordHead, allowed
from app.ui.screens.record_pane import RecordPane
from app.ui.tables import Cell, Column, Kind, Page, Sort
from app.ui.theme import Size, Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipMenu
from app.ui.widgets.head_layout import FILLER, HeadLayout
from app.ui.widgets.labels import Rule
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.words import near_day

_UNSEALED, _UNSURE = "unsealed", "unsure"
_SETS = ((_UNSEALED, "まだ渡していない"), (_UNSURE, "受領がまだ"))
_NOTHING = "渡していない文も、受領を待つ文もありません。"
_NO_HIT = "この条件に合う文はありません。"
_ROUND = (
    "相手と共有しているフォルダーから新しい文を受け取り、まだ届いていない文を封をして置きます。"
    "届いた文のファイルは片づけます。"
)
_NOTHING_NEW = "新しい文も、置く文もありませんでした。"
_TAKEN = "taken"
_WORDS_LEAST = 160
"""The id of the record that is the files taken in last."""


class WatchLine(QWidget):
    """How it stands with the shared folder, and the way to its settings."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._words = Paragraph(size=Size.CAPTION, tone=Tone.MUTED, centered=True)
        self.settings = Button(f"{office_word(desk.kind, 'handoff')}の設定", kind="link")
        row = HeadLayout(self, least=_WORDS_LEAST, margins=(2, 1, 2, 0))
        row.put(self._words, FILLER)
        row.put(self.settings)
        desk.shared.changed.connect(self._say)
        self._say()

    @property
    def words(self) -> str:
        """What the line says."""
        return self._desk.shared.words

    def _say(self) -> None:
        shared = self._desk.shared
        tone = Tone.WARNING if shared.gone or shared.left else Tone.MUTED
        self._words.set_words([Run(shared.words, tone)])


class OutboxList(FoundList):
    """Letters of ours that the other side does not have by its own word."""

    name, search_words, new_words = "outbox", "相手", "文を受け取る"
    title = "届いていない文"

    def __init__(self, desk: Desk) -> None:
        self._today = desk.office.clock.today()
        super().__init__(desk)
        self.which = ChipMenu("状態", _SETS)
        self.give = Button("まとめて封をして保存")
        self.rows: tuple[Waiting, ...] = ()
        self._shown = ("", "")
        self.round = Button("共有フォルダーで一巡", kind="link")
        self.round.set_hint(_ROUND)
        self.watched = WatchLine(desk)
        self.add_bars((self.watched,))
        self.add_chips((self.which,))
        self.add_acts((self.give, self.round))
        refusal = desk.actor.refusal(Permission.DISCLOSE)
        for button in (self.new, self.give, self.round):
            if refusal:
                button.refuse(refusal)
        self.which.chosen.connect(lambda _: self.ask())

    def columns(self) -> tuple[Column, ...]:
        """When, what, for whom, how far."""
        today = self._today
        return (
            Column("日付", "day", Kind.MUTED, width=68, cell=lambda row: near_day(row.day, today), sortable=False),
            Column("文", "kind", width=106, cell=lambda row: row.kind.words, sortable=False),
            Column("相手", "partner", stretch=True, width=110, sortable=False),
            Column("状態", "sealed", width=132, cell=_state, sortable=False),
        )  # fmt: skip

    def prepare(self) -> None:
        """Take down what the chips say."""
        self._shown = (self.which.code, self.search.text)

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """The letters that fit."""
        which, text = self._shown
        rows = tuple(
            one
            for one in outbox(reading)
            if (not which or one.sealed is (which == _UNSURE)) and text in one.partner
        )
        self.rows = rows
        return Page(rows[offset : offset + limit], len(rows))

    def hint(self) -> tuple[str, str]:
        """Nothing waits, or nothing fits."""
        return (_NOTHING, "") if self._shown == ("", "") else (_NO_HIT, "すべて見る")

    def act_on_hint(self) -> None:
        """Show all."""
        self.search.field.clear()
        self.which.choose("")
        self.ask()


class LetterPane(RecordPane[Waiting | tuple[Taken, ...]]):
    """A letter that waits, or what became of the files that were taken in."""

    shows = ("exchange", "keptletter", "lettermark")
    empty = (
        "左は、相手に届いたかどうか、まだ分からない文です。\n"
        "相手から来たファイルは「文を受け取る」で選ぶか、この画面に落とします。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.taken: tuple[Taken, ...] = ()
        self.carrier = Carrier(desk, self)

    def read(self, reading: Reading, record_id: str) -> Waiting | tuple[Taken, ...]:
        """The letter, or the files."""
        if record_id == _TAKEN:
            return self.taken
        found = {one.id: one for one in outbox(reading)}
        return found.get(record_id, ())

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """Nothing is typed here."""
        return None

    def show_taken(self, taken: tuple[Taken, ...]) -> None:
        """What became of the files."""
        self.taken = taken
        leads_on = any(one.arrived is not None for one in taken)
        self.open_record(_TAKEN, self.focus_first if leads_on else None)

    def show_data(self, data: Waiting | tuple[Taken, ...]) -> None:
        """The letter with its button, or a line for each file."""
        if isinstance(data, Waiting):
            self._letter(data)
        elif self.record_id == _TAKEN:
            self._files(data)
        else:
            self.content.addWidget(Paragraph("この文は、相手に届いています。", tone=Tone.GOOD))

    def _letter(self, one: Waiting) -> None:
        tag = (
            ("封をした・受領はまだ", Tone.WARNING)
            if one.sealed
            else ("まだ渡していない", Tone.WARNING)
        )
        why = self.desk.actor.refusal(Permission.DISCLOSE) or unsealable(one)
        give = allowed(Button("もう一度封をする" if one.sealed else "封をして保存"), why)
        give.clicked.connect(lambda: self.carrier.give((one,), self.reload))
        self.content.addWidget(
            RecordHead(f"「{one.kind.words}」の文", one.partner, (tag,), (give,))
        )
        card = Card("このあと")
        words = why or (
            "相手のプログラムが文を受け取ると「受領」の文ができます。それをこちらで受け取ると、ここから消えます。"
        )
        card.add(FactLines((("渡し方", words),)))
        card.add(self._to_exchange(one.exchange_id))
        self.content.addWidget(card)

    def _files(self, taken: tuple[Taken, ...]) -> None:
        good = sum(one.good for one in taken)
        caption = f"{good} / {len(taken)}通" if taken else ""
        card = Card("受け取った文・置いた文", caption=caption)
        if not taken:
            card.add(Paragraph(_NOTHING_NEW, tone=Tone.MUTED))
        for number, one in enumerate(taken):
            if number:
                card.add(Rule())
            if one.file:
                card.add(Paragraph(one.file, strong=True))
            card.add(Paragraph(one.words, tone=Tone.GOOD if one.good else Tone.ERROR))
            if one.arrived is not None:
                card.add(self._to_exchange(one.arrived.exchange_id))
        self.content.addWidget(card)

    def _to_exchange(self, exchange: str) -> Button:
        button = Button("やりとりを開く", kind="link")
        where = Where("handoff", {"leaf": "exchanges", "exchange": exchange})
        button.clicked.connect(lambda: self.desk.go(where))
        return button


class LettersLeaf(Leaf):
    """Facts: letter; files that came; `settings` opens them."""

    key, title, fact = "letters", "文の出し入れ", "letter"
    shows = ("exchange", "keptletter", "lettermark", "partnerkey")
    found: OutboxList
    pane: LetterPane

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found.give.clicked.connect(self.give)
        self.found.round.clicked.connect(self.go_round)
        self.found.watched.settings.clicked.connect(self.set_pace)

    def make_list(self) -> OutboxList:
        """What waits."""
        return OutboxList(self.desk)

    def make_pane(self) -> LetterPane:
        """A letter, or the files."""
        return LetterPane(self.desk)

    def open(self, facts: Mapping[str, Any]) -> None:
        """The list, and files that came."""
        super().open(facts)
        files = tuple(Path(one) for one in facts.get("files", ()))
        self.pane.carrier.take(files, self._taken)
        if facts.get("settings"):
            self.set_pace()

    def give(self) -> None:
        """Seal everything that is listed."""
        self.pane.carrier.give(self.found.rows, self.found.ask)

    def go_round(self) -> None:
        """Ask which folder, beginning with the one of the last time."""
        shared = self.desk.shared
        folder = self.desk.asking.choose_folder("共有フォルダー", shared.folder)
        if folder is not None:
            shared.choose(folder, shared.watch)
            self.pane.carrier.go_round(folder, self._taken)

    def set_pace(self) -> None:
        """The shared folder of this PC and the days of the office."""
        self.dialog = dialog = PaceDialog(self.desk, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def commands(self) -> Iterator[Command]:
        """What comes and goes."""
        place = office_word(self.desk.kind, "handoff")
        refusal = self.desk.actor.refusal(Permission.DISCLOSE)
        yield Command(
            "handoff.give", "まとめて封をして保存", place, self.give, "ふう 渡す", refusal
        )
        yield Command(
            "handoff.round",
            "共有フォルダーで一巡",
            place,
            self.go_round,
            "フォルダ 同期 運ぶ",
            refusal,
        )

    def _taken(self, taken: tuple[Taken, ...]) -> None:
        self.found.ask()
        self.pane.show_taken(taken)

    def _begin(self) -> None:
        """Ask for files."""
        self._pause.stop()
        self.pane.carrier.take(self.pane.carrier.ask_for_files(), self._taken)


def _state(row: Waiting) -> Cell:
    if row.on_paper:
        return Cell("紙で渡す", tone=Tone.MUTED)
    return Cell("受領がまだ" if row.sealed else "まだ渡していない", tone=Tone.WARNING)
