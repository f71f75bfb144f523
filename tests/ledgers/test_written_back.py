"""What 台帳出力 wrote is recognised when it is taken in again, however the work went on meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from sqlalchemy import select

from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.codes import CENTRE_SERVICES
from app.ledgers.writing.actions import export_ledger
from app.people import actions as people
from app.people.rules import PersonInput
from app.storage.records import Activity, Episode, Person
from tests.conftest import OpenedOffice
from tests.ledgers.test_taken_in import plan_of, take_in

Sheets = dict[str, list[list[Any]]]
COORDINATION = ["番号", "氏名", "依頼日", "刑期終了日", "区分"]
CASES = [
    COORDINATION,
    ["C1", "雛形 花", "R6.4.3", "R7.1.1", "特別"],
    ["C2", "雛形 月", "R6.4.3", "R7.1", "一般"],
]


def ledger(folder: Path, sheets: Sheets, name: str = "台帳.xlsx") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for line in rows:
            sheet.append(line)
    path = folder / name
    book.save(path)
    return path


def written(opened: OpenedOffice, folder: Path) -> Path:
    out = folder / "書き出し.xlsx"
    with opened.office.work(opened.actor) as work:
        export_ledger(work, out)
    return out


def cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {s.title: list(s.iter_rows(values_only=True)) for s in openpyxl.load_workbook(path)}


def assert_nothing_changes(opened: OpenedOffice, path: Path) -> None:
    plan = plan_of(opened, path)
    told = [r for r in plan.rows if r.disposition not in ("same", "skip")]
    assert plan.changes_nothing, [(r.key, r.words) for r in told]
    assert not told


def episode_of(opened: OpenedOffice, number: str) -> tuple[str, int, str]:
    with opened.office.reading(opened.actor) as reading:
        found = reading.session.scalars(select(Episode).where(Episode.number == number)).one()
        return found.id, found.version, found.person_id


def begin(opened: OpenedOffice, person: str, service: str, start: str, number: str = "") -> str:
    with opened.office.work(opened.actor) as work:
        return cases.open_episode(work, person, service, {"start": start, "number": number})


def record(opened: OpenedOffice, episode: str, content: str = "近況") -> None:
    typed = ActivityInput("R6.4.5", "phone", "15", "本人", content, "試作")
    with opened.office.work(opened.actor) as work:
        contacts.record_activity(work, episode, typed)


def test_an_activity_of_nobody_on_record_keeps_whom_the_ledger_names(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    days = ["日付", "番号", "氏名", "業務", "手段", "時間", "内容"]
    line = ["R6.4.5", "X9", "雛形 星", "コーディネート", "電話", "長い", "近況"]
    take_in(opened, ledger(tmp_path, {"活動記録": [days, line]}))
    with opened.office.reading(opened.actor) as reading:
        [kept] = reading.session.scalars(select(Activity))
        assert (kept.episode_id, kept.person_id) == (None, None)
        assert (kept.name_text, kept.number_text, kept.minutes_text) == ("雛形 星", "X9", "長い")


def test_an_activity_stands_at_its_case_by_its_number_at_its_person_by_the_name_alone(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    days = ["日付", "番号", "氏名", "業務", "手段", "時間", "内容"]
    lines = [
        ["R6.4.5", "C1", None, "コーディネート", "電話", 15, "番号だけ"],
        ["R6.4.6", None, "雛形 花", "相談支援", "電話", 15, "氏名だけ"],
    ]
    path = ledger(tmp_path, {"コーディネート": CASES, "活動記録": [days, *lines]})
    numbered = next(one for one in plan_of(opened, path).rows if one.key == ("活動記録", 2))
    assert (numbered.disposition, numbered.warnings) == ("import", ())
    take_in(opened, path)
    episode, _, person = episode_of(opened, "C1")
    with opened.office.reading(opened.actor) as reading:
        found = reading.session.scalars(select(Activity).order_by(Activity.day)).all()
        assert [(one.episode_id, one.person_id) for one in found] == [
            (episode, person),
            (None, person),
        ]


def test_cases_typed_by_hand_without_any_number(opened: OpenedOffice, tmp_path: Path) -> None:
    for name, anonymous in (("雛形 花", False), ("雛形 花", False), ("匿名", True)):
        with opened.office.work(opened.actor) as work:
            person = people.register(work, PersonInput(name, "", "unknown", "", anonymous, ""))
        for service in CENTRE_SERVICES:
            record(opened, begin(opened, person, service, "R6.4"))
    assert_nothing_changes(opened, written(opened, tmp_path))


def test_cases_corrected_by_hand(opened: OpenedOffice, tmp_path: Path) -> None:
    take_in(opened, ledger(tmp_path, {"コーディネート": CASES}))
    episode, version, person = episode_of(opened, "C1")
    with opened.office.work(opened.actor) as work:
        cases.correct(
            work,
            episode,
            version,
            {"number": "X-9", "start": "R6.5.1", "term_end": "", "end": "R7.3",
             "end_reason": "died", "dest_name": "=A1", "note": "一行目\n二行目"},
        )  # fmt: skip
        version = work.get(Person, person).version
        typed = PersonInput("改名 花子", "カイメイ ハナコ", "unknown", "", False, "")
        people.correct(work, person, version, typed)
    assert_nothing_changes(opened, written(opened, tmp_path))


def test_activities_whose_ledger_has_fewer_columns(opened: OpenedOffice, tmp_path: Path) -> None:
    """相手先, 職員 and 管理番号 stand in no column of this ledger."""
    days = [["日付", "氏名", "手段", "内容"], ["R6.4.4", "雛形 花", "電話", "照会"]]
    take_in(opened, ledger(tmp_path, {"コーディネート": CASES, "活動": days}))
    episode, _, person = episode_of(opened, "C1")
    record(opened, episode)
    record(opened, begin(opened, person, "consultation", "R6.4.1"))
    assert_nothing_changes(opened, written(opened, tmp_path))


def test_the_same_words_on_another_day_are_a_new_activity(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    header = ["日付", "氏名", "手段", "内容"]
    take_in(opened, ledger(tmp_path, {"コーディネート": CASES}))
    record(opened, episode_of(opened, "C1")[0])
    rows = [["R6.4.5", "雛形 花", "電話", "近況"], ["R6.4.5", "雛形 花", "電話", "近況"],
            ["R6.4.6", "雛形 花", "電話", "近況"], ["R6.4.5", "雛形 月", "電話", "近況"],
            ["R6.4.5", None, "電話", "近況"], ["R6.4.5", "雛形 花", "電話", "別件"]]  # fmt: skip
    plan = plan_of(opened, ledger(tmp_path, {"活動": [header, *rows]}, "活動.xlsx"))
    assert [row.disposition for row in plan.rows] == ["same"] + ["import"] * 5


def test_activities_alone_belong_to_the_service_of_their_case(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    take_in(opened, ledger(tmp_path, {"コーディネート": CASES}))
    days = [["日付", "氏名", "手段", "内容"], ["R6.4.4", "雛形 花", "電話", "照会"]]
    path = ledger(tmp_path, {"活動": days}, "活動.xlsx")
    [row] = plan_of(opened, path).rows
    assert (row.disposition, row.target) == ("import", episode_of(opened, "C1")[0])
    take_in(opened, path)
    with opened.office.reading(opened.actor) as reading:
        assert list(reading.session.scalars(select(Activity.service))) == ["coordination"]
    assert_nothing_changes(opened, written(opened, tmp_path))


def test_a_blank_cell_does_not_take_back_a_role_of_another_centre(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    rows = [[*CASES[0], "広域"], [*CASES[1], "受理"]]
    take_in(opened, ledger(tmp_path, {"コーディネート": rows}))
    again = ledger(tmp_path, {"コーディネート": [rows[0], [*CASES[1], None]]}, "翌月.xlsx")
    assert_nothing_changes(opened, again)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@a", "'x", "  =1", "あ\r\nい", "あ\rい", "あ\x0bい", "_x000D_", "_x0041_",
     "😀𠮷", "\ufffe", "\u202e", "あ\tい", "あ" * 32_767, "x\n", '<b>&"', "http://example.invalid/x",
     "〃", "#REF!", "0", "１２３", "TRUE"],
    ids=lambda text: ascii(text)[:20],
)  # fmt: skip
def test_difficult_texts(opened: OpenedOffice, tmp_path: Path, text: str) -> None:
    """In fields of one line and of several, and in a column that means nothing to us."""
    path = tmp_path / "台帳.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet("相談")
    lines = (("番号", "相談日", "氏名", "主訴", "備考", "担当者", "独自"),
             ("1", "R6.4.3", "雛形 花", text, text, text, text))  # fmt: skip
    for row, line in enumerate(lines):
        for column, words in enumerate(line):
            sheet.write_string(row, column, words)
    book.close()
    take_in(opened, path)
    out = written(opened, tmp_path)
    assert_nothing_changes(opened, out)
    found = openpyxl.load_workbook(out)["相談"]
    assert all(cell.data_type != "f" for row in found.iter_rows() for cell in row)
