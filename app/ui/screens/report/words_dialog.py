"""書き添えること: the words a form has room for, asked for before it is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.reports.forms.actions import REMARK, Typed
from app.reports.forms.form import Form
from app.reports.submissions.handing import free_fields
from app.ui import dialogs
from app.ui.dialogs import Choice
from app.ui.screens.report.titles import form_words
from app.ui.theme import Tone
from app.ui.widgets import form as forms
from app.ui.widgets.field_row import FieldRow, lines_field, text_field
from app.ui.widgets.paragraph import Paragraph

REPORTER, FREE = "reporter", "free:"
_ABOUT = (
    "{form}・{period}。確定はしません。提出したものとして残すときは「提出」で書き出してください。"
    "空けた欄は、様式でも空欄のままです。"
)
_KEPT = "空なら経費の備考が入ります"
_FEW = 3
"""Up to so many fields each has several lines of its own."""


def columns_for(names: Sequence[str]) -> int:
    """Many short fields stand beside each other, a few long ones under one another."""
    return 1 if len(names) <= _FEW else 2


def free_field(name: str, names: Sequence[str]) -> FieldRow:
    """The field for one of the free texts `names` of a form."""
    key, label = f"{FREE}{name}", name.replace("_", "・")
    if len(names) <= _FEW:
        return lines_field(key, label, lines=2)
    return text_field(key, label, placeholder=_KEPT if name.startswith(REMARK) else "")


def has_words(form: Form) -> bool:
    """Whether anything can be typed for a form."""
    return _takes_reporter(form) or bool(free_fields(form))


class WordsDialog(dialogs.Dialog):
    """`typed` holds the words; empty fields stay empty on the form."""

    def __init__(
        self, form: Form, period: str, typed: Typed, empty: str, parent: QWidget | None = None
    ) -> None:
        choices = (Choice("no", "やめる", safe=True), Choice("ok", "書き出す", kind="primary"))
        about = _ABOUT.format(form=form_words(form), period=period)
        super().__init__("書き添えること", about, choices, parent=parent)
        if empty:
            self.body.addWidget(Paragraph(empty, tone=Tone.WARNING))
        names = free_fields(form)
        self.form = forms.Form(columns=columns_for(names))
        if _takes_reporter(form):
            self.form.add(text_field(REPORTER, "作成者")).set_value(typed.reporter)
        for name in names:
            self.form.add(free_field(name, names)).set_value(typed.free.get(name, ""))
        self.form.finished.connect(lambda: self.give("ok"))
        self.body.addWidget(self.form)
        next(iter(self.form.rows.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def typed(self) -> Typed:
        """What is written on the form."""
        values = {key: str(row.value()) for key, row in self.form.rows.items()}
        reporter = values.pop(REPORTER, "")
        free = {key.removeprefix(FREE): words for key, words in values.items() if words}
        return Typed(reporter, free)


def _takes_reporter(form: Form) -> bool:
    return any(entry.figure == "$reporter" for entry in form.inputs)
