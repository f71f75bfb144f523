"""Days that cannot be true at once are refused at the field, with what to type instead."""

from __future__ import annotations

from datetime import date

import pytest

from app.calendar.partial import PartialDate
from app.cases.days.rules import At, against_days
from app.cases.rules import Value, check_episode
from app.codes import Service

TODAY = date(2026, 11, 24)
CO, FU, CN, SU = (
    Service.COORDINATION,
    Service.FOLLOW_UP,
    Service.CONSULTATION,
    Service.SUSPECT_SUPPORT,
)


@pytest.mark.parametrize(
    ("service", "kept", "typed", "field", "words"),
    [
        (CO, {}, {"end": "R8.3.1"}, "end", "終了日が依頼日（R8.4.1）より前です"),
        (CN, {}, {"end": "R8.3.1"}, "end", "受付日（R8.4.1）より前"),
        (CO, {"end": "R8.6.1"}, {"start": "R8.7.1"}, "start", "終了日（R8.6.1）よりあとです"),
        (CO, {}, {"move": "R8.3.1"}, "move", "依頼日（R8.4.1）より前"),
        (CO, {"release": "R8.6.2"}, {"move": "R8.6.1"}, "move", "釈放日（R8.6.2）より前"),
        (CO, {"move": "R8.6.1"}, {"release": "R8.6.2"}, "release", "移行日（R8.6.1）よりあと"),
        (SU, {"arrest": "R8.4.3"}, {"detention": "R8.4.2"}, "detention", "R8.4.3以後の日を入力"),
        (SU, {"detention": "R8.4.3"}, {"arrest": "R8.4.5"}, "arrest", "R8.4.3以前の日を入力"),
        (SU, {"detention": "R8.4.3"}, {"release": "R8.4.2"}, "release", "勾留日（R8.4.3）より前"),
        (SU, {"arrest": "R8.4.3"}, {"release": "R8.4.2"}, "release", "逮捕日（R8.4.3）より前"),
        (SU, {"detention": "R8.4.3"}, {"detention_end": "R8.4.2"}, "detention_end", "より前です"),
        (SU, {"arrest": "R8.4.3"}, {"disposition_date": "R8.4"}, "", ""),
        (SU, {"arrest": "R8.4.3"}, {"disposition_date": "R8.3"}, "disposition_date", "より前です"),
        (
            FU,
            {"start": "R8.5.1", "release": "R8.4.2"},
            {"start": "R8.4.1"},
            "start",
            "釈放日（R8.4.2）",
        ),
        (CO, {}, {"start": "H31.5.1"}, "start", "令和元年5月1日と入力"),
        (CO, {}, {"term_end": "R8.2.30"}, "term_end", "2月は28日まで"),
        (CO, {}, {"move": "R8.6.1"}, "", ""),
    ],
)
def test_a_contradiction_stands_at_the_field_that_was_typed(
    service: Service, kept: dict[str, str], typed: dict[str, str], field: str, words: str
) -> None:
    before = check_episode(service, {"start": "R8.4.1", **kept}, TODAY)
    assert before.problems == ()
    found = check_episode(service, typed, TODAY, before.values).problems
    assert [problem.field for problem in found] == ([field] if field else [])
    assert all(words in problem.message for problem in found)


def test_both_typed_at_once_is_refused_at_the_later_field() -> None:
    typed = {"start": "R8.4.1", "release": "R8.6.2", "move": "R8.6.1"}
    (problem,) = check_episode(CO, typed, TODAY).problems
    assert problem.field == "move" and "R8.6.2以後の日を入力" in problem.message


def test_what_an_old_ledger_said_does_not_stand_in_the_way_of_other_fields() -> None:
    kept: dict[str, Value] = {
        "start": PartialDate(2026, 4, 1),
        "release": PartialDate(2026, 6, 2),
        "move": PartialDate(2026, 6, 1),
    }
    assert check_episode(CO, {"note": "追記"}, TODAY, kept).problems == ()
    assert check_episode(CO, {"move": "R8.6.1"}, TODAY, kept).problems == (), "as it was"
    assert check_episode(CO, {"move": "R8.5.1"}, TODAY, kept).problems != ()


def test_imprisonment_needs_its_disposition() -> None:
    typed = {"start": "R8.4.1", "end": "R8.6.1", "end_reason": "imprisoned"}
    assert check_episode(SU, {**typed, "disposition": "imprisonment"}, TODAY).problems == ()
    (problem,) = check_episode(
        SU, {**typed, "disposition": "suspended_prosecution"}, TODAY
    ).problems
    assert problem.field == "end_reason" and "起訴猶予" in problem.message


def test_a_field_that_contradicts_a_day_on_record_is_refused() -> None:
    on_record = {"judged": At(PartialDate(2026, 5, 1)), "ua_started": At(PartialDate(2026, 6, 1))}
    early, late = PartialDate(2026, 4, 20), PartialDate(2026, 6, 2)
    (problem,) = against_days(CO, {"release": early}, on_record)
    assert problem.field == "release" and "判決の日（R8.5.1）より前です" in problem.message
    (problem,) = against_days(FU, {"release": late}, on_record)
    assert "更生緊急保護の開始日（R8.6.1）よりあとです" in problem.message
    assert "「身柄と日付」" in problem.message
    assert against_days(CO, {"release": PartialDate(2026, 5)}, on_record) == ()
    assert against_days(CN, {"release": early}, on_record) == ()
