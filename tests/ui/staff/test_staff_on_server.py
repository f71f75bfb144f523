"""職員 of an office on a server: an invitation for somebody new, and the end of a connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from app.errors import KeyProblem, WrongPassphrase
from app.staff.permissions import Role
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.folders import OfficeFolder
from app.storage.keys import NewStaff, PassphraseOnly, read_slots
from app.storage.opening import open_office
from app.storage.other_person import as_other_person
from app.storage.server import access, invitation, starting
from app.storage.server.desk import join
from app.storage.server.engine import Login
from app.storage.server.opening import open_server_office
from app.ui.desk import Desk, Where
from app.ui.jobs import InlineJobs
from app.ui.notices import Notice, Notices
from app.ui.screens.backups.screen import BackupsScreen
from app.ui.screens.staff.people_screen import PeopleScreen
from app.ui.widgets.paragraph import Paragraph
from tests.conftest import OpenedOffice
from tests.served_office import ServedOffice
from tests.ui.staff.conftest import THEIRS


@pytest.fixture
def part(
    dressed: QApplication,
    opened_server: OpenedOffice,
    _served: ServedOffice,
    asking: Any,
    tmp_path: Path,
) -> Iterator[PeopleScreen]:
    """The screen at センター長's desk, which is connected to the server."""
    office, folder = opened_server.office, OfficeFolder(tmp_path / "desk")
    folder.path.mkdir()
    with office.reading(opened_server.actor) as reading:
        invited = starting.invite(reading, _served.place)
    folder.connection_file.write_bytes(invitation.write(invited))
    office.folder = folder
    notices = Notices()
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    desk = Desk(
        office, opened_server.actor, "見本", "10",
        InlineJobs(), notices, asking, settings, lambda _: None,
    )  # fmt: skip
    office.listeners.append(
        lambda change: notices.tell(Notice(change.kinds, change.ids, change.by, change.many))
    )
    screen = PeopleScreen(desk)
    screen.show()
    screen.open(Where("staff"))
    yield screen
    screen.close()
    screen.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def add(part: PeopleScreen, asking: Any, out: Path, role: Role = Role.COUNSELLOR) -> str:
    """Somebody new; gives the はじめの合言葉 that was shown."""
    asking.details = []
    inform = asking.inform
    asking.inform = lambda message, detail="": (asking.details.append(detail), inform(message))
    part.add.click()
    dialog = part.dialog
    assert dialog is not None and dialog.secret is None, "their 合言葉 is typed at their own desk"
    dialog.form.set_values({"name": "例示 霧子", "role": str(role)})
    asking.script(out)
    dialog.give("ok")
    assert not dialog.isVisible()
    return str(asking.details[0]).split("　")[1].split("\n")[0]


def test_somebody_new_gets_words_and_a_file_that_lead_in(
    part: PeopleScreen, asking: Any, tmp_path: Path, _served: ServedOffice
) -> None:
    code = add(part, asking, tmp_path / "招待")
    invited = invitation.read_file(tmp_path / "招待.teichaku-office")
    staff_id = invited.staff_id("例示 霧子")
    assert staff_id is not None and invited.words in asking.details[-1]
    login = Login(access.login_role(staff_id), starting.starting_password(code))
    office, actor = open_server_office(_served.place, login, part.desk.office.clock)
    office.close()
    assert (actor.name, actor.role) == ("例示 霧子", Role.COUNSELLOR)


def test_leaving_ends_the_connection(
    part: PeopleScreen, asking: Any, tmp_path: Path, _served: ServedOffice
) -> None:
    code = add(part, asking, tmp_path / "招待")
    invited = invitation.read_file(tmp_path / "招待.teichaku-office")
    login = Login(
        access.login_role(invited.staff_id("例示 霧子") or ""), starting.starting_password(code)
    )
    rows = [part.model.row(at) for at in range(part.model.rowCount())]
    part.table.choose_row(next(at for at, row in enumerate(rows) if row.name == "例示 霧子"))
    part._follow_row()
    part.leave.click()
    dialog = part.dialog
    assert dialog is not None and dialog.isVisible() and not dialog.last.rows
    dialog.give("ok")
    assert not dialog.isVisible() and part.paper is not None
    part.paper.close()
    with pytest.raises(KeyProblem):
        open_server_office(_served.place, login, part.desk.office.clock)


def test_the_second_person_answers_through_a_connection_of_their_own(
    part: PeopleScreen, asking: Any, tmp_path: Path
) -> None:
    code = add(part, asking, tmp_path / "招待", Role.ADMIN)
    invited = invitation.read_file(tmp_path / "招待.teichaku-office")
    staff_id, office = invited.staff_id("例示 霧子") or "", part.desk.office
    assert office.folder is not None
    theirs, _ = join(
        office.folder,
        invited,
        NewStaff(staff_id, "例示 霧子", THEIRS),
        starting.starting_password(code),
        PassphraseOnly(),
        office.clock,
    )
    theirs.close()
    with office.work(part.desk.actor) as work:
        request = second.ask(work, Act.WHOLE_EXPORT)
    with (
        pytest.raises(WrongPassphrase),
        as_other_person(office, staff_id, "ちがう合言葉 ちがう ちがう"),
    ):
        raise AssertionError("nobody is let in")
    with as_other_person(office, staff_id, THEIRS) as (at, who), at.work(who) as work:
        assert at is not office and who.staff_id == staff_id
        second.answer(work, request)
    with office.work(part.desk.actor) as work:
        second.use(work, Act.WHOLE_EXPORT, request)


def test_another_name_stands_at_their_own_desk_after_their_next_start(
    part: PeopleScreen, asking: Any, tmp_path: Path
) -> None:
    code = add(part, asking, tmp_path / "招待")
    invited = invitation.read_file(tmp_path / "招待.teichaku-office")
    staff_id, folder = invited.staff_id("例示 霧子") or "", OfficeFolder(tmp_path / "theirs")
    who, clock = NewStaff(staff_id, "例示 霧子", THEIRS), part.desk.office.clock
    first = starting.starting_password(code)
    join(folder, invited, who, first, PassphraseOnly(), clock)[0].close()
    part.read_again()
    rows = [part.model.row(at) for at in range(part.model.rowCount())]
    part.table.choose_row(next(at for at, row in enumerate(rows) if row.name == "例示 霧子"))
    part._follow_row()
    asking.script("標本 霧子", True)
    part.name.click()
    assert [slot.name for slot in read_slots(folder) if slot.staff_id] == ["例示 霧子"]
    for _ in range(2):
        office, actor = open_office(folder, staff_id, THEIRS, None, clock)
        office.close()
        assert actor.name == "標本 霧子"
        assert [slot.name for slot in read_slots(folder) if slot.staff_id] == ["標本 霧子"]


def test_a_desk_on_a_server_says_who_makes_the_copies(part: PeopleScreen) -> None:
    screen = BackupsScreen(part.desk)
    screen.open(Where("backups"))
    assert "サーバーの管理者がサーバーの上で取ります" in screen.make_button.reason
    assert screen.drill_button.reason == screen.make_button.reason
    words = "\n".join(one.words for one in screen.findChildren(Paragraph))
    assert "試しに戻せたか" in words and "控えから戻す" not in words
    screen.deleteLater()
