"""What may be typed: durations, contacts, fields of each 業務, the table of moves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import codes
from app.calendar.partial import PartialDate
from app.cases import stages
from app.cases.contacts.rules import ActivityInput, check_activity, read_minutes
from app.cases.fields import FIELDS, of_service
from app.cases.rules import check_episode
from app.codes import CASE_SERVICES, Service

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90", 90), ("90分", 90), ("９０", 90), ("1時間15分", 75), ("1時間半", 90), ("2.5h", 150),
        ("1:30", 90), ("0:05", 5), ("00:10:00", 10), ("1時間", 60), (" 15 分 ", 15),
        ("半日", None), ("30～40分", None), ("？", None), ("", None), ("半", None), ("-5", None),
    ],
)  # fmt: skip
def test_durations_as_people_write_them(typed: str, minutes: int | None) -> None:
    assert read_minutes(typed) == minutes


@given(st.integers(0, 23), st.integers(0, 59))
def test_hours_and_minutes_in_every_spelling(hours: int, minutes: int) -> None:
    total = hours * 60 + minutes
    assert read_minutes(f"{hours}時間{minutes}分") == total
    assert read_minutes(f"{hours}:{minutes:02d}") == total
    assert read_minutes(f"{total}") == total


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_durations(text: str) -> None:
    found = read_minutes(text)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (ActivityInput("R8.11.25", "phone", "10", "", "", ""), "day"),
        (ActivityInput("R8.11", "phone", "10", "", "", ""), "day"),
        (ActivityInput("11/24", "", "10", "", "", ""), "means"),
        (ActivityInput("11/24", "phone", "半日", "", "", ""), "minutes"),
        (ActivityInput("11/24", "phone", "25時間", "", "", ""), "minutes"),
    ],
)
def test_a_contact_says_what_is_wrong(typed: ActivityInput, field: str) -> None:
    assert [problem.field for problem in check_activity(typed, TODAY).problems] == [field]


def test_a_day_without_a_year_is_the_last_such_day() -> None:
    checked = check_activity(ActivityInput("4/2", "phone", "10", "", "", ""), TODAY)
    assert checked.day == PartialDate(2026, 4, 2)


def test_every_service_has_its_columns_and_code_tables() -> None:
    for service in CASE_SERVICES:
        names = {field.name for field in of_service(service)}
        assert {"number", "start", "end", "end_reason", "elderly", "suspected", "note"} <= names
        for field in of_service(service):
            if field.table:
                scope = str(service) if field.table == "end_reason" else ""
                assert codes.table(field.table).choices(scope)
    assert "detention_end" not in {field.name for field in of_service(Service.COORDINATION)}


def test_marks_and_dates_are_read_together() -> None:
    checked = check_episode(
        Service.SUSPECT_SUPPORT,
        {"start": "R8.11.1", "arrest": "R8.10.29", "detention": "R8.10.27", "elderly": True},
        TODAY,
    )
    assert checked.values["elderly"] is True
    assert checked.values["arrest"] == PartialDate(2026, 10, 29)
    assert [problem.field for problem in checked.problems] == ["detention"]


def test_the_words_of_fields_differ_by_service() -> None:
    start = next(field for field in FIELDS if field.name == "start")
    assert [start.label(service) for service in CASE_SERVICES] == [
        "依頼日", "開始日", "受付日", "依頼日", "受理日", "申出日", "協議の日",
    ]  # fmt: skip


def test_every_stage_can_be_closed_and_reopened() -> None:
    for service, order in stages.ORDER.items():
        for stage in order[:-1]:
            assert stages.find(service, stage, stages.CLOSED) is not None
            assert stages.find(service, stages.CLOSED, stage) is not None
            assert codes.label("stage", stage, service) != stage
    assert stages.find(Service.FOLLOW_UP, "following", "moved") is None


@pytest.mark.parametrize(
    ("service", "values", "stage"),
    [
        (Service.COORDINATION, {}, "requested"),
        (Service.COORDINATION, {"consent": PartialDate(2026, 1, 1)}, "assessment"),
        (Service.COORDINATION, {"dest_kind": "hospital"}, "decided"),
        (
            Service.COORDINATION,
            {"dest_kind": "hospital", "move": PartialDate(2026, 12, 1)},
            "decided",
        ),
        (
            Service.COORDINATION,
            {"dest_kind": "hospital", "move": PartialDate(2026, 11, 1)},
            "moved",
        ),
        (Service.COORDINATION, {"end": PartialDate(2026, 11, 1)}, "closed"),
        (Service.CONSULTATION, {"continuing": "continuing"}, "continuing"),
        (Service.CONSULTATION, {"continuing": "once"}, "received"),
        (Service.SUSPECT_SUPPORT, {"release": PartialDate(2026, 11, 1)}, "aid"),
        (Service.FOLLOW_UP, {}, "following"),
    ],
)
def test_the_stage_a_ledger_row_shows(
    service: Service, values: dict[str, object], stage: str
) -> None:
    assert stages.from_ledger(service, values, TODAY) == stage


def test_penalties_follow_the_law_of_their_day() -> None:
    before = dict(codes.table("penalty").choices(on=date(2025, 5, 31)))
    after = dict(codes.table("penalty").choices(on=date(2025, 6, 1)))
    assert "懲役" in before.values()
    assert "拘禁刑" not in before.values()
    assert "拘禁刑" in after.values()
    assert "懲役" not in after.values()


def test_kosei_shisetsu_is_not_kosei_hogo_shisetsu() -> None:
    kinds = codes.table("dest_kind")
    assert kinds.code_for("更生施設") != kinds.code_for("更生保護施設")
    assert kinds.code_for("更保") == kinds.code_for("更生保護施設")
