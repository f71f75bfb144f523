"""What an office remembers of its ledgers and tells of them, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.errors import FileProblem, InvalidInput, NotAllowed
from app.ledgers import actions, columns, queries
from app.ledgers.layout import find_mapping
from app.ledgers.reading.own import read_workbook
from app.ledgers.writing.actions import export_ledger
from app.staff.permissions import Role
from app.storage.records import Episode, Event, HistoryEntry, ImportedRow, OfficeRecord, StageMove
from tests.cases.one_case import as_role, ask, do, refused
from tests.conftest import OpenedOffice
from tests.ledgers.test_next_month import FIRST, everything, undo
from tests.ledgers.test_next_month import ledger as next_month
from tests.ledgers.test_taken_in import plan_of, take_in
from tests.ledgers.test_written_back import ledger

CONSULTATION = ["番号", "相談日", "氏名", "主訴", "独自"]
EVENTS = ["開催日", "区分", "名称", "会場", "参加人数"]


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """An empty office in a file."""
    return opened_embedded


def newest(opened: OpenedOffice) -> HistoryEntry:
    def read(reading: Any) -> HistoryEntry:
        found = reading.session.scalars(
            select(HistoryEntry).order_by(HistoryEntry.seq.desc())
        ).first()
        reading.session.expunge(found)
        return found

    return ask(opened, read)


def test_a_corrected_column_is_remembered_for_the_next_ledger_with_the_same_header(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    first = ledger(
        tmp_path, {"相談": [CONSULTATION, ["1", "R6.4.3", "雛形 花", "住まい", "甲"]]}, "4月.xlsx"
    )
    mapping = find_mapping(read_workbook(first), {})
    for field in ("worker", "note"):
        corrected = columns.apply_correction(mapping, "相談", 1, 4, field)
        do(opened, lambda work, now=corrected: actions.remember_mapping(work, now.tables[0]))
    told = newest(opened)
    assert (told.kind, told.subject_kind) == ("ledger.mapping_saved", "office")
    assert told.words == "台帳の列の対応づけを記憶"
    later = ledger(
        tmp_path, {"R7相談": [CONSULTATION, ["2", "R7.4.3", "雛形 月", "住", "乙"]]}, "翌年.xlsx"
    )
    saved = ask(opened, queries.saved_mappings)
    assert list(saved) == [mapping.tables[0].signature]
    [row] = plan_of(opened, later).rows
    assert row.values["note"] == "乙" and "worker" not in row.values and row.extra == {}
    other = ledger(
        tmp_path, {"相談": [CONSULTATION[:4], ["3", "R7.4.3", "雛形 日", "住"]]}, "他.xlsx"
    )
    assert "note" not in plan_of(opened, other).rows[0].values


def test_the_rows_that_were_saved_as_a_book_are_in_the_history(opened: OpenedOffice) -> None:
    do(opened, lambda work: actions.note_result(work, "結果.xlsx"))
    told = newest(opened)
    assert (told.kind, told.subject_kind) == ("ledger.result_saved", "office")
    assert told.words == "取込の結果を「結果.xlsx」に書き出し（氏名を含む）"


def test_a_file_that_was_refused_is_in_the_history_without_its_name(opened: OpenedOffice) -> None:
    do(opened, lambda work: actions.note_refused(work, "macro"))
    told = newest(opened)
    assert (told.kind, told.subject_kind) == ("ledger.refused", "office")
    assert told.words == "台帳のファイルを取り込めなかった（マクロを含むブックです）"
    do(opened, lambda work: actions.note_refused(work, "something new"))
    assert newest(opened).words == "台帳のファイルを取り込めなかった（読めないファイルです）"


@pytest.mark.parametrize(
    "act",
    [lambda work: actions.note_result(work, "x.xlsx"), lambda work: actions.note_refused(work, "x"),
     lambda work: actions.remember_mapping(work, None), lambda work: actions.undo(work, "x")],
)  # fmt: skip
def test_who_may_not_take_ledgers_in_leaves_no_word_of_them(opened: OpenedOffice, act: Any) -> None:
    with pytest.raises(NotAllowed):
        do(opened, act, as_role(opened, Role.AUDITOR))


def test_a_probation_office_has_no_ledger_of_a_centre(opened: OpenedOffice, tmp_path: Path) -> None:
    plan = plan_of(
        opened, ledger(tmp_path, {"相談": [CONSULTATION, ["1", "R6.4.3", "雛形 花", "住", None]]})
    )

    def become(work: Any) -> None:
        record = work.get(OfficeRecord, work.office_id)
        record.kind = "probation"
        work.touch(record)

    do(opened, become)
    refused(lambda: do(opened, lambda work: actions.apply(work, plan)), office="台帳の取込み")
    out = tmp_path / "書き出し.xlsx"
    refused(lambda: do(opened, lambda work: export_ledger(work, out)), office="台帳の取込み")
    assert not out.exists()


def test_a_ledger_is_written_as_an_excel_book_or_not_at_all(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    with pytest.raises(FileProblem) as caught:
        do(opened, lambda work: export_ledger(work, tmp_path / "台帳.csv"))
    assert caught.value.where == "台帳.csv" and "何も書いていません" in caught.value.message
    assert list(tmp_path.glob("*.csv")) == []
    count = do(opened, lambda work: export_ledger(work, tmp_path / "台帳.XLSX"))
    assert count == 0 and len(read_workbook(tmp_path / "台帳.XLSX").sheets) == 6
    told = newest(opened)
    assert (told.kind, told.words) == ("ledger.exported", "台帳を書き出し（0件、氏名を含む）")


def test_what_was_taken_in_and_taken_back_is_in_the_history(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    rows = [CONSULTATION, ["1", "R6.4.3", "雛形 花", "住", None], ["2", "R6.4.4", None, "住", None]]
    batch = take_in(opened, ledger(tmp_path, {"相談": rows}))
    told = newest(opened)
    assert (told.kind, told.subject_kind, told.subject_id) == ("ledger.imported", "batch", batch)
    assert told.words == "台帳を取込（新規 1件、支援経過 0件）"
    [line] = ask(opened, queries.batches)
    assert (line.id, line.file_name, line.undone_at) == (batch, "台帳.xlsx", None)
    assert line.counts == {"case:import": 1, "case:reject": 1}
    undo(opened, batch)
    told = newest(opened)
    assert (told.kind, told.subject_kind, told.subject_id) == ("ledger.undone", "batch", batch)
    assert ask(opened, queries.batches)[0].undone_at is not None


def test_the_newest_ledger_stands_first(opened: OpenedOffice, tmp_path: Path) -> None:
    first = take_in(opened, next_month(tmp_path, "4月.xlsx", FIRST))
    more = [*FIRST, ["9", "雛形 日", *[None] * 3, "R7.1.1", *[None] * 6]]
    second = take_in(opened, next_month(tmp_path, "5月.xlsx", more))
    assert [batch.id for batch in ask(opened, queries.batches)] == [second, first]


def test_rows_that_were_not_taken_are_kept_with_their_reason(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    rows = [CONSULTATION, ["1", "R6.4.3", None, "住", "甲"], ["2", "R6.4.3", "雛形 花", "住", "乙"]]
    take_in(opened, ledger(tmp_path, {"相談": rows}))

    def read(reading: Any) -> list[tuple[Any, ...]]:
        found = reading.session.scalars(select(ImportedRow).order_by(ImportedRow.row))
        return [
            (r.sheet, r.row, r.disposition, r.reasons, r.target_kind, r.extra, r.created)
            for r in found
            if r.target_kind != "person"
        ]

    assert ask(opened, read) == [
        ("相談", 2, "reject", ["no_person"], "", {"独自": "甲"}, False),
        ("相談", 3, "import", [], "episode", {"独自": "乙"}, True),
    ]


def test_an_event_is_corrected_by_the_next_ledger_and_put_back(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    def events(number: Any, venue: str) -> Path:
        rows = [
            EVENTS,
            ["R6.4.3", "研修", "事例検討", venue, number],
            ["R6.4.9", "研修", "基礎", "", 5],
        ]
        return ledger(tmp_path, {"研修": rows}, f"{number}.xlsx")

    take_in(opened, events(10, ""))
    before = everything(opened)
    plan = plan_of(opened, events("約12名", "本所"))
    assert [row.disposition for row in plan.rows] == ["changes", "same"]
    batch = take_in(opened, tmp_path / "約12名.xlsx")

    def read(reading: Any) -> list[tuple[Any, ...]]:
        return [
            (e.name, e.participants, e.approximate, e.venue)
            for e in reading.session.scalars(select(Event).order_by(Event.day))
        ]

    assert ask(opened, read) == [("事例検討", 12, True, "本所"), ("基礎", 5, False, "")]
    undo(opened, batch)
    assert everything(opened) == before


def test_a_ledger_moves_a_case_on_and_never_back(opened: OpenedOffice, tmp_path: Path) -> None:
    header = ["番号", "氏名", "依頼日", "刑期終了日", "受入先種別", "移行日", "終了日", "備考"]

    def month(name: str, *values: str | None) -> str:
        rows = [header, ["1", "雛形 花", "R6.4.3", "R7.1.1", *values]]
        return take_in(opened, ledger(tmp_path, {"コーディネート": rows}, name))

    def stage() -> str:
        return str(
            ask(opened, lambda reading: reading.session.scalars(select(Episode.stage)).one())
        )

    month("1.xlsx", None, None, None, None)
    begun = stage()
    month("2.xlsx", "グループホーム", "R7.1.2", None, None)
    assert stage() == "moved" != begun

    def back(work: Any) -> None:
        episode = work.session.scalars(select(Episode)).one()
        episode.move = None
        work.touch(episode)

    do(opened, back)
    month("3.xlsx", "グループホーム", None, None, "メモ")
    assert stage() == "moved"
    ended = month("4.xlsx", "グループホーム", None, "R7.2.1", "メモ")
    assert stage() == "closed"
    steps = ask(opened, lambda reading: list(reading.session.scalars(select(StageMove.source))))
    assert steps.count("ledger") == 2
    undo(opened, ended)
    assert stage() == "moved"


def test_nothing_is_taken_back_twice(opened: OpenedOffice, tmp_path: Path) -> None:
    batch = take_in(opened, next_month(tmp_path, "4月.xlsx", FIRST))
    undo(opened, batch)
    with pytest.raises(InvalidInput) as caught:
        undo(opened, batch)
    assert caught.value.by_field() == {"batch": "この取込はすでに戻してあります。"}
