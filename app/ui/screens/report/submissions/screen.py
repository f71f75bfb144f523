"""提出: the reports that were handed in on the left, one of them or a new one on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app.calendar.fiscal import Period, period_from
from app.reports.forms.form import Form
from app.reports.forms.own.queries import forms_on
from app.reports.submissions.queries import Submitted, submissions
from app.reports.submissions.since.queries import moved_since
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.screens.network.found_list import FoundList
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.report.submissions.hand_in_form import SUBMISSION
from app.ui.screens.report.submissions.pane import SubmissionPane
from app.ui.screens.report.titles import short_title
from app.ui.tables import Cell, Column, Kind, Page, Sort
from app.ui.theme import Size, Tone, lay
from app.ui.words import short_day

_NOTHING = "まだ提出した報告はありません。「提出する」で期間と様式を選ぶと、足りないものを調べてから確定できます。"
_LOOKED_AT = 12
"""So many of the newest are compared with the records of now, one after the other."""


class SubmissionList(FoundList):
    """Every submission, the newest first; what moved since comes row by row."""

    name, search_words, new_words = "submissions", "期間・様式", "提出する"
    title = "提出した報告"
    widths = "report/submissions"

    def __init__(self, desk: Desk) -> None:
        self._moved: dict[str, int] = {}
        self._waiting: list[str] = []
        self._looking = ""
        super().__init__(desk)
        refusal = desk.actor.refusal(Permission.SUBMIT_REPORT)
        if refusal:
            self.new.refuse(refusal)
        self._shown = ""
        self.model.loaded.connect(self._look_at_rows)

    def columns(self) -> tuple[Column, ...]:
        """Which period, which form, when, and whether it still holds."""
        return (
            Column("期間", "period", Kind.STRONG, width=104, cell=_period, sortable=False),
            Column("様式", "form", width=90, stretch=True, cell=_form, sortable=False),
            Column("提出", "day", Kind.DATE, width=82, cell=_day, sortable=False),
            Column("状態", "state", width=136, cell=self._state, sortable=False),
        )

    def prepare(self) -> None:
        """Take down what is searched for."""
        self._shown = self.search.text.strip()

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """Those whose period or form holds the words; there are never many."""
        rows = tuple(
            one
            for one in submissions(reading)
            if self._shown
            in f"{period_from(one.period_kind, one.period_key).label} {one.form_title}"
        )
        return Page(rows[offset : offset + limit], len(rows))

    def hint(self) -> tuple[str, str]:
        """How to begin."""
        if self._shown:
            return "この言葉に合う報告はありません。", ""
        return _NOTHING, "" if self.desk.actor.refusal(Permission.SUBMIT_REPORT) else "提出する"

    def act_on_hint(self) -> None:
        """Hand the first one in."""
        self.new_wanted.emit()

    def look_again(self) -> None:
        """Records changed: what moved is found out anew."""
        self._moved.clear()
        self._waiting.clear()
        self._look_at_rows()

    def _look_at_rows(self) -> None:
        rows = [row for _, row in self.model.loaded_rows() if not row.replaced]
        self._waiting = [row.id for row in rows[:_LOOKED_AT] if row.id not in self._moved]
        self._next()

    def _next(self) -> None:
        """One at a time: each counts a whole period."""
        if self._looking or not self._waiting or not self.isVisible():
            return
        asked = self._looking = self._waiting.pop(0)

        def arrived(found: int) -> None:
            self._looking = ""
            self._moved[asked] = found
            self.table.viewport().update()
            self._next()

        def failed(_: Exception) -> None:
            self._looking = ""

        self.desk.read(
            lambda reading: moved_since(reading, asked),
            arrived,
            failed=failed,
            owner=self,
            title="",
        )

    def _state(self, row: Submitted) -> Cell:
        if row.replaced:
            return Cell(tags=(("差替え済", Tone.MUTED),))
        moved = self._moved.get(row.id)
        if moved:
            return Cell(tags=((f"その後変わった {moved:,}件", Tone.WARNING),))
        return Cell(tags=(("提出済", Tone.GOOD),))


class SubmissionLeaf(Leaf):
    """Facts: submission, new (with form and period: for these), draft."""

    key, title, fact, new_kind = "submissions", "提出", "submission", SUBMISSION
    kinds = (SUBMISSION,)
    shows = ("reportsubmission",)
    found: SubmissionList
    pane: SubmissionPane

    def make_list(self) -> SubmissionList:
        """What was handed in."""
        return SubmissionList(self.desk)

    def make_pane(self) -> SubmissionPane:
        """One of it."""
        return SubmissionPane(self.desk)

    def open(self, facts: Mapping[str, Any]) -> None:
        """Show the list, and what the facts name; a form that waits looks at the records again."""
        period = facts.get("period")
        today = self.desk.office.clock.today()

        def arrived(forms: tuple[Form, ...]) -> None:
            self.pane.forms = forms
            if facts.get("new") and isinstance(period, Period):
                self.pane.begin_for(str(facts.get("form", "")), period)

        self.desk.read(lambda reading: forms_on(reading, today), arrived, owner=self, title="")
        if facts.get("new") and isinstance(period, Period):
            self.show_list(facts)
            return
        super().open(facts)
        self.pane.look_again()

    def heard(self, notice: Notice) -> None:
        """Records that are counted were changed."""
        super().heard(notice)
        if notice.touches("person", "episode", "activity", "event", "stagemove"):
            self.found.look_again()
            if self.isVisible():
                self.pane.look_again()


class SubmissionsScreen(Screen):
    """The part 提出 of 報告."""

    place = "report"
    keeps_typing = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.leaf = SubmissionLeaf(desk)
        column = QVBoxLayout(self)
        side, top = Size.PAGE_PADDING / Size.GRID, Size.PAGE_TOP / Size.GRID
        lay(column, gap=0, margins=(side, top, side, top))
        column.addWidget(self.leaf)
        desk.notices.changed.connect(self.leaf.heard)

    def open(self, where: Where) -> None:
        """Show what the facts name."""
        self.leaf.open(where.facts)

    def read_again(self) -> None:
        """The server is back."""
        self.leaf.read_again()

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost."""
        return self.leaf.pane.may_leave()

    def keep_typing(self) -> bool:
        """Whether what is typed is on its way into a draft."""
        return self.leaf.pane.keep_typing()

    def focus_first(self) -> None:
        """The form, or the list."""
        self.leaf.focus_first()

    def save(self) -> bool:
        """Hand in what the form holds."""
        return self.leaf.pane.save()

    def go_back(self) -> bool:
        """Leave the form or the search."""
        return self.leaf.go_back()


def _period(row: Submitted) -> str:
    return period_from(row.period_kind, row.period_key).label


def _form(row: Submitted) -> str:
    return short_title(row.form_title)


def _day(row: Submitted) -> str:
    return short_day(row.day)
