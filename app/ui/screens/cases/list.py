"""The list of cases: chips, a search line, and rows sorted and paged by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import codes
from app.cases import queries, stages
from app.cases.queries import CaseFilter, CaseRow
from app.history.viewing import of_list
from app.staff.office_kind import SERVICES, OfficeKind
from app.staff.permissions import Permission
from app.staff.rules import own_worker
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.office_words import office_word
from app.ui.searches import Searches
from app.ui.tables import Align, Cell, Column, Kind, ListModel, Page, Sort
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipFilter, ChipMenu
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.search_box import SearchBox
from app.ui.words import near_day, service_tag, stage_words

SEARCH_MS = 120
_NUMBER_FROM = 372
_MINE = "cases/mine"
_NO_HIT_HERE = "この条件の中には見つかりません。ほかの担当や終了した人も含めて探せます。"
_NO_HIT = "この条件に合うケースはありません。条件を外すと見つかることがあります。"


@dataclass(frozen=True)
class ListHead:
    """What the chips need: who has cases, which of them is the person here, how many are theirs."""

    workers: tuple[str, ...]
    own: str
    own_count: int
    open_count: int


def list_head(reading: Reading) -> ListHead:
    """Read what the chips show."""
    workers = queries.workers(reading)
    own = own_worker(workers, reading.actor.name)
    counted = queries.case_list(reading, CaseFilter(worker=own), limit=1).total
    return ListHead(workers, own, counted, queries.open_count(reading))


class _CaseTable(ListTable):
    """Typing goes to the search line; Enter opens; the keyboard alone chooses nobody."""

    typed = Signal(str)
    shows_case = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt lights up the first row here: while a case is shown, that would be another one."""
        unlit = self.shows_case and not self.currentIndex().isValid()
        self.blockSignals(unlit)
        super().focusInEvent(event)
        self.blockSignals(False)
        if unlit:
            self.unlight()

    def unlight(self) -> None:
        """Light up no row."""
        self.selectionModel().clear()

    def keyboardSearch(self, search: str) -> None:
        self.typed.emit(search)


class CaseList(Card):
    """`chosen` follows the row that is lit, `opened` Enter and double click, `new_wanted` ＋ 新しい人."""

    chosen = Signal(str)
    opened = Signal(str)
    new_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(flush=True, parent=parent)
        self.desk = desk
        self.ids: tuple[str, ...] = ()
        self.mine = ChipFilter("自分の担当")
        self.service = ChipMenu("業務", _service_choices(desk.kind))
        self.stage = ChipMenu("段階", _stage_choices(desk.kind, ""))
        self.worker = ChipMenu("担当", ())
        self.ended = ChipFilter("終了も")
        self.all_cases = Button("すべてのケースに戻る", kind="link")
        self.search = SearchBox("氏名・かな・番号")
        self.count = PlainLabel(tone=Tone.MUTED, size="caption")
        self.new = Button("新しい人", icon_name="plus")
        self._own, self._any = "", True
        self._wanted = ""
        self._viewing = of_list("ケース")
        self._searches = Searches(desk, "ケースの一覧", self)
        self._head_known = False
        refusal = desk.actor.refusal(Permission.EDIT_CASES)
        if refusal:
            self.new.refuse(refusal)
        today = desk.office.clock.today()
        self.model = ListModel(_columns(today), jobs=desk.jobs, sort=Sort("next"), parent=self)
        self.table = _CaseTable(self.model, row_key=lambda row: row.id)
        self.table.remember_widths(desk.settings, "cases")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_MS)
        self._arrange()
        self._connect()

    def open(self, ids: Sequence[str] = (), title: str = "") -> None:
        """Show all cases, or only these, like the cases of a figure."""
        self.ids = tuple(ids)
        self._viewing = of_list("ケース")
        chips = (self.mine, self.service, self.stage, self.worker, self.ended, self.search)
        for chip in chips:
            chip.setVisible(not self.ids)
        self.all_cases.setVisible(bool(self.ids))
        self.set_title(title if self.ids else "")
        self.refresh_head()
        if self.ids or self._head_known:
            self.ask()

    def ask(self) -> None:
        """Ask for the rows that the chips and the search line describe."""
        self._pause.stop()
        wanted, desk, viewing = self.wanted(), self.desk, self._viewing

        def fetch(offset: int, limit: int, sort: Sort) -> Page:
            with desk.line.waiting(), desk.office.reading(desk.actor, viewing) as reading:
                found = queries.case_list(
                    reading,
                    wanted,
                    sort=sort.key or "next",
                    descending=sort.descending,
                    offset=offset,
                    limit=limit,
                )
            return Page(found.rows, found.total)

        self.model.set_fetch(fetch)

    def wanted(self) -> CaseFilter:
        """What the chips and the search line describe."""
        if self.ids:
            return CaseFilter(ids=self.ids)
        return CaseFilter(
            text=self.search.text,
            services=(self.service.code,) if self.service.code else (),
            stages=tuple(self.stage.code.split(",")) if self.stage.code else (),
            worker=self._own if self.mine.isChecked() else self.worker.code,
            ended_too=self.ended.isChecked(),
        )

    def refresh_head(self) -> None:
        """Read again who has cases and how many."""
        self.desk.read(list_head, self._take_head, owner=self, title="")

    def show_case(self, episode_id: str) -> None:
        """Light up the row of a case; none where it is not in the list."""
        self._wanted = episode_id
        self.table.shows_case = bool(episode_id)
        self._light()

    def focus_search(self) -> None:
        """Go to the search line."""
        self.search.focus()

    def clear_filters(self, *, keep_words: bool = False) -> None:
        """Show every open case, or with `keep_words` every case that the search line finds."""
        for chip in (self.service, self.stage, self.worker):
            chip.blockSignals(True)
            chip.choose("")
            chip.blockSignals(False)
        for box in (self.mine, self.ended):
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)
        if not keep_words:
            self.search.field.clear()
        self.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the numbers out where the list is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.table.setColumnHidden(0, self.width() < theme().px(_NUMBER_FROM))

    def _take_head(self, head: ListHead) -> None:
        self._own, self._any = head.own, head.open_count > 0
        self.desk.worker = head.own
        self.mine.set_words(f"自分の担当 {head.own_count}")
        if not head.own_count and not self.mine.isChecked():
            self.mine.refuse("担当しているケースがまだありません。")
        else:
            self.mine.allow()
        self.worker.set_choices([(name, name) for name in head.workers])
        if not self._head_known:
            self._head_known = True
            self._begin_with_own(head)
        self._say_why_empty()

    def _begin_with_own(self, head: ListHead) -> None:
        """The first list of the day: one's own cases when there are any, unless switched off."""
        wanted = head.own_count > 0 and self.desk.settings.value(_MINE) != "all"
        if wanted and not self.ids:
            self.mine.setChecked(True)
        elif not self.ids:
            self.ask()

    def _switch_mine(self, mine: bool) -> None:
        self.desk.settings.setValue(_MINE, "mine" if mine else "all")
        self.ask()

    def _say_why_empty(self) -> None:
        wanted = self.wanted()
        if wanted == CaseFilter():
            nothing = office_word(self.desk.kind, "no_row")
            self.table.set_empty_hint(nothing, "" if self.new.reason else "新しい人")
        elif self.ids:
            self.table.set_empty_hint(_NO_HIT, "すべてのケースに戻る")
        elif wanted.text.strip() and wanted != CaseFilter(text=wanted.text):
            self.table.set_empty_hint(_NO_HIT_HERE, "すべてのケースから探す")
        else:
            self.table.set_empty_hint(_NO_HIT, "条件を外す")

    def _act_on_hint(self) -> None:
        wanted = self.wanted()
        if wanted == CaseFilter():
            self.new_wanted.emit()
        elif wanted.text.strip() and wanted != CaseFilter(text=wanted.text):
            self.clear_filters(keep_words=True)
        else:
            self.clear_filters()

    def _loaded(self) -> None:
        self.count.setText(f"{self.model.rowCount():,}件")
        self._searches.shown("" if self.ids else self.search.text, self.model.rowCount())
        self._say_why_empty()
        self._light()

    def _light(self) -> None:
        chosen = self.table.chosen_row()
        if not self._wanted or (chosen is not None and chosen.id == self._wanted):
            return
        for number, row in self.model.loaded_rows():
            if row.id == self._wanted:
                self.table.blockSignals(True)
                self.table.choose_row(number)
                self.table.blockSignals(False)
                return
        if chosen is not None:
            self.table.unlight()

    def _lit(self, row: CaseRow) -> None:
        if self.table.returning:
            return
        self._wanted = row.id
        self.chosen.emit(row.id)

    def _search_typed(self, words: str) -> None:
        self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.field.insert(words)

    def _step(self, steps: int) -> None:
        last = self.model.rowCount() - 1
        if last >= 0:
            here = self.table.currentIndex().row()
            self.table.choose_row(max(0, min(here + steps, last)))

    def _open_found(self) -> None:
        if self._pause.isActive():
            self.ask()
        row = self.table.chosen_row() or self.model.row(0)
        if row is not None:
            self.opened.emit(row.id)

    def _leave_search(self) -> None:
        self.search.field.clear()
        self.table.setFocus()

    def _choose_service(self) -> None:
        self.stage.set_choices(_stage_choices(self.desk.kind, self.service.code))
        self.ask()

    def _connect(self) -> None:
        self._pause.timeout.connect(self.ask)
        self.search.changed.connect(lambda _: self._pause.start())
        self.search.submitted.connect(lambda _: self._open_found())
        self.search.stepped.connect(self._step)
        self.search.left.connect(self._leave_search)
        self.mine.switched.connect(self._switch_mine)
        self.ended.switched.connect(lambda _: self.ask())
        self.service.chosen.connect(lambda _: self._choose_service())
        self.stage.chosen.connect(lambda _: self.ask())
        self.worker.chosen.connect(lambda _: self.ask())
        self.all_cases.clicked.connect(lambda: self.open())
        self.new.clicked.connect(self.new_wanted)
        self.table.row_chosen.connect(self._lit)
        self.table.row_opened.connect(lambda row: self.opened.emit(row.id))
        for found in (self.chosen, self.opened):
            found.connect(lambda _: self._searches.looked())
        self.table.typed.connect(self._search_typed)
        self.table.hint_acted.connect(self._act_on_hint)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self.desk.explain)

    def _arrange(self) -> None:
        chips = QWidget()
        flow = FlowLayout(chips, gap=1.5)
        lay(flow, gap=1.5, margins=(0, 0, 0, 0))
        for chip in (self.mine, self.service, self.stage, self.worker, self.ended):
            flow.addWidget(chip)
        holder = QHBoxLayout()
        lay(holder, gap=0, margins=(3, 0, 3, 1))
        holder.addWidget(chips, 1)
        line = QHBoxLayout()
        lay(line, gap=2, margins=(3, 0, 3, 0))
        line.addWidget(self.search, 1)
        line.addWidget(self.all_cases)
        line.addWidget(self.count)
        line.addWidget(self.new)
        self.add(holder)
        self.add(line)
        self.add(self.table, 1)
        self.all_cases.hide()
        theme().changed.connect(self._fit)


def _columns(today: date) -> tuple[Column, ...]:
    return (
        Column("番号", "number", Kind.MUTED, width=94),
        Column("氏名", "name", width=86),
        Column("業務・段階", "service", Kind.TAG, width=96, stretch=True, cell=_service_cell),
        Column(
            "次",
            "next",
            Kind.DATE,
            width=66,
            align=Align.RIGHT,
            cell=lambda row: _next_cell(row, today),
        ),
    )


def _service_cell(row: CaseRow) -> Cell:
    words = stage_words(row.service, row.stage)
    return Cell(words, tags=(service_tag(row.service),), hint=f"担当 {row.worker or '未定'}")


def _next_cell(row: CaseRow, today: date) -> Cell:
    if row.next_day is None:
        return Cell()
    late = row.next_day.last < today
    return Cell(near_day(row.next_day, today), tone=Tone.ERROR if late else None)


def _service_choices(office: OfficeKind) -> tuple[tuple[str, str], ...]:
    return tuple((str(service), codes.label("service", service)) for service in SERVICES[office])


def _stage_choices(office: OfficeKind, service: str) -> tuple[tuple[str, str], ...]:
    """The stages by their words; a word that several 業務 share is one choice."""
    found: dict[str, list[str]] = {}
    for kind in SERVICES[office]:
        order = stages.ORDER[kind]
        if service and kind != service:
            continue
        for stage in order:
            group = found.setdefault(stage_words(kind, stage), [])
            if stage not in group:
                group.append(stage)
    return tuple((",".join(group), words) for words, group in found.items())
