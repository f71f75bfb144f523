"""Every column that a ledger may have: its word, what is read of it, what is said when years differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.calendar.partial import PartialDate
from app.ledgers import columns
from app.ledgers.check import FIELD_LABELS
from app.ledgers.existing import Existing, ExistingEpisode, ExistingPerson
from app.ledgers.layout import find_mapping
from app.ledgers.plan import make_plan
from app.ledgers.planned import PlanRow
from app.ledgers.read_ledger import read_ledger
from app.ledgers.result_sheet import field_words, handling, short_reason, value_words
from tests.ledgers.test_odd_ledgers import (
    CONSULTATION,
    COORDINATION,
    DAYS,
    EVENTS,
    book_of,
    cases_of,
    planned,
)

ALL_KINDS = (*columns.CASE_KINDS, "activity", "event", columns.MIXED)
COMMON: dict[str, tuple[Any, Any]] = {
    "管理番号": ("R6-1", ("number", "R6-1")),
    "氏名": ("雛形 花", ("name", "雛形 花")),
    "フリガナ": ("ﾋﾅｶﾞﾀ ﾊﾅ", ("kana", "ヒナガタ ハナ")),
    "性別": ("女", ("sex", "female")),
    "生年月日": ("S40.1.2", ("birth", PartialDate(1965, 1, 2))),
    "担当者": ("沼田", ("worker", "沼田")),
    "依頼元区分": ("保護観察所", ("source_kind", "probation_office")),
    "依頼元": ("前橋保護観察所", ("source", "前橋保護観察所")),
    "依頼文書番号": ("保第1号", ("document_no", "保第1号")),
    "相手方センター": ("島根センター", ("partner", "島根センター")),
    "高齢": ("○", ("elderly", True)),
    "身体": ("×", ("physical", False)),
    "知的": ("○", ("intellectual", True)),
    "精神": ("○", ("psychiatric", True)),
    "発達": ("○", ("developmental", True)),
    "疑い": ("○", ("suspected", True)),
    "手帳": ("療育B", ("certificates", "療育B")),
    "要介護度": ("要介護1", ("care_level", "要介護1")),
    "罪名": ("窃盗", ("offence", "窃盗")),
    "入所度数": ("3", ("prison_count", "3")),
    "釈放日": ("R6.5.1", ("release", PartialDate(2024, 5, 1))),
    "帰住希望地": ("前橋市", ("hope_place", "前橋市")),
    "居住市町村": ("高崎市", ("municipality", "高崎市")),
    "受入先種別": ("グループホーム", ("dest_kind", "group_home")),
    "受入先名": ("見本苑", ("dest_name", "見本苑")),
    "移行日": ("R6.6.1", ("move", PartialDate(2024, 6, 1))),
    "同意書取得日": ("R6.4.5", ("consent", PartialDate(2024, 4, 5))),
    "終了日": ("R6.7.1", ("end", PartialDate(2024, 7, 1))),
    "備考": ("一行目\n二行目", ("note", "一行目\n二行目")),
}
OWN: dict[str, dict[str, tuple[Any, Any]]] = {
    "コーディネート": {
        "依頼日": ("R6.4.3", ("start", PartialDate(2024, 4, 3))),
        "刑期終了日": ("R6.5.2", ("term_end", PartialDate(2024, 5, 2))),
        "刑名・刑期": ("懲役1年", ("sentence", "懲役1年")),
        "収容施設": ("前橋刑務所", ("facility", "前橋刑務所")),
        "区分": ("特別", ("kubun", "special")),
        "広域": ("受理", ("area", "received")),
    },
    "相談": {
        "相談日": ("R6.4.3", ("start", PartialDate(2024, 4, 3))),
        "主訴": ("住まい", ("topic", "住まい")),
        "継続区分": ("継続", ("continuing", "continuing")),
    },
    "被疑者等支援": {
        "依頼日": ("R6.4.3", ("start", PartialDate(2024, 4, 3))),
        "留置施設": ("前橋署", ("facility", "前橋署")),
        "逮捕日": ("R6.4.1", ("arrest", PartialDate(2024, 4, 1))),
        "勾留日": ("R6.4.2", ("detention", PartialDate(2024, 4, 2))),
        "勾留満期日": ("R6.4.11", ("detention_end", PartialDate(2024, 4, 11))),
        "処分日": ("R6.4.12", ("disposition_date", PartialDate(2024, 4, 12))),
    },
}


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_every_field_of_a_table_has_its_word(kind: str) -> None:
    assert set(columns.choices_for(kind)) - set(columns.MORE_STARTS) <= set(FIELD_LABELS)


def test_no_word_is_kept_for_a_field_that_no_table_has() -> None:
    fields = {field for kind in ALL_KINDS for field in columns.choices_for(kind)}
    assert set(FIELD_LABELS) <= fields
    assert field_words("number") == "管理番号"
    assert field_words("never heard of") == "never heard of"


@pytest.mark.parametrize("sheet", OWN)
def test_every_column_of_a_case_is_read(tmp_path: Path, sheet: str) -> None:
    told = {**COMMON, **OWN[sheet]}
    rows = [list(told), [typed for typed, _ in told.values()]]
    [row] = cases_of(planned(book_of(tmp_path, {sheet: rows})))
    assert row.disposition == "import" and row.kept == {}
    expected = dict(meant for _, meant in told.values())
    assert {name: row.values.get(name) for name in expected} == expected


def test_every_column_of_an_activity_and_of_an_event_is_read(tmp_path: Path) -> None:
    sheets = {
        "活動": [
            [*DAYS, "相手先", "職員"],
            ["R6.6.1", "9", "花さん", None, "電話", 5, "照会", "姉", "沼田"],
        ],
        "研修": [
            [*EVENTS, "主催・参加の別", "参加機関数", "担当者", "備考"],
            ["R6.4.3", None, "検討", "本所", 30, "主催", 7, "沼田", "一\n二"],
        ],
    }
    day, event = cases_of(planned(book_of(tmp_path, sheets)))
    assert dict(day.values) == {
        "day": PartialDate(2024, 6, 1), "number": "9", "name": "花", "service": "", "means": "phone",
        "minutes": 5, "content": "照会", "partner": "姉", "worker": "沼田",
    }  # fmt: skip
    assert dict(event.values) == {
        "day": PartialDate(2024, 4, 3), "kind": "other", "name": "検討", "venue": "本所",
        "participants": 30, "role": "host", "organisations": 7, "worker": "沼田", "note": "一\n二",
        "approximate": False,
    }  # fmt: skip


def two_years(folder: Path, header: list[str], first: list[Any], later: list[Any]) -> list[PlanRow]:
    rows = {"コーディR5": [header, first], "コーディR6": [header, later]}
    return cases_of(planned(book_of(folder, rows)))


def test_what_two_years_tell_differently_is_named(tmp_path: Path) -> None:
    header = [
        *COORDINATION, "広域", "性別", "生年月日", "高齢", "依頼元区分", "受入先種別", "終了日", "終了事由",
        "釈放事由", "移行日", "担当者",
    ]  # fmt: skip
    first = [
        "C1", "雛形 花", "R5.4.3", "R7.1.1", "特別", "自県", "女", "S40.1.2", "○", "保護観察所",
        "グループホーム", "R6.1.1", "移行", "満期", "R5.9.1", "甲",
    ]  # fmt: skip
    later = [
        "C1", "雛形 花", "R5.4.3", "R7.2.1", "一般", "受理", "男", "S40.1.3", "×", "弁護士",
        "病院", "R6.2.1", "死亡", "仮釈放", "R5.10.1", "乙",
    ]  # fmt: skip
    _, row = two_years(tmp_path, header, first, later)
    [found] = [one for one in row.problems if one.code == "conflict_with_earlier_sheet"]
    assert set(found.field.split(",")) == {
        "term_end", "kubun", "area", "sex", "elderly", "source_kind", "dest_kind", "end",
        "end_reason", "release_reason", "move",
    } | ({"birth"} if "birth" in found.field else set())  # fmt: skip
    assert "刑期終了日" in found.words and "担当者" not in found.words


def test_what_a_later_year_completes_is_not_kept_as_unreadable(tmp_path: Path) -> None:
    header = [*COORDINATION, "備考"]
    first = ["9" * 200, "雛形 花", "R5.4.3", "春ごろ", "特別", None]
    later = ["C1", "雛形 花", "R5.4.3", "R7.2.1", "特別", "メモ"]
    plan = planned(
        book_of(tmp_path, {"コーディR5": [header, first], "コーディR6": [header, later]})
    )
    [episode] = plan.episodes
    assert episode.kept_text == {}
    assert (episode.values["number"], episode.values["note"]) == ("C1", "メモ")
    assert plan.rows[0].warnings == ("date_unreadable:term_end", "too_long:number")


def test_a_reading_that_no_record_may_hold_is_kept_apart(tmp_path: Path) -> None:
    rows = [[*CONSULTATION, "フリガナ"], ["1", "R6.4.3", "雛形 花", "住", "ア" * 300]]
    [row] = cases_of(planned(book_of(tmp_path, {"相談": rows})))
    assert (row.values["kana"], row.kept["kana"], row.warnings) == (
        "",
        "ア" * 300,
        ("too_long:kana",),
    )


def test_an_error_where_nothing_is_read_does_not_matter(tmp_path: Path) -> None:
    rows = [
        ["No.", "年齢", *CONSULTATION, "担当者"],
        ["#REF!", "#VALUE!", "1", "R6.4.3", "雛形 花", "住", "#N/A"],
        [2, 3, "2", "#REF!", "雛形 月", "住", None],
    ]
    taken, refused = cases_of(planned(book_of(tmp_path, {"相談": rows})))
    assert (taken.disposition, taken.warnings) == ("import", ("error_value:worker",))
    assert (refused.disposition, refused.reason) == ("reject", "error_values")
    assert "#REF!" in refused.words


def test_day_numbers_count_from_1904_where_the_book_says_so(tmp_path: Path) -> None:
    rows = [CONSULTATION, ["1", 45_385 - 1_462, "雛形 花", "住"]]
    workbook = replace(book_of(tmp_path, {"相談": rows}), date1904=True)
    [row] = cases_of(planned(workbook))
    assert row.values["start"] == PartialDate(2024, 4, 3)


def test_an_empty_column_is_none_and_a_group_may_stand_first(tmp_path: Path) -> None:
    rows = [
        ["依頼", None, "管理番号", "氏名", "主訴", None, "独自"],
        ["年月日", "機関", None, None, None, None, None],
        ["R6.4.3", "前橋地検", "1", "雛形 花", "住", None, "甲"],
    ]
    workbook = book_of(tmp_path, {"相談": rows})
    [table] = find_mapping(workbook, {}).tables
    assert [(c.index, c.field) for c in table.columns] == [
        (0, "start"), (1, "source"), (2, "number"), (3, "name"), (4, "topic"), (6, ""),
    ]  # fmt: skip
    assert [c.texts for c in table.columns][:2] == [("依頼", "年月日"), ("依頼", "機関")]
    [row] = cases_of(planned(workbook))
    assert (row.values["start"], row.extra) == (PartialDate(2024, 4, 3), {"独自": "甲"})


def test_a_column_without_a_header_is_called_by_its_letters() -> None:
    titles = [columns.Column(index, (), "").title for index in (0, 25, 26, 701)]
    assert titles == ["列A", "列Z", "列AA", "列ZZ"]


def on_record(number: str, *, birth: PartialDate | None = None) -> Existing:
    person = ExistingPerson("p", "雛形 花", "雛形花", "雛形花", "", "", "unknown", birth, False)
    start = PartialDate(2024, 4, 3)
    values = {"number": number, "start": start, "kubun": "special"}
    return Existing((person,), (ExistingEpisode("e", "p", "coordination", number, start, values),))


@pytest.mark.parametrize(
    ("number", "typed", "state"),
    [("", "C1", "completes"), ("C1", "C1", "same"), ("C2", "C1", "new"), ("C1", None, "same")],
)
def test_a_case_on_record_is_known_by_its_number_or_where_one_has_none_by_name_and_start(
    tmp_path: Path, number: str, typed: str | None, state: str
) -> None:
    rows = [[*COORDINATION, "性別"], [typed, "雛形 花", "R6.4.3", None, "特別", "女"]]
    workbook = book_of(tmp_path, {"コーディネート": rows})
    mapping = find_mapping(workbook, {})
    plan = make_plan(read_ledger(workbook, mapping, today=date(2026, 11, 24)), on_record(number))
    assert [one.state for one in plan.episodes] == [state]
    assert [(one.state, one.existing_id) for one in plan.persons][:1] == (
        [("new", None)]
        if state == "new" and not plan.persons[0].existing_id
        else [("completes", "p")]
    )


@pytest.mark.parametrize(("typed", "state"), [("不明", "same"), (None, "same"), ("男", "changes")])
def test_a_ledger_that_does_not_know_the_sex_leaves_it(
    tmp_path: Path, typed: str | None, state: str
) -> None:
    known = on_record("C1")
    existing = replace(known, persons=(replace(known.persons[0], sex="female"),))
    rows = [[*COORDINATION, "性別"], ["C1", "雛形 花", "R6.4.3", None, "特別", typed]]
    workbook = book_of(tmp_path, {"コーディネート": rows})
    plan = make_plan(
        read_ledger(workbook, find_mapping(workbook, {}), today=date(2026, 11, 24)), existing
    )
    assert [one.state for one in plan.persons] == [state]


@pytest.mark.parametrize(
    ("known", "typed", "state"),
    [(None, "S40.1.2", "completes"), (PartialDate(1965, 1, 2), "S40.1.2", "same"),
     (PartialDate(1965, 1, 2), None, "same"), (PartialDate(1965, 1, 2), "S41.1.2", "new")],
)  # fmt: skip
def test_a_case_without_a_number_is_known_unless_the_birth_speaks_against_it(
    tmp_path: Path, known: PartialDate | None, typed: str | None, state: str
) -> None:
    rows = [[*COORDINATION, "生年月日"], [None, "雛形 花", "R6.4.3", None, "特別", typed]]
    workbook = book_of(tmp_path, {"コーディネート": rows})
    existing = on_record("", birth=known)
    plan = make_plan(
        read_ledger(workbook, find_mapping(workbook, {}), today=date(2026, 11, 24)), existing
    )
    [episode], [person] = plan.episodes, plan.persons
    assert (episode.existing_id, person.existing_id) == (
        (None, None) if state == "new" else ("e", "p")
    )
    assert person.state == state


def test_a_row_is_called_by_what_becomes_of_it(messy: Any) -> None:
    for row in messy.plan.rows:
        severities = {one.severity for one in row.problems}
        if row.disposition in ("import", "merge"):
            expected = "新規" if row.disposition == "import" else "続き"
            if severities:
                expected = "同じ人？" if "ask" in severities else "確認"
            assert handling(row) == expected
    fixed = {"reject": "不可", "exclude": "除く", "skip": "読まない行", "same": "登録済み"}
    for disposition, word in fixed.items():
        assert handling(messy.plan.rows[0]._replace(disposition=disposition)) == word


def test_reasons_are_shorter_in_the_list(messy: Any) -> None:
    problems = {one.code: one for row in messy.plan.rows for one in row.problems}
    row = messy.plan.rows[0]
    for one in problems.values():
        short = short_reason(row._replace(problems=(one, one)))
        assert 0 < len(short) < len(one.words.partition("。")[0]) + 1
        assert short != one.words.partition("。")[0]
    assert short_reason(row._replace(problems=(), disposition="import")) == ""
    same = row._replace(problems=(), disposition="same", words="すでにあります。変わりません。")
    assert short_reason(same) == "すでにあります"


@pytest.mark.parametrize(
    ("field", "code", "words"),
    [("sex", "female", "女"), ("service", "coordination", "コーディネート"),
     ("source_kind", "prosecutor", "検察庁"), ("kubun", "special", "特別調整"),
     ("area", "received", "他県から受理"), ("means", "phone", "電話")],
)  # fmt: skip
def test_a_code_is_said_in_its_word(field: str, code: str, words: str) -> None:
    assert value_words(field, code) == words


def test_somebody_on_record_is_known_by_name_and_day_of_birth(tmp_path: Path) -> None:
    existing = on_record("C1", birth=PartialDate(1965, 1, 2))
    rows = [
        [*CONSULTATION, "生年月日"],
        ["S1", "R6.9.3", "雛形 花", "住", "S40.1.2"],
        ["S2", "R6.9.3", "雛形 花", "住", "S41.1.2"],
    ]
    workbook = book_of(tmp_path, {"相談": rows})
    plan = make_plan(
        read_ledger(workbook, find_mapping(workbook, {}), today=date(2026, 11, 24)), existing
    )
    assert [one.existing_id for one in plan.persons] == ["p", None]
    assert plan.pairs == ()


def test_a_month_that_is_start_and_move_at_once_is_told_once(tmp_path: Path) -> None:
    rows = [
        ["番号", "氏名", "開始日（移行日）", "居住市町村"],
        ["F1", "雛形 花", "R6.4", "前橋市"],
        ["F2", "雛形 月", "R6.4.5", "前橋市"],
    ]
    first, second = cases_of(planned(book_of(tmp_path, {"フォローアップ": rows})))
    assert first.values["start"] == first.values["move"] == PartialDate(2024, 4)
    assert (first.warnings, second.warnings) == (("partial_date:start",), ())
