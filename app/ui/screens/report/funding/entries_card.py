"""支出 of one 費目: the payments, and of the chosen one its evidence, its ways, what stood before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.attachments.rules import Owner, OwnerKind
from app.calendar import wareki
from app.calendar.fiscal import month_of
from app.funding.queries import FundingPage, Line
from app.funding.spending.queries import SpendingFacts
from app.funding.spending.rules import EXPENSES, ITEMS
from app.funding.trips.queries import PaidTrip, trips_of
from app.ui.attachments.attachment_list import AttachmentList
from app.ui.desk import Desk
from app.ui.screens.network.parts import FactLines, allowed
from app.ui.screens.report.funding.kinds import money
from app.ui.screens.report.funding.lines_card import ALL
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.words import short_day

Act = Callable[[str, str], None]
"""(what: add, correct, withdraw, line; the payment's id)."""
_LEAST_ROWS, _MOST_ROWS = 2, 6
_NOTHING = "支出はまだありません。「支出を記録」で、支払った日・相手・金額を残します。"


class EntriesCard(Card):
    """Show it with `show_line`; buttons go through `act`, `look` hears which is chosen."""

    def __init__(
        self, desk: Desk, page: FundingPage, act: Act, look: Callable[[str], None]
    ) -> None:
        super().__init__()
        self.desk, self.page, self._act, self._look = desk, page, act, look
        self.add_button = allowed(
            Button("支出を記録", kind="primary", icon_name="plus"), page.edit_refusal
        )
        self.line_button = allowed(Button("見込みと備考"), page.edit_refusal)
        self.add_to_head(self.line_button)
        self.add_to_head(self.add_button)
        self.words = Paragraph(tone=Tone.MUTED)
        self._of_all = True
        self.model = ListModel(
            (
                Column("支払日", "day", Kind.MUTED, 64, cell=_day, sortable=False),
                Column("内容", "what", width=120, stretch=True, cell=self._what, sortable=False),
                Column("金額", "amount", Kind.NUMBER, 104, cell=_amount, sortable=False),
                Column("証憑", "clips", width=76, cell=_evidence, sortable=False),
            )
        )
        self.table = ListTable(
            self.model, edge=False, copies=True, two_lines=True, row_key=lambda row: row.id
        )
        self.table.setAccessibleName("支出")
        self._detail = QVBoxLayout()
        lay(self._detail, gap=2)
        for part in (self.words, self.table, self._detail):
            self.add(part)
        self.add_button.clicked.connect(lambda: act("add", ""))
        self.line_button.clicked.connect(lambda: act("line", ""))
        self.table.row_chosen.connect(self._show_detail)
        self.table.row_opened.connect(lambda row: act("correct", row.id))

    def show_line(self, key: tuple[str, str], chosen: str = "") -> None:
        """The payments of a 費目 and part, or all of them."""
        line = next((one for one in self.page.lines if (one.category, one.part) == key), None)
        rows = [
            one
            for one in reversed(self.page.spendings)
            if key == ALL or (one.facts.category, one.facts.part) == key
        ]
        self.set_title(f"{line.label}の支出" if line else "すべての支出")
        self.words.set_words(_line_words(line) if line else "")
        self.words.setVisible(line is not None)
        if line is None:
            self.line_button.refuse("左の表で費目を選んでください。")
        elif not self.page.edit_refusal:
            self.line_button.allow()
        self._of_all = line is None
        self.model.show_rows(rows)
        self.table.set_empty_hint(_NOTHING)
        shown = max(_LEAST_ROWS, min(_MOST_ROWS, len(rows)))
        t = theme()
        self.table.setFixedHeight(t.row_height(False) + shown * t.row_height(True) + t.gap(1))
        self._clear()
        at = next((n for n, one in enumerate(rows) if one.id == chosen), None)
        if at is None:
            self.table.setCurrentIndex(QModelIndex())
            return
        self.table.choose_row(at)
        if not self._detail.count():
            self._show_detail(rows[at])

    def focus_entries(self) -> None:
        """Go to the payments, or to the button that makes the first."""
        place = self.table if self.model.rowCount() else self.add_button
        place.setFocus(Qt.FocusReason.OtherFocusReason)

    def _what(self, one: SpendingFacts) -> Cell:
        """What for; below it, where it has the whole width, which 費目 and who was paid."""
        tags = (("取消し", Tone.MUTED),) if one.withdrawn else ()
        category = codes.label(EXPENSES, one.facts.category) if self._of_all else ""
        below = "・".join(part for part in (category, one.facts.payee) if part)
        tone = Tone.MUTED if one.withdrawn else None
        return Cell(one.facts.what, second=below, tags=tags, tone=tone)

    def _show_detail(self, one: SpendingFacts) -> None:
        if self.table.returning:
            return
        self._look(one.id)
        self._clear()
        below = QWidget()
        column = QVBoxLayout(below)
        lay(column, gap=2)
        column.addWidget(FactLines(_facts(one)))
        if one.counted.why:
            column.addWidget(ReasonLine(one.counted.why))
        if one.withdrawn:
            column.addWidget(ReasonLine(one.withdrawn))
        else:
            column.addLayout(self._buttons(one))
        for old in one.earlier:
            when = short_day(old.at.date())
            words = f"訂正　{when} {old.by}「{old.reason}」　前は {'・'.join(old.words)}"
            column.addWidget(ReasonLine(words))
        if one.trips:
            self._add_trips(column, one)
        files = AttachmentList(self.desk)
        files.counted.connect(lambda clips: self._show_clips(one.id, clips))
        files.show_owner(Owner(OwnerKind.SPENDING, one.id))
        column.addWidget(files)
        self._detail.addWidget(below)

    def _show_clips(self, spending_id: str, clips: int) -> None:
        """Files that came or went; the page is not read again while they are looked at."""
        old = tuple(row for _, row in self.model.loaded_rows())
        new = [replace(row, clips=clips) if row.id == spending_id else row for row in old]
        if tuple(new) != old:
            self.model.show_rows(new)

    def _buttons(self, one: SpendingFacts) -> QHBoxLayout:
        row = QHBoxLayout()
        lay(row, gap=2)
        for words, what in (("訂正", "correct"), ("取り消す", "withdraw")):
            button = allowed(Button(words), self.page.edit_refusal)
            button.clicked.connect(lambda _=False, w=what: self._act(w, one.id))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _add_trips(self, column: QVBoxLayout, one: SpendingFacts) -> None:
        place = QVBoxLayout()
        lay(place, gap=1)
        column.addLayout(place)
        self.desk.read(
            lambda reading: trips_of(reading, one.id),
            lambda found: _show_trips(place, found),
            owner=column.parentWidget() or self,
            title="",
        )

    def _clear(self) -> None:
        while (item := self._detail.takeAt(0)) is not None:
            shown = item.widget()
            if shown is not None:
                shown.hide()
                shown.deleteLater()


def _show_trips(place: QVBoxLayout, found: tuple[PaidTrip, ...]) -> None:
    model = ListModel(_TRIPS)
    table = ListTable(model, edge=False, fit=True)
    table.setAccessibleName("旅費のもとになった支援経過")
    model.show_rows(found)
    place.addWidget(table)


def _line_words(line: Line) -> str:
    over = f"予算を{money(line.over)}こえる見込みです。" if line.over and line.spent else ""
    remark = f"備考：{line.remark}" if line.remark else ""
    return " ".join(part for part in (line.forecast.how, over, remark) if part)


def _facts(one: SpendingFacts) -> tuple[tuple[str, str], ...]:
    facts = one.facts
    eligible = one.counted.eligible
    month = month_of(facts.month).label if facts.month else ""
    return (
        ("支払日", wareki.short(facts.day)),
        ("支払先", facts.payee),
        ("内容", facts.what),
        ("内訳", codes.label(ITEMS, facts.item, facts.category)),
        ("数量", str(facts.units) if facts.units > 1 else ""),
        ("だれの分", one.staff),
        ("対象の月", month),
        ("金額", money(facts.amount)),
        ("対象経費", money(eligible) if eligible != facts.amount else ""),
    )


def _day(one: SpendingFacts) -> str:
    return f"{one.facts.day.month}/{one.facts.day.day}"


def _amount(one: SpendingFacts) -> Cell:
    short = one.counted.eligible < one.facts.amount and not one.withdrawn
    return Cell(
        f"{one.facts.amount:,}",
        tone=Tone.MUTED if one.withdrawn else Tone.WARNING if short else None,
        hint=one.counted.why,
    )


def _evidence(one: SpendingFacts) -> Cell:
    if one.withdrawn:
        return Cell("")
    if one.trips:
        return Cell("支援経過", tone=Tone.MUTED, hint=f"{one.trips}件")
    return Cell(f"{one.clips}件") if one.clips else Cell("なし", tone=Tone.WARNING)


def _trip_day(one: PaidTrip) -> str:
    return wareki.short(one.trip.day) if one.trip else "（消した支援経過）"


def _trip_fare(one: PaidTrip) -> Cell:
    if not one.changed:
        return Cell(f"{one.fare:,}")
    now = one.trip.fare if one.trip else 0
    return Cell(f"{one.fare:,}", tone=Tone.WARNING, hint=f"いまの支援経過では{now:,}円です。")


_TRIPS = (
    Column("日付", "day", Kind.MUTED, 80, cell=_trip_day, sortable=False),
    Column("行き先", "place", width=120, stretch=True, sortable=False,
           cell=lambda one: one.trip.place if one.trip else ""),
    Column("管理番号", "number", Kind.MUTED, 96, sortable=False,
           cell=lambda one: one.trip.number if one.trip else ""),
    Column("交通費", "fare", Kind.NUMBER, 72, cell=_trip_fare, sortable=False),
)  # fmt: skip
