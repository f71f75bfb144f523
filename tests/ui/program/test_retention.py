"""保存期間 in the window: no rule, a rule, what is due, 保留, a list, and the deletion on two words."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select, update

from app.clock import fixed
from app.staff.permissions import Role
from app.staff.second import actions as second
from app.storage.folders import OfficeFolder
from app.storage.records import Episode
from app.storage.transactions import for_writing
from app.ui.desk import Where
from app.ui.drafts import Typing

SHOTS = os.environ.get("TEICHAKU_RETENTION_PICTURES", "")
"""A folder for pictures of what the test sees."""


def shot(window: Any, name: str) -> None:
    if SHOTS:
        window.grab().save(str(Path(SHOTS) / f"{name}.png"))


def agreed_at_once(desk: Any, act: Any, about: str, *, done: Any, owner: Any) -> None:
    """The second person stands here and types the recovery code."""
    with desk.office.work(desk.actor) as work:
        request = second.ask(work, act, about)
    with desk.office.work(desk.actor) as work:
        second.agree_alone(work, request, lambda: True)
    done(request)


def at(window: Any, leaf: str) -> Any:
    window.show_where(Where("retention", {"leaf": leaf}))
    return window.shown.part


def let_end(window: Any) -> list[str]:
    """Three of the four cases ended long ago."""
    episode = Episode.__table__
    with for_writing(window.desk.office.engine).begin() as connection:
        ids = list(connection.execute(select(episode.c.id).order_by(episode.c.number)).scalars())
        for number, (case, end) in enumerate(
            zip(ids, ("2023-05-20", "2023-06-01", "2026-03-02"), strict=False)
        ):
            changed = {"end": end, "start": f"2022-0{number + 4}-01"}
            connection.execute(update(episode).where(episode.c.id == case).values(changed))
    return [str(one) for one in ids]


def decide(window: Any, years: str = "1") -> None:
    """The same period for every kind of record."""
    screen = at(window, "periods")
    for row in range(screen.model.rowCount()):
        screen.table.choose_row(row)
        screen.change.click()
        form = screen.dialog.form
        form.rows["years"].set_value(years)
        form.rows["source"].set_value("委託契約書 第12条")
        shot(screen.dialog, "period")
        screen.dialog.give("ok")


def hold_second(screen: Any) -> None:
    """保留 for the person of the second record."""
    screen.table.choose_row(1)
    screen.hold.click()
    rows = screen.dialog.form.rows
    rows["until"].set_value("あさって")
    screen.dialog.give("ok")  # nobody chose why: no reason is kept for them
    assert "理由を選んで" in rows["reason"].error() and "読み取れません" in rows["until"].error()
    rows["until"].set_value("")
    screen.dialog.form.rows["reason"].set_value("audit")
    shot(screen.dialog, "hold")
    screen.dialog.give("ok")
    screen.table.choose_row(1)
    assert "監査・検査" in screen.put.reason and "監査・検査" in screen.reason.words


def test_the_whole_way(
    window_of: Any, folder: OfficeFolder, asking: Any, monkeypatch: Any, qtbot: QtBot
) -> None:
    monkeypatch.setattr("app.ui.screens.retention.lists_screen.with_second", agreed_at_once)
    window = window_of(folder)
    window.resize(1366, 768)
    ids = let_end(window)
    screen = at(window, "due")
    assert screen.model.rowCount() == 0 and "まだ決まっていない" in screen.table._hint.words
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_Tab)
    assert window.focusWidget() is screen.table._hint.button
    shot(window, "none")
    decide(window)
    shot(window, "periods")
    screen = at(window, "due")
    assert [screen.model.row(n).id for n in range(screen.model.rowCount())] == ids[:2]
    hold_second(screen)
    screen.every.click()
    assert screen.chosen == {ids[0]}
    shot(window, "due")
    screen.when.choose("2027")
    assert [screen.model.row(n).id for n in range(screen.model.rowCount())] == ids[2:3]
    screen.when.choose("")
    typing = Typing("record", ids[0], ids[0], (), {"content": "書きかけ"}, {"content": ""})
    window.desk.drafts.keep("a" * 16, typing, lambda error: None)
    screen.make.click()
    lists = window.shown.part
    assert lists.row().cases == 1 and lists.items.rowCount() == 2
    shot(window, "lists")
    assert lists.record.reason
    lists.remove.click()
    dialog = lists.dialog
    assert dialog.answer == "no" and dialog.buttons["no"].isDefault()
    assert dialog.buttons["yes"].reason == dialog.reason.words
    dialog.number.set_value("2")
    assert "同じではありません" in dialog.buttons["yes"].reason
    assert dialog.buttons["yes"].reason == dialog.reason.words
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert lists.row().state == "draft"
    window.desk.office.clock = fixed(datetime(2026, 11, 28, 9, 0))  # nobody was here meanwhile
    lists.remove.click()
    dialog = lists.dialog
    dialog.number.set_value("１件")
    assert "日付" in dialog.buttons["yes"].reason
    dialog.form.rows["today"].set_value(True)
    shot(dialog, "remove")
    assert not dialog.buttons["yes"].reason
    dialog.give("yes")
    assert lists.row().state == "done"
    assert "削除しました" in asking.said[-1][1]
    with window.desk.office.reading(window.desk.actor) as reading:
        assert reading.session.scalar(select(func.count()).select_from(Episode)) == 3
        actor = window.desk.actor
        drafts = window.desk.office.drafts.list(reading.office_id, actor.staff_id)
        assert drafts.drafts == ()
    lists.record.click()
    shot(window, "done")
    lists.paper.reject()
    assert at(window, "due").model.rowCount() == 1


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.AUDITOR, Role.CLERK])
def test_others_may_look_and_read_why_not_more(
    window_of: Any, folder: OfficeFolder, role: Role
) -> None:
    window = window_of(folder, role)
    for leaf, buttons in (
        ("due", ("put", "every", "hold", "lift", "make")),
        ("lists", ("withdraw", "remove")),
        ("periods", ("change",)),
    ):
        screen = at(window, leaf)
        assert all(getattr(screen, name).reason for name in buttons), leaf


def test_a_draft_of_a_deleted_record_is_thrown_away_at_the_next_start(
    window_of: Any, folder: OfficeFolder, monkeypatch: Any
) -> None:
    window = window_of(folder)
    ids = let_end(window)
    for name, case in (("a" * 16, ids[0]), ("b" * 16, ids[1])):
        typing = Typing("record", case, case, (), {"content": "書きかけ"}, {"content": ""})
        window.desk.drafts.keep(name, typing, lambda error: None)
    of_deleted = "app.retention.proposals.queries.gone"
    monkeypatch.setattr(of_deleted, lambda reading: frozenset({ids[0]}))
    found = window.desk.drafts._look()  # as the next start does
    assert [one.episode_id for one in found.drafts] == [ids[1]]
