"""At whatever moment the lock strikes, what was typed is on record, in a draft, or was thrown away on purpose."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSettings
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import paths
from app.cases.queries import CaseFilter, case_list
from app.storage.folders import OfficeFolder
from app.storage.records import Activity
from app.ui.desk import Where
from app.ui.jobs import Jobs
from app.ui.lock.reasons import Reason
from app.ui.program import Program
from app.ui.screens.sign_in import SignIn
from app.ui.window import MainWindow

LOCKS = int(os.environ.get("TEICHAKU_LOCKS", "3"))
"""The long run is 100 and more."""
_PATIENCE_MS = 60_000
ACTS = ("type", "type", "type", "turn", "other case", "save", "leave", "another place")


class Typist:
    """Somebody at a desk with real workers, and what must not be lost, by case."""

    def __init__(self, folder: OfficeFolder, passphrase: str, asking: Any, ini: QSettings) -> None:
        self.jobs, self.passphrase, self.asking = Jobs(), passphrase, asking
        parts: dict[str, Any] = {"jobs": self.jobs, "asking": asking, "settings": ini}
        self.program = Program(folder, passphrase=passphrase, **parts)
        self.count = 0
        self.wanted: dict[str, str] = {}
        self.cases: list[str] = []

    def begin(self, qtbot: QtBot) -> None:
        """Sign in, and open the form of a new contact."""
        self.wait = partial(qtbot.waitUntil, timeout=_PATIENCE_MS)
        self.program.start()
        self.settle(MainWindow)
        desk = self.window.desk
        with desk.office.reading(desk.actor) as reading:
            self.cases = [row.id for row in case_list(reading, CaseFilter()).rows][:2]
        self.before = self.kept()
        self.open()

    @property
    def window(self) -> Any:
        return self.program.view

    @property
    def form(self) -> Any:
        """The form of the case in front, if it is there."""
        form = getattr(getattr(self.window.shown, "pane", None), "active_form", None)
        return form if form is not None and form.about()[2] == self.cases[0] else None

    def settle(self, kind: type) -> None:
        self.wait(lambda: isinstance(self.program.view, kind) and not self.jobs.busy)

    def open(self) -> Any:
        """The form, once what was being saved in it is on record."""
        pane = getattr(self.window.shown, "pane", None)
        if pane is not None:  # no other case is shown while one is being saved
            self.wait(lambda: not pane.being_saved())
        if self.form is None:
            self.window.show_where(Where("cases", {"episode": self.cases[0], "record": True}))
            self.wait(lambda: self.form is not None)
        return self.form

    def act(self, act: str) -> None:
        if act == "type":
            self.count += 1
            word, case = f"言葉{self.count}。", self.cases[0]
            event = QInputMethodEvent()
            event.setCommitString(word)
            QApplication.sendEvent(self.open().rows["content"].editor.fields()[0], event)
            self.wanted[case] = self.wanted.get(case, "") + word
        elif act == "turn":
            QApplication.processEvents()
        elif act == "other case":
            self.cases.reverse()
            self.open()
        elif act == "save":
            form = self.open()
            form.rows["means"].set_value("phone")
            form.save()
        elif act == "leave":
            form = self.open()
            self.give_up({self.cases[0]: form.typed().get("content", "")} if form.dirty else {})
            form.leave()
        else:
            pane = getattr(self.window.shown, "pane", None)
            if pane is not None and not pane.being_saved():
                forms = [pane.active_form.draft()] if self.form is not None else []
                lost = dict(zip(self.cases, forms, strict=False))
                lost |= {about[1]: draft for about, draft in pane.drafts.items()}
                self.give_up({case: one.typed.get("content", "") for case, one in lost.items()})
                self.window.show_where(Where("today"))
                self.asking.answers.clear()

    def give_up(self, words: dict[str, str]) -> None:
        """Agree that these are thrown away."""
        for case, lost in words.items():
            self.wanted[case] = self.wanted.get(case, "").removesuffix(lost)
        if words:
            self.asking.script(True)

    def kept(self) -> dict[str, str]:
        """Per case, what is on record and in the drafts."""
        desk = self.window.desk
        with desk.office.reading(desk.actor) as reading:
            rows = reading.session.execute(select(Activity.episode_id, Activity.content))
            found = dict.fromkeys(self.cases, "")
            for case, content in rows:
                if case in found:
                    found[case] += content
        for draft in desk.office.drafts.list(desk.office.office_id, desk.actor.staff_id).drafts:
            found[draft.episode_id] += str(draft.typed.get("content", ""))
        return found


@pytest.fixture
def play(
    dressed: Any, folder: OfficeFolder, asking: Any, passphrase: str, qtbot: QtBot, tmp_path: Path
) -> Callable[[list[str]], None]:
    """Plays the acts at a desk of its own, locks it in the middle, and comes back."""

    def play(acts: list[str]) -> None:
        own = tmp_path / "played"
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(folder.path, own)
        shutil.rmtree(paths.anchors_folder(), ignore_errors=True)  # this PC saw a later one
        ini = QSettings(str(tmp_path / "played.ini"), QSettings.Format.IniFormat)
        typist = Typist(OfficeFolder(own), passphrase, asking, ini)
        typist.begin(qtbot)
        for act in acts:
            typist.act(act)
        typist.window.lock(Reason.IDLE)
        typist.settle(SignIn)
        typist.window.secret.set_value(passphrase)
        typist.window.sign_in()
        typist.settle(MainWindow)
        found = typist.kept()
        for case in typist.cases:
            wanted = typist.before[case] + typist.wanted.get(case, "")
            # of two drafts of a case the newer one stands first
            assert sorted(wanted.split("。")) == sorted(found[case].split("。")), acts
        typist.window.lock(Reason.IDLE)
        typist.settle(SignIn)
        typist.jobs.close()
        typist.program.let_go()

    return play


@settings(
    max_examples=LOCKS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=8))
def test_typing_survives_the_lock_at_any_moment(
    play: Callable[[list[str]], None], acts: list[str]
) -> None:
    play(acts)
