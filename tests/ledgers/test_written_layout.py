"""台帳出力 in the layout of ledgers that are built differently: nothing of them is lost."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from app.ledgers import columns
from app.ledgers.layout import find_mapping
from app.ledgers.reading.own import read_workbook
from app.ledgers.reading.sheet_marks import Merge
from app.ledgers.rows import raw_rows
from app.ledgers.writing.queries import own_tables
from app.ledgers.writing.sheet_names import free_name
from app.storage.records import Person
from tests.conftest import OpenedOffice
from tests.ledgers.test_taken_in import take_in
from tests.ledgers.test_written_back import (
    assert_nothing_changes,
    begin,
    cells,
    episode_of,
    ledger,
    record,
    written,
)

TWO_TABLES: list[list[Any]] = [
    ["番号", "氏名", "依頼日", "刑期終了日", "区分"],
    ["C1", "雛形 花", "R6.4.3", "R7.1.1", "特別"],
    ["C2", "雛形 月", "R6.4.3", "R7.1.1", "特別"],
    [],
    ["フォローアップ"],
    ["番号", "氏名", "開始日", "居住市町村", "区分"],
    ["C1", "雛形 花", "R7.1.2", "前橋市", "特別"],
]
CONSULTATION = ["番号", "相談日", "氏名", "主訴"]


def test_the_title_of_a_lower_table_is_no_row_of_the_upper_one(tmp_path: Path) -> None:
    book = read_workbook(ledger(tmp_path, {"令和6年度": TWO_TABLES}))
    upper, lower = find_mapping(book, {}).tables
    assert (upper.title, lower.title) == ("", "フォローアップ")
    assert upper.last_row < 5


def test_every_column_of_our_own_layout_is_read_as_what_it_is() -> None:
    for table in own_tables():
        for column in table.columns:
            if column.field != "row_no":
                assert columns.field_of(column.texts, table.kind) == column.field, column.texts


@pytest.mark.parametrize("more", [0, 8])
def test_a_table_that_grew_moves_the_one_below_it_down(
    opened: OpenedOffice, tmp_path: Path, more: int
) -> None:
    take_in(opened, ledger(tmp_path, {"令和6年度": TWO_TABLES}))
    person = episode_of(opened, "C2")[2]
    for number in range(more):
        begin(opened, person, "coordination", f"R7.{number + 1}.1", f"N{number}")
    out = written(opened, tmp_path)
    assert_nothing_changes(opened, out)
    column = [row[0] for row in cells(out)["令和6年度"]]
    assert column == [
        "番号", "C1", "C2", *(f"N{n}" for n in range(more)), None, "フォローアップ", "番号", "C1",
    ]  # fmt: skip


@pytest.mark.parametrize("above", [1, 2])
def test_the_title_above_a_table_is_written_again(
    opened: OpenedOffice, tmp_path: Path, above: int
) -> None:
    rows = [
        ["令和6年度 相談一覧"],
        *[[]] * (above - 1),
        CONSULTATION,
        ["1", "R6.4.3", "雛形 花", "住"],
    ]
    take_in(opened, ledger(tmp_path, {"相談": rows}))
    sheets = cells(written(opened, tmp_path))
    assert [name for name in sheets if name.startswith("相談")] == ["相談"], "ours is not added"
    found = sheets["相談"]
    assert found[0][0] == "令和6年度 相談一覧" and found[above] == tuple(CONSULTATION)


def test_a_column_called_like_the_group_beside_it_stays_by_itself(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        ["番号", "氏名", "依頼日", "釈放", "釈放"],
        [None, None, None, "年月日", None],
        ["C1", "雛形 花", "R6.4.3", "R7.1.1", "満期"],
    ]
    take_in(opened, ledger(tmp_path, {"コーディネート": rows}))
    out = written(opened, tmp_path)
    assert_nothing_changes(opened, out)
    found = cells(out)["コーディネート"]
    assert [found[0][3:5], found[1][3:5]] == [("釈放", "釈放"), ("年月日", None)]


def test_our_own_sheets_do_not_write_over_sheets_of_the_same_name(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    coordination = [TWO_TABLES[0], ["2", *TWO_TABLES[2][1:]]]
    asked = [CONSULTATION, ["1", "R6.4.3", "雛形 花", "住まい"]]
    take_in(opened, ledger(tmp_path, {"研修・啓発": asked, "活動記録": coordination}))
    record(opened, episode_of(opened, "2")[0])
    out = written(opened, tmp_path)
    assert_nothing_changes(opened, out)
    sheets = cells(out)
    assert sheets["研修・啓発"][0] == tuple(CONSULTATION)
    assert sheets["活動記録"][0] == tuple(TWO_TABLES[0])
    assert "近況" in sheets["活動記録 (2)"][3]


def test_columns_without_a_header_or_with_the_same_one_keep_their_cells(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    rows = [
        [*CONSULTATION, None, "独自", "独自"],
        ["1", "R6.4.3", "雛形 花", "住", "無", "甲", "乙"],
    ]
    take_in(opened, ledger(tmp_path, {"相談": rows}))
    row = cells(written(opened, tmp_path))["相談"][1]
    assert row[4:] == ("無", "甲", "乙")


def test_rows_stand_where_the_newest_ledger_has_them(opened: OpenedOffice, tmp_path: Path) -> None:
    def named(number: int) -> list[Any]:
        return [str(number), "R6.4.3", f"雛形 {'甲乙丙丁'[number]}", "住まい"]

    take_in(opened, ledger(tmp_path, {"R6相談": [CONSULTATION, named(0), named(1), named(2)]}))
    later = [[*CONSULTATION, "独自"], *(([*named(n), f"印{n}"]) for n in (2, 3, 0, 1))]
    take_in(opened, ledger(tmp_path, {"R7相談": later}, "翌年.xlsx"))
    rows = cells(written(opened, tmp_path))["R7相談"]
    assert [(row[0], row[4]) for row in rows[1:]] == [
        ("2", "印2"), ("3", "印3"), ("0", "印0"), ("1", "印1"),
    ]  # fmt: skip


def test_every_cell_of_our_own_sheet_of_activities(opened: OpenedOffice, tmp_path: Path) -> None:
    take_in(opened, ledger(tmp_path, {"コーディネート": [TWO_TABLES[0], TWO_TABLES[1]]}))
    record(opened, episode_of(opened, "C1")[0])
    sheet = cells(written(opened, tmp_path))["活動記録"]
    assert sheet[0] == ("活動記録　台帳", *[None] * 8)
    assert sheet[2] == (
        "日付", "管理番号", "氏名", "業務", "手段", "相手先", "所要時間（分）", "内容", "職員",
    )  # fmt: skip
    assert sheet[3] == (
        datetime(2024, 4, 5), "C1", "雛形 花", "コーディネート", "電話", "本人", 15, "近況", "試作",
    )  # fmt: skip
    assert len(sheet) == 4


def test_days_before_1900_are_written_as_text(opened: OpenedOffice, tmp_path: Path) -> None:
    rows = [[*CONSULTATION, "生年月日"], ["1", "R6.4.3", "雛形 花", "住まい", "M20.4.3"]]
    take_in(opened, ledger(tmp_path, {"相談": rows}))
    out = written(opened, tmp_path)
    assert cells(out)["相談"][1][4] == "明治20年4月3日"
    assert_nothing_changes(opened, out)


def test_names_of_sheets_that_excel_refuses(opened: OpenedOffice, tmp_path: Path) -> None:
    """Other programs write them; two of them may even become the same name."""
    rows = [CONSULTATION, ["1", "R6.4.3", "雛形 花", "住まい"]]
    more = [CONSULTATION, ["2", "R6.4.3", "雛形 月", "住まい"]]
    plain = ledger(tmp_path, {"相談1": rows, "相談2": more})
    odd = tmp_path / "ほか.xlsx"
    long = "相談/R6:" + "あ" * 40
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(odd, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode()
            part = part.replace('name="相談1"', f'name="{long}1"')
            target.writestr(name, part.replace('name="相談2"', f'name="{long}2"'))
    take_in(opened, odd)
    out = written(opened, tmp_path)
    assert_nothing_changes(opened, out)
    first, second = openpyxl.load_workbook(out).sheetnames[:2]
    assert first.startswith("相談／R6：あ")
    assert second.endswith(" (2)")
    assert len(first) == len(second) == 31


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("台帳", "台帳"), ("A" * 40, "A" * 31), ("'x'", "x"), ("", "台帳"), ("History", "History (2)"),
     ("[a]", "［a］"), ("𠮷" * 20, "𠮷" * 15)],
)  # fmt: skip
def test_a_free_name(wanted: str, given: str) -> None:
    assert free_name(wanted, set()) == given


def test_a_name_that_is_taken_in_other_letters() -> None:
    assert free_name("ABC", {"abc", "abc (2)"}) == "ABC (3)"


def test_cells_merged_over_rows_speak_for_each_row(opened: OpenedOffice, tmp_path: Path) -> None:
    """One person, several 業務: name and birth are merged over the rows of the person."""
    path = ledger(tmp_path, {"台帳": [
        ["番号", "業務", "氏名", "性別", "生年月日", "開始日", "終了日"],
        ["1", "コーディネート", "雛形 花", "女", "S40.1.1", "R6.4.1", "R6.9.1"],
        [None, "フォローアップ", None, None, None, "R6.9.1", None],
        ["2", "相談", "雛形 月", "女", "S41.1.1", "R6.4.2", None],
    ]})  # fmt: skip
    merge(path, "A2:A3", "C2:C3", "D2:D3", "E2:E3")
    take_in(opened, path)
    with opened.office.reading(opened.actor) as reading:
        assert len(list(reading.session.scalars(select(Person.id)))) == 2
    assert episode_of(opened, "2")
    assert_nothing_changes(opened, written(opened, tmp_path))


def test_a_day_merged_over_several_activities(opened: OpenedOffice, tmp_path: Path) -> None:
    path = ledger(tmp_path, {"活動": [
        ["日付", "氏名", "手段", "内容"],
        ["R6.4.4", None, "電話", "照会"],
        [None, None, "訪問", "面談"],
        [None, None, None, None],
    ]})  # fmt: skip
    merge(path, "A2:A4")
    take_in(opened, path)
    rows = cells(written(opened, tmp_path))["活動"]
    assert [(row[2], row[3]) for row in rows[1:]] == [("電話", "照会"), ("訪問", "面談")]
    assert rows[1][0] == rows[2][0]


def test_the_second_line_of_one_case_is_no_case_of_its_own(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    """Name above, kana below, everything else merged over both lines."""
    path = ledger(tmp_path, {"相談": [
        CONSULTATION, ["1", "R6.4.3", "雛形 花", "住まい"], [None, None, "ひながた はな", None],
    ]})  # fmt: skip
    merge(path, "A2:A3", "B2:B3", "D2:D3")
    take_in(opened, path)
    with opened.office.reading(opened.actor) as reading:
        assert list(reading.session.scalars(select(Person.name))) == ["雛形 花"]


def test_hostile_merged_ranges_do_not_keep_anybody_waiting(tmp_path: Path) -> None:
    rows = [[*CONSULTATION], *(["1", "R6.4.3", f"雛形 {n}", "住"] for n in range(2_000))]
    path = ledger(tmp_path, {"相談": rows})
    book = read_workbook(path)
    sheet = replace(book.sheets[0], merges=(Merge(2, 0, 1_048_576, 0),) * 10_000)
    table = find_mapping(book, {}).tables[0]
    began = process_time()
    assert len(list(raw_rows(sheet, table))) == 2_000
    assert process_time() - began < 1


def merge(path: Path, *ranges: str) -> None:
    book = openpyxl.load_workbook(path)
    for one in ranges:
        book.active.merge_cells(one)
    book.save(path)
