"""The list of cases: chips, a search line, and rows sorted and paged by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from app import codes
from app.cases import queries
from app.cases.queries import CaseFilter, CaseRow
from app.cases.stage_order import ORDER
from app.history.viewing import of_list
from app.staff.office_kind import SERVICES, OfficeKind
from app.staff.permissions import Permission
from app.staff.rules import own_worker
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.office_words import office_word
from app.ui.screens.network.found_list import FoundList
from app.ui.tables import Align, Cell, Column, Kind, Page, Sort
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipFilter, ChipMenu
from app.ui.words import near_day, service_tag, stage_words

_MINE = "cases/mine"
_NO_HIT_HERE = "この条件の中には見つかりません。ほかの担当や終了した人も含めて探せます。"
CHOOSE = "左の一覧から選ぶと、ここにその人の支援が出ます。"
_NO_HIT = "この条件に合うケースはありません。条件を外すと見つかることがあります。"


@dataclass(frozen=True)
class ListHead:
    """What the chips need: who has cases, which of them is the person here, how many are theirs."""

    workers: tuple[str, ...]
    own: str
    own_count: int


def list_head(reading: Reading) -> ListHead:
    """Read what the chips show."""
    workers = queries.workers(reading)
    own = own_worker(workers, reading.actor.name)
    counted = queries.case_count(reading, CaseFilter(worker=own))
    return ListHead(workers, own, counted)


class CaseList(FoundList):
    """The cases of the chips; or those of a figure, with the way back to all."""

    name, named, widths = "cases", "ケース", "cases"
    title = "ケース"
    search_words, new_words = "氏名・かな・番号", "新しい人"
    first_sort = Sort("next")
    narrow_hides = ("number",)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.ids: tuple[str, ...] = ()
        self.mine = ChipFilter("自分の担当")
        self.service = ChipMenu("業務", _service_choices(desk.kind))
        self.stage = ChipMenu("段階", _stage_choices(desk.kind, ""))
        self.worker = ChipMenu("担当", ())
        self.ended = ChipFilter("終了も")
        self.all_cases = Button("すべてのケースに戻る", kind="link")
        self.all_cases.hide()
        self._own = ""
        self._head_known = False
        self._shown = CaseFilter()
        refusal = desk.actor.refusal(Permission.EDIT_CASES)
        if refusal:
            self.new.refuse(refusal)
        for chip in (self.mine, self.service, self.stage, self.worker, self.ended):
            self._flow.addWidget(chip)
        for part in (self.all_cases, self.count):
            self.line.put(part, before=self.new)
        self.mine.switched.connect(self._switch_mine)
        self.ended.switched.connect(lambda _: self.ask())
        self.service.chosen.connect(lambda _: self._choose_service())
        self.stage.chosen.connect(lambda _: self.ask())
        self.worker.chosen.connect(lambda _: self.ask())
        self.all_cases.clicked.connect(lambda: self.open())

    def columns(self) -> tuple[Column, ...]:
        """Number, name, where the case stands, what comes next."""
        return _columns(self.desk.office.clock.today())

    def open(self, ids: Sequence[str] = (), title: str = "") -> None:
        """Show all cases, or only these, like the cases of a figure."""
        self.ids = tuple(ids)
        self._viewing = of_list(self.named)
        chips = (self.mine, self.service, self.stage, self.worker, self.ended, self.search)
        for chip in chips:
            chip.setVisible(not self.ids)
        self.all_cases.setVisible(bool(self.ids))
        self.set_title(title if self.ids else "")
        self.refresh_head()
        if self.ids or self._head_known:
            self.ask()

    def prepare(self) -> None:
        """Take down what the chips say."""
        self._shown = self.wanted()

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """One page of the cases."""
        found = queries.case_list(
            reading,
            self._shown,
            sort=sort.key or "next",
            descending=sort.descending,
            offset=offset,
            limit=limit,
        )
        return Page(found.rows, found.total)

    def searched(self) -> str:
        """Nothing, where the cases of a figure are shown."""
        return "" if self.ids else super().searched()

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

    def hint(self) -> tuple[str, str]:
        """Why the list is empty, and the way on."""
        wanted = self.wanted()
        if wanted == CaseFilter():
            nothing = office_word(self.desk.kind, "no_row")
            return nothing, "" if self.new.reason else self.new_words
        if self.ids:
            return _NO_HIT, "すべてのケースに戻る"
        if wanted.text.strip() and wanted != CaseFilter(text=wanted.text):
            return _NO_HIT_HERE, "すべてのケースから探す"
        return _NO_HIT, "条件を外す"

    def act_on_hint(self) -> None:
        """Begin with somebody, or look wider."""
        wanted = self.wanted()
        if wanted == CaseFilter():
            self.new_wanted.emit()
        elif wanted.text.strip() and wanted != CaseFilter(text=wanted.text):
            self.clear_filters(keep_words=True)
        else:
            self.clear_filters()

    def _take_head(self, head: ListHead) -> None:
        self._own = head.own
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
        self.table.set_empty_hint(*self.hint())

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

    def _choose_service(self) -> None:
        self.stage.set_choices(_stage_choices(self.desk.kind, self.service.code))
        self.ask()


def _columns(today: date) -> tuple[Column, ...]:
    return (
        Column("番号", "number", Kind.MUTED, width=94, whole=True),
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
        order = ORDER[kind]
        if service and kind != service:
            continue
        for stage in order:
            group = found.setdefault(stage_words(kind, stage), [])
            if stage not in group:
                group.append(stage)
    return tuple((",".join(group), words) for words, group in found.items())
