"""台帳出力 cell by cell: what every column shows, how headers and pages look."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.cases import actions as cases
from tests.conftest import OpenedOffice
from tests.ledgers.test_taken_in import plan_of, take_in
from tests.ledgers.test_written_back import (
    assert_nothing_changes,
    cells,
    episode_of,
    ledger,
    record,
    written,
)

HEADER = [
    "管理番号", "氏名", "フリガナ", "性別", "生年月日", "年齢", "業務", "開始日（移行日）", "状況", "区分",
    "知的", "疑い", "終了日", "終了事由", "担当者",
]  # fmt: skip


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """An empty office in a file."""
    return opened_embedded


def test_every_cell_of_a_case_in_the_layout_of_the_office(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    rows = [
        HEADER,
        ["F1", "雛形 花", "ヒナガタ ハナ", "女", "S40.1.2", None, "フォローアップ", "R6.4.3", None,
         "特別（広域受）", "○", "△", "R6.9.1", "死亡", "沼田"],
        ["F2", "雛形 月", None, None, "春ごろ", None, "フォローアップ", "R6.4", None, None, "×", None,
         None, None, None],
    ]  # fmt: skip
    take_in(opened, ledger(tmp_path, {"支援台帳": rows}))
    out = written(opened, tmp_path)
    assert_nothing_changes(opened, out)
    first, second = cells(out)["支援台帳"][1:]
    assert first == (
        "F1", "雛形 花", "ヒナガタ ハナ", "女", datetime(1965, 1, 2), 61, "フォローアップ",
        datetime(2024, 4, 3), "終了", "特別調整（広域受）", "○", "△", datetime(2024, 9, 1), "死亡", "沼田",
    )  # fmt: skip
    assert second == (
        "F2", "雛形 月", None, "不明", "春ごろ", None, "フォローアップ", "令和6年4月", "継続",
        None, None, None, None, None, None,
    )  # fmt: skip


def test_every_cell_of_an_event(opened: OpenedOffice, tmp_path: Path) -> None:
    header = [
        "開催日",
        "区分",
        "名称",
        "主催・参加の別",
        "会場",
        "参加機関数",
        "参加人数",
        "担当者",
        "備考",
    ]
    rows = [
        header,
        ["R6.4.3", "研修", "検討", "主催", "本所", 7, "約30名", "沼田", "メモ"],
        ["R6.4", "啓発", "講話", None, None, None, 0, None, None],
    ]
    take_in(opened, ledger(tmp_path, {"研修": rows}))
    out = written(opened, tmp_path)
    assert_nothing_changes(opened, out)
    assert cells(out)["研修"][1:] == [
        (datetime(2024, 4, 3), "研修", "検討", "主催", "本所", 7, "約30名", "沼田", "メモ"),
        ("令和6年4月", "啓発", "講話", None, None, None, 0, None, None),
    ]


def test_our_own_sheet_of_a_service_says_what_the_case_says(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    rows = [["番号", "相談日", "氏名", "主訴"], ["S1", "R6.4.3", "雛形 花", "住まい"]]
    take_in(opened, ledger(tmp_path, {"相談": rows}))
    person = episode_of(opened, "S1")[2]
    with opened.office.work(opened.actor) as work:
        cases.open_episode(work, person, "coordination", {"start": "R6.5.1", "number": "C1"})
    sheet = cells(written(opened, tmp_path))["コーディネート"]
    assert sheet[0][0] == "コーディネート　台帳"
    told = dict(zip(sheet[2], sheet[3], strict=True))
    assert told.pop("No.") == 1
    assert (told["管理番号"], told["氏名"], told["性別"]) == ("C1", "雛形 花", "不明")
    assert told["生年月日"] is None and told["フリガナ"] is None
    assert datetime(2024, 5, 1) in told.values()


def test_a_group_of_columns_is_one_cell_above_them(opened: OpenedOffice, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["番号", "相談日", "氏名", "主訴", "対象区分", None, None, "終了", None],
        [None, None, None, None, "高齢", "知的", "精神", "年月日", "事由"],
        ["S1", "R6.4.3", "雛形 花", "住まい", "○", None, "○", "R6.5.1", "助言のみ"],
    ]
    take_in(opened, ledger(tmp_path, {"相談": rows}))
    out = written(opened, tmp_path)
    assert_nothing_changes(opened, out)
    sheet = openpyxl.load_workbook(out)["相談"]
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert {"E1:G1", "H1:I1", "A1:A2", "D1:D2"} == merged - {"B1:B2", "C1:C2"}
    assert [cell.value for cell in sheet[2]][4:] == ["高齢", "知的", "精神", "年月日", "事由"]
    assert sheet["E1"].font.bold and not sheet["E3"].font.bold
    assert round(sheet.column_dimensions["E"].width) == 13


def test_a_written_ledger_is_printed_on_a4_across_and_as_wide_as_the_page(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    for sheet in openpyxl.load_workbook(written(opened, tmp_path)):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToHeight) == 0
        assert sheet.freeze_panes == "A4"
        assert sheet["A1"].font.bold and sheet["A1"].font.size == 12
        assert sheet["A3"].font.bold and sheet["A3"].fill.fgColor.rgb == "FFE5EEFA"


def activities(folder: Path, *rows: list[Any]) -> Path:
    header = ["日付", "氏名", "手段", "時間", "内容"]
    return ledger(folder, {"活動": [header, *rows]}, "活動.xlsx")


def test_a_repeated_activity_is_the_same_only_in_all_that_it_tells(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    rows = [
        ["番号", "氏名", "依頼日", "刑期終了日", "区分"],
        ["C1", "雛形 花", "R6.4.3", None, "特別"],
    ]
    take_in(opened, ledger(tmp_path, {"コーディネート": rows}))
    record(opened, episode_of(opened, "C1")[0])

    def told(means: str, minutes: Any) -> str:
        path = activities(tmp_path, ["R6.4.5", "雛形 花", means, minutes, "近況"])
        return plan_of(opened, path).rows[0].disposition

    assert told("電話", 15) == told("電話", None) == "same"
    assert told("電話", 20) == told("訪問", 15) == told("電話", "半日") == "import"
