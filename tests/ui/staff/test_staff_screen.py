"""職員 on screen: somebody new, 役割, a forgotten 合言葉, one's own, 退職, and the table of roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.cases.actions import open_episode
from app.codes import Service
from app.history.viewing import of_list
from app.people import actions as registering
from app.people.rules import PersonInput
from app.staff.handover.actions import hand_over
from app.staff.handover.queries import open_cases_of, to_read
from app.staff.handover.rules import Item
from app.staff.permissions import Permission, Role
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.keys.opening import (
    read_slots,
    unlock_with_passphrase,
    unlock_with_recovery,
)
from app.storage.keys.slots import SlotKind
from app.storage.work import Work
from app.ui.desk import Where
from app.ui.jobs import Jobs
from app.ui.screens.staff.handover_screen import HandoverScreen
from app.ui.screens.staff.people_screen import PeopleScreen
from app.ui.screens.staff.roles_screen import RolesScreen
from app.ui.screens.staff.screen import StaffScreen
from app.ui.screens.today import TodayScreen
from app.ui.screens.today_asked import MOST, AskedCard
from app.ui.second.dialog import SecondDialog
from app.ui.theme import theme
from app.ui.widgets.page import Scrolled
from tests.conftest import PASSPHRASE
from tests.ui.staff.conftest import THEIRS, Seat

NEXT = "つぎの合言葉 くちなし ひいらぎ"


@pytest.fixture
def screen(seat: Seat, qtbot: Any) -> Iterator[StaffScreen]:
    made = StaffScreen(seat.desk)
    made.resize(1198, 698)
    made.show()
    made.open(Where("staff", {"leaf": "people"}))
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def people(screen: StaffScreen) -> PeopleScreen:
    part = screen.part
    assert isinstance(part, PeopleScreen)
    return part


def choose(part: PeopleScreen, name: str) -> None:
    part.read_again()
    rows = [part.model.row(number) for number in range(part.model.rowCount())]
    part.table.choose_row(next(at for at, row in enumerate(rows) if row.name == name))
    part._follow_row()


def opens(seat: Seat, staff_id: str, passphrase: str) -> bool:
    assert seat.opened.folder is not None
    return bool(unlock_with_passphrase(seat.opened.folder, staff_id, passphrase, None))


def case(seat: Seat, name: str, worker: str) -> None:
    def act(work: Work) -> None:
        person = registering.register(work, PersonInput(name, "", "male", "S28.4.5"))
        open_episode(work, person, Service.COORDINATION, {"start": "R8.6.1", "worker": worker})

    with seat.desk.office.work(seat.desk.actor) as work:
        act(work)


def test_somebody_new_is_in_the_list_with_a_key(seat: Seat, screen: StaffScreen) -> None:
    part = people(screen)
    part.add.click()
    dialog = part.dialog
    assert dialog is not None and dialog.secret is not None and dialog.isVisible()
    dialog.form.set_values({"name": "例示 霧子", "role": str(Role.COUNSELLOR)})
    dialog.secret.fill("例示 霧子 2026 支援 合言葉")
    dialog.last.set_values({"own": PASSPHRASE})
    dialog.give("ok")
    assert dialog.isVisible()
    assert "関わりのない言葉" in dialog.secret.form.rows["passphrase"].error()
    dialog.secret.fill(THEIRS)
    dialog.last.set_values({"own": "ちがう合言葉 ちがう ちがう"})
    dialog.give("ok")
    assert dialog.isVisible() and "合言葉が違います" in dialog.problem.words
    assert dialog.own() == ""
    dialog.last.set_values({"own": PASSPHRASE})
    dialog.give("ok")
    assert not dialog.isVisible()
    rows = {part.model.row(at).name: part.model.row(at) for at in range(part.model.rowCount())}
    assert set(rows) == {seat.desk.actor.name, "例示 霧子"}
    assert opens(seat, rows["例示 霧子"].id, THEIRS)


def test_somebody_new_is_added_with_the_keyboard_alone(
    qtbot: Any, seat: Seat, screen: StaffScreen
) -> None:
    part = people(screen)
    part.add.click()
    dialog = part.dialog
    assert dialog is not None and dialog.secret is not None

    def here() -> Any:
        return QApplication.focusWidget()

    fields = [
        dialog.form.rows["name"],
        dialog.form.rows["role"],
        *(dialog.secret.form.rows[key] for key in ("passphrase", "again")),
        dialog.last.rows["own"],
    ]
    typed = ["Mihon Kaede", None, NEXT, NEXT, PASSPHRASE]
    for row, words in zip(fields, typed, strict=True):
        qtbot.waitUntil(lambda row=row: here() in row.editor.fields())
        if words is not None:
            row.set_value(words)  # as an input method commits it
        qtbot.keyClick(here(), Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert part.model.rowCount() == 2


def test_every_button_says_why_it_cannot_be_pressed(seat: Seat, screen: StaffScreen) -> None:
    part = people(screen)
    choose(part, seat.desk.actor.name)
    assert "別の人が登録" in part.leave.reason and "自分の合言葉" in part.again.reason
    seat.colleague("例示 霧子", Role.COUNSELLOR)
    choose(part, "例示 霧子")
    for button in (part.role, part.name, part.again, part.hand, part.list_out, part.leave):
        assert not button.reason


def test_another_role_is_asked_about_and_the_last_manager_stays(
    seat: Seat, screen: StaffScreen
) -> None:
    part = people(screen)
    seat.colleague("例示 霧子", Role.COUNSELLOR)
    choose(part, "例示 霧子")
    seat.asking.script(True)
    part.role.chosen.emit(str(Role.CLERK))
    choose(part, "例示 霧子")
    chosen = part.chosen()
    assert chosen is not None and chosen.role is Role.CLERK
    choose(part, seat.desk.actor.name)
    seat.asking.script(True)
    part.role.chosen.emit(str(Role.CLERK))
    assert "鍵と設定を扱える人がいなくなる" in seat.asking.errors[-1].message


def test_a_name_is_put_right_with_the_cases_that_are_theirs(
    seat: Seat, screen: StaffScreen, qtbot: Any
) -> None:
    part = people(screen)
    seat.colleague("例示 霧子", Role.COUNSELLOR)
    case(seat, "見本 梅", "例示")
    choose(part, "例示 霧子")
    seat.asking.script("標本　霧子", True)
    qtbot.mouseClick(part.name, Qt.MouseButton.LeftButton)
    asked = [words for _, words in seat.asking.said]
    assert any("これまでの支援経過などに書かれた氏名は、そのまま残ります" in one for one in asked)
    assert any("氏名を標本 霧子に直しました" in one and "業務1件" in one for one in asked)
    choose(part, "標本 霧子")
    with seat.desk.office.reading(seat.desk.actor) as reading:
        assert len(open_cases_of(reading, "標本")) == 1
    seat.asking.script("模擬 霧子", False)  # left at the question
    part.rename()
    seat.asking.script(None)
    part.rename()
    choose(part, "標本 霧子")


def test_a_forgotten_passphrase_is_replaced_by_one_the_person_types(
    seat: Seat, screen: StaffScreen
) -> None:
    part, other = people(screen), seat.colleague("例示 霧子", Role.COUNSELLOR)
    choose(part, "例示 霧子")
    part.again.click()
    dialog = part.dialog
    assert dialog is not None and dialog.secret is not None
    dialog.secret.fill(NEXT)
    dialog.last.set_values({"own": PASSPHRASE})
    dialog.give("ok")
    assert not dialog.isVisible() and opens(seat, other.staff_id, NEXT)


def test_ones_own_passphrase_is_changed_from_the_menu(seat: Seat, screen: StaffScreen) -> None:
    screen.open(Where("staff", {"leaf": "people", "own": True}))
    dialog = people(screen).dialog
    assert dialog is not None and dialog.secret is not None and dialog.isVisible()
    dialog.form.set_values({"before": PASSPHRASE})
    dialog.secret.fill(NEXT)
    dialog.give("ok")
    assert not dialog.isVisible() and opens(seat, seat.desk.actor.staff_id, NEXT)
    assert "合言葉を替えました" in seat.asking.said[-1][1]


def test_leaving_asks_for_the_cases_first_and_then_shows_what_was_taken_out(
    seat: Seat, screen: StaffScreen
) -> None:
    part, other = people(screen), seat.colleague("例示 霧子", Role.COUNSELLOR)
    case(seat, "田中 一郎", "例示 霧子")
    choose(part, "例示 霧子")
    seat.asking.script(True)
    part.leave.click()
    assert seat.gone[-1] == Where("staff", {"leaf": "handover", "from": "例示 霧子"})
    seat.asking.script(False)
    part.leave.click()
    dialog = part.dialog
    assert dialog is not None and "1件" in dialog.accessibleDescription()
    assert dialog.buttons["no"].isDefault()
    dialog.last.set_values({"own": PASSPHRASE})
    dialog.give("ok")
    assert not dialog.isVisible() and part.paper is not None and part.paper.isVisible()
    assert part.paper.printed is not None
    part.paper.close()
    rows = [part.model.row(at) for at in range(part.model.rowCount())]
    assert [(row.name, row.active) for row in rows] == [
        (seat.desk.actor.name, True),
        ("例示 霧子", False),
    ]
    with pytest.raises(Exception, match="登録されていません"):
        opens(seat, other.staff_id, THEIRS)


def test_the_review_of_access_is_a_paper(seat: Seat, screen: StaffScreen) -> None:
    part = people(screen)
    seat.colleague("例示 霧子", Role.COUNSELLOR)
    part.review.click()
    assert part.paper is not None and part.paper.printed is not None
    assert part.paper.printed.pages >= 1 and not part.paper.printed.missing_words
    part.paper.close()


def test_who_may_not_handle_keys_sees_why_and_changes_their_own(seat: Seat) -> None:
    seat.desk.actor = seat.colleague("例示 霧子", Role.COUNSELLOR)
    part = PeopleScreen(seat.desk)
    part.open(Where("staff"))
    assert part.model.rowCount() == 0 and "センター長" in part.add.reason
    assert not part.own.reason
    part.deleteLater()


def test_cases_go_to_a_colleague_and_wait_on_their_today(
    qtbot: Any, seat: Seat, screen: StaffScreen
) -> None:
    other = seat.colleague("見本 楓", Role.COUNSELLOR)
    for name in ("田中 一郎", "鈴木 花子"):
        case(seat, name, "例示 霧子")
    screen.open(Where("staff", {"leaf": "handover", "from": "例示 霧子"}))
    part = screen.part
    assert isinstance(part, HandoverScreen)
    assert [line.case.name for line in part.lines] == ["田中 一郎", "鈴木 花子"] or len(
        part.lines
    ) == 2
    assert "引き継ぐ相手" in part.give.reason
    part.taker.set_value(other.staff_id)
    assert "ケースを選んで" in part.give.reason
    part.choose_all()
    part.lines[0].note.set_value("毎週水曜に電話")
    part.give.click()
    assert part.lines == [] and "2件" in seat.asking.said[-1][1]
    with seat.desk.office.reading(other) as reading:
        assert {one.note for one in to_read(reading)} == {"毎週水曜に電話", ""}
    seat.desk.actor = other
    today = TodayScreen(seat.desk)
    qtbot.addWidget(today)
    today.show()
    today.open(Where("today"))
    card = today.asked
    assert card.isVisible() and len(card.shown.handed) == 2
    for one in card.shown.handed:
        card.buttons[one.id, "read"].click()
        qtbot.waitUntil(lambda gone=one: gone not in card.shown.handed)
    assert not card.isVisible()


def test_many_handovers_leave_the_day_in_sight(qtbot: Any, seat: Seat) -> None:
    other = seat.colleague("見本 楓", Role.COUNSELLOR)
    for number in range(MOST + 2):
        case(seat, f"田中 {number}郎", "例示 霧子")
    with seat.desk.office.work(seat.desk.actor) as work:
        found = open_cases_of(work, "例示 霧子")
        items = [Item(one.episode_id, one.version) for one in found]
        hand_over(work, "例示 霧子", other.staff_id, items)
    seat.desk.actor = other
    card = AskedCard(seat.desk)
    qtbot.addWidget(card)
    card.read(of_list("今日"))
    assert len(card.buttons) == 2 * MOST and "ほかに2件" in card._caption.words


def test_a_note_is_not_lost_without_asking(seat: Seat, screen: StaffScreen) -> None:
    seat.colleague("見本 楓", Role.COUNSELLOR)
    case(seat, "田中 一郎", "例示 霧子")
    screen.open(Where("staff", {"leaf": "handover", "from": "例示 霧子"}))
    part = screen.part
    assert isinstance(part, HandoverScreen)
    part.lines[0].note.set_value("毎週水曜に電話")
    seat.asking.script(False)
    assert not screen.may_leave() and part.lines[0].note.value() == "毎週水曜に電話"


def test_an_act_that_waits_for_a_second_person_stands_on_their_today(
    qtbot: Any, seat: Seat
) -> None:
    deputy = seat.colleague("副長 見本", Role.DIRECTOR)
    with seat.desk.office.work(seat.desk.actor) as work:
        request = second.ask(work, Act.NEW_RECOVERY, "紙をなくした")
    asker, seat.desk.actor = seat.desk.actor, deputy
    today = TodayScreen(seat.desk)
    qtbot.addWidget(today)
    today.show()
    today.open(Where("today"))
    assert [one.id for one in today.asked.shown.second] == [request]
    seat.asking.script("ちがう合言葉 ちがう ちがう")
    today.asked.buttons[request, "agree"].click()
    assert "合言葉が違います" in seat.asking.errors[-1].message
    seat.asking.script(THEIRS)
    today.asked.buttons[request, "agree"].click()
    qtbot.waitUntil(lambda: not today.asked.isVisible())
    with seat.desk.office.work(asker) as work:
        second.use(work, Act.NEW_RECOVERY, request)


def test_a_switch_is_turned_saved_and_holds(seat: Seat, screen: StaffScreen) -> None:
    screen.open(Where("staff", {"leaf": "roles"}))
    part = screen.part
    assert isinstance(part, RolesScreen)
    assert "まだ何も" in part.save_button.reason
    box = part.checks[Role.COUNSELLOR, Permission.READ_FUNDING].box
    box.click()
    assert not part.save_button.reason and "相談員の「経費を見る」を入れる" in part.said.words
    part.save_button.click()
    assert seat.desk.actor.table.allows(Role.COUNSELLOR, Permission.READ_FUNDING)
    fresh = RolesScreen(seat.desk)
    fresh.open(Where("staff"))
    assert fresh.checks[Role.COUNSELLOR, Permission.READ_FUNDING].value()
    assert fresh.marks[Permission.READ_FUNDING].words == "変更"
    fresh.deleteLater()


def test_the_table_of_roles_is_made_anew_unless_something_is_turned(
    qtbot: Any, seat: Seat, screen: StaffScreen
) -> None:
    screen.show()
    screen.open(Where("staff", {"leaf": "roles"}))
    first: Any = screen.part
    screen.open(Where("staff", {"leaf": "people"}))
    assert "roles" not in screen.made
    screen.open(Where("staff", {"leaf": "roles"}))
    again: Any = screen.part
    assert again is not first and again.isVisible() and again.whole
    again.checks[Role.COUNSELLOR, Permission.READ_FUNDING].box.click()
    screen.open(Where("staff", {"leaf": "people"}))
    screen.open(Where("staff", {"leaf": "roles"}))
    assert screen.part is again and "入れる" in again.said.words
    again.undo.click()
    holder = QStackedWidget()
    qtbot.addWidget(holder)
    holder.addWidget(screen)
    holder.addWidget(QWidget())
    holder.show()
    holder.setCurrentIndex(1)  # another place
    assert "roles" not in screen.made and "people" in screen.made
    screen.setParent(None)


def test_the_heads_of_the_roles_stay_over_their_columns(
    qtbot: Any, seat: Seat, screen: StaffScreen
) -> None:
    screen.resize(900, 400)
    screen.show()
    screen.open(Where("staff", {"leaf": "roles"}))
    part = screen.part
    assert isinstance(part, RolesScreen)
    scrolled = part.findChild(Scrolled)
    qtbot.waitUntil(lambda: scrolled.verticalScrollBar().maximum() > 0)
    last = list(Permission)[-1]

    def centres(parts: Any) -> list[int]:
        return [one.mapTo(part, one.rect().center()).x() for one in parts]

    for scale in (1.0, 1.4):
        theme().set_scale(scale)
        QApplication.processEvents()
        scrolled.verticalScrollBar().setValue(scrolled.verticalScrollBar().maximum())
        assert all(head.visibleRegion().contains(head.rect()) for head in part.heads.values())
        columns = centres(part.checks[role, last] for role in Role)
        heads = centres(part.heads.values())
        assert all(abs(one - head) <= 1 for one, head in zip(columns, heads, strict=True))
    theme().set_scale(1.0)


def test_the_table_of_roles_acts_only_when_every_row_is_there(qtbot: Any, seat: Seat) -> None:
    jobs = Jobs()
    part = RolesScreen(replace(seat.desk, jobs=jobs))
    qtbot.addWidget(part)
    box = next(check.box for check in part.checks.values() if check.box.isEnabled())
    box.click()
    assert "並べています" in part.save_button.reason and not part.save()
    qtbot.waitUntil(lambda: part.whole)
    assert len(part.checks) == len(Role) * len(Permission)
    assert part.table != part.kept, "what was turned meanwhile stays turned"
    assert "並べています" not in part.save_button.reason
    part.undo.click()
    assert "まだ何も" in part.save_button.reason
    jobs.close()


def test_what_rests_on_another_switch_is_said_before_saving(
    seat: Seat, screen: StaffScreen
) -> None:
    screen.open(Where("staff", {"leaf": "roles"}))
    part = screen.part
    assert isinstance(part, RolesScreen)
    part.checks[Role.CLERK, Permission.READ_FUNDING].box.click()
    assert "「経費を扱う」には「経費を見る」" in part.problem.words
    assert part.problem.words == part.save_button.reason
    part.undo.click()
    assert part.problem.words == "" and part.checks[Role.CLERK, Permission.READ_FUNDING].value()
    keys = part.checks[Role.DIRECTOR, Permission.MANAGE_KEYS].box
    assert not keys.isEnabled() and "外せません" in keys.toolTip()


def test_a_new_recovery_code_takes_two_persons_and_replaces_the_old_once_typed_back(
    seat: Seat, screen: StaffScreen
) -> None:
    part, folder = people(screen), seat.opened.folder
    assert folder is not None
    seat.colleague("副長 見本", Role.DIRECTOR)
    part.code.click()
    dialog = part.findChild(SecondDialog)
    assert isinstance(dialog, SecondDialog)
    dialog.form.rows["passphrase"].set_value(THEIRS)
    seat.asking.script(PASSPHRASE)
    dialog.give("ok")
    shown = part.recovery
    assert shown is not None and shown.isVisible()
    code = shown.page._recovery.code
    kinds = [slot.confirmed for slot in read_slots(folder) if slot.kind is SlotKind.RECOVERY]
    assert sorted(kinds) == [False, True], "the old one opens until the new one was typed back"
    shown.page._recovery.confirm(code)
    assert unlock_with_recovery(folder, code).db_id
    assert sum(slot.kind is SlotKind.RECOVERY for slot in read_slots(folder)) == 1
    shown.close()
