"""履歴 by person: how many cases each of the staff looked at, took out, and tried in vain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.clock import JST
from app.history.staff.queries import of_staff
from app.history.staff.rules import SIGNED_OUT_OF_HOURS, OfStaff
from app.history.viewing import of_history
from app.ui.desk import Desk
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone
from app.ui.widgets.list_table import ListTable
from app.ui.words import near_day

ABOUT = f"「ほかの担当」は、別の人が担当するケースの数です。「時間外」は{SIGNED_OUT_OF_HOURS}です。"


class StaffTable(ListTable):
    """A row for each of the staff; opening one shows what they did, entry by entry."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.model_of_staff = ListModel(_columns(desk.office.clock.today()))
        super().__init__(self.model_of_staff, row_key=lambda row: row.staff_id)
        self.setAccessibleName("人ごとの履歴")

    def show_span(self, first: date, last: date) -> None:
        """Count again; that somebody looked is in the history itself."""
        self.desk.read(
            lambda reading: of_staff(reading, first, last),
            self.model_of_staff.show_rows,
            owner=self,
            viewing=of_history("人ごとの集計"),
        )


def _columns(today: date) -> tuple[Column, ...]:
    def when(row: OfStaff) -> str:
        if row.last is None:
            return "—"
        at = row.last.astimezone(JST)
        return f"{near_day(at.date(), today)} {at:%H:%M}"

    return (
        Column("だれ", "name", Kind.STRONG, width=180, stretch=True, sortable=False),
        Column("見たケース", "cases", Kind.NUMBER, width=110, sortable=False, cell=_count("cases")),
        Column("ほかの担当", "others", Kind.NUMBER, width=110, sortable=False, cell=_count("others")),
        Column("時間外", "out_of_hours", Kind.NUMBER, width=100, sortable=False,
               cell=_count("out_of_hours")),
        Column("印刷・書き出し", "taken_out", Kind.NUMBER, width=130, sortable=False,
               cell=_count("taken_out")),
        Column("できなかった", "failed", Kind.NUMBER, width=120, sortable=False,
               cell=_count("failed", Tone.WARNING)),
        Column("最後", "last", Kind.MUTED, width=140, sortable=False, cell=when),
    )  # fmt: skip


def _count(key: str, tone: Tone | None = None) -> Callable[[OfStaff], Cell]:
    def cell(row: OfStaff) -> Cell:
        count = getattr(row, key)
        return Cell(f"{count:,}", tone=tone if count else Tone.MUTED)

    return cell
