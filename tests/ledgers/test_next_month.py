"""Next month's version of a ledger: what it changes is shown, and undo puts everything back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event, select

from app.cases import actions as cases
from app.errors import ChangedMeanwhile
from app.ledgers import actions
from app.storage.records import Activity, Episode, Event, Person, StageMove
from tests.conftest import OpenedOffice
from tests.ledgers.test_taken_in import plan_of, take_in

HEADER = [
    "管理番号", "氏名", "フリガナ", "性別", "生年月日", "依頼日", "刑期終了日", "区分", "受入先名",
    "移行日", "終了日", "備考",
]  # fmt: skip
FIRST = [
    ["1", "雛形 花", None, "女", "S40.1", "R6.4.3", "R7.1", "特別", None, None, None, "メモ"],
    [
        "2",
        "雛形 月",
        "ヒナガタ ツキ",
        None,
        None,
        "R6.4.5",
        "春ごろ",
        "一般",
        "苑",
        None,
        None,
        None,
    ],
]
NEXT = [
    ["1", "雛形 花", "ヒナガタ ハナ", "女", "S40.1.5", "R6.4.3", "R7.1.9", "特別", "見本苑",
     "R7.1.10", "R7.1.10", "メモ2"],
    ["2", "雛形 月", "ヒナガタ ツキ", "女", None, "R6.4.5", "R7.2.2", "一般", "苑", None, None, None],
    ["3", "雛形 日", None, None, None, "R7.1.1", None, "特別", None, None, None, None],
]  # fmt: skip


def ledger(folder: Path, name: str, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "コーディネート"
    for line in (HEADER, *rows):
        book.active.append(line)
    path = folder / name
    book.save(path)
    return path


def everything(opened: OpenedOffice) -> dict[str, list[tuple[str, ...]]]:
    """Every record with every column but the stamps of its version."""
    found = {}
    with opened.office.reading(opened.actor) as reading:
        for record in (Person, Episode, Activity, Event, StageMove):
            columns = [
                c for c in record.__table__.columns if c.name not in ("version", "updated_at")
            ]
            rows = reading.session.execute(select(*columns))
            found[record.__tablename__] = sorted(tuple(map(str, row)) for row in rows)
    return found


def kept(opened: OpenedOffice) -> dict[str, Any]:
    """What could not be read of the second case."""
    with opened.office.reading(opened.actor) as reading:
        found = reading.session.scalars(select(Episode).where(Episode.number == "2")).one()
        return dict(found.kept_text)


def test_what_could_not_be_read_is_kept_until_a_ledger_says_it_readably(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    take_in(opened, ledger(tmp_path, "4月.xlsx", FIRST))
    assert kept(opened) == {"term_end": "春ごろ"}
    batch = take_in(opened, ledger(tmp_path, "5月.xlsx", NEXT))
    assert kept(opened) == {}
    undo(opened, batch)
    assert kept(opened) == {"term_end": "春ごろ"}


def undo(opened: OpenedOffice, batch: str) -> None:
    with opened.office.work(opened.actor) as work:
        actions.undo(work, batch)


def test_what_it_completes_and_what_it_changes_is_told_apart(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    take_in(opened, ledger(tmp_path, "4月.xlsx", FIRST))
    plan = plan_of(opened, ledger(tmp_path, "5月.xlsx", NEXT))
    assert [row.disposition for row in plan.rows] == ["changes", "completes", "import"]
    assert "備考" in plan.rows[0].words
    assert [person.state for person in plan.persons] == ["completes", "completes", "new"]


def test_undo_leaves_every_column_of_every_table_as_it_was(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    take_in(opened, ledger(tmp_path, "4月.xlsx", FIRST))
    before = everything(opened)
    batch = take_in(opened, ledger(tmp_path, "5月.xlsx", NEXT))
    assert len(everything(opened)["stage_move"]) > len(before["stage_move"])
    undo(opened, batch)
    assert everything(opened) == before


def test_ledgers_can_be_undone_one_after_the_other(opened: OpenedOffice, tmp_path: Path) -> None:
    empty = everything(opened)
    batches = [
        take_in(opened, ledger(tmp_path, "4月.xlsx", FIRST)),
        take_in(opened, ledger(tmp_path, "5月.xlsx", NEXT)),
        take_in(opened, ledger(tmp_path, "6月.xlsx", [[*NEXT[0][:-1], "メモ3"], *NEXT[1:]])),
    ]
    for batch in reversed(batches):
        undo(opened, batch)
    assert everything(opened) == empty


def test_the_earlier_of_two_ledgers_cannot_be_undone_first(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    first = take_in(opened, ledger(tmp_path, "4月.xlsx", FIRST))
    take_in(opened, ledger(tmp_path, "5月.xlsx", NEXT))
    before = everything(opened)
    with pytest.raises(ChangedMeanwhile):
        undo(opened, first)
    assert everything(opened) == before


def test_a_plan_is_taken_in_once(opened: OpenedOffice, tmp_path: Path) -> None:
    plan = plan_of(opened, ledger(tmp_path, "4月.xlsx", FIRST))
    with opened.office.work(opened.actor) as work:
        actions.apply(work, plan)
    before = everything(opened)
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.apply(work, plan)
    assert everything(opened) == before


def test_what_was_typed_after_the_check_is_not_written_over(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    take_in(opened, ledger(tmp_path, "4月.xlsx", FIRST))
    plan = plan_of(opened, ledger(tmp_path, "5月.xlsx", NEXT))
    with opened.office.work(opened.actor) as work:
        episode = work.session.scalars(select(Episode).where(Episode.number == "1")).one()
        cases.correct(work, episode.id, episode.version, {"dest_name": "手で入れた苑"})
    before = everything(opened)
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.apply(work, plan)
    assert everything(opened) == before
    shown = plan_of(opened, tmp_path / "5月.xlsx").rows[0]
    assert shown.disposition == "changes"
    assert "受入先名" in shown.words


def test_people_whom_the_ledger_tells_nothing_new_about_are_not_read_one_by_one(
    opened: OpenedOffice, tmp_path: Path
) -> None:
    rows = [[str(n), f"雛形 {n}", None, None, None, "R6.4.3", *[None] * 6] for n in range(300)]
    take_in(opened, ledger(tmp_path, "4月.xlsx", rows))
    more = [*rows, ["X", "雛形 新", None, None, None, "R7.1.1", *[None] * 6]]
    plan = plan_of(opened, ledger(tmp_path, "5月.xlsx", more))
    asked: list[str] = []
    event.listen(
        opened.office.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_: asked.append(statement),
    )
    with opened.office.work(opened.actor) as work:
        actions.apply(work, plan)
    assert len(asked) < 50
