"""Two desks on one server: whoever may see less from now on has nothing on the screen within 5 s."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.cases import actions as cases
from app.cases.queries import CaseFilter, case_list, case_page
from app.cases.restriction.actions import restrict
from app.cases.restriction.rules import RestrictionInput
from app.errors import ConnectionLost, KeyProblem, NotAllowed, NotFound
from app.ledgers.writing.actions import export_ledger
from app.people.actions import register
from app.people.rules import PersonInput
from app.reports.papers.all import papers_of
from app.staff.accounts.actions import change_role
from app.staff.permissions import Role
from app.staff.queries import office_facts
from app.storage.records import Staff
from app.storage.server.opening import admit, dismiss, follow_table, open_server_office
from app.storage.work import Work
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.window import MainWindow, SignedIn
from tests.conftest import NOW, OpenedOffice
from tests.served_office import ServedOffice

WITHIN_MS = 5_000


@dataclass
class Desks:
    """センター長 at one desk, a counsellor with a window at the other, and a case open there."""

    director: OpenedOffice
    window: MainWindow
    case: str
    left: list[bool]

    def decide(self, act: Callable[[Work], Any]) -> Any:
        with self.director.office.work(self.director.actor) as work:
            return act(work)

    def blank(self) -> bool:
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        return bool(self.left) and not any("見本 陽" in text for one in shown for text in said(one))


def said(window: QWidget) -> list[str]:
    """Every word that is to be seen in a window."""
    inside = (window, *window.findChildren(QWidget))
    return [one.accessibleName() for one in inside if one.isVisible()]


@pytest.fixture
def desks(
    dressed: QApplication,
    opened_server: OpenedOffice,
    _served: ServedOffice,
    asking: Any,
    tmp_path: Path,
) -> Iterator[Desks]:
    with opened_server.office.work(opened_server.actor) as work:
        staff = work.add(Staff(name="外側 二郎", role=str(Role.COUNSELLOR), active=True)).id
        work.session.flush()
        login = admit(work, staff)
        person = register(work, PersonInput("見本 陽", "ミホン ヨウ", "male", "S28.4.5"))
        typed = {"start": "R8.11.2", "worker": "蓬 一郎", "number": "R8-1"}
        case = cases.open_episode(work, person, "consultation", typed)
        work.add(Staff(name="蓬 一郎", role=str(Role.COUNSELLOR), active=True))
    office, actor = open_server_office(_served.place, login, NOW)
    office.chain_key = opened_server.office.chain_key
    with office.reading(actor) as reading:
        facts = office_facts(reading)
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    window = MainWindow(SignedIn(office, actor, facts), InlineJobs(), asking, settings)
    left: list[bool] = []
    window.left.connect(left.append)
    window.show()
    window.show_where(Where("cases", {"episode": case}))
    yield Desks(opened_server, window, case, left)
    office.desks.stop()
    office.close()
    if shiboken6.isValid(window):
        shiboken6.delete(window)


def typed_over(desks: Desks) -> None:
    """Something is being typed into the case when it happens."""
    pane = desks.window.shown.pane  # type: ignore[union-attr]
    pane.summary.edit.click()
    pane.active_form.rows["note"].set_value("書きかけ")


def test_a_case_that_was_restricted_is_gone_from_the_desk_where_it_is_open(
    desks: Desks, qtbot: QtBot, tmp_path: Path
) -> None:
    typed_over(desks)
    typed = RestrictionInput((), "本人の希望")
    desks.decide(lambda work: restrict(work, desks.case, typed))
    office, actor = desks.window.desk.office, desks.window.desk.actor
    # the next question is refused whether the notice came or not
    with pytest.raises(NotFound), office.reading(actor) as reading:
        case_page(reading, desks.case)
    with pytest.raises(NotFound), office.work(actor) as work:
        cases.correct(work, desks.case, 1, {"note": "書きかけ"})
    for paper in papers_of("consultation"):
        with pytest.raises(NotFound), office.reading(actor) as reading:
            paper.make(reading, desks.case)
    qtbot.waitUntil(desks.blank, timeout=WITHIN_MS)
    assert not desks.window.isVisible() and desks.left == [True]
    with office.reading(actor) as reading:
        assert case_list(reading, CaseFilter()).rows == ()
    out = tmp_path / "台帳.xlsx"
    with office.work(actor) as work:
        export_ledger(work, out)
    assert "見本 陽".encode() not in out.read_bytes() and b"R8-1" not in out.read_bytes()


def test_a_role_that_was_lowered_takes_effect_at_once(desks: Desks, qtbot: QtBot) -> None:
    office, actor = desks.window.desk.office, desks.window.desk.actor
    desks.decide(lambda work: change_role(work, actor.staff_id, 1, Role.ADMIN, follow_table))
    with pytest.raises(NotAllowed), office.reading(actor) as reading:
        case_page(reading, desks.case)  # the server asks no program
    with pytest.raises(NotAllowed), office.work(actor) as work:
        cases.correct(work, desks.case, 1, {"note": "x"})
    qtbot.waitUntil(desks.blank, timeout=WITHIN_MS)
    assert not desks.window.isVisible() and desks.left == [True]


def test_who_was_dismissed_has_nothing_on_the_screen(desks: Desks, qtbot: QtBot) -> None:
    office, actor = desks.window.desk.office, desks.window.desk.actor
    desks.decide(lambda work: dismiss(work, actor.staff_id))
    with pytest.raises((KeyProblem, ConnectionLost)), office.reading(actor) as reading:
        case_page(reading, desks.case)
    with pytest.raises((KeyProblem, ConnectionLost)), office.work(actor) as work:
        cases.correct(work, desks.case, 1, {"note": "x"})
    qtbot.waitUntil(desks.blank, timeout=WITHIN_MS)
    assert not desks.window.isVisible() and desks.left == [True]


def test_who_may_still_see_the_case_goes_on(desks: Desks, qtbot: QtBot) -> None:
    staff = desks.window.desk.actor.staff_id
    notices = desks.window.desk.notices
    with qtbot.waitSignal(notices.changed, timeout=WITHIN_MS):
        desks.decide(lambda work: restrict(work, desks.case, RestrictionInput((staff,), "同行")))
    assert desks.window.isVisible() and not desks.left
    assert desks.window.shown.pane.page.person.name == "見本 陽"  # type: ignore[union-attr]
