"""The list of requests, and what can be done for the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.errors import FileProblem, TeichakuError
from app.history.viewing import of_list
from app.staff.permissions import Permission
from app.storage.drafts import Draft
from app.storage.work import Reading, Work
from app.subject_access import queries
from app.subject_access.grounds.rules import Ground
from app.subject_access.package import Released, RequestFacts
from app.subject_access.releasing.actions import Done, write_again
from app.subject_access.requests.queries import due_setting, requests
from app.subject_access.rules import (
    ADDRESSEE_WORDS,
    KIND_WORDS,
    REQUESTER_WORDS,
    RESULTS,
    Addressee,
    DueSetting,
    Kind,
    Requester,
    Result,
    due_words,
    standing_words,
)
from app.ui.desk import Desk
from app.ui.draft_bar import DraftBar
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.screens.subject_access.forms import (
    DRAFT,
    AgainDialog,
    DecideDialog,
    DueDialog,
    ExtendDialog,
    GroundsDialog,
    RequestDialog,
)
from app.ui.tables import Cell, Column, ListModel
from app.ui.tables import Kind as Look
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import short_day

TITLE = "開示請求"
_ABOUT = (
    "開示・訂正・利用停止の請求と、その期限。対象者ごとの記録を項目に分け、二人で確かめて開示します"
)
_CHOOSE = "一覧から請求を選んでください。"
_ENDED = "この請求は、もう決まっています。"
_OPEN = "この請求は、まだ決まっていません。"
_NO_ITEMS = "訂正・利用停止の請求には、判断する項目がありません。"
_NOT_RELEASED = "この請求で開示したものは、まだありません。"
_EMPTY = "記録した請求はまだありません。「請求を記録」で始めます。"
_NO_REQUEST = "書きかけの請求が、一覧にありません。書きかけは残してあります。要らなければ「捨てる」で消せます。"
_WARN_DAYS = 7


@dataclass(frozen=True)
class Requests:
    """What the page read."""

    requests: tuple[RequestFacts, ...]
    setting: DueSetting
    grounds: tuple[Ground, ...]
    releases: dict[str, tuple[Released, ...]]


def look(reading: Reading) -> Requests:
    """The requests, the office's own rules, and what was released to each."""
    found = requests(reading)
    return Requests(
        found,
        due_setting(reading),
        queries.grounds(reading),
        {one.id: queries.releases(reading, one.id) for one in found if not one.open},
    )


class RequestsPage(QWidget):
    """`items_wanted` carries the request whose items are to be decided."""

    items_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.refusal = desk.actor.refusal(Permission.ANSWER_REQUESTS)
        self.look = Requests((), DueSetting(), (), {})
        self.dialog: QDialog | None = None
        self.wanted = ""
        """Id of the request that is chosen when the list has been read."""
        self.model = ListModel(_columns(desk.office.clock.today()), parent=self)
        self.table = ListTable(self.model, row_key=lambda row: row.id)
        self.table.setAccessibleName(TITLE)
        self.table.remember(desk.settings, "subject_access")
        self.table.set_empty_hint(self.refusal or "読み込んでいます。")
        self.add = primary_button("請求を記録")
        self.due = Button("期限の決まり")
        self.grounds = Button("根拠の一覧")
        self.items = Button("項目を判断する")
        self.edit = Button("記録を直す")
        self.extend = Button("期限を延長")
        self.decide = Button("決定を記録")
        self.again = Button("もう一度書き出す")
        self.reopen = Button("決定を取り消す")
        self.reason = ReasonLine()
        self.details = Paragraph()
        self.drafts = DraftBar(desk, lambda draft: draft.kind == DRAFT)
        self._waiting: Draft | None = None
        self._arrange()
        self._connect()
        self.drafts.refresh()  # shown before it has its place it would be a window of its own
        self._follow_row()

    def read(self) -> None:
        """The list as it is now."""
        if not self.refusal:
            self.desk.read(look, self._show, owner=self, title="", viewing=of_list(TITLE))

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        yield Command(
            "subject.add", "請求を記録", TITLE, self.show_new, "かいじせいきゅう", self.refusal
        )

    def chosen(self) -> RequestFacts | None:
        """The request whose row is chosen."""
        row = self.table.chosen_row()
        return row if isinstance(row, RequestFacts) else None

    def show_new(self) -> None:
        """Ask what was received."""
        if not self.refusal:
            self._open(RequestDialog(self.desk, self.look.setting, self._kept, self))

    def open_draft(self, draft: Draft) -> None:
        """Go on with a request that was typed before a crash or a lock."""
        self._waiting = draft
        self.read()

    def _go_on(self, draft: Draft) -> None:
        request = next((one for one in self.look.requests if one.id == draft.subject), None)
        if request is None and draft.subject:
            self.desk.asking.inform(_NO_REQUEST)
            return
        dialog = RequestDialog(self.desk, self.look.setting, self._kept, self, request=request)
        dialog.take_draft(draft)
        self._open(dialog)

    def _edit(self, request: RequestFacts) -> None:
        self._open(RequestDialog(self.desk, self.look.setting, self._kept, self, request=request))

    def _write_again(self, request: RequestFacts) -> None:
        released = self.look.releases.get(request.id, ())
        if not released:
            return
        folder = self.desk.asking.choose_folder("書き出すフォルダー（空のフォルダー）")
        if folder is not None:
            self._write(released[0], folder, papers_only=False)

    def _write(self, released: Released, folder: Path, *, papers_only: bool) -> None:
        def act(work: Work) -> Done:
            return write_again(work, released.id, folder, papers_only=papers_only)

        def failed(error: TeichakuError) -> None:
            """A file that was taken away since: the papers are there still."""
            gone = isinstance(error, FileProblem) and error.where in released.files
            if gone and self.desk.asking.confirm(error.message, yes="書面だけ書き出す"):
                self._write(released, folder, papers_only=True)
            elif not gone:
                self.desk.explain(error)

        self.desk.write(act, self._written, failed=failed, owner=self, title="書き出しています")

    def _written(self, done: Done) -> None:
        self.desk.asking.inform(f"開示したときと同じものを{len(done.files)}個書き出しました。")

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()

    def _kept(self, _: object) -> None:
        self.read()

    def _show(self, found: Requests) -> None:
        self.look = found
        self.table.set_empty_hint(_EMPTY)
        self.model.show_rows(found.requests)
        ids = [one.id for one in found.requests]
        if self.wanted in ids:
            self.table.choose_row(ids.index(self.wanted))
        elif self.chosen() is None and ids:
            self.table.choose_row(0)
        self.wanted = ""
        self._follow_row()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._go_on(waiting)

    def _follow_row(self) -> None:
        """Every button says why it cannot be pressed for this request."""
        one = self.chosen()
        none = self.refusal or ("" if one else _CHOOSE)
        ended = none or ("" if one and one.open else _ENDED)
        items = none or ("" if one and one.kind is Kind.DISCLOSURE else _NO_ITEMS)
        out = none or ("" if one and self.look.releases.get(one.id) else _NOT_RELEASED)
        still = none or (_OPEN if one and one.open else "")
        office = self.refusal or self.desk.actor.refusal(Permission.MANAGE_OFFICE)
        for button, reason in (
            (self.add, self.refusal),
            (self.due, office),
            (self.grounds, office),
            (self.items, items),
            (self.edit, ended),
            (self.extend, ended),
            (self.decide, ended),
            (self.again, out),
            (self.reopen, still),
        ):
            if reason:
                button.refuse(reason)
            else:
                button.allow()
        self.reason.set_words(self.refusal)
        self.reason.setVisible(bool(self.refusal))
        self.details.set_words(details(one) if one else "")

    def _arrange(self) -> None:
        page = Page(TITLE, _ABOUT)
        for button in (self.due, self.grounds, self.add):
            page.add_to_head(button)
        page.add(self.drafts)
        card = Card(flush=True)
        card.add(self.table, 1)
        page.add(card, 3)
        under = Card("選んだ請求")
        under.add(self.details)
        row = FlowLayout()
        self._acts = (
            *(self.items, self.edit, self.extend, self.decide),
            *(self.again, self.reopen),
        )
        for button in self._acts:
            row.addWidget(button)
        under.add(row)
        page.add(under)
        page.add(self.reason)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        follow_eye(self.due, self.grounds, self.add, self.drafts, self.table, *self._acts)

    def _connect(self) -> None:
        self.add.clicked.connect(self.show_new)
        self.drafts.wanted.connect(self.open_draft)
        self.due.clicked.connect(
            lambda: self._open(DueDialog(self.desk, self.look.setting, self._kept, self))
        )
        self.grounds.clicked.connect(
            lambda: self._open(GroundsDialog(self.desk, self.look.grounds, self._kept, self))
        )
        self.items.clicked.connect(self._to_items)
        self.edit.clicked.connect(lambda: self._with(self._edit))
        self.extend.clicked.connect(
            lambda: self._with(
                lambda one: self._open(ExtendDialog(self.desk, one, self._kept, self))
            )
        )
        self.decide.clicked.connect(
            lambda: self._with(
                lambda one: self._open(DecideDialog(self.desk, one, self._kept, self))
            )
        )
        self.reopen.clicked.connect(
            lambda: self._with(
                lambda one: self._open(AgainDialog(self.desk, one, self._kept, self))
            )
        )
        self.again.clicked.connect(lambda: self._with(self._write_again))
        self.table.row_chosen.connect(lambda _: self._follow_row())
        self.table.row_opened.connect(lambda _: self._to_items())
        self.desk.notices.changed.connect(self._heard)

    def _to_items(self) -> None:
        one = self.chosen()
        if one is not None and one.kind is Kind.DISCLOSURE:
            self.items_wanted.emit(one.id)

    def _with(self, act: Callable[[RequestFacts], None]) -> None:
        one = self.chosen()
        if one is not None:
            act(one)

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches("subjectrequest", "person", "setting"):
            self.read()


def details(one: RequestFacts) -> str:
    """What was recorded of a request, in a few lines."""
    by = REQUESTER_WORDS[Requester(one.requester)]
    by += f"（{one.requester_name}）" if one.requester_name else ""
    where = ADDRESSEE_WORDS[Addressee(one.addressee)]
    where += f"（{one.forwarded}）" if one.forwarded else ""
    lines = [f"{by}から。確かめ方: {one.identified}。{where}。", f"求められた記録: {one.asked}"]
    if one.since or one.until:
        lines.append(f"期間: {short_day(one.since)}〜{short_day(one.until)}")
    lines.append(f"期限: {due_words(one.due_on, one.extended_until)}　{one.rule}".strip())
    if one.extended_why:
        lines.append(f"延長の理由: {one.extended_why}")
    if not one.open:
        lines.append(f"決定の理由: {one.decided_why}")
    return "\n".join(lines)


def state_words(one: RequestFacts) -> str:
    """How a request stands."""
    if one.open:
        return "続いている"
    said = RESULTS[one.kind][Result(one.result)]
    return f"{said}（{short_day(one.decided_on)}）"


def _columns(today: date) -> tuple[Column, ...]:
    def left(one: RequestFacts) -> Cell:
        words = standing_words(one.due, today) if one.open else ""
        late = one.open and one.due is not None and one.due < today
        near = one.open and one.due is not None and (one.due - today).days <= _WARN_DAYS
        tone = Tone.ERROR if late else Tone.WARNING if near else Tone.MUTED
        return Cell(words, tone=tone)

    return (
        Column("受付番号", "number", width=90, sortable=False),
        Column("氏名", "name", Look.STRONG, width=140, sortable=False),
        Column("請求", "kind", width=90, cell=lambda one: KIND_WORDS[one.kind], sortable=False),
        Column(
            "受けた日",
            "received_on",
            Look.DATE,
            width=100,
            cell=lambda one: short_day(one.received_on),
            sortable=False,
        ),
        Column(
            "期限",
            "due",
            Look.DATE,
            width=130,
            cell=lambda one: due_words(one.due_on, one.extended_until),
            sortable=False,
        ),
        Column("残り", "left", width=90, cell=left, sortable=False),
        Column("状態", "state", width=180, cell=state_words, stretch=True, sortable=False),
    )
