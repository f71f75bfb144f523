"""What people write into one cell, and what it means."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.partial import PartialDate
from app.ledgers import values as read
from app.ledgers.cells import shown
from app.ledgers.dates import Around, month_of_section, read_day

AROUND = Around(2023, start=PartialDate(2023, 5, 1))
FULL_WIDTH = str.maketrans("0123456789:", "０１２３４５６７８９：")


@pytest.mark.parametrize(
    "written",
    ["○", "◯", "〇", "●", "◎", "レ", "ﾚ", "✓", "✔", "☑", 1, "１", "有", "あり", "有り", "該当", "Y", "yes",
     "TRUE", "O", "はい", " ○ ", "○（2級）", True],
)  # fmt: skip
def test_marks_that_are_set(written) -> None:
    assert read.mark(written) is True


@pytest.mark.parametrize(
    "written",
    [None, "", "－", "×", "✕", "✗", "x", "無", "なし", "無し", 0, "-", "ー", "―", "–", "—", "−", "空", "空欄",
     "非該当", "否", "N", "no", False, "いいえ"],
)  # fmt: skip
def test_marks_that_are_not_set(written) -> None:
    assert read.mark(written) is False


@given(st.text(min_size=1, max_size=6))
def test_a_mark_is_never_guessed(written: str) -> None:
    """Whatever is typed: spaces around it change nothing, and a doubt in it is always asked."""
    assert read.mark(written) is read.mark(f" {written} ")
    assert read.mark(f"{written}△") is None


@given(st.integers(0, 23), st.integers(0, 59))
def test_durations_in_every_spelling_agree(hours: int, minutes: int) -> None:
    total = hours * 60 + minutes
    ways = [
        time(hours, minutes), timedelta(minutes=total), total, f"{total}", f"{total}分",
        f"{total}分".translate(FULL_WIDTH), f"{hours}:{minutes:02d}",
        f"{hours}:{minutes:02d}".translate(FULL_WIDTH), f"{hours}時間{minutes}分",
    ]  # fmt: skip
    assert {read.minutes(way) for way in ways} == {total}


@given(st.text(alphabet="～〜約半日分時間?-0123456789", max_size=8))
def test_a_duration_is_read_or_none_and_never_negative(text: str) -> None:
    found = read.minutes(text)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("1時間半", 90), ("2.5h", 150), ("2時間", 120), (1.5, 90), ("30～40分", None), ("半日", None),
     ("？", None), (None, None), (-5, None), (True, None)],
)  # fmt: skip
def test_durations_of_the_ledgers(written, minutes) -> None:
    assert read.minutes(written) == minutes


@pytest.mark.parametrize(
    ("written", "number", "approximate"),
    [("25名", 25, False), ("３０人", 30, False), ("約77名", 77, True), (12, 12, False),
     ("5機関", 5, False), ("20名程度", 20, True), ("1,200人", 1200, False)],
)  # fmt: skip
def test_counts(written, number: int, approximate: bool) -> None:
    assert read.count(written) == read.Count(number, approximate)


@pytest.mark.parametrize("written", ["多数", "10～20名", "", "午後2"])
def test_counts_that_are_none(written: str) -> None:
    assert read.count(written) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("自所", "own_center"), ("ｺｰﾃﾞｨﾈｰﾄより", "own_center"), ("広島定着", "other_center"),
     ("松江保観", "probation_office"), ("松江区検", "prosecutor"), ("弁護士（国選）", "lawyer"),
     ("尾道刑務支所", "correctional"), ("松江市社協", "welfare"),
     ("相談支援事業所見本", "welfare"), ("模擬病院 地域連携室", "medical"),
     ("安来市福祉課", "municipality"), ("江津市福祉事務所", "municipality"),
     ("家族（弟）", "self_family"), ("民生委員", "other"), ("", None)],
)  # fmt: skip
def test_the_kind_of_source_from_its_name(text: str, kind: str | None) -> None:
    assert read.source_kind(text) == kind


@pytest.mark.parametrize(
    ("written", "expected"),
    [("特別", ("special", None)), ("特別(広域受)", ("special", "received")),
     ("一般（広域依頼）", ("general", "requested")), ("特別調整（広域受）", ("special", "received")),
     ("？", (None, None))],
)  # fmt: skip
def test_kubun_with_the_role_behind_it(
    written: str, expected: tuple[str | None, str | None]
) -> None:
    assert read.kubun_and_area(written) == expected


@pytest.mark.parametrize(
    ("written", "code"),
    [("ＧＨ", "group_home"), ("更生施設", "kosei_facility"), ("更生保護施設", "rehabilitation_facility"),
     ("病院（精神科）", "hospital"), ("月", None)],
)  # fmt: skip
def test_codes_in_every_spelling(written: str, code: str | None) -> None:
    assert read.code("dest_kind", written) == code


def test_end_reasons_belong_to_their_service() -> None:
    assert read.code("end_reason", "地域へ引継ぎ", "follow_up") == "settled"
    assert read.code("end_reason", "地域へ引継ぎ", "suspect_support") == "handed_over"


def test_several_flags_in_one_cell() -> None:
    assert read.flags_in("知的・精神障害") == (frozenset({"intellectual", "psychiatric"}), True)
    assert read.flags_in("なし") == (frozenset(), True)
    assert read.flags_in("高次脳、身体") == (frozenset({"physical"}), False)


@pytest.mark.parametrize("written", ["大野氏", "大野さん", "大野様", "大野"])
def test_honorifics_are_not_names(written: str) -> None:
    assert read.without_honorific(written) == "大野"


@pytest.mark.parametrize(
    ("written", "iso"),
    [("R 5. 4.1", "2023-04-01"), (" R5.2.13\n", "2023-02-13"), ("㋿5.4.1", "2023-04-01"),
     (44824, "2022-09-20"), ("44824", "2022-09-20"), (44824.0, "2022-09-20"),
     (date(2023, 4, 6), "2023-04-06"), (datetime(2023, 4, 6, 10, 30), "2023-04-06"),
     ("令和元年5月", "2019-05"), ("昭和22年", "1947"), ("同日", "2023-05-01"), ("4/1", "2023-04-01"),
     ("3/31", "2024-03-31"), ("H31.5.10", "2019-05-10"), ("令和５年４月１日(土)", "2023-04-01")],
)  # fmt: skip
def test_dates_of_cells(written, iso: str) -> None:
    found = read_day(written, "start", AROUND).value
    assert found is not None
    assert found.iso == iso


def test_why_there_is_no_date() -> None:
    assert read_day("不明", "start", AROUND).missing
    assert read_day(None, "start", AROUND).missing
    assert read_day("R5.2.30", "start", AROUND).impossible
    unreadable = read_day("春ごろ", "start", AROUND)
    assert not (unreadable.missing or unreadable.impossible or unreadable.value)


def test_day_numbers_of_the_1904_system() -> None:
    around = Around(2023, date1904=True)
    assert read_day(44824 - 1462, "start", around) == read_day(44824, "start", AROUND)
    for number in (10_000, 79_999):  # the first and the last that are taken for days
        found = read_day(number, "birth", around).value
        assert found is not None
        assert found.first == date(1899, 12, 30) + timedelta(days=number + 1462)


@pytest.mark.parametrize(
    ("heading", "iso"),
    [("【４月】", "2023-04"), ("３月分", "2024-03"), ("令和6年1月", "2024-01"), ("【新規】", None),
     ("12月", "2023-12"), ("1月", "2024-01"), ("13月", None), ("0月", None)],
)  # fmt: skip
def test_months_of_sections(heading: str, iso: str | None) -> None:
    found = month_of_section(heading, 2023)
    assert (found.iso if found else None) == iso


def test_more_people_than_live_anywhere_are_a_slip() -> None:
    assert read.count("9,999,999") == read.Count(9_999_999, approximate=False)
    assert read.count("10,000,000") is None
    assert (read.minutes(9_999), read.minutes(10_000)) == (9_999, None)
    assert read.minutes(timedelta(minutes=9_999)) == 9_999
    assert read.minutes(timedelta(minutes=10_000)) is None


def test_furigana_is_wide_with_one_space_between_the_names() -> None:
    assert read.kana("ﾋﾅｶﾞﾀ\u3000 ﾊﾅ") == "ヒナガタ ハナ"
    assert read.kana("ひながた\nはな") == "ヒナガタ ハナ"


def test_lines_stay_where_long_text_belongs() -> None:
    assert [read.text("一\n二", field) for field in ("note", "content", "dest_name", "topic")] == [
        "一\n二"
    ] * 4
    assert read.text("一\n二", "worker") == "一 二"


@pytest.mark.parametrize(("written", "role"), [("県内", "own"), ("自", "own"), (None, "own"),
                                              ("受理", "received"), ("なぞ", None)])  # fmt: skip
def test_the_role_between_centres(written: str | None, role: str | None) -> None:
    assert read.area(written) == role


def test_a_cell_is_shown_as_a_person_would_read_it() -> None:
    assert [shown(one) for one in (True, False, 5.0, 0.5, None, " あ ")] == [
        "TRUE", "FALSE", "5", "0.5", "", "あ",
    ]  # fmt: skip
    assert shown(datetime(2024, 4, 1, 5, 5)) == "2024-04-01 05:05:00"
    assert shown(datetime(2024, 4, 1)) == shown(date(2024, 4, 1)) == "2024-04-01"
