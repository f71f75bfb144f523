"""段階を進める: the fields that the step needs, and the reason where one is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import codes
from app.calendar.typing import read_date
from app.calendar.wareki import short
from app.cases import actions as cases
from app.cases import queries, stages
from app.cases.fields import BY_NAME, Kind
from app.cases.moving.queries import MoveOffer
from app.cases.queries import CasePage
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog
from app.ui.screens.cases.field_rows import as_typed, field_row
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.theme import lay
from app.ui.widgets.field_row import FieldRow, choice_field, lines_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import ReasonLine
from app.ui.words import stage_words

KIND = "move."
"""Drafts of a step are named so, followed by the stage it leads to."""
_LINES = 3


class MoveForm(SavedForm):
    """What a step asks for; another desk's save is met field by field, as in every form."""

    _proposed: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, desk: Desk, page: CasePage, offer: MoveOffer) -> None:
        super().__init__(desk)
        self.page, self.step = page, offer
        self.versions = (page.episode.version,)
        today = desk.office.clock.today()
        form = Form()
        for name in offer.requires:
            form.add(self._row(name, today))
        if offer.also:
            form.add_line("分かれば、あわせて入力できます。")
        for name in offer.also:
            form.add(self._row(name, today))
        note = "理由（あとから読めます）" if offer.needs_note else "メモ（なくてもかまいません）"
        form.add(lines_field("note", note, lines=_LINES))
        column = QVBoxLayout(self)
        lay(column, gap=2)
        column.addWidget(self.notice)
        column.addWidget(self.add_form(form))
        column.addWidget(self.newer)
        column.addLayout(self.foot())
        self.save_button.set_words("決める")
        self.start_from(_values(page, offer))
        self._proposed = self._propose(today)

    def about(self) -> tuple[str, str, str]:
        """This step of this case."""
        episode = self.page.episode.id
        return (f"{KIND}{self.step.to_stage}", episode, episode)

    def typed(self) -> dict[str, Any]:
        """What somebody typed; what the form proposes is not missed when it is left."""
        return {k: v for k, v in super().typed().items() if self._proposed.get(k) != v}

    def words_of(self, key: str, value: Any) -> str:
        """A value as words: codes by their labels."""
        field = BY_NAME.get(key)
        if field is None or field.kind is not Kind.CODE:
            return str(value)
        return codes.label(field.table, value or None, str(self.page.episode.service))

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; dates as dates."""
        field = BY_NAME.get(key)
        if one == other or field is None or field.kind is not Kind.DATE:
            return bool(one == other)
        today = self.desk.office.clock.today()
        days = [read_date(text, today=today).value for text in (one, other)]
        return days[0] is not None and days[0] == days[1]

    def action(self) -> Callable[[Work], Any]:
        """Take the step with all that stands in the form."""
        values = {key: row.value() for key, row in self.rows.items()}
        note = values.pop("note")
        episode, to_stage, versions = self.page.episode.id, self.step.to_stage, self.versions
        return lambda work: cases.move(
            work, episode, versions[0], to_stage, typed=values, note=note
        )

    def reread(self) -> None:
        """Read the case as somebody else saved it, and bring both together."""
        self.desk.read(
            lambda reading: queries.case_page(reading, self.page.episode.id),
            self._take_newer,
            failed=self.refused,
            owner=self,
        )

    def hear(self, page: CasePage, who: str) -> None:
        """The case as it is now, saved by another desk."""
        if self._still(page):
            self.tell_newer(_values(page, self.step), (page.episode.version,), who)
        else:
            self._outrun(page)

    def _take_newer(self, page: CasePage) -> None:
        self._hold(False)
        if not self._still(page):
            self._outrun(page)
            return
        self.merge(_values(page, self.step), (page.episode.version,))

    def _still(self, page: CasePage) -> bool:
        return page.episode.stage == self.page.episode.stage

    def _outrun(self, page: CasePage) -> None:
        """Somebody took a step meanwhile: this one does not start from here any more."""
        if self.saving:
            return
        stage = stage_words(page.episode.service, page.episode.stage)
        self.save_button.refuse("段階が変わったため、この段階からは進めません。")
        self.notice.set_notice(
            "別の人が段階を進めました",
            f"いまは「{stage}」です。入力はまだ保存していません。閉じて、必要なら進め直してください。",
        )

    def _row(self, name: str, today: date) -> FieldRow:
        service = self.page.episode.service
        if name != "end_reason":
            return field_row(BY_NAME[name], service, today)
        allowed = stages.closings_from(service, self.page.episode.stage)
        labels = [(code, codes.label("end_reason", code, service)) for code in allowed]
        return choice_field(name, BY_NAME[name].label(service), (("", "選んでください"), *labels))

    def _propose(self, today: date) -> dict[str, Any]:
        """Fill empty fields with what is most likely right."""
        proposed: dict[str, Any] = {name: as_typed(value) for name, value in self.step.proposed}
        if self.step.to_stage == stages.CLOSED:
            proposed.setdefault("end", short(today))
        for name, value in proposed.items():
            if name in self.rows and not self.rows[name].value():
                self.rows[name].set_value(value)
        return {name: row.value() for name, row in self.rows.items() if name in proposed}


class MoveDialog(Dialog):
    """Stays open until the step is durable; `moved` is sent then, `gone` when it was left."""

    moved = Signal()
    gone = Signal()

    def __init__(
        self, desk: Desk, page: CasePage, offer: MoveOffer, parent: QWidget | None = None
    ) -> None:
        choices = (Choice("no", "やめる", safe=True), Choice("ok", "決める", kind="primary"))
        super().__init__(offer.words, "", choices, parent=parent)
        for button in self.buttons.values():
            button.hide()  # the form has its own
        self.form = MoveForm(desk, page, offer)
        if offer.opens:
            self.body.addWidget(ReasonLine(offer.opens))
        self.body.addWidget(self.form)
        self.form.saved.connect(lambda _: self._kept())
        self.form.left.connect(self._left)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is in the first field."""
        super().showEvent(event)
        self.form.focus_first()

    def give(self, key: str) -> None:
        """Take the step, or close."""
        if key == "ok":
            self.form.save()
        else:
            self.reject()

    def reject(self) -> None:
        """Esc and the window's cross leave the form, which asks when something is typed."""
        self.form.leave()

    def event(self, event: QEvent) -> bool:
        """As high as its words: a sentence under a field makes the window higher."""
        wanted = event.type() == QEvent.Type.LayoutRequest
        done = super().event(event)
        layout = self.layout() if wanted else None
        if layout is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
        return done

    def _kept(self) -> None:
        super().give("ok")
        self.moved.emit()

    def _left(self) -> None:
        super().reject()
        self.gone.emit()


def _values(page: CasePage, offer: MoveOffer) -> dict[str, Any]:
    values: Mapping[str, Any] = page.episode.values
    names = (*offer.requires, *offer.also)
    return {name: as_typed(values.get(name)) for name in names} | {"note": ""}
