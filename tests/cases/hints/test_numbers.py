"""The 管理番号 of a new case follows those before it."""

from __future__ import annotations

from datetime import date

import pytest

from app.cases import actions as cases
from app.cases.hints.queries import next_number
from app.cases.hints.rules import following
from app.codes import Service
from app.people import actions as people
from app.people.rules import PersonInput
from tests.conftest import OpenedOffice

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((("R8-C-009", "2026-05-01"), ("R8-C-010", "2026-06-01")), "R8-C-011"),
        ((("R8-C-010", "2026-05-01"), ("R8-C-009", "2026-06-01")), "R8-C-011"),
        ((("R7-C-031", "2026-03-30"),), "R8-C-001"),
        ((("R7-C-031", "2026-03-30"), ("R8-C-002", "2026-03-31")), "R8-C-003"),
        ((("2025-7", "2026-03-30"),), "2026-1"),
        ((("令和8年度第12号", "2026-06-01"),), "令和8年度第13号"),
        ((("令和7年度第12号", "2025-06-01"),), "令和8年度第1号"),
        ((("1234", "2025-06-01"),), "1235"),
        ((("099", "2026-06-01"),), "100"),
        ((("コ12", "2026-06-01"),), "コ13"),
        ((("相談", "2026-06-01"),), ""),
        ((("08012345678", "2026-06-01"),), ""),
        ((), ""),
    ],
)
def test_what_follows(given: tuple[tuple[str, str], ...], wanted: str) -> None:
    known = [(number, date.fromisoformat(day)) for number, day in given]
    assert following(known, TODAY) == wanted


def test_each_work_counts_for_itself(opened: OpenedOffice) -> None:
    with opened.office.work(opened.actor) as work:
        person = people.register(work, PersonInput("例示 渚", "", "female", ""))
        for service, number in (("coordination", "R8-C-007"), ("consultation", "R8-K-030")):
            typed = {"start": "R8.5.1", "number": number}
            cases.open_episode(work, person, Service(service), typed)
    with opened.office.reading(opened.actor) as reading:
        found = [next_number(reading, Service(one)) for one in ("coordination", "follow_up")]
    assert found == ["R8-C-008", ""]
