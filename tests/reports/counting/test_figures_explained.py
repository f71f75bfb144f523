"""What a figure says about itself: its sentence, its cases, the cases beside it, what is missing."""

from __future__ import annotations

import pytest

from app.calendar.fiscal import fiscal_year, month
from app.codes import Flag
from app.reports.counting.counted_rows import FLAG_BITS, ActivityRow, CaseRow, EventRow
from app.reports.counting.figure_set import FigureSet, as_json
from app.reports.counting.tree import count

APRIL = month(2024, 4)
WORK = "works.コーディネート"


def case(key: str, start: str, end: str | None = None, **more: object) -> CaseRow:
    """A コーディネート case with its categories filled."""
    plain = CaseRow(key, f"R6-{key}", f"p{key}", False, "male", "coordination", start, end)
    filled = plain._replace(kubun="special", area="own", source_kind="probation_office")
    return filled._replace(**more)


def april(*cases: CaseRow) -> FigureSet:
    """The figures of April 2024."""
    return count(APRIL, cases, (), ())


def ids(figures: FigureSet, path: str) -> list[str]:
    """The cases behind a figure."""
    return [key for member in figures.members(path) for key in member.case_ids]


def near(figures: FigureSet, path: str) -> dict[str, str]:
    """The cases beside a figure, with the reasons."""
    return {miss.member.id: miss.reason for miss in figures.near_misses(path)}


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (
            f"{WORK}.new",
            "依頼日が R6.4.1〜R6.4.30 の間にあるコーディネートの件数。",
        ),
        (
            f"{WORK}.carried",
            "依頼日が R6.4.1 より前で、その前日までに終了していないコーディネートの件数。",
        ),
        (
            "works.相談支援.sex.男",
            "受付日が R6.4.30 以前で、R6.4.1 より前に終了していない相談支援のうち、"
            "性別が「男」のものの実人数（同じ人は1人）。",
        ),
        (
            "works.フォローアップ.by_kubun.一般調整.closed",
            "終了日が R6.4.1〜R6.4.30 の間にあるフォローアップのうち、"
            "区分が「一般調整」のものの件数。",
        ),
        (
            "total.supported_persons",
            "開始日（依頼日・受付日）が R6.4.30 以前で、R6.4.1 より前に終了していない"
            "支援（全業務）の実人数（同じ人は1人）。",
        ),
        (
            "works.被疑者等支援.end_reason.実刑",
            "終了日が R6.4.1〜R6.4.30 の間にある被疑者等支援のうち、終了事由が「実刑」のものの件数。",
        ),
        (
            "activities.by_means.電話.count",
            "日付が R6.4.1〜R6.4.30 の間にある支援経過のうち、手段が「電話」のものの件数。",
        ),
    ],
)
def test_sentence(path: str, sentence: str) -> None:
    assert april().sentence(path) == sentence


def test_the_last_day_closes_and_the_first_day_still_carries() -> None:
    figures = april(
        case("carried", "2024-03-31", "2024-04-01"),
        case("whole", "2024-04-01", "2024-04-30"),
        case("later", "2024-04-30", "2024-05-01"),
        case("gone", "2024-03-01", "2024-03-31"),
    )
    assert ids(figures, f"{WORK}.carried") == ["carried"]
    assert ids(figures, f"{WORK}.new") == ["whole", "later"]
    assert ids(figures, f"{WORK}.closed") == ["carried", "whole"]
    assert ids(figures, f"{WORK}.open") == ["later"]


def test_one_person_with_two_cases_is_one_member_with_both_and_all_marks() -> None:
    elderly, physical = FLAG_BITS[Flag.ELDERLY], FLAG_BITS[Flag.PHYSICAL]
    figures = april(
        case("a", "2024-04-02", "2024-04-03", person_id="p", flags=elderly),
        case("b", "2024-04-09", person_id="p", flags=physical),
    )
    (member,) = figures.members("total.supported_persons")
    assert member.case_ids == ("a", "b") and member.numbers == ("R6-a", "R6-b")
    assert figures.number("total.disability.any4") == 1
    assert figures.number("total.disability.sum4") == 2


def test_near_misses_name_the_day_that_keeps_them_out() -> None:
    figures = april(
        case("early", "2024-03-28"),
        case("in", "2024-04-10"),
        case("late", "2024-05-02"),
        case("far", "2023-01-10"),
        case("other", "2024-03-28", service="follow_up"),
        case("general", "2024-05-02", kubun="general"),
        case("empty", "2024-04-11", kubun=None),
    )
    assert near(figures, f"{WORK}.kubun_new.特別調整") == {
        "early": "依頼日が R6.3.28 で、期間より前です。",
        "late": "依頼日が R6.5.2 で、期間より後です。",
        "empty": "区分が空です。",
    }


def test_near_misses_of_those_still_open() -> None:
    figures = april(case("done", "2024-01-10", "2024-04-30"), case("next", "2024-05-01"))
    assert near(figures, f"{WORK}.open") == {
        "done": "終了日が R6.4.30 で、期間内です（末日の終了も継続に数えません）。",
        "next": "依頼日が R6.5.1 で、期間より後です。",
    }


def test_a_month_is_exact_enough_for_a_month_and_a_year_is_not() -> None:
    figures = april(case("month", "2024-04-00"), case("year", "2024-00-00"))
    assert ids(figures, f"{WORK}.new") == ["month"]
    (gap,) = figures.missing
    assert (gap.kind, gap.id, gap.field) == ("case", "year", "start")
    assert gap.reason == (
        "依頼日が「R6年」までしか分からず、期間に入るか決められないため、数えていません。"
    )
    whole = count(fiscal_year(2024), (case("year", "2024-00-00"),), (), ())
    assert whole.number(f"{WORK}.new") == 0 and len(whole.missing) == 1


def test_the_start_narrows_a_vague_end() -> None:
    figures = count(fiscal_year(2024), (case("a", "2024-06-10", "2024-00-00"),), (), ())
    assert ids(figures, f"{WORK}.closed") == ["a"]


def test_empty_fields_of_counted_cases_are_listed() -> None:
    figures = april(
        case("ended", "2024-01-10", "2024-04-05"),
        case("moved", "2024-01-10", move="2024-04-05"),
        case("blank", "2024-01-10", source_kind=None),
        case("before", "2023-01-10", "2024-03-31", source_kind=None),
        case("turned", "2024-04-10", "2024-04-02"),
    )
    assert [(gap.id, gap.field) for gap in figures.missing] == [
        ("ended", "end_reason"),
        ("moved", "dest_kind"),
        ("blank", "source_kind"),
        ("turned", "end"),
    ]
    assert figures.number(f"{WORK}.new") == 0


def test_unreadable_minutes_and_unknown_numbers_count_as_nothing() -> None:
    contacts = [
        ActivityRow("a", "x", "other", "2024-04-01", "phone", None),
        ActivityRow("b", None, "other", "2024-04-30", "phone", 20),
        ActivityRow("c", None, "other", "2024-05-01", "phone", 30),
    ]
    held = [EventRow("e", "2024-04-00", "training", None, 3)]
    found = as_json(count(APRIL, (), contacts, held))
    assert found["activities"] == {
        "total_count": 2,
        "total_minutes": 20,
        "minutes_unreadable": 1,
        "by_means": {"電話": {"count": 2, "minutes": 20}},
        "by_work": {"その他": {"count": 2, "minutes": 20, "by_means": {"電話": 2}}},
        "complete": False,
    }
    assert found["training"] == {
        "events": 1,
        "participants": 0,
        "organizations": 3,
        "by_kind": {"研修": {"events": 1, "participants": 0}},
    }


def test_an_unknown_path_is_refused_and_an_unknown_category_keeps_its_code() -> None:
    figures = april(case("a", "2024-04-02", source_kind="strange"))
    assert ids(figures, f"{WORK}.source_new.strange") == ["a"]
    with pytest.raises(LookupError):
        figures.members(f"{WORK}.nothing")
    with pytest.raises(LookupError):
        figures.members(WORK)


def test_what_is_missing_names_the_figures_it_would_change() -> None:
    figures = april(
        case("vague", "2024-00-00", "2024-04-20", end_reason="declined"),
        case("kind", "2024-04-03", kubun=None),
        case("moved", "2024-03-01", move="2024-04-05"),
        case("wrong", "2024-04-09", "2024-04-01"),
        case("fine", "2024-04-10"),
    )
    gaps = {gap.id: gap for gap in figures.missing}
    assert {key: gap.blocks for key, gap in gaps.items()} == {
        "vague": True, "kind": False, "moved": False, "wrong": True,
    }  # fmt: skip
    assert figures.blocking == (gaps["vague"], gaps["wrong"])
    vague = set(gaps["vague"].paths)
    for name in ("carried", "new", "closed", "supported_persons", "end_reason.辞退"):
        assert f"{WORK}.{name}" in vague
    assert f"{WORK}.open" not in vague and "works.相談支援.new" not in vague
    assert sorted(gaps["kind"].paths) == sorted(
        f"{WORK}.{path}"
        for path in (
            *(f"kubun_{base}.{name}" for base in ("supported", "new") for name in _KUBUN),
            *(f"by_kubun.{name}.{base}" for base in ("new", "open") for name in _KUBUN),
        )
    )
    assert f"{WORK}.destination_total" in gaps["moved"].paths


_KUBUN = ("特別調整", "一般調整")


def test_a_vague_contact_changes_the_figures_of_its_means() -> None:
    rows = (ActivityRow("a", None, "other", "2024-00-00", "phone", 15),)
    (gap,) = count(APRIL, (), rows, ()).missing
    assert gap.blocks
    assert {"activities.total_count", "activities.by_means.電話.minutes"} <= set(gap.paths)
    assert not any("訪問" in path for path in gap.paths)
