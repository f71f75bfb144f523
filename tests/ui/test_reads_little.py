"""A start reads the code of what it shows: the rest is read beside it, or on the click that needs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ("reportlab", "xlsxwriter", "openpyxl", "pypdfium2", "PIL", "python_calamine")
CASE = "app.ui.screens.cases.page"
BESIDE = (
    "app.attachments.rules",
    "app.consent.laws",
    "app.consent.rules",
    "app.deadlines.beside.queries",
    "app.deadlines.tasks.actions",
    "app.handoff.overview.queries",
    "app.handoff.partners",
    "app.meetings.rules",
    "app.staff.handover",
    "app.staff.second",
    "app.storage.records.people_of_office",
    "app.storage.records.placement",
    "app.storage.staff_keys",
    "app.subject_access",
)
"""What 今日 reads once its days stand there."""
RECORDS = tuple(
    f"app.storage.records.{name}"
    for name in (
        *("activity_revision", "assessment", "attachment", "consent_disclosure", "event"),
        *("handoff", "health", "meeting_course", "municipality", "organisation_facts", "phrase"),
        *("probation_course", "related_person", "restriction", "retention", "subject_access"),
    )
)
"""Records that neither the days of 今日 nor the list of cases ask for."""
DAYS = (
    *("app.deadlines.queries", "app.meetings.planned.queries", "app.schedule.queries"),
    *(
        f"app.storage.records.{name}"
        for name in (
            *("activity", "application", "assessment_plan", "case_course", "consent", "meeting"),
            *("network", "note_text", "person_certificate", "person_merge", "probation"),
            *("referral", "schedule"),
        )
    ),
)
"""What the days of 今日 ask for: read once the window stands, and by who goes to ケース at once later."""
WHEN_USED = (
    *("app.calendar.typing", "app.cases.rules", "app.cases.stages"),
    *("app.deadlines.rule", "app.handoff.letters.kinds", "app.people.merging.rules"),
    *("app.reports.xlsx.cells", "app.storage.embedded.backup", "app.storage.embedded.checking"),
)
"""What a list of cases and an empty 今日 do not need: read where it is used."""
AHEAD = "from app.ui.window import MODULES; from importlib import import_module as read; [*map(read, MODULES)]"


@pytest.mark.parametrize(
    ("read", "left"),
    [
        (
            "app.ui.program",
            (
                "sqlalchemy",
                "sqlcipher3",
                "alembic",
                "app.ui.screens.sign_in",
                "app.ui.window",
                *WHEN_USED,
                *PAPERS,
            ),
        ),
        (
            "app.ui.window",
            (
                "alembic",
                "psycopg",
                "app.ui.screens.today",
                CASE,
                *DAYS,
                *RECORDS,
                *WHEN_USED,
                *PAPERS,
            ),
        ),
        (
            "app.ui.screens.today",
            ("alembic", "psycopg", CASE, *DAYS, *BESIDE, *RECORDS, *WHEN_USED, *PAPERS),
        ),
        ("app.ui.screens.today_look", ("alembic", "psycopg", CASE, *BESIDE, *RECORDS, *PAPERS)),
        (
            "app.ui.screens.cases.screen",
            (
                "alembic",
                "app.ui.screens.cases.sections",
                CASE,
                *DAYS,
                *BESIDE,
                *RECORDS,
                *WHEN_USED,
                *PAPERS,
            ),
        ),
        ("app.ui.papers.preview", PAPERS),
    ],
)
def test_what_is_shown_later_is_not_read(read: str, left: tuple[str, ...]) -> None:
    assert _read_of(left, f"import {read}") == []


def test_what_is_read_ahead_draws_no_papers_and_makes_no_workbooks() -> None:
    """They are a tenth of all code that is read, and many days need none of it."""
    left = (*PAPERS, "alembic", "psycopg", "urllib.request", "http.client")
    assert _read_of(left, AHEAD) == []


def _read_of(names: tuple[str, ...], reading: str) -> list[str]:
    said = f"{reading}; import sys; print(*sorted(set({names!r}) & set(sys.modules)))"
    ended = subprocess.run(
        [sys.executable, "-c", said],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return ended.stdout.split()
