"""重層事業 of a municipality in one 年度: what may be typed (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.calendar.fiscal import fiscal_year_of
from app.cases.checking import Checking

RUNS = "municipality_runs"
FIRST_YEAR = 2021
"""令和3年度: 社会福祉法106条の4 in force from 令和3年4月1日."""
PROJECTS = {
    "multi_agency": "多機関協働事業",
    "outreach": "アウトリーチ等を通じた継続的支援事業",
    "participation": "参加支援事業",
    "consultation": "包括的相談支援事業",
}
"""Field → the 事業 of 社会福祉法106条の4第2項 (5号, 4号, 2号, 1号); the order of the page."""


@dataclass(frozen=True)
class YearInput:
    """What was typed for one 年度: whether it runs, and ids of the 関係機関 that do it."""

    runs: str = "unknown"
    multi_agency: str = ""
    outreach: str = ""
    participation: str = ""
    consultation: tuple[str, ...] = ()
    note: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The ids of every 関係機関 that does something."""
        one_each = (self.multi_agency, self.outreach, self.participation)
        return tuple(dict.fromkeys(one for one in (*one_each, *self.consultation) if one))


def check_year(typed: YearInput, fiscal_year: int, today: date) -> YearInput:
    """The same, tidied; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    checking.code("runs", "実施の状況", RUNS, typed.runs)
    checked = YearInput(
        runs=typed.runs,
        multi_agency=typed.multi_agency,
        outreach=typed.outreach,
        participation=typed.participation,
        consultation=tuple(dict.fromkeys(one for one in typed.consultation if one)),
        note=checking.text("note", "備考", typed.note),
    )
    if fiscal_year not in years_open(today):
        checking.wrong("runs", "令和3年度から来年度までの年度に記録できます。")
    if checked.runs == "no" and checked.named:
        checking.wrong(
            "runs", "事業者が入力されています。「未実施」のときは事業者を空にしてください。"
        )
    checking.settle()
    return checked


def years_open(today: date) -> range:
    """The 年度 that can be written about: since the law is in force, to the next one."""
    return range(FIRST_YEAR, fiscal_year_of(today) + 2)
