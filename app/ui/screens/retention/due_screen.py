"""保存の期限: what is due now and by 年度, why something stays, 保留, and what goes into a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.calendar import wareki
from app.calendar.fiscal import fiscal_year
from app.history.viewing import of_list
from app.retention.holds.queries import Hold, holds_of
from app.retention.proposals.actions import propose
from app.retention.queries import Calendar, Due, calendar
from app.retention.rules import kind_words
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.screens.retention.dialogs import HoldDialog, LiftDialog
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipMenu
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.widgets.tab_order import follow_eye

_ABOUT = "終わった支援の記録を、いつまで残すか。過ぎても、ひとりでには消えません"
_NO_RULE = (
    "保存期間がまだ決まっていないため、期限はありません。契約や規程で年数を確かめて決めます。"
)
_NOTHING_ENDED = "期間を決めた種類には、終わった支援がまだありません。"
_NOTHING_DUE = "保存期間を過ぎた記録はありません。年度を選ぶと、これから過ぎるものを見られます。"
_NONE_THEN = "この年度に期間が過ぎる記録はありません。"
_CHOOSE = "一覧から記録を選んでください。"
_NOT_YET = "保存期間がまだ過ぎていません。"
_NOT_HELD = "保留になっていません。"
_NONE_CHOSEN = "案に入れる記録を選んでください。"
_BY_ENTER = "一覧で Enter を押しても、案に入れる・外すができます。"
_NOW, _PAST = "", "過ぎたもの"
_TOUCHED = ("episode", "person", "retentionrule", "retentionhold", "retentionproposal", "exchange")


def why_not(due: Due, refusal: str, today: Any) -> str:
    """Why a row cannot go into a list; '' when it can."""
    return refusal or (due.blocks[0] if due.blocks else "") or (
        "" if due.is_due(today) else _NOT_YET
    )  # fmt: skip


class DueScreen(Screen):
    """The list, the choice of a 年度, and what is chosen for a list."""

    place = "retention"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.calendar: Calendar | None = None
        self.viewing = of_list("保存期間")
        self.chosen: set[str] = set()
        self.dialog: HoldDialog | LiftDialog | None = None
        self.when = ChipMenu(_PAST, [], none_words=_PAST)
        self.model = ListModel(_columns(self._mark), parent=self)
        self.table = ListTable(self.model, row_key=lambda row: row.id)
        self.table.setAccessibleName("保存の期限")
        self.table.remember(desk.settings, "retention/due")
        self.table.set_empty_hint("読み込んでいます。")
        self.card = Card(flush=True)
        self.doubt = Paragraph(tone=Tone.WARNING)
        self.doubt.hide()
        self.put = Button("案に入れる")
        self.every = Button("過ぎたものをすべて入れる")
        self.hold = Button("保留にする")
        self.lift = Button("保留を解除")
        self.make = primary_button("削除の案を作る")
        self.reason = ReasonLine()
        self._arrange()
        self._connect()
        self._follow()

    def open(self, where: Where) -> None:
        """What is due, as it is now."""
        self.viewing = of_list("保存期間")
        self.read_again()

    def read_again(self) -> None:
        """Ask for what has passed, and for the 年度 that is chosen."""
        year = int(self.when.code) if self.when.code else None
        self.desk.read(
            lambda reading: calendar(reading, year),
            self._show,
            owner=self,
            title="",
            viewing=self.viewing,
        )

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        words = "さくじょ あん 廃棄"
        yield Command(
            "retention.make", "削除の案を作る", "保存期間", self.propose, words, self.make.reason
        )

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.table.setFocus()

    def row(self) -> Due | None:
        """The record that is chosen in the list."""
        found = self.table.chosen_row()
        return found if isinstance(found, Due) else None

    def toggle(self) -> None:
        """Put the record into the list that is being made, or take it out."""
        due = self.row()
        if due is None or self.put.reason:
            return
        self.chosen ^= {due.id}
        self._show_rows()

    def put_every(self) -> None:
        """Everything that may go."""
        if not self.every.reason:
            self.chosen = set(self._free())
            self._show_rows()

    def ask_hold(self) -> None:
        """保留 for the person of the record."""
        due = self.row()
        if due is not None and not self.hold.reason:
            self.dialog = HoldDialog(self.desk, due, lambda _: self.read_again(), self)
            self.dialog.open()

    def ask_lift(self) -> None:
        """The end of the first 保留 of the person."""
        due = self.row()
        if due is None or self.lift.reason:
            return
        self.desk.read(
            lambda reading: holds_of(reading, due.person_id),
            lambda found: self._lift(due, found),
            owner=self,
            title="",
            viewing=self.viewing,
        )

    def propose(self) -> None:
        """Make the list; nothing goes yet."""
        if self.make.reason:
            return
        targets = tuple(sorted(self.chosen))
        self.make.refuse("案を作っています。")
        self.desk.write(
            lambda work: propose(work, targets),
            self._proposed,
            failed=self._failed,
            owner=self,
            title="削除の案を作っています",
        )

    def _proposed(self, proposal_id: str) -> None:
        self.chosen.clear()
        self.desk.go(Where("retention", {"leaf": "lists", "proposal": proposal_id}))

    def _failed(self, error: Any) -> None:
        self.desk.explain(error)
        self.read_again()

    def _lift(self, due: Due, found: Sequence[Hold]) -> None:
        if found:
            self.dialog = LiftDialog(self.desk, due, found[0], lambda _: self.read_again(), self)
            self.dialog.open()
        else:
            self.read_again()

    def _show(self, found: Calendar) -> None:
        self.calendar = found
        kept = self.when.code
        self.when.set_choices(
            [(str(one), f"{fiscal_year(one).label}に過ぎる") for one in found.years]
        )
        self.when.choose(kept if kept in {_NOW, *map(str, found.years)} else _NOW)
        self.chosen &= set(self._free())
        self.doubt.set_words(found.doubt)
        self.doubt.setVisible(bool(found.doubt))
        self._show_rows()

    def _show_rows(self) -> None:
        found = self.calendar
        if found is None:
            return
        code = self.when.code
        rows = [
            one
            for one in found.due
            if (one.is_due(found.today) if code == _NOW else str(one.fiscal_year) == code)
        ]
        if any(line.rule for line in found.rules):
            ended = _NOTHING_DUE if found.years else _NOTHING_ENDED
            self.table.set_empty_hint(ended if code == _NOW else _NONE_THEN)
        else:
            self.table.set_empty_hint(_NO_RULE, "期間の決まりへ")
        self.model.show_rows(rows)
        if rows and self.row() is None:
            self.table.choose_row(0)
        self._follow()

    def _free(self) -> tuple[str, ...]:
        if self.calendar is None:
            return ()
        today = self.calendar.today
        return tuple(one.id for one in self.calendar.due if not why_not(one, "", today))

    def _mark(self, due: Due) -> str:
        return "✓" if due.id in self.chosen else ""

    def _follow(self) -> None:
        """Which buttons make sense for the row, and why not."""
        found, due = self.calendar, self.row()
        refusal = found.refusal if found else "読み込んでいます。"
        none = "" if due else _CHOOSE
        put = refusal or none
        if due is not None and found is not None:
            put = why_not(due, refusal, found.today)
        held = "" if due and due.held else _NOT_HELD
        many = len(self.chosen)
        for button, reason in (
            (self.put, put),
            (self.every, refusal or ("" if self._free() else _NOTHING_DUE)),
            (self.hold, refusal or none),
            (self.lift, refusal or none or held),
            (self.make, refusal or ("" if many else _NONE_CHOSEN)),
        ):
            if reason:
                button.refuse(reason)
            else:
                button.allow()
        self.put.set_words("案から外す" if due and due.id in self.chosen else "案に入れる")
        self.card.set_caption(f"案に入れたもの {many:,}件")
        self.reason.set_words((put or _BY_ENTER) if due else "")

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches(*_TOUCHED):
            self.read_again()

    def _connect(self) -> None:
        self.when.chosen.connect(lambda _: self.read_again())
        self.table.row_chosen.connect(lambda _: self._follow())
        self.table.row_opened.connect(lambda _: self.toggle())
        self.table.hint_acted.connect(lambda: self.desk.go(Where("retention", {"leaf": "periods"})))
        for button, act in self._acts():
            button.clicked.connect(act)
        self.desk.notices.changed.connect(self._heard)

    def _acts(self) -> tuple[tuple[Button, Callable[[], None]], ...]:
        return (
            (self.put, self.toggle),
            (self.every, self.put_every),
            (self.hold, self.ask_hold),
            (self.lift, self.ask_lift),
            (self.make, self.propose),
        )

    def _arrange(self) -> None:
        page = Page("保存の期限", _ABOUT)
        page.add_to_head(self.when)
        page.add_to_head(self.every)
        page.add_to_head(self.make)
        page.add(self.doubt)
        self.card.add(self.table, 1)
        page.add(self.card, 1)
        row = QHBoxLayout()
        lay(row, gap=2)
        for part in (self.put, self.hold, self.lift):
            row.addWidget(part)
        row.addWidget(self.reason, 1, Qt.AlignmentFlag.AlignVCenter)
        page.add(row)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        follow_eye(self)


def _columns(mark: Callable[[Due], str]) -> tuple[Column, ...]:
    def against(due: Due) -> Cell:
        return Cell("／".join(due.blocks), tone=Tone.WARNING, hint="\n".join(due.blocks))

    return (
        Column("案", "mark", Kind.STRONG, width=40, sortable=False, cell=mark),
        Column("期間が過ぎる日", "due", Kind.DATE, width=140, sortable=False,
               cell=lambda due: wareki.short(due.due)),
        Column("管理番号", "number", width=120, sortable=False),
        Column("氏名", "name", Kind.STRONG, width=150, sortable=False),
        Column("種類", "kind", width=170, sortable=False, cell=lambda due: kind_words(due.kind)),
        Column("終わった日", "ended", Kind.DATE, width=120, sortable=False,
               cell=lambda due: wareki.short(due.ended)),
        Column("いま削除できない理由", "blocks", width=260, stretch=True, sortable=False,
               cell=against),
    )  # fmt: skip
