"""様式: the forms on the left, the one that is chosen with its sheet on the right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.calendar import wareki
from app.calendar.fiscal import KINDS, fiscal_year, fiscal_year_of
from app.errors import TeichakuError
from app.reports.forms.apart import bundle_apart, read_apart
from app.reports.forms.bundle import ENDING, is_bundle
from app.reports.forms.form import Form, Origin, load_forms
from app.reports.forms.own import actions
from app.reports.forms.own.actions import NewForm
from app.reports.forms.own.queries import Edition, OwnList, own_forms
from app.reports.forms.own.rules import Facts
from app.storage.work import Work
from app.ui.desk import Desk, Screen, Where
from app.ui.file_words import file_words
from app.ui.jobs import Progress
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.screens.report.own_forms.edition_dialog import EditionDialog, Taken, compared
from app.ui.screens.report.own_forms.form_pane import KIND, FormPane
from app.ui.screens.report.titles import form_words
from app.ui.screens.report.writing import WrittenNote
from app.ui.tables import Cell, Column, ListModel
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.buttons import MenuButton, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import ReasonLine

_LIST_WIDTH, _LIST_SHARE = 236, 0.34
_KINDS_OF_FILE = "様式 (*.xlsx *.zip);;すべてのファイル (*)"
_NO_OWN = "登録した様式を選ぶと押せます。"
_ORIGINS = {Origin.BUILT_IN: "独自の様式", Origin.SAMPLE: "見本"}
_ACTS = (
    ("edition", "新しい版に差し替える"),
    ("export", "ほかのセンターへ渡すファイルを書き出す"),
)
_WITHDRAW, _BRING_BACK = ("withdraw", "使用を終える"), ("bring_back", "使用を再開する")


@dataclass(frozen=True)
class Line:
    """One form of the list."""

    key: str
    title: str
    words: str
    own: Edition | None = None


class FormsScreen(Screen):
    """Registered forms first, then our own and the samples."""

    place = "report"
    keeps_typing = True
    draft_kinds = (KIND,)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.own = OwnList((), "")
        self.pane = FormPane(desk)
        self.add_form = primary_button("様式を登録する")
        self.acts = MenuButton("この様式を", (*_ACTS, _WITHDRAW))
        self.note = WrittenNote()
        self.found = ListTable(ListModel(_columns()), header=False, two_lines=True)
        self.found.rows.setParent(self.found)
        self.found.setAccessibleName("様式の一覧")
        self.dialog: EditionDialog | None = None
        self._wanted = ""
        self._made = False
        self._arrange()
        self.add_form.clicked.connect(self.register)
        self.acts.chosen.connect(self.act)
        self.found.row_chosen.connect(self._row)
        self.found.row_opened.connect(lambda _: self.pane.focus_first())
        self.pane.left.connect(self.focus_first)
        desk.notices.changed.connect(self._heard)
        theme().changed.connect(self._fit)

    @property
    def line(self) -> Line | None:
        """The form that is chosen."""
        row = self.found.chosen_row()
        return row if isinstance(row, Line) else None

    def open(self, where: Where) -> None:
        """Show the form that `form` names, or go on with a draft; else the one shown before."""
        self._wanted = str(where.facts.get("form", ""))
        draft = self.desk.drafts.find(str(where.facts.get("draft", "")))
        if draft is not None and draft.kind == KIND:
            self.pane.resume(draft)
            self._wanted = draft.subject
        self.read_again()

    def read_again(self) -> None:
        """Read the list."""
        self.desk.read(own_forms, self._arrived, owner=self, title="")

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.found.setFocus(Qt.FocusReason.OtherFocusReason)

    def may_leave(self) -> bool:
        """Whether nothing pointed at would be lost."""
        return self.pane.may_leave()

    def keep_typing(self) -> bool:
        """Whether what is pointed at is on its way into drafts."""
        return self.pane.keep_typing()

    def save(self) -> bool:
        """Save the form that is open."""
        return self.pane.save()

    def go_back(self) -> bool:
        """Leave what is typed; says whether there was something."""
        form = self.pane.form
        return bool(form is not None and form.dirty and self.pane.go_back())

    def commands(self) -> Iterable[Command]:
        """What Ctrl+K offers here."""
        yield Command(
            "form.register",
            "様式を登録する",
            "様式",
            self.register,
            "ようしき とうろく 都道府県 エクセル excel",
            self.own.refusal,
        )

    def register(self) -> None:
        """Ask for a workbook (or a form from a neighbour) and keep it; cells are put afterwards."""
        if self.own.refusal:
            return
        path = self.desk.asking.choose_open_file("様式のファイル", _KINDS_OF_FILE)
        if path is not None:
            today = self.desk.office.clock.today()
            self._take_in(path, fiscal_year_of(today))

    def act(self, key: str) -> None:
        """One of the acts on the form that is chosen."""
        line = self.line
        own = line.own if line is not None else None
        data = self.pane.data
        if own is None or data is None or data.key != own.id:
            self.desk.asking.inform(_NO_OWN)
        elif key == "export":
            self._export(own)
        elif key == "edition":
            self._take_edition(own)
        elif key == "withdraw":
            self._withdraw(own, data.version)
        elif key == "bring_back":
            self._write(partial(_bring_back, own.id, data.version))

    def _arrange(self) -> None:
        self._page = Page("様式")
        self._page.add_to_head(self.acts)
        self._page.add_to_head(self.add_form)
        self._page.add(
            ReasonLine(
                "公式の様式は見つかっていないため、付いているのは独自の様式と見本です。"
                "都道府県から届いたExcelの様式（.xlsx）は登録して使えます。"
            )
        )
        self._page.add(self.note)
        self._list = Card(flush=True)
        self._list.add(self.found, 1)
        row = QHBoxLayout()
        lay(row, gap=2.5)
        row.addWidget(self._list)
        row.addWidget(self.pane, 1)
        self._page.add(row, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._page)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list its width, less where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._list.setFixedWidth(min(theme().px(_LIST_WIDTH), int(self.width() * _LIST_SHARE)))

    def _heard(self, notice: Notice) -> None:
        self.pane.heard(notice)
        if notice.touches("ownform") and self.isVisible():
            self.read_again()

    def _arrived(self, own: OwnList) -> None:
        self.own = own
        if own.refusal:
            self.add_form.refuse(own.refusal)
        else:
            self.add_form.allow()
        lines = _lines(own, load_forms())
        wanted = self._wanted or (self.line.key if self.line is not None else "")
        self._wanted = ""
        self.found.rows.show_rows(lines)
        at = next((at for at, line in enumerate(lines) if line.key == wanted), 0)
        self.found.choose_row(at)
        self._row(lines[at])

    def _row(self, line: object) -> None:
        if not isinstance(line, Line):
            return
        reason = self.own.refusal or ("" if line.own is not None else _NO_OWN)
        if reason:
            self.acts.refuse(reason)
        else:
            self.acts.allow()
        if line.own is not None:
            ended = line.own.withdrawn_at is not None
            self.acts.set_entries((*_ACTS, _BRING_BACK if ended else _WITHDRAW))
        if line.key != self.pane.record_id:
            self.note.hide()
            self.pane.open_record(line.key, self.pane.focus_first if self._made else None)
        self._made = False

    def _take_in(self, path: Path, year: int) -> None:
        """Read a file on a worker, then keep what came of it."""
        self.desk.jobs.run(
            partial(_new_form, path, year),
            done=lambda new: self._write(partial(_register, new)),
            failed=self._failed,
            title="様式を調べています",
            owner=self,
        )

    def _take_edition(self, own: Edition) -> None:
        path = self.desk.asking.choose_open_file("新しい版のファイル", _KINDS_OF_FILE)
        data = self.pane.data
        if path is None or data is None:
            return
        self.desk.jobs.run(
            partial(compared, path, data.form),
            done=self._ask_edition,
            failed=self._failed,
            title="前の版と比べています",
            owner=self,
        )

    def _ask_edition(self, taken: Taken) -> None:
        self.dialog = EditionDialog(taken, self.desk.office.clock.today(), self.window())
        self.dialog.agreed.connect(lambda new: self._write(partial(_register, new)))
        self.dialog.open()

    def _withdraw(self, own: Edition, version: int) -> None:
        if self.desk.asking.confirm(
            f"「{own.title} {own.edition}」を、新しい報告には使わなくします。",
            yes="使用を終える",
            detail="提出した報告とその控えはそのままです。あとで使用を再開できます。",
        ):
            self._write(partial(_withdraw, own.id, version))

    def _export(self, own: Edition) -> None:
        proposed = Path.home() / f"{file_words(own.title)}_{file_words(own.edition)}{ENDING}"
        out = self.desk.asking.choose_save_file("書き出す先", "様式 (*.zip)", proposed)
        if out is not None:
            self.desk.write(
                partial(_export, own.id, out),
                self.note.show_path,
                owner=self,
                failed=self._failed,
                title="様式を書き出しています",
            )

    def _write(self, act: partial[str]) -> None:
        def done(key: str) -> None:
            self._wanted, self._made = key, True
            self.read_again()

        self.desk.write(act, done, owner=self, failed=self._failed)

    def _failed(self, error: TeichakuError) -> None:
        self.desk.explain(error)


def _new_form(path: Path, year: int, progress: Progress) -> NewForm:
    """What a file becomes: a bare workbook without cells, a neighbour's form with its own."""
    tick = partial(progress.step, 0, 0)
    if is_bundle(path):
        form, workbook = bundle_apart(path, tick)
        facts = Facts(
            form.title,
            form.edition,
            form.valid_from.isoformat() if form.valid_from else f"{year}-04-01",
            form.period.value,
            form.sheet,
        )
        return NewForm(workbook, facts, form.inputs)
    book = read_apart(path, tick)
    facts = Facts(path.stem, fiscal_year(year).label, f"{year}-04-01", "month", book.sheets[0])
    return NewForm(book, facts, ())


def _register(new: NewForm, work: Work) -> str:
    return actions.register(work, new)


def _withdraw(key: str, version: int, work: Work) -> str:
    actions.withdraw(work, key, version)
    return key


def _bring_back(key: str, version: int, work: Work) -> str:
    actions.bring_back(work, key, version)
    return key


def _export(key: str, out: Path, work: Work) -> Path:
    return actions.export(work, key, out)


def _lines(own: OwnList, built_in: Iterable[Form]) -> tuple[Line, ...]:
    registered = [
        Line(one.id, one.title, _own_words(one), one)
        for one in sorted(own.editions, key=lambda one: one.withdrawn_at is not None)
    ]
    others = [
        Line(form.id, form_words(form), f"{KINDS[form.period.value]}　{_ORIGINS[form.origin]}")
        for form in sorted(
            built_in, key=lambda form: (form.origin, list(KINDS).index(form.period.value))
        )
    ]
    return (*registered, *others)


def _own_words(one: Edition) -> str:
    state = "使用を終えた版" if one.withdrawn_at else f"{wareki.short(one.valid_from)}から"
    if not one.cells and not one.withdrawn_at:
        state = "準備中（セルがまだありません）"
    return f"{KINDS[one.period.value]}　{one.edition}　{state}"


def _columns() -> tuple[Column, ...]:
    def words(row: Line) -> Cell:
        quiet = row.own is not None and row.own.withdrawn_at is not None
        return Cell(row.title, row.words, strong=row.own is not None and not quiet,
                    tone=Tone.MUTED if quiet else None)  # fmt: skip

    return (Column("様式", "title", stretch=True, sortable=False, cell=words),)
