"""Writing the report: which form, where to, and the note that says where it lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.calendar.fiscal import Period
from app.errors import NeedsConfirmation, TeichakuError
from app.reports.counting.figure_set import FigureSet, as_json
from app.reports.forms.actions import Typed, write_pdf, write_report
from app.reports.forms.form import Form, without_a_place
from app.reports.forms.money import left_empty
from app.reports.forms.own.queries import forms_on
from app.staff.permissions import Permission
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.notices import Notice
from app.ui.screens.report.places import EXCEL, PDF, ask_place
from app.ui.screens.report.titles import form_words, origin_words
from app.ui.screens.report.words_dialog import WordsDialog, has_words
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, primary_button, secondary_button
from app.ui.widgets.editors import ChoiceEditor
from app.ui.widgets.labels import PlainLabel

Write = Callable[[Typed, Path, Work], Path]
Act = Callable[[Form, Period, Typed, Path, Work], Path]
_KEPT_FORM = "report/form"
_GROUPS = {
    "sex": "性別",
    "disability": "障害",
    "source": "依頼元",
    "kubun": "区分",
    "area": "広域",
    "focus": "重点実施区分",
    "destination": "受入先種別",
    "end_reason": "終了事由",
    "disposition": "処分",
    "by_kind": "研修・啓発",
    "by_means": "手段",
    "by_work": "業務",
}


class FormChoice(QWidget):
    """The form a report goes on, and what kind of form it is."""

    chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period: Period | None = None
        self._fitting: dict[str, Form] = {}
        self.editor = ChoiceEditor(())
        self.editor.combo.setMinimumContentsLength(22)
        self.editor.combo.setAccessibleName("様式")
        self._origin = PlainLabel(tone=Tone.MUTED, size="caption")
        row = QHBoxLayout(self)
        lay(row, gap=2)
        row.addWidget(PlainLabel("様式", tone=Tone.MUTED))
        row.addWidget(self.editor)
        row.addWidget(self._origin)
        self.editor.changed.connect(self._changed)
        desk.notices.changed.connect(self._heard)

    @property
    def form(self) -> Form | None:
        """The form chosen; nothing when no form fits the kind of period."""
        return self._fitting.get(self.editor.value())

    @property
    def origin(self) -> str:
        """The words that say whose form it is."""
        return self._origin.words

    def offer(self, period: Period) -> None:
        """Offer the forms that this period is reported on, the one used last first."""
        self._period = period
        if not self._desk.actor.may(Permission.MAKE_REPORT):
            return
        self._desk.read(
            lambda reading: forms_on(reading, period.last),
            lambda forms: self._arrived(period, forms),
            owner=self,
            title="",
        )

    def _arrived(self, period: Period, forms: tuple[Form, ...]) -> None:
        fitting = {form.id: form for form in forms if form.period == period.kind}
        if period != self._period or fitting == self._fitting:
            return
        self._fitting = fitting
        kept = str(self._desk.settings.value(f"{_KEPT_FORM}/{period.kind}") or "")
        chosen = kept if kept in fitting else next(iter(fitting), "")
        choices = [(form.id, form_words(form)) for form in fitting.values()]
        self.editor.combo.blockSignals(True)
        self.editor.combo.clear()
        self.editor.combo.blockSignals(False)
        self.editor.set_choices(choices or [("", "この期間の様式はありません")])
        self.editor.set_value(chosen)
        self.editor.setEnabled(bool(choices))
        self._show()
        self.chosen.emit()

    def _heard(self, notice: Notice) -> None:
        if self._period is not None and notice.touches("ownform"):
            self.offer(self._period)

    def _changed(self) -> None:
        form = self.form
        if form is not None:
            self._desk.settings.setValue(f"{_KEPT_FORM}/{form.period.value}", form.id)
        self._show()
        self.chosen.emit()

    def _show(self) -> None:
        form = self.form
        self._origin.setText("" if form is None else origin_words(form))


class WrittenNote(QFrame):
    """Where a written file lies, with the button that opens its folder."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.path = Path()
        self._words = PlainLabel(tone=Tone.GOOD, strong=True)
        self._where = PlainLabel(tone=Tone.MUTED, elide=True)
        self.button = secondary_button("フォルダーを開く")
        self.button.clicked.connect(self._open)
        row = QHBoxLayout(self)
        lay(row, gap=3, margins=(3.5, 1, 2, 1))
        row.addWidget(self._words)
        row.addWidget(self._where, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def words(self) -> str:
        """What the note says."""
        return f"{self._words.words} {self._where.words}"

    def show_path(self, path: Path, *beside: Path) -> None:
        """Say that the file is there, and what was written beside it."""
        self.path = path
        names = "」と「".join(one.name for one in (path, *beside))
        self._words.setText(f"「{names}」を書き出しました")
        self._where.setText(str(path.parent))
        self.show()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.path.parent)))


class Writing(QObject):
    """The two buttons: asks for a name, writes as one Work on the database worker."""

    def __init__(self, desk: Desk, forms: FormChoice, note: WrittenNote, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._forms, self._note, self._owner = desk, forms, note, owner
        self._figures: FigureSet | None = None
        self._busy = False
        self._typed: dict[tuple[str, str], Typed] = {}
        """What was typed last, by form and period."""
        self.dialog: WordsDialog | None = None
        self.write: Button = primary_button("提出用を書き出す")
        self.pdf: Button = secondary_button("PDF")
        self.write.clicked.connect(self._write)
        self.pdf.clicked.connect(self._write_pdf)
        forms.chosen.connect(self._judge)
        self._judge()

    def show_figures(self, figures: FigureSet | None) -> None:
        """The figures that would be written; none while they are being read."""
        self._figures = figures
        self._judge()

    def _judge(self) -> None:
        form, reason = self._forms.form, self._desk.actor.refusal(Permission.MAKE_REPORT)
        if not reason and self._figures is None:
            reason = "集計が終わると押せます。"
        if not reason and self._busy:
            reason = "いま書き出しています。"
        if not reason and form is None:
            reason = "この期間の様式はまだありません。期間を変えるか、様式を登録してください。"
        _set(self.write, reason)
        _set(self.pdf, reason)

    def _write(self) -> None:
        self._begin(EXCEL, _report)

    def _write_pdf(self) -> None:
        self._begin(PDF, _pdf)

    def _begin(self, kinds: str, act: Act) -> None:
        """What is left out and what stays empty is said first, then the words are asked for."""
        form, figures = self._forms.form, self._figures
        if form is None or figures is None or not self._may_leave_out(form, figures):
            return
        period = figures.period
        self._desk.read(
            lambda reading: left_empty(reading, form, period),
            lambda empty: self._ask_words(form, period, empty, kinds, act),
            owner=self._owner,
            title="",
        )

    def _may_leave_out(self, form: Form, figures: FigureSet) -> bool:
        left_out = without_a_place(form, as_json(figures))
        if not left_out:
            return True
        words = "、".join(place_words(path, figures.number(path)) for path in left_out)
        return self._desk.asking.confirm(
            "この様式には、次の区分の欄がありません。書き出しても、この数は様式に入りません。",
            yes="このまま書き出す",
            detail=words,
        )

    def _ask_words(self, form: Form, period: Period, empty: str, kinds: str, act: Act) -> None:
        if not has_words(form):
            if not empty or self._desk.asking.confirm(empty, yes="書き出す"):
                self._ask_place(form, period, Typed(), kinds, act)
            return
        before = self._typed.get((form.id, period.key), Typed(self._desk.worker))
        dialog = WordsDialog(form, period.label, before, empty, self._owner)

        def answered() -> None:
            if dialog.answer == "ok":
                # kept while the program runs: a file that could not be written asks again
                self._typed[form.id, period.key] = dialog.typed
                self._ask_place(form, period, dialog.typed, kinds, act)

        dialog.accepted.connect(answered)
        self.dialog = dialog
        dialog.open()

    def _ask_place(self, form: Form, period: Period, typed: Typed, kinds: str, act: Act) -> None:
        out = ask_place(self._desk, "書き出す先", f"{form.sheet}_{period.label}", kinds)
        if out is not None:
            self._send(partial(act, form, period), out, typed)

    def _send(self, act: Write, out: Path, typed: Typed) -> None:
        self._busy = True
        self._judge()
        self._note.hide()
        self._desk.write(
            partial(act, typed, out),
            self._written,
            owner=self._owner,
            failed=lambda error: self._failed(error, act, out, typed),
            title="報告を書き出しています",
        )

    def _written(self, path: Path) -> None:
        self._busy = False
        self._judge()
        self._note.show_path(path)
        # the button that was pressed lost the keyboard while it could not be pressed
        self._note.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: TeichakuError, act: Write, out: Path, typed: Typed) -> None:
        """Words that may be somebody's name are asked about once."""
        self._busy = False
        self._judge()
        if not isinstance(error, NeedsConfirmation):
            self._desk.explain(error)
        elif self._desk.asking.confirm(
            error.question, yes="氏名ではないので進める", no="やめる", danger=True
        ):
            self._send(act, out, replace(typed, names_confirmed=True))


def place_words(path: str, number: int) -> str:
    """A category that occurred, in words: 「コーディネート 受入先種別 病院 1件」."""
    steps = path.split(".")
    group = next((_GROUPS[step.split("_new")[0].split("_closed")[0].split("_supported")[0]]
                  for step in reversed(steps[:-1])
                  if step.split("_new")[0].split("_closed")[0].split("_supported")[0] in _GROUPS),
                 "")  # fmt: skip
    work = steps[1] if steps[0] == "works" else ""
    return " ".join(word for word in (work, group, steps[-1], f"{number}件") if word)


def _report(form: Form, period: Period, typed: Typed, out: Path, work: Work) -> Path:
    return write_report(work, form, period, out, typed)


def _pdf(form: Form, period: Period, typed: Typed, out: Path, work: Work) -> Path:
    return write_pdf(work, form, period, out, typed)


def _set(button: Button, reason: str) -> None:
    if reason:
        button.refuse(reason)
    else:
        button.allow()
