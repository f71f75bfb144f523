"""段階の経過: every step that was taken, by whom and why; the last one can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.cases import actions as cases
from app.cases.moving import queries
from app.cases.moving.queries import StepFacts, Steps
from app.cases.queries import CasePage
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import lines_field
from app.ui.widgets.form import Form
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import near_day, stage_words

_KIND = "take_back"
_LINES = 2
_GONE_ON = "取り消す段階が変わりました。やめて、段階の経過を確かめてください。"
_FROM_LEDGER = "台帳取込"


class StepsSection(Section[Steps]):
    """The steps, the newest first; what was taken back stays readable with its reason."""

    key, title = "steps", "段階の経過"
    readings = "だんかいのけいか 取り消す"
    shows = ("stagemove", "episode")
    empty = "まだ段階を進めていません。「段階を進める」で進めると、ここに経過が残ります。"
    draft_kinds = (_KIND,)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: list[TimelineEntry] = []
        self.back = Button("直前の段階を取り消す", kind="plain")
        self.back.clicked.connect(self.take_back)
        self.add_to_head(self.back)

    def read(self, reading: Reading, page: CasePage) -> Steps:
        """The steps of the case."""
        return queries.steps_page(reading, page.episode.id)

    def record_ids(self, data: Steps) -> frozenset[str]:
        """Those of the steps."""
        return frozenset(step.id for step in data.taken)

    def show_data(self, data: Steps) -> str:
        """One entry for each step."""
        if data.refusal:
            self.back.refuse(data.refusal)
        else:
            self.back.allow()
        undone = frozenset(step.corrects_id for step in data.taken if step.corrects_id)
        self.entries = [self._entry(step, undone) for step in reversed(data.taken)]
        for entry in self.entries:
            self.content.addWidget(entry)
        return ""

    def take_back(self) -> None:
        """Ask why the last step was wrong."""
        if self.page is not None:
            form = self.form_for(_KIND, self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form that takes a step back, while there is one to take back."""
        if self.page is None or self.data is None or self.data.refusal:
            return None
        form = TakeBackForm(self, self.page, kind, subject, words="取り消す")
        form.advice.set_words("誤って進めた記録は残り、取り消した理由と並んで読めます。")
        form.versions, form.step = (self.data.version,), self.data.last
        return form

    def _entry(self, step: StepFacts, undone: frozenset[str]) -> TimelineEntry:
        service = self.page.episode.service if self.page is not None else ""
        before, after = (stage_words(service, s) for s in (step.from_stage, step.to_stage))
        words = f"「{before}」から「{after}」へ"
        if step.corrects_id:
            words = f"「{before}」を取り消して「{after}」に戻しました"
        elif step.id in undone:
            words = f"{words}（取り消し済み）"
        today = self.desk.office.clock.today()
        return TimelineEntry(
            near_day(step.day, today),
            "訂正" if step.corrects_id else "",
            _FROM_LEDGER if step.source == "ledger" else step.by,
            f"{words}\n{step.note}" if step.note else words,
            tone=Tone.MUTED if step.id in undone else Tone.TEXT,
            kind_tone=Tone.WARNING,
        )


class TakeBackForm(SectionForm[Steps]):
    """Why the last step was wrong."""

    section: StepsSection
    step = ""
    """The id of the step that is to be taken back."""

    def rows_form(self) -> Form:
        """The reason."""
        form = Form()
        form.add(lines_field("note", "取り消す理由（あとから読めます）", lines=_LINES))
        return form

    def hear_data(self, data: Any) -> None:
        """Somebody may have gone on from the step that is to be taken back."""
        if isinstance(data, Steps) and not self.saving and data.last != self.step:
            self.save_button.refuse(_GONE_ON)
            self.notice.set_notice("別の人が段階を進めました", _GONE_ON)

    def newest(self, data: Steps) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The reason is nobody else's; the case may have been saved meanwhile."""
        return {"note": ""}, (data.version,)

    def reread(self) -> None:
        """Another desk saved the case: go on only while the same step is the last one."""
        page, section = self.page, self.section
        self.desk.read(
            lambda reading: section.read(reading, page),
            self._read_again,
            failed=self.refused,
            owner=self,
        )

    def _read_again(self, data: Steps) -> None:
        self._hold(False)
        if data.last == self.step:
            self.merge({"note": ""}, (data.version,))
        else:
            self.hear_data(data)

    def action(self) -> Callable[[Work], Any]:
        """Take the last step back."""
        note, episode, versions = self.rows["note"].value(), self.page.episode.id, self.versions
        return lambda work: cases.take_back(work, episode, versions[0], note)
