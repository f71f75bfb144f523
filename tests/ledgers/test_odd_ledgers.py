"""Rows, words and headers of ledgers that are kept by hand: what is read of them, and what is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.calendar.partial import PartialDate
from app.ledgers import columns
from app.ledgers.check import FIELD_LABELS, problem
from app.ledgers.dates import month_of_section
from app.ledgers.existing import NOTHING, Choices, Existing
from app.ledgers.layout import find_mapping
from app.ledgers.parse import is_nameless
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan, PlanRow
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.own import read_workbook
from app.ledgers.reading.sheet_marks import Merge
from app.ledgers.reading.workbook import Workbook
from app.ledgers.result_sheet import reading_words, reason_words, value_words
from app.ledgers.rows import raw_rows

TODAY = date(2026, 11, 24)
CONSULTATION = ["番号", "相談日", "氏名", "主訴"]
COORDINATION = ["番号", "氏名", "依頼日", "刑期終了日", "区分"]
DAYS = ["日付", "番号", "氏名", "業務", "手段", "時間", "内容"]
EVENTS = ["開催日", "区分", "名称", "会場", "参加人数"]


def book_of(folder: Path, sheets: dict[str, list[list[Any]]]) -> Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for line in rows:
            sheet.append(line)
    book.save(folder / "台帳.xlsx")
    return read_workbook(folder / "台帳.xlsx")


def planned(workbook: Workbook, choices: Choices | None = None) -> Plan:
    mapping = find_mapping(workbook, {})
    return make_plan(read_ledger(workbook, mapping, today=TODAY), NOTHING, choices or Choices())


def cases_of(plan: Plan) -> list[PlanRow]:
    return [row for row in plan.rows if row.kind not in ("blank", "section", "subtotal", "header")]


def test_who_asked_is_understood_from_words_or_kept_for_somebody_to_choose(tmp_path: Path) -> None:
    rows = [
        [*CONSULTATION, "相談元区分", "相談元"],
        ["1", "R6.4.3", "雛形 花", "住", "前橋保護観察所", None],
        ["2", "R6.4.3", "雛形 月", "住", "なぞの会", "前橋地検"],
        ["3", "R6.4.3", "雛形 日", "住", None, "前橋地検"],
    ]
    first, second, third = cases_of(planned(book_of(tmp_path, {"相談": rows})))
    assert first.values["source_kind"] == "probation_office" and first.warnings == ()
    assert second.values["source_kind"] is None
    assert second.warnings == ("unknown_code:source_kind",)
    assert second.kept == {"source_kind": "なぞの会"}
    assert third.values["source_kind"] == "prosecutor"


def test_a_number_of_people_that_is_no_number_is_kept_as_words(tmp_path: Path) -> None:
    rows = [
        EVENTS,
        ["R6.4.3", "研修", "事例検討", "本所", "多数"],
        ["R6.4.4", "研修", "基礎研修", "本所", "約30名"],
        ["R6.4.5", "研修", "実務研修", "本所", None],
    ]
    many, about, nobody = cases_of(planned(book_of(tmp_path, {"研修": rows})))
    assert (many.values["participants"], many.kept["participants"]) == (None, "多数")
    assert many.warnings == ("number_unreadable:participants",)
    assert (about.values["participants"], about.values["approximate"]) == (30, True)
    assert about.warnings == ("approximate_number",)
    assert "30として数えます" in about.problems[0].words
    assert (nobody.values["participants"], nobody.warnings) == (None, ())


def test_two_events_of_one_day_are_told_apart_by_their_names(
    tmp_path: Path, on_record: Callable[[Plan], Existing]
) -> None:
    one, two = ["R6.4.3", "研修", "事例検討", "本所", 3], ["R6.4.3", "研修", "基礎研修", "県庁", 30]
    before = on_record(planned(book_of(tmp_path, {"研修": [EVENTS, one, two]})))
    book = book_of(tmp_path, {"研修": [EVENTS, two, one]})
    again = make_plan(read_ledger(book, find_mapping(book, {}), today=TODAY), before)
    assert again.changes_nothing


def test_a_list_of_days_without_names_repeats_what_is_on_record_a_blank_name_does_not(
    tmp_path: Path, on_record: Callable[[Plan], Existing]
) -> None:
    case = [COORDINATION, ["C1", "雛形 花", "R6.4.3", None, "特別"]]
    day = ["R6.4.5", "C1", "雛形 花", "コーディネート", "電話", 15, "近況"]
    whole = {"コーディネート": case, "活動記録": [DAYS, day]}
    before = on_record(planned(book_of(tmp_path, whole)))
    assert [one.facts.person_id for one in before.activities] != [""]
    nameless = [["日付", "手段", "時間", "内容"], ["R6.4.5", "電話", 15, "近況"]]
    blank = [["日付", "氏名", "手段", "時間", "内容"], ["R6.4.5", None, "電話", 15, "近況"]]
    for rows, known in ((nameless, True), (blank, False)):
        book = book_of(tmp_path, {"活動記録": rows})
        [found] = make_plan(
            read_ledger(book, find_mapping(book, {}), today=TODAY), before
        ).activities
        assert (found.existing_id is not None) is known, rows[0]


@pytest.mark.parametrize(("number", "people"), [("R6-1", 1), ("1", 2)])
def test_a_number_that_every_sheet_counts_anew_does_not_outweigh_two_births(
    tmp_path: Path, number: str, people: int
) -> None:
    follow_up = ["番号", "氏名", "開始日", "居住市町村", "生年月日"]
    book = book_of(
        tmp_path,
        {
            "コーディネート": [
                [*COORDINATION, "生年月日"],
                [number, "雛形 花", "R6.4.3", None, "特別", "S40.1.2"],
            ],
            "フォローアップ": [follow_up, [number, "雛形 花", "R6.9.3", "前橋市", "S41.1.2"]],
        },
    )
    assert len(planned(book).persons) == people


@pytest.mark.parametrize(
    ("header", "kind"),
    [("刑期終了日", "coordination"), ("刑期", "coordination"), ("入所度数", "coordination"),
     ("主訴", "consultation"), ("逮捕日", "suspect_support"), ("勾留日", "suspect_support"),
     ("重点", "suspect_support"), ("備考", columns.UNDECIDED)],
)  # fmt: skip
def test_a_column_that_only_one_service_has_says_whose_table_it_is(
    tmp_path: Path, header: str, kind: str
) -> None:
    rows = [["番号", "氏名", "開始日", header], ["1", "雛形 花", "R6.4.3", "x"]]
    [table] = find_mapping(book_of(tmp_path, {"一覧": rows}), {}).tables
    assert table.kind == kind


@pytest.mark.parametrize(
    ("title", "year"),
    [("2024年度 相談一覧", 2024), ("2024年 相談一覧", None), ("令和6年度 相談一覧", 2024),
     ("最終更新 令和6年5月1日", None)],
)  # fmt: skip
def test_a_title_tells_the_year_only_where_it_says_the_word(
    tmp_path: Path, title: str, year: int | None
) -> None:
    rows = [[title], CONSULTATION, ["1", "R6.4.3", "雛形 花", "住"]]
    [table] = find_mapping(book_of(tmp_path, {"一覧": rows}), {}).tables
    assert (table.title, table.year) == (title, year)


def test_a_case_that_is_closed_and_has_no_end_is_asked_about(tmp_path: Path) -> None:
    rows = [
        [*CONSULTATION, "状況", "終了日"],
        ["1", "R6.4.3", "雛形 花", "住", "終結", None],
        ["2", "R6.4.3", "雛形 月", "住", "終結", "R6.9.1"],
        ["3", "R6.4.3", "雛形 日", "住", "継続", None],
    ]
    found = cases_of(planned(book_of(tmp_path, {"相談": rows})))
    assert [one.warnings for one in found] == [("closed_without_end",), (), ()]


def test_a_sheet_without_a_year_lies_in_the_last_one_that_a_date_tells(tmp_path: Path) -> None:
    rows = [
        CONSULTATION,
        ["1", "R5.6.1", "雛形 花", "住"],
        ["2", "4/3", "雛形 月", "住"],
        ["3", "R4.6.1", "雛形 日", "住"],
    ]
    found = cases_of(planned(book_of(tmp_path, {"相談": rows})))
    assert found[1].values["start"] == PartialDate(2023, 4, 3)
    assert found[1].warnings == ("year_assumed:start",)


def test_a_mark_of_the_same_in_a_column_without_meaning_is_not_asked_about(
    tmp_path: Path,
) -> None:
    rows = [[*CONSULTATION, "なぞの欄"], ["1", "R6.4.3", "雛形 花", "〃", "〃"]]
    [found] = cases_of(planned(book_of(tmp_path, {"相談": rows})))
    assert found.warnings == ("ditto_without_row:topic",)


@pytest.mark.parametrize(
    ("name", "nameless"),
    [("匿名", True), ("氏名不詳", True), ("不明", True), ("雛形 花", False)],
)
def test_who_gave_no_name_is_nobody_in_particular(name: str, nameless: bool) -> None:
    assert is_nameless(name) is nameless


def test_who_was_born_after_the_start_keeps_the_words_and_no_birth(tmp_path: Path) -> None:
    rows = [
        [*CONSULTATION, "生年月日"],
        ["1", "R6.4.3", "雛形 花", "住", "R6.4.3"],
        ["2", "R6.4.3", "雛形 月", "住", "R6.4.4"],
    ]
    same, later = cases_of(planned(book_of(tmp_path, {"相談": rows})))
    assert same.values["birth"] == PartialDate(2024, 4, 3) and same.kept == {}
    assert (later.values["birth"], later.kept) == (None, {"birth": "R6.4.4"})
    assert later.warnings == ("birth_in_future",)


def test_a_sum_is_no_case_wherever_its_word_stands(tmp_path: Path) -> None:
    sums = [["合計", None, 3, None], ["4月", None, "合計", 3], ["4月分", None, "3件", "合計"]]
    rows = [CONSULTATION, ["1", "R6.4.3", "雛形 花", "住"], *sums]
    found = planned(book_of(tmp_path, {"相談": rows})).rows
    assert [one.kind for one in found][-3:] == ["subtotal"] * 3
    assert len(cases_of(planned(book_of(tmp_path, {"相談": rows})))) == 1


def test_a_start_that_cannot_be_read_is_shown_as_it_stands(tmp_path: Path) -> None:
    rows = [
        CONSULTATION,
        ["1", "春ごろ", "雛形 花", "住"],
        ["2", "R6.2.30", "雛形 月", "住"],
        ["3", None, "雛形 日", "住"],
    ]
    found = cases_of(planned(book_of(tmp_path, {"相談": rows})))
    assert [(one.disposition, one.reason) for one in found] == [
        ("reject", "start_date_unreadable"),
        ("reject", "start_date_impossible"),
        ("reject", "start_date_missing"),
    ]
    assert "春ごろ" in found[0].words and "R6.2.30" in found[1].words


def test_of_two_columns_of_one_meaning_the_first_fills_it_and_the_other_is_kept(
    tmp_path: Path,
) -> None:
    rows = [[*CONSULTATION, "主訴"], ["1", "R6.4.3", "雛形 花", "住まい", "仕事"]]
    book = book_of(tmp_path, {"相談": rows})
    [table] = find_mapping(book, {}).tables
    assert [one.field for one in table.columns] == ["number", "start", "name", "topic", ""]
    [found] = cases_of(planned(book))
    assert found.values["topic"] == "住まい" and list(found.extra.values()) == ["仕事"]


def test_a_finding_names_the_column_it_is_about() -> None:
    for field in ("sex", "birth", "term_end", "kubun"):
        words = problem("unknown_code", field, text="x").words
        assert words.startswith(FIELD_LABELS[field]), words
    assert len({FIELD_LABELS[field] for field in ("sex", "birth", "term_end", "start")}) == 4


def test_an_event_without_a_name_is_refused(tmp_path: Path) -> None:
    rows = [EVENTS, ["R6.4.3", "研修", None, "本所", 3], ["R6.4.3", "研修", "検討", "本所", 3]]
    refused, taken = cases_of(planned(book_of(tmp_path, {"研修": rows})))
    assert (refused.disposition, refused.reason) == ("reject", "event_nameless")
    assert taken.disposition == "import"


def test_a_day_that_its_month_does_not_have_is_refused(tmp_path: Path) -> None:
    rows = [
        ["日", "対象者", "方法", "時間", "内容"],
        ["【２月】"],
        [31, None, "電話", 5, "照会"],
        [28, None, "電話", 5, "照会"],
    ]
    refused, taken = cases_of(planned(book_of(tmp_path, {"日報R6": rows})))
    assert (refused.disposition, refused.reason) == ("reject", "start_date_impossible")
    assert taken.values["day"] == PartialDate(2025, 2, 28)


def test_a_month_whose_year_makes_no_sense_lies_in_the_year_of_the_sheet() -> None:
    assert month_of_section("第5年4月", 2023) == PartialDate(2023, 4)
    assert month_of_section("第5年3月", 2023) == PartialDate(2024, 3)
    assert month_of_section("13月", 2023) is None


def test_a_group_above_the_header_names_the_columns_below_it(tmp_path: Path) -> None:
    rows = [
        [None, None, None, None, "対象区分"],
        [*CONSULTATION, "高齢", "知的"],
        ["1", "R6.4.3", "雛形 花", "住", "○", None],
    ]
    workbook = book_of(tmp_path, {"相談": rows})
    [table] = find_mapping(workbook, {}).tables
    assert (table.header_rows, table.first_row) == ((1, 2), 3)
    assert {"elderly", "intellectual"} <= {column.field for column in table.columns}
    [row] = cases_of(planned(workbook))
    assert (row.values["elderly"], row.values["intellectual"]) == (True, None)


def test_a_sheet_without_a_table_says_why(tmp_path: Path) -> None:
    workbook = book_of(
        tmp_path, {"空": [], "手紙": [["拝啓", "春の候"], ["敬具"]], "数": [["計", 1], [2, 3]]}
    )
    told = {note.sheet: note.reason for note in find_mapping(workbook, {}).skipped}
    assert told["空"] == "何も書かれていないシートです。"
    assert told["手紙"] == "支援の表の見出し（氏名と日付）が見つかりません。"
    assert told["数"].startswith("件数を集めた表")


def test_a_table_can_be_left_out_and_the_other_stays(tmp_path: Path) -> None:
    rows = [CONSULTATION, ["1", "R6.4.3", "雛形 花", "住まい"]]
    workbook = book_of(tmp_path, {"相談": rows, "控え": rows})
    mapping = columns.leave_out(find_mapping(workbook, {}), "控え", 1)
    assert [table.sheet for table in mapping.tables] == ["相談"]
    assert [(note.sheet, note.reason) for note in mapping.skipped] == [
        ("控え", "この表は取り込まないことにしました。")
    ]
    plan = make_plan(read_ledger(workbook, mapping, today=TODAY), NOTHING)
    assert [row.sheet for row in plan.rows] == ["相談"]


def test_a_correction_of_one_table_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    rows = [[*CONSULTATION, "独自"], ["1", "R6.4.3", "雛形 花", "住まい", "甲"]]
    mapping = find_mapping(book_of(tmp_path, {"相談": rows, "控え": rows}), {})
    corrected = columns.apply_correction(mapping, "控え", 1, 4, "note")
    assert corrected.tables[0] == mapping.tables[0]
    assert [c.field for c in corrected.tables[1].columns][4] == "note"
    chosen = columns.choose_kind(mapping, "控え", 1, "coordination")
    assert chosen.tables[0] == mapping.tables[0]
    assert chosen.tables[1].kind == "coordination"
    assert columns.apply_correction(mapping, "控え", 2, 4, "note") == mapping


def test_what_a_column_may_be_given_belongs_to_its_table() -> None:
    assert {"participants", "venue"} <= set(columns.choices_for("event"))
    assert "participants" not in columns.choices_for("coordination")
    assert {"topic", "term_end"} <= set(columns.choices_for(columns.UNDECIDED))
    assert len(set(columns.choices_for("activity"))) == len(columns.choices_for("activity"))


@pytest.mark.parametrize("choice", ["same", "different"])
def test_who_was_said_to_be_two_people_is_not_asked_again(tmp_path: Path, choice: Any) -> None:
    rows = [
        [*CONSULTATION, "生年月日"],
        ["1", "R6.4.3", "髙橋 花", "住まい", "S40.1.2"],
        ["2", "R6.9.3", "高橋 花", "就労", None],
    ]
    workbook = book_of(tmp_path, {"相談": rows})
    [pair] = planned(workbook).pairs
    plan = planned(workbook, Choices(pairs={pair.key: choice}))
    assert [one.choice for one in plan.pairs] == [choice]
    assert len(plan.persons) == (1 if choice == "same" else 2)
    assert not any(row.warnings for row in plan.rows)


def days(folder: Path, *lines: list[Any]) -> list[PlanRow]:
    """The activities of a ledger with three cases, two of them of one number."""
    sheets = {
        "コーディネート": [
            COORDINATION,
            ["C1", "雛形 花", "R6.4.3", None, "特別"],
            ["C2", "雛形 月", "R6.4.3", None, "特別"],
        ],
        "相談": [CONSULTATION, ["C2", "R6.5.1", "見本 日", "住まい"]],
        "活動": [DAYS, *lines],
    }
    plan = planned(book_of(folder, sheets))
    return [row for row in plan.rows if row.kind == "activity"]


def test_an_activity_whose_number_two_people_have_needs_a_name(tmp_path: Path) -> None:
    nobody, called, far = days(
        tmp_path,
        ["R6.3.1", "C2", None, None, "電話", 5, "照会"],
        ["R6.6.1", "C2", "雛形", None, "電話", 5, "照会"],
        ["R6.3.1", "C1", None, None, "電話", 5, "照会"],
    )
    assert (nobody.warnings, nobody.target) == (("case_not_found",), "")
    assert (called.warnings, called.target) == ((), "e2")
    assert (far.warnings, far.target) == ((), "e1")


def test_an_activity_of_no_work_of_the_centre_is_the_persons_and_no_cases(tmp_path: Path) -> None:
    [other] = days(tmp_path, ["R6.6.1", "C1", "雛形 花", "その他", "電話", 5, "照会"])
    assert (other.target, other.values["service"]) == ("", "other")
    assert other.warnings == ()


def test_a_number_beside_another_name_is_told(tmp_path: Path) -> None:
    unknown, known = days(
        tmp_path,
        ["R6.6.1", "C1", "知らない 人", None, "電話", 5, "照会"],
        ["R6.6.1", "C1", "見本 日", None, "電話", 5, "照会"],
    )
    assert (unknown.warnings, unknown.target) == (("number_name_mismatch",), "e1")
    assert (known.warnings, known.target) == (("number_name_mismatch",), "e3")


def test_an_unknown_finding_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        problem("no such finding")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("note", None, ""), ("note", "", ""), ("elderly", True, "○"), ("elderly", False, ""),
     ("start", PartialDate(2024, 4, 3), "令和6年4月3日"), ("minutes", 15, "15分"),
     ("kubun", "special", "特別調整"), ("means", "phone", "電話"), ("note", "メモ", "メモ"),
     ("participants", 3, "3")],
)  # fmt: skip
def test_a_value_is_said_as_the_screen_says_it(field: str, value: Any, words: str) -> None:
    assert value_words(field, value) == words


def test_an_end_is_said_in_the_words_of_its_work() -> None:
    assert value_words("end_reason", "settled", "follow_up") == "安定・地域機関へ引継ぎ"


def test_what_was_read_of_a_row_is_said_in_short(tmp_path: Path) -> None:
    sheets = {
        "相談": [CONSULTATION, ["1", "R6.4.3", "雛形 花", "住まい"], ["2", None, "雛形 月", "住"]],
        "活動": [DAYS, ["R6.4.4", "1", None, None, "電話", 15, "照会"]],
        "研修": [EVENTS, ["R6.4.5", "研修", "事例検討", "本所", 3]],
    }
    rows = cases_of(planned(book_of(tmp_path, sheets)))
    assert [reading_words(row) for row in rows] == [
        "R6.4.3〜 相談支援", "相談支援", "R6.4.4 電話 15分", "R6.4.5 研修",
    ]  # fmt: skip
    assert [reason_words(row) for row in rows[2:]] == ["", ""]
    assert "月だけでも" in reason_words(rows[1])


def test_of_merged_ranges_that_overlap_only_the_first_counts(tmp_path: Path) -> None:
    """Excel writes none; other programs do."""
    rows = [
        [*CONSULTATION, "備考"],
        *([str(n), "R6.4.3", f"雛形 {n}", "住", words] for n, words in enumerate(["甲", "乙", ""])),
        ["4", "R6.4.3", "雛形 4", "住", None],
    ]
    workbook = book_of(tmp_path, {"相談": rows})
    [table] = find_mapping(workbook, {}).tables

    def notes(*merges: Merge) -> list[Any]:
        sheet = replace(workbook.sheets[0], merges=merges)
        return [row.cells["note"] for row in raw_rows(sheet, table)]

    first, second = Merge(2, 4, 3, 4), Merge(3, 4, 5, 4)
    assert notes(first) == ["甲", "乙", None, None]
    assert notes(second) == ["甲", "乙", "乙", "乙"]
    assert notes(second, first) == notes(first, second) == ["甲", "乙", None, None]
    assert notes(first, Merge(4, 4, 5, 4)) == ["甲", "乙", None, None]


def test_a_birth_that_is_known_to_the_day_stays_so(tmp_path: Path) -> None:
    sheets = {
        "コーディネート": [
            [*COORDINATION, "生年月日"],
            ["C1", "雛形 花", "R6.4.3", None, "特別", "S40.1.2"],
        ],
        "相談": [[*CONSULTATION, "生年月日"], ["C1", "R6.9.3", "雛形 花", "就労", "S40.1"]],
    }
    [person] = planned(book_of(tmp_path, sheets)).persons
    assert person.birth == PartialDate(1965, 1, 2)
