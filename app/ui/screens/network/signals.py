"""The leaf of 端緒: what somebody noticed, the urgent ones first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from app import codes, places
from app.network.signals import queries
from app.network.signals.queries import OPEN, SignalLine
from app.network.signals.rules import CLOSED, KINDS, RECEIVED, SOURCES, STATES, WEIGHTS
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.network.referral_forms import REFERRAL
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.screens.network.found_list import FoundList
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.network.signal_forms import ANSWER, CLOSE, PERSON, SIGNAL, WEIGH
from app.ui.screens.network.signal_pane import SignalPane, closed_refusal
from app.ui.tables import Cell, Column, Kind, Page, Sort
from app.ui.theme import Tone
from app.ui.widgets.chips import ChipFilter, ChipMenu
from app.ui.words import near_day

_NOTHING = (
    "まだ端緒がありません。水道事業者や近隣から気になる知らせを受けたら、"
    "だれのことか分からなくても、ここに残せます。"
)
_NO_HIT = "この条件に合う端緒はありません。条件を外すと見つかることがあります。"

_ALL_OPEN = (OPEN, "", "")


class SignalList(FoundList):
    """Open ones, the urgent first; the ended ones by a chip."""

    name, search_words, new_words = "signals", "場所・様子・人", "端緒を受ける"
    named = "端緒"
    title = "端緒"
    two_lines = True

    def __init__(self, desk: Desk) -> None:
        self._today = desk.office.clock.today()
        super().__init__(desk)
        self.state = ChipMenu("状態", _open_states())
        self.municipality = ChipMenu("市町村", ())
        self.ended = ChipFilter("終了も")
        self._offered: tuple[tuple[str, str], ...] = ()
        self._shown: tuple[tuple[str, ...], str, str] = _ALL_OPEN
        self.add_chips((self.state, self.municipality, self.ended))
        refusal = desk.actor.refusal(Permission.EDIT_CASES)
        if refusal:
            self.new.refuse(refusal)
        for menu in (self.state, self.municipality):
            menu.chosen.connect(lambda _: self.ask())
        self.ended.switched.connect(lambda _: self.ask())

    def columns(self) -> tuple[Column, ...]:
        """When, how urgent, what and where, from whom."""
        today = self._today
        return (
            Column("受付", "received_on", Kind.MUTED, width=72, cell=lambda r: _day(r, today),
                   sortable=False),
            Column("見立て", "weight", Kind.TAG, width=100, cell=_weight_cell, sortable=False),
            Column("気づいたこと", "kinds", stretch=True, cell=_what_cell, sortable=False),
            Column("知らせ", "source", Kind.MUTED, width=96, cell=_source_cell, sortable=False),
        )  # fmt: skip

    def prepare(self) -> None:
        """Take down what the chips say."""
        states = (self.state.code,) if self.state.code else OPEN
        ended = (CLOSED,) if self.ended.isChecked() and not self.state.code else ()
        self._shown = ((*states, *ended), self.municipality.code, self.search.text)

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """One page of the list."""
        states, municipality, text = self._shown
        rows, total = queries.listed(
            reading,
            states=states,
            municipality=municipality,
            text=text,
            offset=offset,
            limit=limit,
        )
        return Page(rows, total)

    def refresh_municipalities(self) -> None:
        """Offer those from which there are 端緒."""
        self.desk.read(queries.municipalities, self._offer, owner=self, title="")

    def _offer(self, found: tuple[str, ...]) -> None:
        choices = tuple((code, places.municipality_name(code)) for code in found)
        if choices != self._offered:
            self._offered = choices
            self.municipality.set_choices(choices)

    def hint(self) -> tuple[str, str]:
        """Nothing on record, or nothing that fits."""
        if self._shown == _ALL_OPEN:
            return _NOTHING, "" if self.new.reason else self.new_words
        return _NO_HIT, "条件を外す"

    def act_on_hint(self) -> None:
        """Begin one, or show all that are open."""
        if self._shown == _ALL_OPEN:
            self.new_wanted.emit()
            return
        self.search.field.clear()
        self.ended.setChecked(False)
        for menu in (self.state, self.municipality):
            menu.choose("")
        self.ask()


class SignalsLeaf(Leaf):
    """Facts: signal."""

    key, title, fact, new_kind = "signals", "端緒", "signal", SIGNAL
    kinds = SignalPane.draft_kinds
    shows = ("signal", "referral", "person")
    found: SignalList

    def make_list(self) -> SignalList:
        """The list."""
        return SignalList(self.desk)

    def make_pane(self) -> SignalPane:
        """One 端緒."""
        return SignalPane(self.desk)

    def commands(self) -> Iterator[Command]:
        """What can be done with the 端緒 that is shown."""
        pane = self.pane
        if not isinstance(pane, SignalPane) or pane.data is None or not pane.record_id:
            return
        closed, refusal = closed_refusal(pane.data), pane.data.edit_refusal
        known = "だれのことか、もう分かっています。" if pane.data.person_id else ""
        for kind, words, also, why in (
            (WEIGH, "見立てる", "みたて 緊急 急ぐ", closed),
            (PERSON, "だれか分かった", "ほんにん 結びつける", known or closed),
            (REFERRAL, "端緒をつなぐ", "つなぎ 多機関協働 アウトリーチ", closed),
            (ANSWER, "返事を残す", "へんじ 知らせた人", refusal),
            (CLOSE, "端緒を終える", "しゅうりょう おえる", closed),
        ):
            yield Command(kind, words, "この端緒", partial(pane.edit, kind), also, why)

    def show_list(self, facts: Mapping[str, Any]) -> None:
        """Ask for the list, and from where there are 端緒."""
        self.found.refresh_municipalities()
        super().show_list(facts)

    def heard(self, notice: Notice) -> None:
        """Read again what changed."""
        super().heard(notice)
        if notice.touches("signal"):
            self.found.refresh_municipalities()


def _open_states() -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in codes.table(STATES).choices() if pair[0] != CLOSED)


def _day(row: SignalLine, today: date) -> str:
    return near_day(row.received_on, today)


def _weight_cell(row: SignalLine) -> Cell:
    if row.state == CLOSED:
        return Cell(codes.label(STATES, CLOSED), tone=Tone.MUTED)
    if row.weight is None:
        waiting = row.state == RECEIVED
        words = "見立て待ち" if waiting else codes.label(STATES, row.state)
        return Cell(words, tone=Tone.WARNING if waiting else Tone.MUTED)
    urgent = row.weight in ("emergency", "high")
    short = codes.label(WEIGHTS, row.weight).partition("（")[0]
    return Cell(short, tone=Tone.ERROR if urgent else Tone.TEXT, strong=urgent)


def _what_cell(row: SignalLine) -> Cell:
    kinds = "・".join(codes.label(KINDS, kind) for kind in row.kinds)
    who = row.person or row.about
    second = "　".join(part for part in (who, row.place) if part)
    return Cell(kinds or second, second if kinds else "", hint=f"{kinds}\n{second}")


def _source_cell(row: SignalLine) -> Cell:
    return Cell(codes.label(SOURCES, row.source_kind), hint=row.source)
