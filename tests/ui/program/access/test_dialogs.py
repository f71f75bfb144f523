"""Windows that ask: their words are whole at every size, their parts are named, Tab goes round them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QWidget
from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.people.merging.queries import pair
from app.retention.holds.queries import Hold
from app.retention.queries import Due
from app.staff.accounts.queries import people
from app.storage.keys.changing import NewRecovery
from app.storage.keys.passphrase import Demands
from app.storage.records import Episode
from app.storage.staff_keys import keys_here
from app.subject_access import actions
from app.subject_access.package import RequestFacts
from app.subject_access.queries import grounds
from app.subject_access.requests.queries import due_setting, requests
from app.subject_access.rules import (
    Addressee,
    DueRule,
    DueSetting,
    Kind,
    Requester,
    RequestInput,
)
from app.ui.consent.settings_dialog import ConsentSettings
from app.ui.dialogs import Choice, Dialog, TextDialog
from app.ui.jobs import Job
from app.ui.lock.capture import CaptureShield
from app.ui.lock.desk_guard import DeskGuard
from app.ui.lock.settings_dialog import GuardDialog
from app.ui.progress import ProgressWindow
from app.ui.screens.backups.ending_card import WipeDialog
from app.ui.screens.cases.conflict_dialog import Asked, ConflictDialog
from app.ui.screens.cases.merge_persons import MergeDialog
from app.ui.screens.cases.merge_search import MergeSearch
from app.ui.screens.retention.dialogs import LiftDialog
from app.ui.screens.rules_dialog import RulesDialog
from app.ui.screens.staff import key_dialogs
from app.ui.screens.staff.recovery_dialog import RecoveryDialog
from app.ui.screens.subject_access import forms
from app.ui.spoken import speak_of_our_own
from app.ui.theme import theme
from app.ui.window import MainWindow, SignedIn
from tests.ui.program.access.checks import RING_PIXELS, Findings, cut
from tests.ui.program.access.going import Looker, office_open

LONG_WORDS = "前橋市内の民間アパート（家賃と敷金を市の担当課と相談したうえで決める）" * 3


def requested(practice: SignedIn, person_id: str) -> RequestFacts:
    """A 開示請求 that is on record."""
    with practice.office.work(practice.actor) as work:
        received = work.clock.today()
        typed = RequestInput(
            *(str(Kind.DISCLOSURE), "R8-1", str(Requester.SELF), "", "手帳の提示", received),
            *(str(Addressee.PREFECTURE), "", LONG_WORDS),
            due_on=DueSetting(DueRule.THIRTY).due(received),
        )
        actions.record(work, person_id, typed)
    with practice.office.reading(practice.actor) as reading:
        return requests(reading)[0]


def asked(window: MainWindow, practice: SignedIn) -> Iterator[Callable[[], QDialog]]:
    """Every window that asks and is not among the pictures of the 手引き."""
    desk = window.desk

    def kept(_: Any) -> None:
        return None

    with practice.office.reading(practice.actor) as reading:
        persons = people(reading, keys_here(practice.office.folder))
        setting, known = due_setting(reading), grounds(reading)
        cases = reading.session.scalars(select(Episode.person_id).distinct().limit(2)).all()
        both = pair(reading, *cases)
    request = requested(practice, cases[0])
    today = practice.office.clock.today()
    due = Due("", "", cases[0], "試作 澪江", "", PartialDate(2020, 3, 31), today, (), ("",))
    hold = Hold("", 1, "係争中", LONG_WORDS, "試作 澪江", today, in_force=True)
    recovery = NewRecovery(practice.office.folder, Any, "", "-".join(["ABCDE"] * 8))  # type: ignore[arg-type]
    conflicts = [
        Asked("place", "受入先名", LONG_WORDS, ""),
        Asked("day", "移行日", "R9.1.22", "R9.2.1"),
    ]
    answers = (Choice("no", "やめる", safe=True), Choice("ok", "予定に戻す", kind="danger"))
    yield lambda: Dialog("お知らせ", LONG_WORDS, answers, detail=LONG_WORDS, parent=window)
    yield lambda: TextDialog("氏名を直す", "新しい氏名", value="試作 澪江", parent=window)
    yield lambda: ProgressWindow(Job(print, kept, "台帳を読んでいます"), window)  # type: ignore[arg-type]
    yield lambda: ConsentSettings(desk, window)
    yield lambda: GuardDialog(desk, DeskGuard(desk, window, CaptureShield()), window)
    yield lambda: WipeDialog(desk.office_name, window)
    yield lambda: ConflictDialog(conflicts, 2, 1, window)
    yield lambda: MergeDialog(desk, both, window)
    yield lambda: MergeSearch(desk, cases[0], (), window)
    yield lambda: LiftDialog(desk, due, hold, kept, window)
    yield lambda: RulesDialog(desk, window)
    yield lambda: RecoveryDialog(desk, recovery, window)
    yield lambda: key_dialogs.AgainDialog(desk, persons[0], Demands(), kept, window)
    yield lambda: key_dialogs.OwnDialog(desk, Demands(), kept, window)
    yield lambda: forms.ExtendDialog(desk, request, kept, window)
    yield lambda: forms.DecideDialog(desk, request, kept, window)
    yield lambda: forms.DueDialog(desk, setting, kept, window)
    yield lambda: forms.GroundsDialog(desk, known, kept, window)
    yield lambda: forms.AgainDialog(desk, request, kept, window)


@pytest.mark.parametrize(
    "scale", [1.0, 1.8, *(pytest.param(s, marks=pytest.mark.long) for s in (1.4, 1.6))]
)
def test_whatever_asks_is_whole_named_and_gone_round_by_tab(
    dressed: Any, practice: SignedIn, jobs: Any, asking: Any, settings: QSettings, scale: float
) -> None:
    speak_of_our_own()
    theme().set_scale(scale)
    findings = Findings()

    def look(window: QWidget, name: str) -> None:
        findings.look(window, name)
        findings.found.update(dict.fromkeys(cut(window, 1366, 768), name))

    looker = Looker(look)
    with office_open(practice, jobs, asking, settings) as window:
        for make in asked(window, practice):
            dialog = make()
            dialog.show()
            looker.take(dialog, type(dialog).__name__)
            dialog.hide()
            shiboken6.delete(dialog)
    theme().set_scale(1.0)
    assert findings.found == {}
    assert {kind for kind, pixels in findings.rings.items() if pixels < RING_PIXELS} == set()
    assert len(looker.seen) == 19
