"""訂正: the page as a form, with the person and every field of the 業務 in groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app import codes
from app.calendar.typing import read_date
from app.cases import actions as cases
from app.cases import queries
from app.cases.fields import BY_NAME, GROUPS, Field, Kind, group_words, of_service
from app.cases.queries import CasePage
from app.codes import Service
from app.errors import FieldProblem, InvalidInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.screens.cases.facts import kept_label
from app.ui.screens.cases.field_rows import (
    MARKS,
    field_row,
    mark_fields,
    marks_row,
    person_rows,
    person_values,
    shown_values,
    typed_fields,
)
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.card import Card
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph

_COLUMN_WIDTH = 300
_YES, _NO = "はい", "いいえ"
_LATER = "入力は残っています。保存のときに、その記録に合わせます。"
_GO_ON = "その記録に合わせて保存"


class FieldsForm(SavedForm):
    """Every field of one case and its person; only what was changed is saved, in one Work."""

    def __init__(self, desk: Desk, page: CasePage, columns: int = 2) -> None:
        super().__init__(desk)
        self.page, self._columns = page, columns
        self._told_merged = False
        self._scrolled = Scrolled()
        column = QVBoxLayout(self)
        lay(column, gap=3)
        head = QHBoxLayout()
        lay(head, gap=2)
        head.addWidget(PlainLabel(f"{page.person.name} の訂正", size="title", strong=True))
        self._beside = PlainLabel(tone=Tone.MUTED, size="caption", elide=True)
        head.addWidget(self._beside, 1)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addWidget(self._scrolled, 1)
        column.addWidget(self.newer)
        column.addLayout(self.foot())
        self.advice.set_words(
            "変えたところだけを保存します。必須の欄は、段階を進めるときに求めます。"
        )
        lay(self._scrolled.column, gap=3, margins=(0, 0, 2, 0))
        self._build()
        self._take(page)

    @property
    def beside(self) -> str:
        """Who else is here, as it is said."""
        return self._beside.words

    def set_beside(self, words: str) -> None:
        """Say quietly who else has this case open."""
        self._beside.setText(words)

    def about(self) -> tuple[str, str, str]:
        """The correction of this case."""
        return ("fields", self.page.episode.id, self.page.episode.id)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words: codes and marks by their labels."""
        service = self.page.episode.service
        if key == MARKS:
            return "・".join(f.words for f in mark_fields(service) if f.name in value)
        if isinstance(value, bool):
            return _YES if value else _NO
        field = BY_NAME.get(key)
        if field is not None and field.kind is Kind.CODE:
            return codes.table(field.table).full(value or None, str(service))
        return codes.label("sex", value or None) if key == "person.sex" else str(value)

    def label_of(self, key: str) -> str:
        """What a field is called; a mark by its own word."""
        return self.rows[key].label if key in self.rows else BY_NAME[key].words

    def fields_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Each mark is compared by itself."""
        fields = {key: value for key, value in values.items() if key != MARKS}
        return fields | {f.name: f.name in values[MARKS] for f in self._marks()}

    def rows_of(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The marks together again."""
        marks = tuple(f.name for f in self._marks())
        rows = {key: value for key, value in fields.items() if key not in marks}
        return rows | {MARKS: tuple(name for name in marks if fields[name])}

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; dates as dates."""
        if one == other:
            return True
        field = BY_NAME.get(key)
        if key == "person.birth" or (field is not None and field.kind is Kind.DATE):
            today = self.desk.office.clock.today()
            days = [read_date(text, today=today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        return False

    def action(self) -> Callable[[Work], None]:
        """Correct the person and the episode together, or neither."""
        page, typed = self.page, self.typed()
        everything = {key: row.value() for key, row in self.rows.items()}
        versions = self.versions
        return lambda work: _correct(work, page, versions, typed, everything)

    def reread(self) -> None:
        """Read the newer values and bring both together."""
        self.desk.read(
            lambda reading: queries.case_page(reading, self.page.episode.id),
            self._take_newer,
            failed=self.refused,
            owner=self,
        )

    def hear(self, page: CasePage, who: str) -> None:
        """The case as it is now, saved by another desk."""
        versions = (page.person.version, page.episode.version)
        self.tell_newer(_values(page), versions, who)
        if page.person.id != self.page.person.id and not self.saving:
            self._told_merged = True
            self.newer.set_notice("", f"{_elsewhere(who, page)}{_LATER}")

    def went_on(self, result: Any) -> None:
        """What was typed after the save that arrived is a correction of it."""
        self.desk.read(
            lambda reading: queries.case_page(reading, self.page.episode.id),
            self._go_on,
            failed=self.refused,
            owner=self,
        )

    def _go_on(self, page: CasePage) -> None:
        self.page = page
        self.go_on_over(_values(page), (page.person.version, page.episode.version))

    def _take_newer(self, page: CasePage) -> None:
        merged = page.person.id != self.page.person.id
        self.page = page
        values, versions = _values(page), (page.person.version, page.episode.version)
        if not merged or self._told_merged:
            self.merge(values, versions)
            return
        self._told_merged = True
        self._hold(False)
        words = f"{_elsewhere('ほかの席', page)}入力は残っていて、まだ保存していません。"
        self.offer("本人の記録が変わりました", words, _GO_ON, lambda: self.merge(values, versions))

    def _marks(self) -> tuple[Field, ...]:
        return mark_fields(self.page.episode.service)

    def _take(self, page: CasePage) -> None:
        self.start_from(_values(page))
        self.versions = (page.person.version, page.episode.version)
        if page.person.birth_text:
            self.rows["person.birth"].set_note(_kept(page.person.birth_text), Tone.WARNING)
        for name, words in page.episode.kept_text.items():
            if name in self.rows:
                self.rows[name].set_note(_kept(words), Tone.WARNING)

    def _build(self) -> None:
        today = self.desk.office.clock.today()
        service = self.page.episode.service
        person = Form(self._columns)
        for row in person_rows(today):
            person.add(row, wide=row.key == "person.note")
        self._add_card("本人", person)
        for group in GROUPS:
            form = Form(self._columns)
            marked = False
            for field in of_service(service):
                if field.group != group:
                    continue
                if field.kind is not Kind.MARK:
                    row = field_row(field, service, today)
                    form.add(row, wide=field.kind is Kind.LONG_TEXT)
                elif not marked:
                    marked = True
                    form.add(marks_row(service), wide=True)
            if form.rows:
                self._add_card(group_words(group, service), form)
        unread = [
            f"{kept_label(service, name)} {words}".strip()
            for name, words in self.page.episode.kept_text.items()
            if name not in self.rows
        ]
        if unread:
            card = Card("読み取れなかった元の記載")
            card.add(Paragraph("、".join(unread), tone=Tone.WARNING, size=Size.CAPTION))
            self._scrolled.add(card)
        self._scrolled.end()

    def _add_card(self, title: str, form: Form) -> None:
        card = Card(title)
        card.add(form)
        self.add_form(form)
        self._scrolled.add(card)
        for row in form.rows.values():
            for field in row.editor.fields():
                field.setMinimumWidth(min(theme().px(_COLUMN_WIDTH) // 3, field.sizeHint().width()))


def _elsewhere(who: str, page: CasePage) -> str:
    """Two records were made one, or two again, and the case went with it."""
    return (
        f"{who}が、同じ人の記録を一つにまとめたか元に戻し、"
        f"この業務はいま「{page.person.name}」の記録にあります。"
    )


def _kept(words: str) -> str:
    return f"読み取れなかった元の記載: {words}"


def _values(page: CasePage) -> dict[str, Any]:
    service: Service = page.episode.service
    return person_values(page.person) | shown_values(service, page.episode.values)


def person_input(values: Mapping[str, Any]) -> PersonInput:
    """The rows of a person as the action takes them."""
    return PersonInput(
        name=values["person.name"],
        kana=values["person.kana"],
        sex=values["person.sex"],
        birth=values["person.birth"],
        anonymous=values["person.anonymous"],
        note=values["person.note"],
    )


def about_person(error: InvalidInput) -> tuple[FieldProblem, ...]:
    """The problems of a person, named as the rows of the form are."""
    return tuple(FieldProblem(f"person.{p.field}", p.message) for p in error.problems)


def _correct(
    work: Work,
    page: CasePage,
    versions: tuple[int, ...],
    typed: Mapping[str, Any],
    everything: Mapping[str, Any],
) -> None:
    problems: tuple[FieldProblem, ...] = ()
    fields = {key: value for key, value in typed.items() if not key.startswith("person.")}
    if len(fields) < len(typed):
        try:
            people.correct(work, page.person.id, versions[0], person_input(everything))
        except InvalidInput as error:
            problems += about_person(error)
    if fields:
        kept = typed_fields(page.episode.service, fields)
        try:
            cases.correct(work, page.episode.id, versions[1], kept)
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)
