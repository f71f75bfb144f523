"""Next year's edition of a form: which cells moved or changed, before the old one is replaced."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.calendar import wareki
from app.calendar.fiscal import fiscal_year, fiscal_year_of
from app.reports.forms.apart import look_apart
from app.reports.forms.catalogue import figure_words
from app.reports.forms.form import Form
from app.reports.forms.moved import Fate, Moved, compare, follow
from app.reports.forms.own.actions import NewForm
from app.reports.forms.own.rules import Facts
from app.reports.forms.taking_in import Workbook, file_bytes
from app.ui.dialogs import resize_within
from app.ui.jobs import Progress
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.tables import Cell, Column, ListModel
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import primary_button, secondary_button
from app.ui.widgets.field_row import date_field, text_field
from app.ui.widgets.form import Form as FieldForm
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import Paragraph

_WIDTH, _HEIGHT = 760, 520
FATES = {
    Fate.GONE: ("欄が見つかりません", Tone.ERROR),
    Fate.RELABELLED: ("見出しが変わりました", Tone.WARNING),
    Fate.MOVED: ("移りました", Tone.ACCENT),
    Fate.SAME: ("同じです", Tone.MUTED),
}


@dataclass(frozen=True)
class Taken:
    """A new workbook, the form it is to follow, and what became of every cell."""

    workbook: Workbook = field(repr=False)
    form: Form
    sheet: str
    moved: tuple[Moved, ...] = field(repr=False)


def compared(path: Path, form: Form, progress: Progress) -> Taken:
    """The workbook in `path` beside the form as it is now."""
    tick = partial(progress.step, 0, 0)
    book, (new,) = look_apart(path.name, file_bytes(path), (form.sheet,), tick=tick)
    _, (old,) = look_apart(form.title, form.template_bytes(), (form.sheet,), tick=tick)
    return Taken(book, form, new.name, compare(form.inputs, old, new))


class EditionDialog(QDialog):
    """Lists what changed; `agreed` carries the new edition."""

    agreed = Signal(object)

    def __init__(self, taken: Taken, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("新しい版に差し替える")
        self.setModal(True)
        self.taken = taken
        changed = [one for one in taken.moved if one.fate is not Fate.SAME]
        order = list(FATES)
        self.found = ListTable(ListModel(_columns()), two_lines=True)
        self.found.rows.setParent(self.found)
        self.found.rows.show_rows(tuple(sorted(changed, key=lambda one: order.index(one.fate))))
        self.found.set_empty_hint("入れるセルは、どれも前の版と同じ場所、同じ見出しです。")
        year = fiscal_year(fiscal_year_of(today) + 1)
        self.fields = FieldForm(2)
        self.fields.add(text_field("edition", "版"))
        reader = date_reader(today)
        self.fields.add(
            date_field("valid_from", "いつの報告から", reader, placeholder=DATE_EXAMPLE)
        )
        self.fields.set_values({"edition": year.label, "valid_from": wareki.short(year.first)})
        self.agree, self.leave = primary_button("新しい版を登録する"), secondary_button("やめる")
        self.agree.clicked.connect(self._agree)
        self.leave.clicked.connect(self.reject)
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(5, 4, 5, 4))
        column.addWidget(PlainLabel(self.windowTitle(), size="title", strong=True))
        column.addWidget(Paragraph(_summary(self.taken)))
        column.addWidget(self.fields)
        column.addWidget(self.found, 1)
        foot = QHBoxLayout()
        lay(foot, gap=3)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.agree)
        column.addLayout(foot)
        resize_within(self, _WIDTH, _HEIGHT)
        self.leave.setDefault(True)

    def _agree(self) -> None:
        if not self.fields.check():
            return
        form, typed = self.taken.form, self.fields.values()
        facts = Facts(
            form.title, typed["edition"], typed["valid_from"], form.period.value, self.taken.sheet
        )
        self.agreed.emit(NewForm(self.taken.workbook, facts, follow(self.taken.moved), form.id))
        self.accept()


def _summary(taken: Taken) -> str:
    counts = {fate: sum(one.fate is fate for one in taken.moved) for fate in FATES}
    told = [f"{words}: {counts[fate]}" for fate, (words, _) in FATES.items() if counts[fate]]
    sheet = ""
    if taken.sheet != taken.form.sheet:
        sheet = f"シート「{taken.form.sheet}」がないため、「{taken.sheet}」と比べました。"
    return (
        f"「{taken.workbook.name}」を前の版と比べました。{sheet}{'　'.join(told)}。"
        "前の版は、その期間の報告のために残ります。登録したあとでセルを直せます。"
    )


def _columns() -> tuple[Column, ...]:
    def what(row: Moved) -> Cell:
        return Cell(figure_words(row.entry.figure), row.entry.name)

    def fate(row: Moved) -> Cell:
        words, tone = FATES[row.fate]
        way = f"{row.entry.cell} → {row.cell}" if row.cell else row.entry.cell
        return Cell(words, way, tone=tone, strong=row.fate is Fate.GONE)

    def labels(row: Moved) -> Cell:
        before = "／".join(filter(None, row.before))
        after = "／".join(filter(None, row.after))
        return Cell(f"前 {before}", f"今 {after}" if after else "")

    return (
        Column("入るもの", "what", width=210, sortable=False, cell=what),
        Column("どうなったか", "fate", width=150, sortable=False, cell=fate),
        Column("まわりの見出し", "labels", stretch=True, sortable=False, cell=labels),
    )
