"""Every shape people type is read, and what is no date is answered with what to type instead."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.calendar.typing import ReadDate, read_date

# A busy machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 11, 24)
DAYS = st.dates(date(1873, 1, 1), date(2100, 12, 31))
WIDE = str.maketrans({chr(0x21 + at): chr(0xFF01 + at) for at in range(94)} | {" ": "\u3000"})
SIGNS = {"明治": "㍾", "大正": "㍽", "昭和": "㍼", "平成": "㍻", "令和": "㋿"}
KANJI_DIGITS = "〇一二三四五六七八九"


def read(text: str) -> ReadDate:
    return read_date(text, today=TODAY)


def kanji_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = ("" if tens < 2 else KANJI_DIGITS[tens]) + "十" if tens else ""
    return ten + (KANJI_DIGITS[ones] if ones else "")


def spellings(day: date) -> list[str]:
    """One day in every shape that carries its year."""
    era = wareki.era_of(day)
    year, month, at = era.year_of(day.year), day.month, day.day
    first = "元" if year == 1 else str(year)
    return [
        f"{era.letter}{year}.{month}.{at}",
        f"{era.letter.lower()}{year}-{month}-{at}",
        f"{era.letter}{year:02d}/{month:02d}/{at:02d}",
        f"{era.letter} {year}. {month}.{at}",
        f"{era.letter}{year} {month} {at}",
        f"{era.letter}{year}年{month}月{at}日",
        f"{era.letter}{year:02d}{month:02d}{at:02d}",
        f"{era.digit}{year:02d}{month:02d}{at:02d}",
        f"{era.kanji}{first}.{month}.{at}",
        f"{era.kanji}{year}・{month}・{at}",
        f"{era.name}{first}年{month}月{at}日",
        f"{era.name} {year} 年 {month} 月 {at} 日",
        f"{era.name}{first}年{month:02d}月{at:02d}日生",
        f"{era.name}{kanji_number(year)}年{kanji_number(month)}月{kanji_number(at)}日",
        f"{SIGNS[era.name]}{year}.{month}.{at}",
        f"{SIGNS[era.name]}{first}年{month}月{at}日",
        f"{day.year}/{month}/{at}",
        f"{day.year}.{month:02d}.{at:02d}",
        f"{day.year}年{month}月{at}日",
        f"西暦{day.year}年{month}月{at}日",
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"{day.isoformat()}T09:30",
        day.strftime("%Y%m%d"),
    ]


@unhurried
@given(DAYS, st.sampled_from(["", " ", "\n", "\u3000", "\t"]), st.booleans())
def test_every_shape_of_a_day_is_read(day: date, around: str, wide: bool) -> None:
    sign = "月火水木金土日"[day.weekday()]
    for text in spellings(day):
        for tail in ("", f"({sign})", f"（{sign}曜日）"):
            if tail and (":" in text or "生" in text):
                continue
            typed = around + (text.translate(WIDE) if wide else text) + tail + around
            got = read(typed)
            assert got == ReadDate(typed, PartialDate.of(day)), typed


@given(DAYS)
def test_every_shape_of_a_month_and_a_year_is_read(day: date) -> None:
    month, year = PartialDate(day.year, day.month), PartialDate(day.year)
    for era in wareki.eras_of(month):
        number = era.year_of(day.year)
        for text in (
            f"{era.letter}{number}.{day.month}",
            f"{era.name}{number}年{day.month:02d}月",
            f"{era.name}{number}年{day.month}月日不詳",
            wareki.in_era(month, era).translate(WIDE),
        ):
            assert read(text) == ReadDate(text, month), text
    for era in wareki.eras_of(year):
        number = era.year_of(day.year)
        for text in (f"{era.letter}{number}年", f"{era.name}{number}", wareki.in_era(year, era)):
            assert read(text) == ReadDate(text, year), text
    for text in (f"{day:%Y-%m}", f"{day.year}年{day.month}月", f"{day.year}/{day.month}"):
        assert read(text).value == month, text
    for text in (str(day.year), f"{day.year}年", f"{day.year}年月日不詳"):
        assert read(text).value == year, text


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("R6.4.1", "2024-04-01"),
        ("R05/04/01", "2023-04-01"),
        ("令5.4.1", "2023-04-01"),
        ("R 5. 4.1", "2023-04-01"),
        ("令和６年４月", "2024-04"),
        ("㋿5.4.1", "2023-04-01"),
        ("Ｒ５．４．１", "2023-04-01"),
        ("R4年4月8日", "2022-04-08"),
        ("S33.4.5", "1958-04-05"),
        ("3330405", "1958-04-05"),
        ("昭60.6.8", "1985-06-08"),
        ("令元.7.3", "2019-07-03"),
        ("R元年5月1日", "2019-05-01"),
        (" R2.9.3\n", "2020-09-03"),
        ("昭和33年4月", "1958-04"),
        ("昭和22年", "1947"),
        ("S22年", "1947"),
        ("1947", "1947"),
        ("2024-05", "2024-05"),
        ("二〇二四年四月十一日", "2024-04-11"),
        ("昭和64年", "1989"),
        ("平成元年", "1989"),
        ("昭和64年1月", "1989-01"),
        ("平成31年", "2019"),
        ("平成31年4月", "2019-04"),
        ("大正15年12月", "1926-12"),
        ("昭和元年12月", "1926-12"),
        ("明治45年7月", "1912-07"),
        ("大正元年7月", "1912-07"),
    ],
)
def test_known_spellings(text: str, iso: str) -> None:
    assert read(text) == ReadDate(text, PartialDate.from_iso(iso))


def test_weekday_that_does_not_fit_is_remarked_on() -> None:
    got = read("令和５年４月１日(水)")
    assert got.value == PartialDate(2023, 4, 1)
    assert got.note == "令和5年4月1日は土曜日です。日付を確かめてください。"
    for fits in ("土曜日", "(土)", "（土・祝）", "（土曜）"):
        assert read(f"令和5年4月1日{fits}").note is None
        assert read(f"令和5年4月1日{fits}").value == PartialDate(2023, 4, 1)


@pytest.mark.parametrize(
    ("text", "today", "iso"),
    [
        ("4/1", date(2026, 5, 1), "2026-04-01"),
        ("4月1日", date(2026, 11, 24), "2027-04-01"),
        ("12/28", date(2027, 1, 5), "2026-12-28"),
        ("1/5", date(2026, 12, 28), "2027-01-05"),
        ("2.29", date(2023, 12, 1), "2024-02-29"),
        ("１１／２４", date(2026, 11, 24), "2026-11-24"),
    ],
)
def test_a_day_without_year_gets_the_nearest_one_and_says_so(
    text: str, today: date, iso: str
) -> None:
    got = read_date(text, today=today)
    assert got.value == PartialDate.from_iso(iso)
    assert got.year_guessed
    assert got.note == f"年の入力がないため{wareki.long(date.fromisoformat(iso))}としました。"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-182, 182))
def test_within_half_a_year_the_typed_day_is_the_one_meant(today: date, away: int) -> None:
    meant = today + timedelta(days=away)
    assert read_date(f"{meant.month}/{meant.day}", today=today).value == PartialDate.of(meant)


def test_no_29_february_near_today_asks_for_the_year() -> None:
    problem = read("2/29").problem
    assert problem is not None
    assert problem.code == "impossible"
    assert problem.message == (
        "今年の前後に2月29日はありません。R6.2.29 のように年も入力してください。"
    )


@pytest.mark.parametrize(
    ("text", "suggestion", "message"),
    [
        ("平成31年5月1日", "令和元年5月1日", "平成は31年4月30日までです。"),
        ("H31/5/1", "令和元年5月1日", "平成は31年4月30日までです。"),
        ("4310501", "令和元年5月1日", "平成は31年4月30日までです。"),
        ("S64.1.8", "平成元年1月8日", "昭和は64年1月7日までです。"),
        ("令和元年4月30日", "平成31年4月30日", "令和は元年5月1日からです。"),
        ("平成31年5月", "令和元年5月", "平成は31年4月30日までです。"),
        ("令和元年4月", "平成31年4月", "令和は元年5月1日からです。"),
        ("昭和65年", "平成2年", "昭和は64年1月7日までです。"),
        ("昭和100年4月1日", "令和7年4月1日", "昭和は64年1月7日までです。"),
        ("T1.7.29", "明治45年7月29日", "大正は元年7月30日からです。"),
        ("M45.7.30", "大正元年7月30日", "明治は45年7月29日までです。"),
        ("S1.12.24", "大正15年12月24日", "昭和は元年12月25日からです。"),
    ],
)
def test_a_day_outside_its_era_is_refused_with_the_right_spelling(
    text: str, suggestion: str, message: str
) -> None:
    got = read(text)
    assert got.value is None
    assert got.problem is not None
    assert got.problem.code == "era_over"
    assert got.problem.suggestion == suggestion
    assert got.problem.message == f"{message}{suggestion}と入力してください。"


@given(DAYS)
def test_a_day_is_read_in_its_own_era_only_and_the_offer_is_the_same_day(day: date) -> None:
    part = PartialDate.of(day)
    for era in wareki.ERAS:
        if era.year_of(day.year) < 1:
            continue
        got = read(wareki.in_era(part, era))
        if era is wareki.era_of(day):
            assert got.value == part
        else:
            assert got.problem is not None
            assert got.problem.suggestion is not None
            assert read(got.problem.suggestion).value == part


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("R5.2.30", "令和5年2月30日という日はありません。2月は28日までです。"),
        ("R6.2.30", "令和6年2月30日という日はありません。2月は29日までです。"),
        ("平成31年4月31日", "平成31年4月31日という日はありません。4月は30日までです。"),
        ("2023/2/29", "2023年2月29日という日はありません。2月は28日までです。"),
        ("20230431", "2023年4月31日という日はありません。4月は30日までです。"),
        ("R6.4.0", "令和6年4月0日という日はありません。4月は30日までです。"),
        ("2/30", "2月30日という日はありません。2月は29日までです。"),
        ("R6.13.1", "13月という月はありません。月は1から12までの数で入力してください。"),
        ("0/4", "0月という月はありません。月は1から12までの数で入力してください。"),
        (
            "R0.4.1",
            "0年という年はありません。元年は R1.5.1 や 令和元年5月1日 のように入力してください。",
        ),
        ("令和300年", "2200年以降の日付は扱えません。年を確かめて入力し直してください。"),
    ],
)
def test_days_that_do_not_exist(text: str, message: str) -> None:
    problem = read(text).problem
    assert problem is not None
    assert (problem.code, problem.message) == ("impossible", message)


@pytest.mark.parametrize(
    "text", ["明治5年12月2日", "M1.1.25", "1872/12/31", "1872年", "西暦1600年"]
)
def test_days_before_the_solar_calendar_are_refused(text: str) -> None:
    problem = read(text).problem
    assert problem is not None
    assert (problem.code, problem.message) == ("too_early", wareki.TOO_EARLY)


@pytest.mark.parametrize("text", ["", " ", "\n", "\u3000", "不明", "不詳"])
def test_empty(text: str) -> None:
    problem = read(text).problem
    assert problem is not None
    assert problem.code == "empty"


@pytest.mark.parametrize(
    "text",
    [
        *("同日", "〃", "R", "令和", "令和5年度", "R6.4.", "R641", "R64", "S22", "1125", "0401"),
        *("44824", "202404", "4月", "12:30", "(水)", "R6.4(水)", "昭和22年頃", "R6.4.1～R6.5.1"),
        *("平成元年（昭和63年）", "5.4.1", "十十日", "R²", "٣/٤", "2024/04/01/02", "-1", "#REF!"),
    ],
)
def test_anything_else_is_unreadable_and_told_what_to_type(text: str) -> None:
    problem = read(text).problem
    assert problem is not None
    assert problem.code == "unreadable"
    assert "R6.4.1 や 2024/4/1 のように入力してください。" in problem.message


def test_a_cell_full_of_text_is_no_date() -> None:
    assert read("R6.4.1" + " " * 194).value == PartialDate(2024, 4, 1)
    problem = read("R6.4.1" + " " * 195).problem
    assert problem is not None
    assert problem.code == "unreadable"


def test_a_hint_gives_the_era_of_a_year_typed_without_one() -> None:
    for hint in ("S", "昭", "昭和", "3"):
        got = read_date("33.4.5", today=TODAY, era_hint=hint)
        assert got.value == PartialDate(1958, 4, 5)
    assert read_date("R5.4.1", today=TODAY, era_hint="S").value == PartialDate(2023, 4, 1)
    assert read_date("4/1", today=TODAY, era_hint="S").year_guessed
    with pytest.raises(KeyError):
        read_date("33.4.5", today=TODAY, era_hint="Q")


@given(st.integers(10_000, 73_415))
def test_serials_of_excel_count_days_from_the_end_of_1899(serial: int) -> None:
    for text in (str(serial), f"{serial}.0", f" {serial}.5"):
        got = read_date(text, today=TODAY, allow_serial=True)
        assert got.value is not None
        assert (got.value.as_date() - date(1900, 3, 1)).days == serial - 61
        assert read(text).value is None


def test_a_known_serial() -> None:
    got = read_date("44824", today=TODAY, allow_serial=True)
    assert got.value == PartialDate(2022, 9, 20)


@unhurried
@given(
    st.text(
        st.sampled_from("0123456789元年月日.-/ RSHTM令和昭平()水曜生不詳一十〇㋿:T,ー"), max_size=14
    )
)
def test_no_text_breaks_it_and_the_answer_is_one_of_two(text: str) -> None:
    got = read_date(text, today=TODAY, allow_serial=True)
    assert (got.value is None) != (got.problem is None)
    assert got.text == text
    if got.problem is not None:
        assert re.fullmatch(r"[^!！]+。|.+）。", got.problem.message)
        assert got.problem.suggestion is None or read(got.problem.suggestion).value is not None


@unhurried
@given(st.text(max_size=12))
def test_any_unicode_is_answered(text: str) -> None:
    got = read(text)
    assert (got.value is None) != (got.problem is None)
    folded = read(unicodedata.normalize("NFKC", text))
    assert folded.value == got.value
