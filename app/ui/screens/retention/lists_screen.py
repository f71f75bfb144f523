"""削除の案と記録: lists that wait, what they hold, deleting on two persons' word, and what was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.backups.queries import plan
from app.calendar import wareki
from app.clock import JST
from app.errors import TeichakuError
from app.reports.papers.removal_record import TITLE, removal_record
from app.retention.proposals import actions, queries
from app.retention.proposals.queries import Item, Proposal
from app.retention.proposals.rules import DONE, DRAFT, STATE_WORDS, about, counted, short_id
from app.retention.queries import doubt
from app.retention.rules import kind_words, refusal
from app.staff.second.rules import Act
from app.storage.work import Reading, Work
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.papers.preview import PaperPreview
from app.ui.screens.retention.dialogs import RemoveDialog
from app.ui.second.dialog import with_second
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, danger_button
from app.ui.widgets.card import Card
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.widgets.tab_order import follow_eye

_ABOUT = "二人が確かめて、はじめて削除します"
_EMPTY = "案はまだありません。「保存の期限」で、過ぎたものを選んで作ります。"
_CHOOSE = "一覧から案を選んでください。"
_ONLY_DONE = "まだ削除していません。記録は、削除のあとに出せます。"
_REMOVED = "削除しました。「削除の記録」を印刷して、つづってください。"
_TOUCHED = ("retentionproposal", "retentionitem")


@dataclass(frozen=True)
class Asked:
    """What the last question before deleting says."""

    proposal: Proposal
    doubt: str
    monthly: int


class ListsScreen(Screen):
    """Lists above, what the chosen one holds below."""

    place = "retention"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.refusal = refusal(desk.actor)
        self.dialog: RemoveDialog | None = None
        self.paper: PaperPreview | None = None
        self._wanted = ""
        self.model = ListModel(_columns(), parent=self)
        self.table = ListTable(self.model, row_key=lambda row: row.id)
        self.table.setAccessibleName("削除の案と記録")
        self.table.remember(desk.settings, "retention/lists")
        self.table.set_empty_hint(_EMPTY, "保存の期限へ")
        self.items = ListModel(_item_columns(), parent=self)
        self.held = ListTable(self.items, row_key=lambda row: row.target_id)
        self.held.setAccessibleName("案の中身")
        self.held.set_empty_hint(_CHOOSE)
        self.counts = Paragraph(size=Size.CAPTION, tone=Tone.MUTED)
        self.withdraw = Button("案を取り下げる")
        self.record = Button("削除の記録")
        self.remove = danger_button("削除する")
        self.reason = ReasonLine()
        self._arrange()
        self._connect()
        self._follow()

    def open(self, where: Where) -> None:
        """The lists; `proposal` chooses one."""
        self._wanted = str(where.facts.get("proposal", ""))
        self.read_again()

    def read_again(self) -> None:
        """Ask for the lists."""
        self.desk.read(queries.proposals, self._show, owner=self, title="")

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        yield Command(
            "retention.record", "削除の記録", "保存期間", self.show_record, "きろく 廃棄 PDF",
            self.record.reason,
        )  # fmt: skip

    def focus_first(self) -> None:
        """The lists have the keyboard."""
        self.table.setFocus()

    def row(self) -> Proposal | None:
        """The list that is chosen."""
        found = self.table.chosen_row()
        return found if isinstance(found, Proposal) else None

    def show_record(self) -> None:
        """削除の記録 on paper."""
        made = self.row()
        if made is None or self.record.reason:
            return
        name = f"{TITLE}_{short_id(made.id)}"
        self.paper = PaperPreview(
            self.desk, lambda reading: removal_record(reading, made.id), name, self
        )
        self.paper.open()

    def take_back(self) -> None:
        """Withdraw the list; nothing was deleted."""
        made = self.row()
        if made is None or self.withdraw.reason:
            return
        self.desk.write(
            lambda work: actions.withdraw(work, made.id, made.version),
            lambda _: self.read_again(),
            failed=self._failed,
            owner=self,
        )

    def ask_remove(self) -> None:
        """The number first; only then the second person, and the end of the records."""
        made = self.row()
        if made is None or self.remove.reason:
            return

        def asked(reading: Reading) -> Asked:
            return Asked(queries.proposal(reading, made.id), doubt(reading), plan(reading).monthly)

        self.desk.read(asked, self._ask, owner=self, title="")

    def _ask(self, asked: Asked) -> None:
        office = self.desk.office
        self.dialog = dialog = RemoveDialog(
            asked.proposal,
            office.clock.today(),
            asked.doubt,
            asked.monthly,
            served=office.served,
            parent=self,
        )
        dialog.accepted.connect(lambda: self._second(asked.proposal, dialog))
        dialog.open()

    def _second(self, made: Proposal, dialog: RemoveDialog) -> None:
        if dialog.answer != "yes":
            return
        typed = dialog.typed
        today = self.desk.office.clock.today() if dialog.day_confirmed else None

        def remove(work: Work, request: str) -> frozenset[str]:
            return actions.remove(work, made.id, made.version, typed, request, today=today)

        with_second(
            self.desk,
            Act.RETENTION,
            about(made.id, made.cases, made.persons),
            done=lambda request: self.desk.write(
                lambda work: remove(work, request),
                self._removed,
                failed=self._failed,
                owner=self,
                title="削除しています",
            ),
            owner=self,
        )

    def _removed(self, gone: frozenset[str]) -> None:
        self.desk.drafts.forget(gone)
        self.read_again()
        self.desk.asking.inform(_REMOVED)

    def _failed(self, error: TeichakuError) -> None:
        self.desk.explain(error)
        self.read_again()

    def _show(self, found: tuple[Proposal, ...]) -> None:
        self.model.show_rows(found)
        at = next((n for n, one in enumerate(found) if one.id == self._wanted), None)
        if at is None and found and self.row() is None:
            at = 0
        self._wanted = ""
        if at is not None:
            self.table.choose_row(at)
        self._follow()

    def _follow(self) -> None:
        made = self.row()
        none = "" if made else _CHOOSE
        settled = ""
        if made is not None and made.state != DRAFT:
            settled = f"この案は、{STATE_WORDS[made.state]}です。"
        undone = "" if made is not None and made.state == DONE else _ONLY_DONE
        for button, reason in (
            (self.withdraw, self.refusal or none or settled),
            (self.remove, self.refusal or none or settled),
            (self.record, none or undone),
        ):
            if reason:
                button.refuse(reason)
            else:
                button.allow()
        self.reason.set_words(self.refusal or none or settled)
        told = "、".join(counted(*one) for one in made.counts) if made else ""
        self.counts.set_words(
            f"{'消したもの' if made and made.state == DONE else '消えるもの'}: {told}"
            if told
            else ""
        )
        if made is None:
            self.items.show_rows(())
            return
        self.desk.read(
            lambda reading: queries.items_of(reading, made.id),
            lambda rows: self._show_items(made, rows),
            owner=self,
            title="",
        )

    def _show_items(self, made: Proposal, rows: tuple[Item, ...]) -> None:
        now = self.row()
        if now is not None and now.id == made.id:
            self.items.show_rows(rows)

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches(*_TOUCHED):
            self.read_again()

    def _connect(self) -> None:
        self.table.row_chosen.connect(lambda _: self._follow())
        self.table.hint_acted.connect(lambda: self.desk.go(Where("retention", {"leaf": "due"})))
        self.withdraw.clicked.connect(self.take_back)
        self.record.clicked.connect(self.show_record)
        self.remove.clicked.connect(self.ask_remove)
        self.desk.notices.changed.connect(self._heard)

    def _arrange(self) -> None:
        page = Page("削除の案と記録", _ABOUT)
        above = Card(flush=True)
        above.add(self.table, 1)
        page.add(above, 1)
        below = Card("中身", flush=True)
        below.add(self.held, 1)
        page.add(below, 1)
        page.add(self.counts)
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self.record)
        row.addWidget(self.withdraw)
        row.addWidget(self.reason, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.remove)
        page.add(row)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        follow_eye(self)


def _columns() -> tuple[Column, ...]:
    def state(made: Proposal) -> Cell:
        tone = {DRAFT: Tone.WARNING, DONE: Tone.GOOD}.get(made.state, Tone.MUTED)
        return Cell(STATE_WORDS[made.state], tone=tone)

    def settled(made: Proposal) -> str:
        if made.settled_at is None:
            return ""
        second = f"・{made.second_by}" if made.second_by else ""
        second = "・回復コード" if made.by_code else second
        return f"{wareki.short(made.settled_at.astimezone(JST).date())} {made.settled_by}{second}"

    return (
        Column("状態", "state", width=100, sortable=False, cell=state),
        Column("作った日", "made", Kind.DATE, width=120, sortable=False,
               cell=lambda made: wareki.short(made.as_of)),
        Column("作った人", "by", width=150, sortable=False),
        Column("ケース", "cases", Kind.NUMBER, width=90, sortable=False,
               cell=lambda made: f"{made.cases:,}件"),
        Column("対象者", "persons", Kind.NUMBER, width=90, sortable=False,
               cell=lambda made: f"{made.persons:,}人"),
        Column("済んだ日と、した人・確かめた人", "settled_at", Kind.MUTED, width=300, stretch=True,
               sortable=False, cell=settled),
    )  # fmt: skip


def _item_columns() -> tuple[Column, ...]:
    def with_last(item: Item) -> str:
        return wareki.short(item.due) if item.due else "最後のケースといっしょに"

    return (
        Column("管理番号", "number", Kind.STRONG, width=140, sortable=False,
               cell=lambda item: item.number or ("" if item.due is None else "（番号なし）")),
        Column("種類", "kind", width=190, sortable=False,
               cell=lambda item: "対象者" if item.due is None else kind_words(item.kind)),
        Column("終わった日", "ended", Kind.DATE, width=130, sortable=False,
               cell=lambda item: wareki.short(item.ended) if item.ended else ""),
        Column("期間が過ぎた日", "due", Kind.DATE, width=200, stretch=True, sortable=False,
               cell=with_last),
    )  # fmt: skip
