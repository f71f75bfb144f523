"""Changes to the register of staff and their hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.errors import FieldProblem, InvalidInput
from app.funding.register.rules import StaffInput, check_hours, check_staff
from app.staff.permissions import Permission
from app.storage.records import FundingHours, FundingStaff, Spending
from app.storage.work import Work

_PAID = (
    "この人の支出が記録されているので、消せません。勤務の終わりの日を入れると、名簿から外れます。"
)


def add(work: Work, typed: StaffInput) -> str:
    """Keep a new member of staff and give back the id."""
    work.require(Permission.EDIT_FUNDING)
    row = FundingStaff()
    _write(row, typed, work.clock.today())
    work.add(row)
    _tell(work, row, "funding.staff_added", "職員を名簿に記録")
    return row.id


def change(work: Work, staff_id: str, version: int, typed: StaffInput) -> None:
    """Keep what was corrected of a member of staff."""
    work.require(Permission.EDIT_FUNDING)
    row = _staff(work, staff_id, version)
    _write(row, typed, work.clock.today())
    _tell(work, row, "funding.staff_changed", "名簿の職員を訂正")


def set_hours(
    work: Work, staff_id: str, version: int, typed: Mapping[date, tuple[str, str]]
) -> None:
    """Keep the hours of the months named; a month left empty has none."""
    work.require(Permission.EDIT_FUNDING)
    row = _staff(work, staff_id, version)
    wanted = check_hours(typed, work.clock.today())
    kept = {one.month: one for one in _hours(work, staff_id) if one.month in typed}
    for month, one in kept.items():
        if month not in wanted:
            work.session.delete(one)
    for month, (whole, own) in wanted.items():
        found = kept.get(month)
        if found is None:
            work.add(
                FundingHours(staff_id=row.id, month=month, whole_minutes=whole, own_minutes=own)
            )
        else:
            found.whole_minutes, found.own_minutes = whole, own
    # the hours hang on the person: they count as changed although no field of theirs did
    flag_modified(row, "note")
    _tell(work, row, "funding.hours_set", "勤務時間を記録")


def remove(work: Work, staff_id: str, version: int) -> None:
    """Take away somebody who was entered by mistake and for whom nothing was paid."""
    work.require(Permission.EDIT_FUNDING)
    row = _staff(work, staff_id, version)
    paid = select(Spending.id).where(
        Spending.office_id == work.office_id, Spending.staff_id == staff_id
    )
    if work.session.scalar(paid.limit(1)) is not None:
        raise InvalidInput((FieldProblem("name", _PAID),))
    for one in _hours(work, staff_id):
        work.session.delete(one)
    work.session.flush()
    _tell(work, row, "funding.staff_removed", "名簿の職員を消した")
    work.session.delete(row)


def _staff(work: Work, staff_id: str, version: int) -> FundingStaff:
    row = work.get(FundingStaff, staff_id)
    work.check_version(row, version)
    return row


def _hours(work: Work, staff_id: str) -> list[FundingHours]:
    found = select(FundingHours).where(
        FundingHours.office_id == work.office_id, FundingHours.staff_id == staff_id
    )
    return list(work.session.scalars(found))


def _write(row: FundingStaff, typed: StaffInput, today: date) -> None:
    for name, value in vars(check_staff(typed, today)).items():
        setattr(row, name, list(value) if name == "qualifications" else value)


def _tell(work: Work, row: FundingStaff, kind: str, words: str) -> None:
    work.touch(row)
    work.tell(kind, f"{words}：{row.name}", subject_kind="funding_staff", subject_id=row.id)
