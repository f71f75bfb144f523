"""A ledger that is taken in again after entries of it were corrected or taken back here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.calendar.fiscal import fiscal_year
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.ledgers import actions, queries
from app.ledgers.layout import find_mapping
from app.ledgers.on_record.queries import existing
from app.ledgers.plan import make_plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.writing.actions import export_ledger
from app.reports.counting.figures import figures
from app.storage.records import Activity
from tests.conftest import OpenedOffice
from tests.ledgers.read_once import workbook_of

LEDGER = Path(__file__).resolve().parents[1] / "samples" / "ledger_standard_r6.xlsx"


def plan_of(opened: OpenedOffice, path: Path) -> Any:
    workbook = workbook_of(path)
    with opened.office.reading(opened.actor) as reading:
        mapping = find_mapping(workbook, queries.saved_mappings(reading))
        ledger = read_ledger(workbook, mapping, today=opened.office.clock.today())
        known = existing(reading, ledger.wanted)
    return make_plan(ledger, known)


def minutes(opened: OpenedOffice) -> tuple[int, int]:
    """Entries and minutes of the year."""
    with opened.office.reading(opened.actor) as reading:
        found = figures(reading, fiscal_year(2024))
    return found.number("activities.total_count"), found.number("activities.total_minutes")


def test_old_lines_are_not_taken_for_new_contacts(opened: OpenedOffice, tmp_path: Path) -> None:
    first = plan_of(opened, LEDGER)
    with opened.office.work(opened.actor) as work:
        actions.apply(work, first)
    count, whole = minutes(opened)
    with opened.office.reading(opened.actor) as reading:
        mended, wrong = reading.session.scalars(
            select(Activity)
            .where(Activity.episode_id.is_not(None), Activity.minutes > 0)
            .order_by(Activity.day, Activity.id)
            .limit(2)
        )
    typed = ActivityInput(
        mended.day.iso.replace("-", "/"), mended.means, str(mended.minutes), mended.partner,
        mended.content, mended.worker,
    )  # fmt: skip
    longer = replace(typed, minutes=str(mended.minutes + 7), content="直した。")
    again = replace(longer, content="もう一度直した。")
    with opened.office.work(opened.actor) as work:
        contacts.correct_activity(work, mended.id, 1, longer, "時間の間違い")
    with opened.office.work(opened.actor) as work:
        contacts.correct_activity(work, mended.id, 2, again, "書き足し")
        contacts.withdraw_activity(work, wrong.id, 1, "別の人の記録だった")
    assert minutes(opened) == (count - 1, whole + 7 - wrong.minutes)

    assert plan_of(opened, LEDGER).changes_nothing
    out = tmp_path / "書き出し.xlsx"
    with opened.office.work(opened.actor) as work:
        export_ledger(work, out)
    assert plan_of(opened, out).changes_nothing
    assert minutes(opened) == (count - 1, whole + 7 - wrong.minutes)
