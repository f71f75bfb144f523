"""Ledgers of other centres look different: nothing leans on names of sheets or order of columns."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from time import process_time

import openpyxl
import pytest
from openpyxl.styles import Font

from app.calendar.partial import PartialDate
from app.ledgers import columns
from app.ledgers.existing import NOTHING, Choices, Existing, ExistingPerson
from app.ledgers.layout import find_mapping
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.own import read_workbook
from app.ledgers.reading.workbook import Workbook

TODAY = date(2026, 11, 24)

HEADER = [
    "通番", "事業区分", "ケースNo.", "支援対象者", None, None, None, "受付年月日", "相談元",
    "特別・一般の別", "県内・県外", "対象区分", None, None, None, None, None, "満期年月日",
    "勾留満期", "帰住先", None, None, "支援終了", None, "主担当者", "連携メモ",
]  # fmt: skip
BELOW = [
    None, None, None, "氏名", "よみがな", "男女別", "生年月日", None, None, None, None, "高齢者",
    "身体", "知的", "精神", "発達", "疑", None, None, "区分", "名称", "入居日", "年月日", "理由",
    None, None,
]  # fmt: skip
ROWS = [
    ["４月"],
    [1, "コーディ", "C-1", "早蕨　榛夫", "さわらび はるお", "男", "S25.3.1", "R7.4.2",
     "水戸保護観察所", "特別", "受理", "○", None, "×", None, None, None, "R7.9.30", None,
     "特養", "特養 見本苑", "R7.10.1", "R7.10.1", "移行", "沼田", "A"],
    [2, "相談", "S-1", "匿名希望", None, "女", None, datetime(2025, 4, 9), "本人", None, None,
     None, None, None, "レ", None, None, None, None, None, None, None, "4/9", "助言のみ",
     "沼田", None],
    [None, "小計", None, 2],
    ["令和7年5月分"],
    [3, "入口", "H-1", "榧野 葦子", "カヤノ ヨシコ", "F", "昭和60年", "5月7日", "水戸地検",
     None, None, None, None, "有", None, None, "△", None, "R7.5.20", None, None, None, None, None,
     "〃", None],
    [4, "フォローアップ", "C-1", "早蕨榛夫", None, "男", None, "R7.10.1", "自所", "特別", "受理",
     "1", None, None, None, None, None, None, None, "特養", "特養 見本苑", "R7.10.1", None, None,
     "同上", "B"],
    [5, "その他事業", "X-1", "雛形 太郎", None, "男", None, "R7.5.9", "本人"],
    [6, None, None, None],
]  # fmt: skip


def _save(book: openpyxl.Workbook, folder: Path) -> Workbook:
    path = folder / "ledger.xlsx"
    book.save(path)
    return read_workbook(path)


def _planned(workbook: Workbook) -> Plan:
    return make_plan(read_ledger(workbook, find_mapping(workbook, {}), today=TODAY), NOTHING)


@pytest.fixture
def wide(tmp_path: Path) -> Workbook:
    """One sheet for all 業務 from column C on, two header lines without merged cells, months."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台帳2025"
    sheet["C2"] = "支援台帳　令和7年度"
    for at, line in enumerate([HEADER, BELOW, *ROWS], start=5):
        for index, value in enumerate(line, start=3):
            sheet.cell(at, index, value)
    return _save(book, tmp_path)


def test_one_wide_sheet_for_all_services(wide: Workbook) -> None:
    mapping = find_mapping(wide, {})
    assert [(t.kind, t.header_rows, t.first_column, t.year) for t in mapping.tables] == [
        (columns.MIXED, (5, 6), 2, 2025)
    ]
    plan = _planned(wide)
    told = [(r.kind, r.disposition, r.service, r.reason) for r in plan.rows]
    assert told == [
        ("section", "skip", "", ""),
        ("case", "import", "coordination", ""),
        ("case", "import", "consultation", ""),
        ("subtotal", "skip", "", ""),
        ("section", "skip", "", ""),
        ("case", "import", "suspect_support", ""),
        ("case", "import", "follow_up", ""),
        ("case", "reject", "", "service_unknown"),
        ("blank", "skip", "", ""),
    ]
    assert len(plan.persons) == 3


def test_values_of_the_wide_sheet(wide: Workbook) -> None:
    first, caller, suspect, follow = (episode.values for episode in _planned(wide).episodes)
    assert first["start"] == PartialDate(2025, 4, 2)
    assert (first["kubun"], first["area"], first["source_kind"]) == (
        "special", "received", "probation_office",
    )  # fmt: skip
    assert (first["elderly"], first["intellectual"]) == (True, False)
    assert (first["dest_kind"], first["move"]) == ("special_nursing_home", PartialDate(2025, 10, 1))
    assert (first["end"], first["end_reason"]) == (PartialDate(2025, 10, 1), "placed")
    assert (caller["end"], caller["end_reason"]) == (PartialDate(2025, 4, 9), "advised")
    assert caller.get("area") is None
    assert (suspect["start"], suspect["worker"]) == (PartialDate(2025, 5, 7), "沼田")
    assert (suspect["detention_end"], suspect["suspected"]) == (PartialDate(2025, 5, 20), False)
    assert (follow["elderly"], follow["source_kind"]) == (True, "own_center")


def test_columns_without_meaning_are_kept(wide: Workbook) -> None:
    rows = [row for row in _planned(wide).rows if row.kind == "case"]
    assert [row.extra for row in rows[:4]] == [
        {"連携メモ": "A"}, {}, {}, {"連携メモ": "B"},
    ]  # fmt: skip


def test_a_correction_is_applied_and_found_again(wide: Workbook) -> None:
    mapping = find_mapping(wide, {})
    table = mapping.tables[0]
    memo = next(c for c in table.columns if c.title == "連携メモ")
    corrected = columns.apply_correction(mapping, table.sheet, 5, memo.index, "note")
    plan = make_plan(read_ledger(wide, corrected, today=TODAY), NOTHING)
    assert plan.episodes[0].values["note"] == "A"
    saved = {table.signature: columns.saved_form(corrected.tables[0])}
    assert find_mapping(wide, saved) == corrected


def test_a_column_given_twice_is_taken_from_the_other(wide: Workbook) -> None:
    mapping = find_mapping(wide, {})
    table = mapping.tables[0]
    memo = next(c for c in table.columns if c.title == "連携メモ")
    corrected = columns.apply_correction(mapping, table.sheet, 5, memo.index, "worker")
    filled = [c.title for c in corrected.tables[0].columns if c.field == "worker"]
    assert filled == ["連携メモ"]


def test_a_table_of_no_named_service_must_be_chosen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    for line in (["氏名", "性別", "依頼日", "終了日"], ["雛形 花", "女", "R6.5.1", None]):
        book.active.append(line)
    workbook = _save(book, tmp_path)
    mapping = find_mapping(workbook, {})
    assert mapping.tables[0].kind == columns.UNDECIDED
    plan = make_plan(read_ledger(workbook, mapping, today=TODAY), NOTHING)
    assert plan.rows[0].reason == "service_unknown"
    chosen = columns.choose_kind(mapping, "Sheet1", 1, "consultation")
    plan = make_plan(read_ledger(workbook, chosen, today=TODAY), NOTHING)
    assert [episode.service for episode in plan.episodes] == ["consultation"]


def test_headers_repeated_on_every_printed_page_are_no_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "相談受付簿"
    header = ["受付番号", "相談日", "相談者", "お名前", "主訴"]
    sheet.append(header)
    sheet.append(["1", "R6.4.3", "本人", "雛形 花", "住まい"])
    sheet.append(header)
    sheet.append(["2", "R6.4.5", "家族", "雛形 次郎", "就労"])
    plan = _planned(_save(book, tmp_path))
    assert [(r.kind, r.disposition) for r in plan.rows] == [
        ("case", "import"), ("header", "skip"), ("case", "import"),
    ]  # fmt: skip


def test_two_tables_on_one_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "令和6年度"
    sheet.append(["コーディネート"])
    sheet.append(["番号", "氏名", "依頼日", "刑期終了日", "区分"])
    sheet.append(["C1", "雛形 花", "R6.4.3", "R7.1.1", "特別"])
    sheet.append([])
    sheet.append(["フォローアップ"])
    sheet.append(["番号", "氏名", "開始日", "居住市町村", "区分"])
    sheet.append(["C1", "雛形 花", "R7.1.2", "前橋市", "特別"])
    plan = _planned(_save(book, tmp_path))
    assert [e.service for e in plan.episodes] == ["coordination", "follow_up"]
    assert len(plan.persons) == 1


def test_month_sections_give_day_numbers_their_month(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "日報R6"
    sheet.append(["日", "対象者", "方法", "時間", "内容"])
    sheet.append(["【３月】"])
    sheet.append([5, None, "電話", time(0, 25), "照会"])
    sheet.append(["31日", None, "訪問", "1時間半", "訪問"])
    values = [a.values for a in _planned(_save(book, tmp_path)).activities]
    assert [(v["day"].iso, v["minutes"]) for v in values] == [
        ("2025-03-05", 25),
        ("2025-03-31", 90),
    ]


def test_sheets_that_are_no_tables_say_why(messy, standard) -> None:
    skipped = {note.sheet: note.reason for note in messy.mapping.skipped}
    assert set(skipped) == {"集計", "連絡先", "リスト"}
    assert "件数" in skipped["集計"]
    assert "表示されていない" in skipped["リスト"]
    assert {note.sheet for note in standard.mapping.skipped} == {"集計", "リスト"}


def test_names_of_sheets_do_not_matter(standard, messy) -> None:
    for taken in (standard, messy):
        sheets = [
            type(sheet)(**{**_fields(sheet), "name": f"Sheet{sheet.index + 1}"})
            for sheet in taken.workbook.sheets
        ]
        renamed = type(taken.workbook)(**{**_fields(taken.workbook), "sheets": tuple(sheets)})
        plan = _planned(renamed)
        assert len(plan.episodes) == len(taken.plan.episodes)
        assert len(plan.persons) == len(taken.plan.persons)
        assert len(plan.activities) == len(taken.plan.activities)


def _fields(item: object) -> dict[str, object]:
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def test_struck_rows_are_left_out_whatever_the_layout(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "相談"
    sheet.append(["番号", "相談日", "氏名", "主訴"])
    sheet.append(["1", "R6.4.3", "雛形 花", "住まい"])
    for cell in sheet[2]:
        cell.font = Font(strike=True)
    plan = _planned(_save(book, tmp_path))
    assert (plan.rows[0].disposition, plan.rows[0].reason) == ("exclude", "struck_through")


def test_each_service_has_its_own_start_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["業務", "氏名", "依頼日", "受付日", "開始日", "終了日"])
    sheet.append(["コーディ", "雛形 花", "R6.4.3", None, None, None])
    sheet.append(["相談", "雛形 次郎", None, "R6.4.5", None, "同日"])
    sheet.append(["FU", "雛形 三郎", None, None, "R6.4.7", None])
    episodes = _planned(_save(book, tmp_path)).episodes
    assert [e.values["start"].iso for e in episodes] == ["2024-04-03", "2024-04-05", "2024-04-07"]
    assert episodes[1].values["end"] == episodes[1].values["start"]


def test_a_person_on_record_who_may_be_the_same_is_asked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "相談"
    sheet.append(["番号", "相談日", "氏名", "生年月日", "主訴"])
    sheet.append(["1", "R6.4.3", "髙橋　花", "S40.1.2", "住まい"])
    workbook = _save(book, tmp_path)
    person = ExistingPerson("x1", "高橋花", "高橋花", "高橋花", "", "高橋花", "female", None, False)
    existing = Existing(persons=(person,))
    mapping = find_mapping(workbook, {})
    plan = make_plan(read_ledger(workbook, mapping, today=TODAY), existing)
    assert [(p.existing_id, p.state) for p in plan.persons] == [(None, "new")]
    assert [(pair.first, pair.second) for pair in plan.pairs] == [("p1", "x1")]
    assert plan.rows[0].warnings == ("suspected_duplicate_person",)
    same = Choices(pairs={plan.pairs[0].key: "same"})
    plan = make_plan(read_ledger(workbook, mapping, today=TODAY), existing, same)
    assert [(p.existing_id, p.state) for p in plan.persons] == [("x1", "completes")]
    assert plan.episodes[0].person_key == plan.persons[0].key


def test_examples_and_prepared_numbers_are_no_cases(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "相談"
    sheet.append(["No.", "番号", "相談日", "氏名", "主訴"])
    sheet.append(["記入例", "0", "R6.4.1", "見本 太郎", "住まい"])
    sheet.append([1, "S1", "R6.4.3", "雛形 花", "住まい"])
    sheet.append([2, "S2", None, None, None])
    plan = _planned(_save(book, tmp_path))
    assert [(r.kind, r.disposition) for r in plan.rows] == [
        ("header", "skip"), ("case", "import"), ("blank", "skip"),
    ]  # fmt: skip


def test_both_samples_are_planned_in_two_seconds(standard, messy) -> None:
    began = process_time()
    for taken in (standard, messy):
        make_plan(
            read_ledger(taken.workbook, find_mapping(taken.workbook, {}), today=TODAY), NOTHING
        )
    assert process_time() - began < 2
