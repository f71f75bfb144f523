"""履歴: who saw and did what in the whole office, by person, day and sort."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.calendar import wareki
from app.cases.rules import read_past_day
from app.clock import JST
from app.history import queries
from app.history.actions import set_window, tell_checked
from app.history.chain import refuse_broken
from app.history.kinds import SORT_LABELS
from app.history.queries import HistoryFilter
from app.history.staff.rules import OfStaff
from app.history.viewing import WINDOWS, of_history, window_of, window_words
from app.reports.papers.history_head import history_head
from app.staff.permissions import Permission
from app.staff.queries import staff_names
from app.storage.work import Reading
from app.ui.desk import Desk, Screen, Where
from app.ui.palette.commands import Command
from app.ui.papers.preview import PaperPreview
from app.ui.screens.cases.field_rows import date_reader
from app.ui.screens.cases.sections.history import CHOICES, TONES
from app.ui.screens.history_staff import ABOUT as ABOUT_STAFF
from app.ui.screens.history_staff import StaffTable
from app.ui.tables import Cell, Column, Kind, ListModel, Sort
from app.ui.tables import Page as Rows
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipChoice, ChipMenu
from app.ui.widgets.editors import DateEditor
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import ReasonLine
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import near_day

_PAUSE_MS = 250
_NOTHING = "この条件の履歴はありません。日や種類を変えてください。"
_ABOUT = "見たこと・したこと・印刷や書き出し・できなかったこと。あとから書きかえることはできません"
ENTRIES, BY_STAFF = "entries", "staff"
_HEAD = "都道府県に渡して保管してもらう紙です。対象者の情報は入りません。"
_CHECKS = "はじめの記録から順に、抜けや書き換えがないかを確かめます。"
_WHOLE = "履歴 {:,}件を、はじめから順に確かめました。欠けも書き換えもありません。"
_PLACES = {
    "episode": ("cases", "episode"),
    "meeting": ("meetings", "meeting"),
    "signal": ("network", "signal"),
    "referral": ("network", "referral"),
    "exchange": ("handoff", "exchange"),
    "organisation": ("network", "organisation"),
}


class HistoryScreen(Screen):
    """Reached from 管理; looking at it is a view like any other."""

    place = "history"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        today = desk.office.clock.today()
        self.today = today
        self.staff = ChipMenu("だれ", (), none_words="全員")
        self.which = ChipMenu("種類", CHOICES)
        reader = date_reader(today, past=True)
        self.first, self.last = DateEditor(reader, "例 11/1"), DateEditor(reader, "例 11/24")
        self.first.line.setAccessibleName("いつから")
        self.last.line.setAccessibleName("いつまで")
        self.clear = Button("条件を外す", kind="link")
        self.way = ChipChoice(((ENTRIES, "一件ずつ"), (BY_STAFF, "人ごと")), ENTRIES)
        self.by_staff = StaffTable(desk)
        self.about_staff = ReasonLine(ABOUT_STAFF)
        self.paper: PaperPreview | None = None
        self.window_menu = MenuButton(
            "閲覧の残し方", [(str(minutes), window_words(minutes)) for minutes in WINDOWS]
        )
        refusal = desk.actor.refusal(Permission.MANAGE_OFFICE)
        if refusal:
            self.window_menu.refuse(refusal)
        self.check_button = Button("つながりを確かめる")
        self.check_button.set_hint(_CHECKS)
        self.head_button = Button("履歴の先頭を印刷")
        self.head_button.set_hint(_HEAD)
        self.count = PlainLabel(tone=Tone.MUTED, size="caption")
        self.trouble = PlainLabel(tone=Tone.ERROR, size="caption")
        self.model = ListModel(
            _columns(today), jobs=desk.jobs, sort=Sort("at", descending=True), parent=self
        )
        self.table = ListTable(self.model, row_key=lambda row: row.id)
        self.table.setAccessibleName("履歴")
        self.table.remember(desk.settings, "history")
        self.table.set_empty_hint(_NOTHING, "条件を外す")
        self._viewing = of_history("")
        self._names: dict[str, str] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._arrange()
        self._connect()

    def open(self, where: Where) -> None:
        """Show the newest entries under the conditions that stand."""
        self.desk.read(staff_names, self._offer, owner=self, title="")
        self._viewing = of_history(self._names.get(self.staff.code, ""))
        self.ask()

    def ask(self) -> None:
        """Ask for the entries that the conditions describe."""
        self._pause.stop()
        wanted, desk, viewing = self.wanted(), self.desk, self._viewing
        if wanted is None:
            return
        if self.way.code == BY_STAFF:
            first = wanted.first or self.today.replace(day=1)
            self.by_staff.show_span(first, wanted.last or self.today)
            self.count.setText(f"{wareki.short(first)}から")
            return

        def fetch(offset: int, limit: int, sort: Sort) -> Rows:
            with desk.line.waiting(), desk.office.reading(desk.actor, viewing) as reading:
                found = queries.of_everybody(
                    reading, wanted, descending=sort.descending, offset=offset, limit=limit
                )
            return Rows(found.rows, found.total)

        self.model.set_fetch(fetch)

    def wanted(self) -> HistoryFilter | None:
        """What the chips and the days describe; None while a day cannot be read."""
        complaint = self.first.complaint() or self.last.complaint()
        self.trouble.setText(complaint)
        if complaint:
            return None
        first, last = (_day(editor.value(), self.today) for editor in (self.first, self.last))
        return HistoryFilter(
            self.which.code,
            self.staff.code,
            first[0] if first else None,
            last[1] if last else None,
        )

    def read_again(self) -> None:
        """The server is back."""
        self.ask()

    def show_way(self, way: str) -> None:
        """Entry by entry, or a line for each of the staff."""
        by_staff = way == BY_STAFF
        self.table.setVisible(not by_staff)
        for part in (self.by_staff, self.about_staff):
            part.setVisible(by_staff)
        for chip in (self.staff, self.which):
            chip.setVisible(not by_staff)
        self.ask()

    def print_head(self) -> None:
        """The paper for the prefecture: the last mark of a history that was followed to its end."""
        key = self.desk.office.chain_key
        self.paper = PaperPreview(
            self.desk, lambda reading: history_head(reading, key), "履歴の先頭", self
        )
        self.paper.open()

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        yield Command(
            "history.check", "履歴のつながりを確かめる", "管理", self.check, "抜け 書き換え 検証"
        )
        yield Command(
            "history.head", "履歴の先頭を印刷", "管理", self.print_head, "都道府県 月次 目印"
        )

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.table.setFocus()

    def clear_conditions(self) -> None:
        """Everybody, every sort, every day."""
        for menu in (self.staff, self.which):
            menu.blockSignals(True)
            menu.choose("")
            menu.blockSignals(False)
        for editor in (self.first, self.last):
            editor.set_value("")
        self.ask()

    def _offer(self, names: dict[str, str]) -> None:
        self._names = names
        self.staff.set_choices(sorted(names.items(), key=lambda one: one[1]))

    def _choose_staff(self, staff_id: str) -> None:
        """Whose history is looked at is part of the view."""
        self._viewing = of_history(self._names.get(staff_id, ""))
        self.ask()

    def _set_window(self, code: str) -> None:
        """It counts here at once, at the other desks from their next sign-in."""
        minutes = int(code)

        def done(_: object) -> None:
            self.desk.office.seen.window = window_of(minutes)
            self.table.reload()
            self.desk.asking.inform(
                f"「{window_words(minutes)}」にしました。ほかの席では、次に開いたときから変わります。"
            )

        self.desk.write(lambda work: set_window(work, minutes), done, owner=self)

    def check(self) -> None:
        """Follow the chain from its first entry; what is not whole is named."""
        key = self.desk.office.chain_key

        def follow(reading: Reading) -> int:
            checked = queries.follow_chain(reading, key)
            refuse_broken(checked)
            return checked.head.seq

        def done(last: int) -> None:
            self.desk.write(lambda work: tell_checked(work, last), lambda _: self.ask(), owner=self)
            self.desk.asking.inform(_WHOLE.format(last))

        self.desk.read(follow, done, owner=self, title="履歴を確かめています")

    def _open_staff(self, row: OfStaff) -> None:
        self.way.show_code(ENTRIES)
        self.staff.choose(row.staff_id)
        self.show_way(ENTRIES)

    def _open_row(self, row: queries.Told) -> None:
        leads = _PLACES.get(row.subject_kind)
        if leads is not None and row.subject_id:
            place, fact = leads
            self.desk.go(Where(place, {fact: row.subject_id}))

    def _connect(self) -> None:
        self.staff.chosen.connect(self._choose_staff)
        self.which.chosen.connect(lambda _: self.ask())
        for editor in (self.first, self.last):
            editor.changed.connect(self._pause.start)
        self._pause.timeout.connect(self.ask)
        self.clear.clicked.connect(self.clear_conditions)
        self.way.chosen.connect(self.show_way)
        self.by_staff.row_opened.connect(self._open_staff)
        self.check_button.clicked.connect(self.check)
        self.head_button.clicked.connect(self.print_head)
        self.window_menu.chosen.connect(self._set_window)
        self.table.hint_acted.connect(self.clear_conditions)
        self.table.row_opened.connect(self._open_row)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self.desk.explain)

    def _loaded(self) -> None:
        self.count.setText(f"{self.model.rowCount():,}件")

    def _arrange(self) -> None:
        page = Page("履歴", _ABOUT)
        page.add_to_head(self.head_button)
        page.add_to_head(self.check_button)
        page.add_to_head(self.window_menu)
        card = Card(flush=True)
        chips, days = QHBoxLayout(), QHBoxLayout()
        lay(chips, gap=2, margins=(3, 0, 3, 0))
        lay(days, gap=1.5, margins=(3, 0, 3, 1))
        for part in (self.way, self.staff, self.which, self.clear):
            chips.addWidget(part)
        chips.addStretch(1)
        chips.addWidget(self.count)
        for words, editor in (("いつから", self.first), ("いつまで", self.last)):
            days.addWidget(PlainLabel(words, tone=Tone.MUTED))
            days.addWidget(editor)
        days.addWidget(self.trouble)
        days.addStretch(1)
        card.add(chips)
        card.add(days)
        card.add(self.table, 1)
        card.add(self.by_staff, 1)
        about = QHBoxLayout()
        lay(about, gap=0, margins=(3, 1, 3, 2))
        about.addWidget(self.about_staff)
        card.add(about)
        self.by_staff.hide()
        self.about_staff.hide()
        page.add(card, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        follow_eye(self)


def _day(text: str, today: date) -> tuple[date, date] | None:
    """The first and the last day that a typed date means."""
    value = read_past_day(text, today).value if text else None
    return (value.first, value.last) if value is not None else None


def _columns(today: date) -> tuple[Column, ...]:
    def when(row: queries.Told) -> str:
        at = row.at.astimezone(JST)
        return f"{near_day(at.date(), today)} {at:%H:%M}"

    return (
        Column("日時", "at", Kind.MUTED, width=140, cell=when),
        Column("だれ", "by", width=120, sortable=False),
        Column("種類", "sort", Kind.TAG, width=120, sortable=False, cell=_sort_cell),
        Column("内容", "words", width=300, stretch=True, sortable=False),
        Column("だれについて", "about", width=150, sortable=False),
    )


def _sort_cell(row: queries.Told) -> Cell:
    return Cell(tags=((SORT_LABELS[row.sort], TONES[row.sort]),))
