"""A file that is older than it was here is opened only when somebody says that it was put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from sqlalchemy import select

from app.clock import Clock
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.opening import open_office
from app.storage.records import HistoryEntry
from app.ui.jobs import InlineJobs
from app.ui.screens.sign_in import SignIn


@pytest.fixture
def older(folder: OfficeFolder, passphrase: str) -> OfficeFolder:
    """An office that was opened here, and whose file is then the one of before."""
    staff = next(slot.staff_id for slot in read_slots(folder) if slot.staff_id)
    kept = folder.data_file.read_bytes()
    office, _ = open_office(folder, staff, passphrase, None, Clock())
    office.close()
    folder.data_file.write_bytes(kept)
    return folder


@pytest.fixture
def view(
    dressed: Any,
    jobs: InlineJobs,
    asking: Any,
    settings: QSettings,
    qtbot: Any,
    older: OfficeFolder,
) -> SignIn:
    made = SignIn(older, jobs=jobs, asking=asking, settings=settings)
    qtbot.addWidget(made)
    made.show()
    return made


def told(view: SignIn) -> list[str]:
    """The kinds that the history has once it is open."""
    found: list[str] = []

    def opened(office: Any, actor: Any, _: str) -> None:
        with office.reading(actor) as reading:
            rows = reading.session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq))
            found.extend(row.kind for row in rows)
        office.close()

    view.opened.connect(opened)
    return found


def by_words(view: SignIn, passphrase: str, code: str) -> None:
    view.secret.set_value(passphrase)
    view.enter.click()


def by_code(view: SignIn, passphrase: str, code: str) -> None:
    view.show_recovery()
    view.way.code.set_value(code)
    view.way.go_on()


@pytest.mark.parametrize("way", [by_words, by_code])
def test_the_safe_answer_leaves_it_closed(
    view: SignIn, asking: Any, passphrase: str, code: str, way: Callable[..., None]
) -> None:
    before = view._folder.data_file.read_bytes()
    found = told(view)
    asking.script(False)
    way(view, passphrase, code)
    ((kind, question),) = asking.said
    assert kind == "danger" and "古いもの" in question and "責任者" in question
    assert not found
    assert view._folder.data_file.read_bytes() == before


def test_a_backup_that_was_put_back_is_opened_and_told(
    view: SignIn, asking: Any, passphrase: str
) -> None:
    found = told(view)
    asking.script(True)
    by_words(view, passphrase, "")
    assert found[-2:] == ["history.restored", "sign_in"]


def test_also_with_the_recovery_code(view: SignIn, asking: Any, passphrase: str, code: str) -> None:
    asking.script(True)
    by_code(view, passphrase, code)
    assert [kind for kind, _ in asking.said] == ["danger"]
    assert view.way._found is not None  # a new 合言葉 is asked for now
    view.way.let_go()
