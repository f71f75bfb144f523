"""旅費 of a month taken over from the 支援経過 in one step."""

from __future__ import annotations

from app.calendar.fiscal import Period, fiscal_year
from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.funding.rules import WHOLE
from app.funding.trips.queries import Trip, unpaid
from app.staff.permissions import Permission
from app.storage.records import FundingYear, Spending, SpendingTrip
from app.storage.transactions import take_turn
from app.storage.work import Work

TRAVEL = "travel"
_NAMELESS = "担当の書かれていない支援経過"
_NOTHING = "この月に、まだ取り込んでいない交通費はありません。"


def take_over(work: Work, year_id: str, month: Period, expected: tuple[int, int]) -> int:
    """Make one payment for each member of staff (and part) from the ways of a month.

    `expected` is how many ways and yen the person saw. Gives the number of payments; each way is
    paid once.
    """
    work.require(Permission.EDIT_FUNDING)
    year = work.get(FundingYear, year_id)
    # two desks that take over the same month take turns: the second finds nothing left
    take_turn(work.session, work.office_id)
    trips = unpaid(work, month)
    if not fiscal_year(year.fiscal_year).contains(month.first) or not trips:
        raise InvalidInput((FieldProblem("month", _NOTHING),))
    if (len(trips), sum(one.fare for one in trips)) != expected:
        raise ChangedMeanwhile(
            "支援経過の交通費が、画面を開いたあとに変わりました。まだ何も取り込んでいません。"
            "画面を読み直して、件数と金額を確かめてください。"
        )
    groups: dict[tuple[str, str], list[Trip]] = {}
    for trip in trips:
        part = trip.part if year.divided else WHOLE
        groups.setdefault((trip.worker, part), []).append(trip)
    for (worker, part), own in sorted(groups.items()):
        _pay(work, year, month, worker, part, own)
    total = sum(one.fare for one in trips)
    work.touch(year)
    work.tell(
        "spending.trips_taken",
        f"{month.label}の旅費を支援経過から取り込み（{len(trips)}件 {total:,}円）",
        subject_kind="funding_year",
        subject_id=year.id,
        details={"payments": len(groups), "trips": [one.activity_id for one in trips]},
    )
    return len(groups)


def _pay(
    work: Work, year: FundingYear, month: Period, worker: str, part: str, trips: list[Trip]
) -> None:
    last = max(one.day.last for one in trips)
    spending = Spending(
        year_id=year.id,
        day=min(last, work.clock.today()),
        category=TRAVEL,
        part=part,
        payee=worker or _NAMELESS,
        what=f"{month.first.month}月の旅費（支援経過{len(trips)}件）",
        amount=sum(one.fare for one in trips),
        units=1,
        withdrawn_why="",
    )
    work.add(spending)
    work.session.flush()
    for one in trips:
        work.add(SpendingTrip(spending_id=spending.id, activity_id=one.activity_id, fare=one.fare))
