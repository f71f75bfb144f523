"""経費 by the keyboard: from the empty 年度 to what is paid, corrected, taken back and taken over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.funding.queries import funding
from app.staff.permissions import Actor, Role
from app.storage.desks import Change
from app.storage.drafts import Draft
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices
from app.ui.screens.report.funding.kinds import SPENDING
from app.ui.screens.report.funding.screen import FundingScreen
from app.ui.screens.report.screen import ReportScreen
from app.ui.theme import theme
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import Paragraph
from tests.cases.one_case import begin, do
from tests.conftest import OpenedOffice


def desk_of(opened: OpenedOffice, asking: Any, folder: Path, actor: Actor | None = None) -> Desk:
    settings = QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat)
    return Desk(
        opened.office, actor or opened.actor, "見本", "10",
        InlineJobs(), Notices(), asking, settings, lambda _: None,
    )  # fmt: skip


@pytest.fixture
def screen(
    dressed: QApplication, opened_embedded: OpenedOffice, asking: Any, tmp_path: Path
) -> Iterator[FundingScreen]:
    desk = desk_of(opened_embedded, asking, tmp_path)

    def pass_on(change: Change) -> None:
        desk.notices.tell(Notice(change.kinds, change.ids, change.by, change.many))

    opened_embedded.office.listeners.append(pass_on)
    made = FundingScreen(desk)
    made.resize(theme().px(1150), theme().px(640))
    made.show()
    made.open(Where("report", {"leaf": "funding"}))
    yield made
    opened_embedded.office.listeners.remove(pass_on)
    made.close()
    made.deleteLater()


def words(widget: Any) -> str:
    """Everything that can be read in a widget."""
    parts = [*widget.findChildren(Paragraph), *widget.findChildren(PlainLabel)]
    return " ".join(part.words for part in parts if part.isVisibleTo(widget))


def fill(screen: FundingScreen, **values: Any) -> None:
    """Type into the form that is open and save it from its last field."""
    form = screen.pane.form
    assert form is not None
    for key, value in values.items():
        form.rows[key].set_value(value)
    field = form.rows[key].editor.fields()[0]
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def press(widget: Any, text: str) -> None:
    """Press the button that begins with these words, as the keyboard does."""
    button = next(
        one
        for one in widget.findChildren(QAbstractButton)
        if one.text().startswith(text) and one.isVisibleTo(widget)
    )
    assert button.isEnabled(), button.toolTip()
    QTest.keyClick(button, Qt.Key.Key_Space)


def names(screen: FundingScreen) -> set[str]:
    return {one.accessibleName() for one in screen.pane.findChildren(ListTable) if one.isVisible()}


def table(screen: FundingScreen, name: str) -> ListTable:
    found = screen.pane.findChildren(ListTable)
    return next(one for one in found if one.accessibleName() == name and one.isVisible())


def rows(screen: FundingScreen, name: str) -> list[tuple[str, ...]]:
    shown = table(screen, name).rows
    return [
        tuple(column.cell_of(row).words for column in shown.columns)
        for _, row in shown.loaded_rows()
    ]


def begun(screen: FundingScreen) -> None:
    press(screen, "契約を入れる")
    fill(screen, operator="社会福祉法人みなもの会", amount="20000000", procurement="proposal")
    press(screen, "予算を入れる")
    fill(screen, supplies="90,000", travel="500")


def test_from_the_empty_year_to_what_was_paid(screen: FundingScreen, qtbot: QtBot) -> None:
    assert "契約がまだありません" in words(screen)
    begun(screen)
    assert rows(screen, "費目")[-1] == ("合計", "90,500", "0", "0", "90,500", "90,500")
    assert "支出はまだありません" in table(screen, "支出")._hint.words
    press(screen, "支出を記録")
    form = screen.pane.form
    assert form is not None
    assert [key for key in ("item", "staff_id", "units") if form.rows[key].isVisibleTo(form)] == []
    form.rows["category"].set_value("supplies")
    assert form.rows["item"].isVisibleTo(form)  # only what the 費目 needs is asked
    fill(screen, day="R8.10.25", item="fuel", payee="見本石油", what="灯油", amount="九千")
    assert "円で" in form.rows["amount"].error() and screen.pane.form is form
    fill(screen, amount="9,000")
    assert rows(screen, "支出") == [("10/25", "灯油 需用費・見本石油", "9,000", "なし")]
    assert "証憑のない支出が1件あります。" in words(screen)
    table(screen, "支出").choose_row(0)
    qtbot.waitUntil(lambda: "燃料費" in words(screen))
    press(screen, "訂正")
    fill(screen, amount="8,000")
    corrected = screen.pane.form
    assert corrected is not None and "理由" in corrected.rows["reason"].error()
    fill(screen, reason="打ちまちがい")
    assert rows(screen, "費目")[7][1:3] == ("90,000", "8,000")
    table(screen, "支出").choose_row(0)
    qtbot.waitUntil(lambda: "前は 金額　9,000円" in words(screen))
    press(screen, "取り消す")
    fill(screen, reason="二重に入れた")
    assert rows(screen, "支出") == [("10/25", "取消し 灯油 需用費・見本石油", "8,000", "")]
    assert rows(screen, "費目")[-1][2] == "0"


def test_dear_equipment_says_so_before_it_is_saved(screen: FundingScreen) -> None:
    begun(screen)
    press(screen, "予算を入れる")
    form = screen.pane.form
    assert form is not None
    assert form.advice.words == "合計 90,500円（契約額まであと19,909,500円）"
    form.rows["rent"].set_value("20,000,000")
    assert form.advice.words == "合計 20,090,500円（契約額を90,500円こえます）"
    form.rows["rent"].set_value("")
    assert screen.go_back()
    press(screen, "支出を記録")
    form = screen.pane.form
    assert form is not None
    form.rows["category"].set_value("equipment")
    form.rows["amount"].set_value("600,000")
    assert "単価300,000円以上の備品は" in form.rows["amount"].note()
    form.rows["units"].set_value("3")
    assert not form.rows["amount"].note()


def test_the_next_year_is_copied_from_this_one(screen: FundingScreen) -> None:
    begun(screen)
    QTest.keyClick(screen.bar.on, Qt.Key.Key_Space)
    assert "令和9年度の契約がまだありません" in words(screen)
    press(screen, "前年度の契約と予算を写す")
    assert rows(screen, "費目")[-1][1] == "90,500"


def test_a_row_opens_its_payments_and_says_what_it_comes_to(screen: FundingScreen) -> None:
    begun(screen)
    lines = table(screen, "費目")
    lines.choose_row(7)
    lines.activated.emit(lines.currentIndex())  # Enter: nothing is paid yet, so the first is made
    assert QApplication.focusWidget() is not None
    assert QApplication.focusWidget().text() == "支出を記録"  # type: ignore[attr-defined]
    press(screen, "見込みと備考")
    fill(screen, planned_rest="100,000", remark="冬の灯油")
    assert rows(screen, "費目")[7][5] == "100,000"
    assert "備考：冬の灯油" in words(screen) and "需用費の支出" in words(screen)
    assert "需用費は、年度末の見込み100,000円が予算90,000円を10,000円こえます。" in words(screen)
    press(screen, "支出を記録")
    assert screen.pane.form is not None
    assert screen.pane.form.rows["category"].value() == "supplies"
    assert screen.go_back() and screen.pane.form is None


def test_ways_of_a_month_become_payments_in_one_step(
    screen: FundingScreen, opened_embedded: OpenedOffice, asking: Any, qtbot: QtBot
) -> None:
    begun(screen)
    case = begin(opened_embedded)
    typed = ActivityInput("R8.10.5", "visit", "60", "", "面接", "例示 樹", place="駅", fare="480")
    do(opened_embedded, lambda work: record_activity(work, case, typed))
    screen.open(Where("report", {"leaf": "funding"}))
    asking.answers.append(True)
    press(screen, "令和8年10月")
    assert rows(screen, "支出") == [("10/5", "10月の旅費（支援経過1件） 旅費・例示 樹", "480", "支援経過")]
    table(screen, "支出").choose_row(0)
    qtbot.waitUntil(lambda: "旅費のもとになった支援経過" in names(screen))
    assert rows(screen, "旅費のもとになった支援経過")[0][1::2] == ("駅", "480")


def test_a_payment_typed_before_a_crash_comes_back(screen: FundingScreen) -> None:
    begun(screen)
    drafts = screen.desk.drafts
    place = ReportScreen(screen.desk)
    waiting = Draft(
        "d" * 32, "o", "s", SPENDING, "2026/new", "",
        screen.desk.office.clock.now(), (), {"what": "灯油"}, {},
    )  # fmt: skip
    drafts.waiting = (waiting,)
    place.open(Where("report", {"draft": waiting.name}))
    part = place.part
    assert isinstance(part, FundingScreen) and part.pane.form is not None
    assert part.pane.form.rows["what"].value() == "灯油"
    place.deleteLater()


def test_who_may_not_see_it_reads_why(
    dressed: QApplication, opened_embedded: OpenedOffice, asking: Any, tmp_path: Path
) -> None:
    who = opened_embedded.actor
    actor = Actor(who.staff_id, who.name, Role.COUNSELLOR)
    made = FundingScreen(desk_of(opened_embedded, asking, tmp_path, actor))
    made.open(Where("report", {"leaf": "funding", "new": True}))
    assert "センター長・事務・閲覧・監査" in made.pane.hint.words
    made.deleteLater()
    clerk = Actor(who.staff_id, who.name, Role.AUDITOR)
    made = FundingScreen(desk_of(opened_embedded, asking, tmp_path, clerk))
    made.open(Where("report", {"leaf": "funding", "new": True}))
    assert made.pane.form is None and "できるのはセンター長・事務です。" in words(made)
    made.deleteLater()
    with opened_embedded.office.reading(who) as reading:
        assert funding(reading, 2026).year is None
