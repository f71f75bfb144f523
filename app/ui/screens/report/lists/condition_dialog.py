"""One condition of a list: which codes, which words, or from which day to which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.calendar import wareki
from app.calendar.typing import read_date
from app.reports.lists.rules import Condition
from app.reports.lists.vocabulary import Field, Kind
from app.ui.dialogs import Choice, Dialog
from app.ui.screens.cases.field_rows import date_reader
from app.ui.theme import Tone
from app.ui.widgets.field_row import FieldRow, checks_field, date_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

_ABOUT = {
    Kind.CODES: "どれかに当てはまる件を出します。",
    Kind.WORDS: "記録にある書き方です。どれかに当てはまる件を出します。",
    Kind.DAYS: "片方だけでもかまいません。月や年までしか分からない日は、全部が入るときだけ出します。",
}
_NOTHING = "選べるものが、まだ記録にありません。"


class ConditionDialog(Dialog):
    """`values` is what was chosen; empty takes the condition away."""

    def __init__(
        self,
        field: Field,
        before: Condition | None,
        words: Sequence[str],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        choices = [Choice("no", "やめる", safe=True)]
        if before is not None:
            choices.append(Choice("off", "条件を外す"))
        choices.append(Choice("ok", "決める", kind="primary"))
        super().__init__(f"条件: {field.label}", _ABOUT[field.kind], choices, parent=parent)
        self.field, self.today = field, today
        self.values: tuple[str, ...] = ()
        self.form = Form(2 if field.kind is Kind.DAYS else 1)
        self.said = Paragraph(tone=Tone.ERROR)
        self.said.hide()
        self._fill(before, words)
        self.form.finished.connect(lambda: self.give("ok"))
        self.body.addWidget(self.form)
        self.body.addWidget(self.said)
        first = next(iter(self.form.rows.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def give(self, key: str) -> None:
        """Take the values, or say what is missing."""
        if key != "ok":
            super().give(key)
            return
        found = self._read()
        if found is None:
            return
        if not any(found):
            self.said.set_words(
                "一つ以上選んでください。条件が要らなければ「やめる」を押してください。"
            )
            self.said.show()
            return
        self.values = found
        super().give(key)

    def _fill(self, before: Condition | None, words: Sequence[str]) -> None:
        kept = before.values if before is not None else ()
        if self.field.kind is Kind.DAYS:
            for place, (key, label) in enumerate((("first", "から"), ("last", "まで"))):
                row = date_field(key, label, date_reader(self.today), placeholder="例 R8.4.1")
                day = kept[place] if kept else ""
                row.set_value(wareki.short(date.fromisoformat(day)) if day else "")
                self.form.add(row)
            return
        offered = self.field.codes
        if self.field.kind is Kind.WORDS:
            offered = tuple((word, word) for word in dict.fromkeys((*words, *kept)))
        if not offered:
            self.body.addWidget(Paragraph(_NOTHING, tone=Tone.MUTED))
            self.buttons["ok"].refuse(_NOTHING)
            return
        row = checks_field("values", self.field.label, offered)
        row.set_value(kept)
        self.form.add(row)

    def _read(self) -> tuple[str, ...] | None:
        if self.field.kind is not Kind.DAYS:
            return tuple(self.form.rows["values"].value()) if self.form.rows else ()
        if not self.form.check():
            return None
        first, last = self.form.rows["first"], self.form.rows["last"]
        days = self._day(first, end=False), self._day(last, end=True)
        if all(days) and days[0] > days[1]:
            last.show_error("「から」より前です。日を直してください。")
            return None
        return days

    def _day(self, row: FieldRow, *, end: bool) -> str:
        """The day that was typed; of a month its first or its last."""
        value = read_date(str(row.value()), today=self.today).value
        if value is None:
            return ""
        return (value.last if end else value.first).isoformat()
