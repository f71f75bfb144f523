"""Several desks on one office: drafts, who else is here, both values, and a line that is cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from PySide6.QtCore import QElapsedTimer, QSettings

from app.cases import actions as cases
from app.cases.queries import CaseFilter, case_list, case_page
from app.practice.actions import add_colleague
from app.staff.permissions import Actor
from app.staff.queries import office_facts
from app.storage.drafts import Draft, new_name
from app.storage.work import Office
from app.ui.desk import Where
from app.ui.jobs import Jobs
from app.ui.pictures.camera import Agreeing, Photographer, press, put_away, settle, sized
from app.ui.pictures.served import PlayedServer
from app.ui.screens.cases.page import CasePane
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.screen import CasesScreen
from app.ui.window import MainWindow, SignedIn

PATIENCE_MS = 20_000
COLLEAGUE = "例示 霧子"
WORDS = "グループホーム見本と電話。入居日は12月2日、午前10時に到着と決まる。"


def take_several_desks(
    office: Office, actor: Actor, photographer: Photographer, settings: QSettings
) -> None:
    """What a desk of an office on a server sees; closes the office after."""
    _Desk(office, actor, photographer, settings).take_all()


class _Desk:
    """One window on a played server, and a colleague at another desk."""

    def __init__(
        self, office: Office, actor: Actor, photographer: Photographer, settings: QSettings
    ) -> None:
        self.server, self.actor, self.photographer = PlayedServer(office), actor, photographer
        with self.server.work(actor) as work:
            self.colleague = add_colleague(work, COLLEAGUE)
        with self.server.reading(actor) as reading:
            facts = office_facts(reading)
            found = case_list(reading, CaseFilter(stages=("decided", "placement")), limit=1)
        self.episode = found.rows[0].id
        self._leave_drafts()
        self.jobs = Jobs()
        signed_in = SignedIn(self.server, actor, facts)
        self.window = MainWindow(signed_in, self.jobs, Agreeing(), settings)
        self.jobs.window = self.window
        sized(self.window)
        self.window.show()

    def take_all(self) -> None:
        """Every picture, in the order of a bad day."""
        try:
            self._take_drafts()
            self._take_beside()
            self._take_conflict()
            self._take_cut()
        finally:
            self.server.away = False
            self.server.flow.set()
            self.window.desk.line.stop()
            self.jobs.close()
            put_away(self.window)
            self.server.close()

    def _take_drafts(self) -> None:
        self.take("today-drafts")
        self._open()
        self.take("case-drafts")
        press(self.pane.taking_up, "開く")
        self._until(lambda: self.pane.active_form is not None)
        self.take("case-draft-opened")
        self.form.leave()

    def _take_beside(self) -> None:
        self.server.desks.beside = frozenset({self.colleague.staff_id})
        self.window.desk.notices.tell_looked()
        self.take("case-also-open")
        self._edit(
            note="到着は午前10時。見本市福祉事務所へは当日の午後に同行する。", hope_place="見本市"
        )
        self._elsewhere(note="到着は正午ごろ。同行は例示。", sentence="懲役2年6月")
        self.take("correct-saved-elsewhere")

    def _take_conflict(self) -> None:
        self._save_and_choose("both-values")
        self.take("both-values-later")
        mine, theirs = (
            ("罪名A", "療育手帳B", "要介護1", "見本荘"),
            ("罪名B", "療育手帳C", "", "見本園"),
        )
        names = ("offence", "certificates", "care_level", "dest_name")
        self._type(dict(zip(names, mine, strict=True)))
        self._elsewhere(**dict(zip(names, theirs, strict=True)))
        self._save_and_choose("both-values-many")
        self.form.tell_lost()
        self.take("correct-record-gone")
        self.form.leave()

    def _take_cut(self) -> None:
        self.window.show_where(Where("cases", {"episode": self.episode, "record": True}))
        self._until(lambda: self.pane.active_form is not None)
        self.window.activateWindow()
        self.form.focus_first()
        self._type({"means": "phone", "partner": "グループホーム見本", "content": WORDS})
        self.server.flow.clear()
        self.form.save()
        self._until(lambda: self.window.desk.line.slow)
        self.photographer.take(self.window, "record-saving")
        self.server.away = True
        self.server.flow.set()
        self._until(lambda: self.form.unsure and not self.form.saving)
        self.take("line-lost")
        self.server.away = False
        self._until(lambda: self.pane.active_form is None)  # it saves by itself
        self.take("line-back")

    def take(self, name: str) -> None:
        """The whole window, once the database is read."""
        self._until(lambda: not self.jobs.busy)
        self.photographer.take(self.window, name)

    @property
    def pane(self) -> CasePane:
        """The right side of ケース."""
        self._until(lambda: self.window.shown is not None)  # it is made a part in each event
        screen = self.window.shown
        if not isinstance(screen, CasesScreen):
            raise TypeError("ケース is not shown")
        return screen.pane

    @property
    def form(self) -> SavedForm:
        """The form that is open."""
        form = self.pane.active_form
        if form is None:
            raise LookupError("no form is open")
        return form

    def _save_and_choose(self, name: str) -> None:
        before = self.form.dialog
        self.form.save()
        self._until(lambda: self.form.dialog is not before)
        dialog = self.form.dialog
        if dialog is None:
            raise LookupError("nothing is asked")
        self.photographer.take(dialog, name)
        dialog.reject()

    def _edit(self, **typed: str) -> None:
        self.pane.edit()
        self._type(typed)

    def _type(self, typed: Mapping[str, str]) -> None:
        for key, value in typed.items():
            self.form.rows[key].set_value(value)

    def _elsewhere(self, **typed: str) -> None:
        """The colleague corrects the same case."""
        with self.server.reading(self.actor) as reading:
            version = case_page(reading, self.episode).episode.version
        with self.server.work(self.colleague) as work:
            cases.correct(work, self.episode, version, typed)
        self._until(lambda: not self.jobs.busy)

    def _leave_drafts(self) -> None:
        drafts = self.server.drafts
        if drafts is None:
            raise LookupError("this office keeps no drafts")
        now = self.server.clock.now()
        for kind, typed, hours in (
            ("activity", {"means": "phone", "content": WORDS}, 16),
            ("fields", {"note": "書きかけの備考"}, 20),
        ):
            draft = Draft(
                new_name(),
                self.server.office_id,
                self.actor.staff_id,
                kind,
                self.episode,
                self.episode,
                now - timedelta(hours=hours),
                typed=typed,
            )
            drafts.write(draft, drafts.turn())

    def _open(self) -> None:
        self.window.show_where(Where("cases", {"episode": self.episode}))
        self._until(lambda: self.pane.page is not None)

    def _until(self, true: Callable[[], bool]) -> None:
        waited = QElapsedTimer()
        waited.start()
        while not true():
            if waited.elapsed() > PATIENCE_MS:
                raise TimeoutError("the window did not come to rest")
            settle()
