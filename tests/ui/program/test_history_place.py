"""履歴: reached from 管理 by those who may, filtered, and itself a view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSettings
from sqlalchemy import select

from app.staff.permissions import Role
from app.storage.folders import OfficeFolder
from app.storage.records import Episode, HistoryEntry
from app.ui.desk import Where
from app.ui.screens.history import HistoryScreen
from app.ui.window import MainWindow, SignedIn


def shown(window: MainWindow) -> list[str]:
    screen = window.shown
    assert isinstance(screen, HistoryScreen)
    return [row.words for _, row in screen.model.loaded_rows()]


def test_the_manager_reads_who_did_what(
    dressed: Any, folder: OfficeFolder, open_it: Callable[..., SignedIn], jobs: Any, asking: Any,
    settings: QSettings, qtbot: Any,
) -> None:  # fmt: skip
    signed_in = open_it(folder)
    window = MainWindow(signed_in, jobs, asking, settings)
    window.show()
    window.show_where(Where("admin"))
    window.shown.history.click()  # type: ignore[union-attr]
    screen = window.shown
    assert isinstance(screen, HistoryScreen) and window.places.buttons["admin"].isChecked()
    assert "定着を開いた" in shown(window) and "支援経過を記録" in shown(window)
    assert shown(window)[0] == "「今日」の一覧を見た"  # this look comes after what it shows
    screen.which.choose("seen")
    assert set(shown(window)) == {"履歴を見た（全員）", "「今日」の一覧を見た"}
    screen.first.set_value("R8.11.25")
    qtbot.waitUntil(lambda: shown(window) == [])
    screen.first.set_value("2/31")
    qtbot.waitUntil(lambda: bool(screen.trouble.words))
    screen.clear.click()
    assert len(shown(window)) > 5
    screen.check_button.click()
    assert "欠けも書き換えもありません" in asking.said[-1][1]
    assert shown(window)[0].startswith("履歴を確かめた")
    screen.staff.choose(signed_in.actor.staff_id)
    screen.which.choose("seen")
    assert shown(window)[0] == f"履歴を見た（{signed_in.actor.name}）"
    screen.which.choose("done")
    row = next(row for _, row in screen.model.loaded_rows() if row.words == "支援経過を記録")
    assert row.about == "椿原 朔"
    screen.table.row_opened.emit(row)
    assert window.where is not None and window.where.facts["episode"] == row.subject_id
    with signed_in.office.reading(signed_in.actor) as reading:
        last = reading.session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq.desc()))
        assert {entry.kind for entry in list(last)[:3]} >= {"view.case", "view.list"}


def test_the_manager_sees_who_looked_at_how_much_and_prints_the_head(
    dressed: Any, folder: OfficeFolder, open_it: Callable[..., SignedIn], jobs: Any, asking: Any,
    settings: QSettings, qtbot: Any,
) -> None:  # fmt: skip
    signed_in = open_it(folder)
    window = MainWindow(signed_in, jobs, asking, settings)
    window.show()
    with signed_in.office.reading(signed_in.actor) as reading:
        episodes = list(reading.session.scalars(select(Episode.id)))
    for episode in episodes:
        window.show_where(Where("cases", {"episode": episode}))
    window.show_where(Where("history"))
    screen: Any = window.shown
    screen.way.choose("staff")
    assert screen.by_staff.isVisible() and not screen.table.isVisible()
    ((_, mine),) = screen.by_staff.model_of_staff.loaded_rows()
    assert (mine.name, mine.cases, mine.others) == (signed_in.actor.name, 4, 2)
    screen.by_staff.row_opened.emit(mine)
    assert screen.table.isVisible() and screen.staff.code == signed_in.actor.staff_id
    assert "履歴を見た（人ごとの集計）" in shown(window)
    screen.head_button.click()
    qtbot.waitUntil(lambda: screen.paper.printed is not None)
    screen.paper.reject()
    window.close()


def test_a_counsellor_is_told_who_may(
    dressed: Any, folder: OfficeFolder, open_it: Callable[..., SignedIn], jobs: Any, asking: Any,
    settings: QSettings,
) -> None:  # fmt: skip
    window = MainWindow(open_it(folder, Role.COUNSELLOR), jobs, asking, settings)
    window.show()
    assert not window.show_where(Where("history"))
    window.show_where(Where("admin"))
    assert "センター長・閲覧・監査" in window.shown.history.reason  # type: ignore[union-attr]
