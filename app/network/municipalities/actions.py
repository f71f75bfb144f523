"""Changes to what municipalities do, by 年度."""

from __future__ import annotations

from sqlalchemy import select

from app import codes, places
from app.calendar.fiscal import fiscal_year as year_named
from app.errors import ChangedMeanwhile, FieldProblem, InvalidInput
from app.network.municipalities.rules import RUNS, YearInput, check_year
from app.staff.permissions import Permission
from app.storage.records import MunicipalityYear, Organisation
from app.storage.transactions import take_turn
from app.storage.work import CHANGED, Work

_COPIED = (
    *("municipality", "runs", "multi_agency_id", "outreach_id", "participation_id"),
    *("consultation_ids", "note"),
)


def write(work: Work, municipality: str, fiscal_year: int, version: int, typed: YearInput) -> None:
    """Keep what a municipality does in a 年度; `version` is 0 for the first time."""
    work.require(Permission.EDIT_NETWORK)
    checked = check_year(typed, fiscal_year, work.clock.today())
    if all(one.code != municipality for one in places.municipalities()):
        problem = FieldProblem("runs", "市区町村の一覧にない番号です。一覧から選び直してください。")
        raise InvalidInput((problem,))
    for one in checked.named:
        work.get(Organisation, one)
    # two desks that write for the first time take turns: there is one row for a 年度
    take_turn(work.session, work.office_id)
    row = work.session.scalar(
        select(MunicipalityYear).where(
            MunicipalityYear.office_id == work.office_id,
            MunicipalityYear.municipality == municipality,
            MunicipalityYear.fiscal_year == fiscal_year,
        )
    )
    if (0 if row is None else row.version) != version:
        raise ChangedMeanwhile(CHANGED)
    if row is None:
        row = MunicipalityYear(municipality=municipality, fiscal_year=fiscal_year)
        _put(row, checked)
        work.add(row)
    else:
        _put(row, checked)
    work.touch(row)
    label = year_named(fiscal_year).label
    work.tell(
        "municipality.written",
        f"{places.municipality_name(municipality)}の{label}の重層事業を記録"
        f"（{codes.label(RUNS, checked.runs)}）",
        subject_kind="municipality",
        subject_id=row.id,
    )


def copy_forward(work: Work, fiscal_year: int) -> int:
    """Begin a 年度 with what stood in the one before, where nothing is written yet."""
    work.require(Permission.EDIT_NETWORK)
    take_turn(work.session, work.office_id)
    rows = work.session.scalars(
        select(MunicipalityYear).where(
            MunicipalityYear.office_id == work.office_id,
            MunicipalityYear.fiscal_year.in_((fiscal_year - 1, fiscal_year)),
        )
    ).all()
    written = {row.municipality for row in rows if row.fiscal_year == fiscal_year}
    copied = [row for row in rows if row.municipality not in written]
    for row in copied:
        check_year(YearInput(row.runs), fiscal_year, work.clock.today())
        values = {name: getattr(row, name) for name in _COPIED}
        work.add(MunicipalityYear(fiscal_year=fiscal_year, **values))
    if copied:
        label = year_named(fiscal_year).label
        work.tell(
            "municipality.copied",
            f"前年度の重層事業の記録を{label}に写した（{len(copied):,}市区町村）",
            subject_kind="office",
        )
    return len(copied)


def _put(row: MunicipalityYear, checked: YearInput) -> None:
    row.runs, row.note = checked.runs, checked.note
    row.multi_agency_id = checked.multi_agency or None
    row.outreach_id = checked.outreach or None
    row.participation_id = checked.participation or None
    row.consultation_ids = list(checked.consultation)
