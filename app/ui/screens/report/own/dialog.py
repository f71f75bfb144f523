"""独自の集計: the list of what the office counts for itself, and the form of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.calendar import wareki
from app.calendar.fiscal import Period
from app.errors import FileProblem, TeichakuError
from app.reports.counting.own import actions
from app.reports.counting.own.queries import OwnEdition, OwnList, own_figures
from app.storage.drafts import Draft as Waiting
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.draft_bar import DraftBar
from app.ui.screens.cases.saved_form import Draft
from app.ui.screens.report.own.figure_form import KIND, MOST_CONDITIONS, NEW, FigureForm
from app.ui.tables import Cell, Column, ListModel
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import ReasonLine
from app.ui.widgets.tab_order import follow_eye

_WIDE, _HIGH = 1040, 640
_ABOUT = (
    "県や事業所が決めた数え方を、標準の集計に加えます。ここの言葉で選べるものだけが数えられます。"
)
_EMPTY = "右で選んで「足す」を押すか、「ファイルから」で数え方の定義（.toml）を取り込みます。"
_END, _AGAIN = "使用を終える", "使用を再開"
_FILES = "数え方の定義 (*.toml)"
_LARGEST = 1_000_000


class OwnFiguresDialog(QDialog):
    """Arrows choose in the list; the form on the right makes a new figure or a new edition."""

    def __init__(self, desk: Desk, period: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.period = desk, period
        self.form: FigureForm | None = None
        self._editions: tuple[OwnEdition, ...] = ()
        self._waiting: Waiting | None = None
        self.setWindowTitle("独自の集計")
        self.setModal(True)
        wanted = QSize(theme().px(_WIDE), theme().px(_HIGH))
        self.resize(wanted.boundedTo(self.screen().availableSize()))
        columns = (Column("", "label", stretch=True, cell=_row_words),)
        self.model = ListModel(columns, parent=self)
        self.table = ListTable(
            self.model, header=False, edge=False, two_lines=True, row_key=lambda row: row.id
        )
        self.table.setAccessibleName("独自の集計の一覧")
        self.table.set_empty_hint(_EMPTY)
        self.table.row_chosen.connect(self._choose)
        self.add_button = Button("新しい集計", icon_name="plus")
        self.file_button, self.end_button = Button("ファイルから"), Button(_END)
        self.add_button.clicked.connect(lambda: self.edit(None))
        self.file_button.clicked.connect(self.take_in)
        self.end_button.clicked.connect(self._end_or_again)
        self.drafts = DraftBar(desk, lambda draft: draft.kind == KIND)
        self.drafts.wanted.connect(self.resume)
        self.said = ReasonLine()
        self.said.hide()
        self._place = QVBoxLayout()
        self._arrange()

    def open(self) -> None:
        """Show the list as it is now."""
        super().open()
        self.drafts.refresh()
        self.read()

    def read(self, wanted: str = "") -> None:
        """Read the list, and show one edition of it."""
        self.desk.read(own_figures, lambda found: self._show(found, wanted), owner=self, title="")

    def edit(self, edition: OwnEdition | None) -> None:
        """Open the form of a new edition, or of a new figure; asks before typed words go."""
        if self.form is None or self.form.may_leave():
            self._open(edition)
            if self.form is not None:
                self.form.focus_first()

    def resume(self, waiting: Waiting) -> None:
        """Go on with what was typed before a crash or a lock."""
        self._waiting = waiting
        self.read()

    def take_in(self) -> None:
        """Take in a file of definitions."""
        path = self.desk.asking.choose_open_file("数え方の定義を選ぶ", _FILES)
        if path is None:
            return
        self.desk.write(
            lambda work: _take_in(work, path), self._taken, failed=self._refused, owner=self
        )

    def reject(self) -> None:
        """Esc leaves the form, which asks when something is typed."""
        if self.form is None or self.form.may_leave():
            self._drop_form()
            super().reject()

    def _arrange(self) -> None:
        side = QVBoxLayout()
        lay(side, gap=2)
        side.addWidget(self.table, 1)
        row = QHBoxLayout()
        lay(row, gap=2)
        for button in (self.add_button, self.file_button, self.end_button):
            row.addWidget(button)
        row.addStretch(1)
        side.addLayout(row)
        both = QHBoxLayout()
        lay(both, gap=4)
        both.addLayout(side, 2)
        lay(self._place, gap=0)
        both.addLayout(self._place, 4)
        column = QVBoxLayout(self)
        lay(column, gap=2, margins=(5, 4, 5, 4))
        column.addWidget(PlainLabel("独自の集計", size="title", strong=True))
        for part in (ReasonLine(_ABOUT), self.drafts, self.said):
            column.addWidget(part)
        column.addLayout(both, 1)

    def _show(self, found: OwnList, wanted: str) -> None:
        self._editions = found.editions
        for button in (self.add_button, self.file_button):
            if found.refusal:
                button.refuse(found.refusal)
            else:
                button.allow()
        self.model.show_rows(found.editions)
        ids = [one.id for one in found.editions]
        if not ids and self._waiting is None and self.form is None:
            self.edit(None)
        if self._waiting is not None:
            self._resume()
        elif self.form is None:
            if wanted in ids or ids:
                self.table.choose_row(ids.index(wanted) if wanted in ids else 0)
            if self.form is None:
                self._open(next((one for one in found.editions if one.id == wanted), None))
        self._judge()

    def _resume(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None or (self.form is not None and not self.form.may_leave()):
            return
        named = (one for one in self._editions if one.figure_id == waiting.subject and one.newest)
        self._open(next(named, None) if waiting.subject != NEW else None)
        if self.form is not None:
            self.form.take_draft(
                Draft(waiting.typed, waiting.versions, waiting.before, waiting.name, waiting.when)
            )

    def _choose(self, row: Any) -> None:
        if not isinstance(row, OwnEdition) or self.table.returning:
            return
        shown = self.form.edition if self.form is not None else None
        if shown != row and (self.form is None or self.form.may_leave()):
            self._open(row)

    def _open(self, edition: OwnEdition | None) -> None:
        self._drop_form()
        form = self.form = FigureForm(self.desk, self.period, edition)
        refusal = self.add_button.reason
        if not refusal and edition is not None:
            refusal = _not_changed_here(edition)
        if refusal:
            form.save_button.refuse(refusal)
        form.saved.connect(self._saved)
        form.left.connect(self.reject)
        self._place.addWidget(form)
        for row in form.rows.values():
            row.editor.fields_changed.connect(lambda: follow_eye(self))
        form.show()
        follow_eye(self)
        self._judge()

    def _judge(self) -> None:
        edition = self.form.edition if self.form is not None else None
        self.end_button.set_words(_AGAIN if edition and edition.withdrawn else _END)
        if self.add_button.reason:
            self.end_button.refuse(self.add_button.reason)
        elif edition is None:
            self.end_button.refuse("一覧で集計を選ぶと押せます。")
        else:
            self.end_button.allow()

    def _drop_form(self) -> None:
        if self.form is not None:
            form, self.form = self.form, None
            form.keeper.discard()
            self._place.removeWidget(form)
            form.hide()
            form.deleteLater()

    def _saved(self, kept: object) -> None:
        self._drop_form()
        self.said.hide()
        self.read(str(kept))

    def _taken(self, number: int) -> None:
        self.said.set_words(f"{number}件の数え方を取り込みました。")
        self.said.show()
        self._drop_form()
        self.read()

    def _refused(self, error: TeichakuError) -> None:
        self.desk.explain(error)

    def _end_or_again(self) -> None:
        edition = self.form.edition if self.form is not None else None
        if edition is None or self.form is None or not self.form.may_leave():
            return
        ends = edition.withdrawn is None
        if ends and not self.desk.asking.confirm(
            f"「{edition.label}」（{edition.definition.edition}）の使用を終えます。"
            "今日より前に終わった期間では、これからも数えます。",
            yes=_END,
            no="続ける",
        ):
            return
        act = actions.withdraw if ends else actions.bring_back
        self._drop_form()
        self.desk.write(
            lambda work: act(work, edition.id, edition.version),
            lambda _: self.read(edition.id),
            owner=self,
        )


def _take_in(work: Work, path: Path) -> int:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as cause:
        raise FileProblem(
            f"「{path.name}」を読めません。何も取り込んでいません。"
            "ファイルの場所を確かめて、もう一度選んでください。",
            where=path.name,
        ) from cause
    if len(data) > _LARGEST:
        raise FileProblem(
            f"「{path.name}」は大きすぎて、数え方の定義ではありません。何も取り込んでいません。",
            where=path.name,
        )
    return actions.take_in(work, data, path.name)


def _not_changed_here(edition: OwnEdition) -> str:
    if not edition.newest:
        return "新しい版があります。いちばん新しい版を選んでください。"
    if len(edition.definition.where) > MOST_CONDITIONS:
        return f"条件が{MOST_CONDITIONS}つより多い集計は、ファイルで新しい版を取り込んでください。"
    return ""


def _row_words(row: OwnEdition) -> Cell:
    since = wareki.short(row.definition.valid_from)
    words = f"{row.definition.edition}　{since} から"
    if row.withdrawn is not None:
        return Cell(
            row.label, f"{words}　{wareki.short(row.withdrawn)} に使用を終了", tone=Tone.MUTED
        )
    return Cell(row.label, words)
