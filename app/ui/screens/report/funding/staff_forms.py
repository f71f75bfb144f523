"""The forms of the register: one member of staff, and their hours in a 年度."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QWidget

from app import codes
from app.calendar import wareki
from app.calendar.fiscal import fiscal_year
from app.funding.queries import FundingPage
from app.funding.register import actions
from app.funding.register.queries import StaffFacts
from app.funding.register.rules import POSTS, QUALIFICATIONS, StaffInput, hours_fields
from app.storage.work import Work
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.network.pane_form import PaneForm
from app.ui.screens.report.funding.kinds import NEW_PART
from app.ui.widgets.field_row import (
    check_field,
    checks_field,
    choice_field,
    date_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import ReasonLine

_DEDICATED = "この事業だけの仕事をする（専任）"
_HOURS = (
    "全体の時間と、そのうちこの事業に従事した時間です。専任でない人の経費は、この割合で数えます。"
)


def staff_in(data: FundingPage | None, staff_id: str) -> StaffFacts | None:
    """Somebody of the register."""
    rows = data.staff if data is not None else ()
    return next((one for one in rows if one.id == staff_id), None)


class StaffForm(PaneForm[FundingPage]):
    """One member of staff, new or corrected."""

    title, watched, remove_words = "職員", ("note",), "この人を名簿から消す"

    def rows_form(self) -> Form:
        """Who, since when, with which qualifications."""
        form = Form(self.columns_in(self.pane.width()))
        reader = date_reader(self.desk.office.clock.today())
        form.add(text_field("name", "氏名"))
        form.add(choice_field("post", "職種", codes.table(POSTS).choices()))
        form.add(date_field("since", "勤務の始まり", reader, placeholder=DATE_EXAMPLE))
        form.add(date_field("until", "勤務の終わり", reader, placeholder="働いている間は空のまま"))
        form.add(check_field("dedicated", "専任", _DEDICATED), wide=True)
        form.add(
            checks_field("qualifications", "資格", codes.table(QUALIFICATIONS).choices()),
            wide=True,
        )
        form.add(
            date_field("qualified_since", "資格の登録日（勤務の途中なら）", reader),
        )
        form.add(lines_field("note", "備考", lines=1), wide=True)
        return form

    def newest(self, data: FundingPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The person on record; a new one begins with the 年度."""
        if data is None or data.edit_refusal:
            return None
        if self.part_id == NEW_PART:
            first = wareki.short(data.period.first)
            return asdict(StaffInput("", "counsellor", first)), ()
        one = staff_in(data, self.part_id)
        return None if one is None else (asdict(one.typed()), (one.version,))

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "post":
            return codes.label(POSTS, value or None)
        if key == "qualifications":
            return "・".join(codes.label(QUALIFICATIONS, one) for one in value)
        return ("専任" if value else "専任でない") if key == "dedicated" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the person."""
        typed = StaffInput(**{key: row.value() for key, row in self.rows.items()})
        record, versions = self.part_id, self.versions
        if not versions:
            return lambda work: actions.add(work, typed)
        return lambda work: actions.change(work, record, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before somebody is taken away."""
        if not self.versions:
            return None
        record, version = self.part_id, self.versions[0]
        words = "名簿から、この人と勤務時間を消します。元には戻せません。"
        return words, lambda work: actions.remove(work, record, version)


class HoursForm(PaneForm[FundingPage]):
    """The hours of somebody, month by month."""

    title = "勤務時間"

    def rows_form(self) -> Form:
        """Two fields for each month."""
        form = Form(2 * self.columns_in(self.pane.width() // 2))
        for month in fiscal_year(int(self.record_id)).months():
            whole, own = hours_fields(month.first)
            form.add(text_field(whole, f"{month.first.month}月　全体", placeholder="例 160"))
            form.add(text_field(own, f"{month.first.month}月　この事業"))
        form.take_blocks(2)
        return form

    def bars(self) -> tuple[QWidget, ...]:
        """Whose hours, and what they are for."""
        one = staff_in(self.pane.data, self.part_id)
        return () if one is None else (ReasonLine(f"{one.facts.name}さん。{_HOURS}"),)

    def newest(self, data: FundingPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The hours on record."""
        one = staff_in(data, self.part_id)
        if one is None or data is None or data.edit_refusal:
            return None
        return one.typed_hours(data.period.months()), (one.version,)

    def action(self) -> Callable[[Work], Any]:
        """Keep the hours of every month."""
        typed = {}
        for month in fiscal_year(int(self.record_id)).months():
            whole, own = (str(self.rows[name].value()) for name in hours_fields(month.first))
            typed[month.first] = (whole, own)
        record, version = self.part_id, self.versions[0]
        return lambda work: actions.set_hours(work, record, version, typed)
