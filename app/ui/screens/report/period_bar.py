"""The period of the report: one step back and on, its kind, and a field to jump with."""

from __future__ import annotations

import re
from datetime import date
from unicodedata import normalize

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.calendar.fiscal import (
    KINDS,
    Period,
    PeriodKind,
    calendar_year,
    fiscal_year,
    half_year,
    period_of,
    quarter,
)
from app.calendar.typing import read_date
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import step_button
from app.ui.widgets.chips import ChipChoice
from app.ui.widgets.editors import TextEditor
from app.ui.widgets.labels import PlainLabel

UNREADABLE = "R6.4、R6第1四半期、R6上半期、R6年度 のように入力してください。"
_FISCAL = re.compile(r"(.+?)年?度$")
_QUARTER = re.compile(r"(.+?)(?:年度?)?\s*(?:第?([1-4])四半期|Q([1-4]))$", re.IGNORECASE)
_HALF = re.compile(r"(.+?)(?:年度?)?\s*([上下])半?期$")
_MONTH_ONLY = re.compile(r"[0-9０-９]{1,2}月")


def read_period(text: str, kind: PeriodKind, today: date) -> Period | None:
    """The period that typed words mean; a bare year follows `kind`. None when unreadable."""
    words = text.strip()
    part = _part_of_year(normalize("NFKC", words), today)
    if part is not None:
        return part
    fiscal = _FISCAL.fullmatch(words)
    if fiscal is not None:
        words, kind = fiscal[1], "fiscal_year"
    if _MONTH_ONLY.fullmatch(words):
        words += "1日"
    value = read_date(words, today=today).value or read_date(f"{words}年", today=today).value
    if value is None:
        return None
    if value.month is None:
        return calendar_year(value.year) if kind == "calendar_year" else fiscal_year(value.year)
    return period_of(kind, value.first)


def _part_of_year(words: str, today: date) -> Period | None:
    """R6第1四半期, R6年度上半期; None for anything else."""
    for pattern in (_QUARTER, _HALF):
        found = pattern.fullmatch(words)
        year = found and read_date(f"{found[1].strip()}年", today=today).value
        if found is not None and year and year.month is None:
            if pattern is _QUARTER:
                return quarter(year.year, int(found[2] or found[3]))
            return half_year(year.year, "上下".index(found[2]) + 1)
    return None


def in_kind(period: Period, kind: PeriodKind) -> Period:
    """The period of another kind that holds the end of this one."""
    return period_of(kind, period.last)


class PeriodBar(QWidget):
    """← 令和6年4月 → and the chips; `chosen` carries the period asked for."""

    chosen = Signal(object)

    def __init__(self, period: Period) -> None:
        super().__init__()
        self.period = period
        row = QHBoxLayout(self)
        lay(row, gap=3)
        self.back = step_button("left", "前の期間")
        self.on = step_button("right", "次の期間")
        self._label = PlainLabel(strong=True)
        self.kinds = ChipChoice(tuple(KINDS.items()), period.kind)
        for part in (self.back, self._label, self.on, self.kinds):
            row.addWidget(part)
        self.back.clicked.connect(lambda: self.chosen.emit(self.period.stepped(-1)))
        self.on.clicked.connect(lambda: self.chosen.emit(self.period.stepped(1)))
        self.kinds.chosen.connect(lambda kind: self.chosen.emit(in_kind(self.period, kind)))
        self.show_period(period)

    def show_period(self, period: Period) -> None:
        """Show another period."""
        self.period = period
        self._label.setText(period.label)
        self.kinds.show_code(period.kind)


class JumpField(QWidget):
    """A field that takes a month or year as people write it; Enter goes there."""

    chosen = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.kind: PeriodKind = "month"
        self._error = PlainLabel(tone=Tone.ERROR, size="caption")
        self.editor = TextEditor("期間へ移る（R6.4）")
        row = QHBoxLayout(self)
        lay(row, gap=2)
        row.addWidget(self._error)
        row.addWidget(self.editor)
        self.setFocusProxy(self.editor)
        self.editor.line.setAccessibleName("期間へ移る")
        self.editor.line.returnPressed.connect(self._go)
        self.editor.changed.connect(self._clear)
        self._error.hide()

    @property
    def complaint(self) -> str:
        """What is wrong with the words typed."""
        return self._error.words

    def _go(self) -> None:
        typed = self.editor.value()
        if not typed:
            return
        period = read_period(typed, self.kind, self._today)
        if period is None:
            self._error.setText(UNREADABLE)
            self._error.show()
            self.editor.mark_wrong(True)
            return
        self.editor.set_value("")
        self.chosen.emit(period)

    def _clear(self) -> None:
        if self.complaint:
            self._error.setText("")
            self._error.hide()
            self.editor.mark_wrong(False)
