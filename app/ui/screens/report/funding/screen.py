"""経費: one page for each 年度."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.calendar.fiscal import Period, fiscal_year, fiscal_year_of
from app.staff.permissions import Permission
from app.ui.desk import Desk, Screen, Where
from app.ui.screens.report.funding.kinds import KINDS, SPENDING, YEAR
from app.ui.screens.report.funding.pane import FundingPane
from app.ui.theme import lay
from app.ui.widgets.buttons import step_button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Page


class YearBar(QWidget):
    """← 令和8年度 →; `chosen` carries the year asked for."""

    chosen = Signal(int)

    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year
        self.back, self.on = step_button("left", "前の年度"), step_button("right", "次の年度")
        self._label = PlainLabel(strong=True)
        row = QHBoxLayout(self)
        lay(row, gap=3)
        for part in (self.back, self._label, self.on):
            row.addWidget(part)
        self.back.clicked.connect(lambda: self.chosen.emit(self.year - 1))
        self.on.clicked.connect(lambda: self.chosen.emit(self.year + 1))
        self.show_year(year)

    def show_year(self, year: int) -> None:
        """Show another 年度."""
        self.year = year
        self._label.setText(fiscal_year(year).label)


class FundingScreen(Screen):
    """Facts: period (its 年度 is shown), draft, new (a payment)."""

    place = "report"
    draft_kinds = KINDS
    keeps_typing = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.refusal = desk.actor.refusal(Permission.READ_FUNDING)
        self.bar = YearBar(fiscal_year_of(desk.office.clock.today()))
        self.pane = FundingPane(desk)
        page = Page("経費")
        page.put_beside_title(self.bar)
        page.add(self.pane, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        self.bar.chosen.connect(self.show_year)
        desk.notices.changed.connect(self.pane.heard)

    def open(self, where: Where) -> None:
        """Show the 年度 that is named, or the one shown before."""
        waiting = self.desk.drafts.find(str(where.facts.get("draft", "")))
        wanted = where.facts.get("period")
        if self.refusal:
            self.pane.show_nothing(self.refusal)
        elif waiting is not None:
            self.pane.resume(waiting)
            if self.pane.record_id:
                self.bar.show_year(int(self.pane.record_id))
        elif isinstance(wanted, Period):
            self.show_year(fiscal_year_of(wanted.last))
        else:
            self.show_year(self.bar.year, new=bool(where.facts.get("new")))

    def show_year(self, year: int, *, new: bool = False) -> None:
        """Show the money of a 年度; `new` begins a payment, or the contract it needs first."""
        if self.pane.being_saved():
            return
        self.bar.show_year(year)
        self.pane.open_record(str(year), self._begin if new else None)

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost; asks otherwise."""
        return self.pane.may_leave()

    def keep_typing(self) -> bool:
        """Whether all that is typed is on its way into drafts."""
        return self.pane.keep_typing()

    def read_again(self) -> None:
        """The server is back."""
        self.pane.reload()

    def focus_first(self) -> None:
        """The form that is open, else the first button of the page."""
        self.pane.focus_first()

    def save(self) -> bool:
        """Save the form that is open; says whether there was one."""
        return self.pane.save()

    def go_back(self) -> bool:
        """Leave the form that is open; says whether there was one."""
        return self.pane.go_back()

    def _begin(self) -> None:
        data = self.pane.data
        if data is None or data.edit_refusal or self.pane.form is not None:
            return
        if data.year is None:
            self.pane.edit(YEAR)
        else:
            self.pane.edit_part(SPENDING, "new")
