"""＋ 新しい人: the person, the 業務 and its first fields in one small page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import codes
from app.calendar import wareki
from app.cases import actions as cases
from app.cases.fields import BY_NAME
from app.cases.hints.queries import next_number
from app.cases.rules import check_episode
from app.codes import CENTRE_SERVICES, Service
from app.errors import FieldProblem, InvalidInput
from app.history.viewing import of_person
from app.people import actions as people
from app.people import queries
from app.people.queries import SimilarPerson
from app.staff.office_kind import SERVICES
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.drafts import Typing
from app.ui.office_words import office_word
from app.ui.screens.cases.field_rows import field_row, person_rows, typed_fields
from app.ui.screens.cases.fields_form import about_person, person_input
from app.ui.screens.cases.saved_form import Draft, SavedForm
from app.ui.screens.cases.similar import SimilarCard
from app.ui.searches import Searches
from app.ui.theme import lay
from app.ui.widgets.card import Card
from app.ui.widgets.field_row import choice_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Scrolled

_FIRST = (
    "number",
    "start",
    "worker",
    "source_kind",
    "source",
    "document_no",
    "kubun",
    "area",
    "ground",
    "focus",
    "facility",
    "sentence",
    "term_end",
    "outlook",
    "partial",
    "detention",
    "detention_end",
    "release",
    "hope_place",
    "guarantor",
    "topic",
    "municipality",
)
"""What is asked first, in the order of the page."""
_CENTRE_FIRST = (
    *("number", "start", "worker", "source_kind", "source", "kubun", "area"),
    *("facility", "term_end", "detention_end", "topic", "municipality"),
)
_PAUSE_MS = 150


class NewCase(SavedForm):
    """`case_made` carries the id of the new episode; `person_id` is empty for a new person.

    `open_wanted` carries the case of somebody on record to look at; what is typed waits.
    """

    case_made = Signal(str)
    open_wanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        person_id: str = "",
        columns: int = 2,
        *,
        service: str = "",
        record_next: bool = False,
    ) -> None:
        super().__init__(desk)
        self.person_id, self._columns = person_id, columns
        self._service, self.record_next = service, record_next
        self.similar = SimilarCard()
        self._person: SimilarPerson | None = None
        self._told_apart = False
        self._title = PlainLabel("新しい人", size="title", strong=True)
        self._who = PlainLabel()
        self._scrolled = Scrolled()
        self._first: Form | None = None
        self._proposed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        column = QVBoxLayout(self)
        lay(column, gap=3)
        self.save_button.set_words("始めて支援経過へ" if record_next else "保存")
        for part in (self._title, self._who, self.notice, self.similar):
            column.addWidget(part)
        column.addWidget(self._scrolled, 1)
        column.addLayout(self.foot())
        self.similar.taken.connect(self.take_person)
        self.similar.opened.connect(self.open_wanted)
        self.similar.refused.connect(self._tell_apart)
        self.saved.connect(lambda made: self.case_made.emit(str(made)))
        lay(self._scrolled.column, gap=3, margins=(0, 0, 2, 0))
        self._build()

    def focus_first(self) -> None:
        """Go to the name, or to the 業務 of a person on record; past one that is chosen already."""
        passed = {"service"} if self.person_id and self._service else set()
        shown = (row for key, row in self.rows.items() if key not in passed)
        next(row for row in shown if row.isVisibleTo(self)).setFocus()

    def about(self) -> tuple[str, str, str]:
        """A new case, perhaps of a person on record."""
        return ("new", self.person_id, "")

    def draft(self) -> Draft:
        """What was typed, with the 業務 first so that its fields are there."""
        draft = super().draft()
        return replace(draft, typed=_service_first(draft.typed))

    def typing(self) -> Typing | None:
        """Every field, with the day and the person in charge it was proposed with."""
        typing = super().typing()
        values = {key: row.value() for key, row in self.rows.items()}
        return replace(typing, typed=_service_first(values)) if typing is not None else None

    def take_person(self, person: SimilarPerson) -> None:
        """Begin the 業務 for a person on record instead of a new one."""
        self._person, self.person_id = person, person.id
        self._person_card.hide()
        self.similar.show_people(())
        birth = f"・{wareki.long(person.birth)}生" if person.birth else ""
        had = "・".join(codes.label("service", service) for service in person.services)
        self._title.setText("業務を始める")
        self._who.setText(f"{person.name}{birth}" + (f"・これまで {had}" if had else ""))
        self._who.show()
        self.focus_first()

    def save(self) -> None:
        """Show who may be the same person first; keep the case once that is answered."""
        if self.person_id or self._told_apart or self.unsure or self.saving or not self._check():
            super().save()
            return
        name, kana, birth = self._who_is_typed()
        self.desk.read(
            lambda reading: queries.similar_people(reading, name, kana, birth),
            self._go_on,
            owner=self,
        )

    def action(self) -> Callable[[Work], str]:
        """Register the person, if new, and open the episode: both or neither."""
        person_id = self.person_id
        values = {key: row.value() for key, row in self.rows.items()}
        return lambda work: _begin(work, person_id, values)

    def _go_on(self, people_found: tuple[SimilarPerson, ...]) -> None:
        self.similar.show_people(people_found)
        if people_found:
            self._searches.shown(self._who_is_typed()[0], len(people_found))
            self.similar.focus_first()
        else:
            super().save()

    def _tell_apart(self) -> None:
        self._told_apart = True
        self.similar.show_people(())
        self.save()

    def _look(self) -> None:
        if self.person_id or self._told_apart:
            return
        typed = self._who_is_typed()
        self.desk.read(
            lambda reading: queries.similar_people(reading, *typed),
            lambda found: self._show_found(typed, found),
            owner=self,
        )

    def _who_is_typed(self) -> tuple[str, str, str]:
        name, kana, birth = (
            self.rows[f"person.{key}"].value() for key in ("name", "kana", "birth")
        )
        return str(name), str(kana), str(birth)

    def _show_found(self, typed: tuple[str, str, str], found: tuple[SimilarPerson, ...]) -> None:
        if self._who_is_typed() == typed and not self.person_id:
            self.similar.show_people(found)
            if found:
                self._searches.shown(typed[0] or typed[1], len(found))

    def _build(self) -> None:
        today = self.desk.office.clock.today()
        person = Form(self._columns)
        for row in person_rows(today):
            person.add(row, wide=row.key == "person.note")
        person.rows["person.sex"].set_value("unknown")
        self._person_card = _carded("本人", person)
        service = Form(1)
        choices = [(str(s), codes.label("service", s)) for s in SERVICES[self.desk.kind]]
        service.add(choice_field("service", "業務", choices))
        if self._service:
            service.rows["service"].set_value(self._service)
        self._service_card = _carded(office_word(self.desk.kind, "service_card"), service)
        self._scrolled.add(self._person_card)
        self._scrolled.add(self._service_card)
        self._scrolled.end()
        self.add_form(person)
        self.add_form(service)
        self._show_first()
        self.rows["service"].changed.connect(self._show_first)
        for key in ("person.name", "person.kana"):
            self.rows[key].changed.connect(self._name_typed)
        self.rows["person.birth"].changed.connect(lambda: self._pause.start())
        self._searches = Searches(self.desk, "新しい人の欄", self)
        self._who.hide()
        self.similar.show_people(())
        if self.person_id:
            self._person_card.hide()
            wanted = self.person_id
            self.desk.read(
                lambda reading: queries.person(reading, wanted),
                self.take_person,
                owner=self,
                viewing=of_person(wanted),
            )

    def _name_typed(self) -> None:
        self._told_apart = False
        self._pause.start()

    def _show_first(self) -> None:
        """The first fields of the 業務 chosen; what was typed into the same fields stays."""
        service = Service(self.rows["service"].value())
        today = self.desk.office.clock.today()
        typed: dict[str, Any] = {}
        if self._first is not None:
            typed = self._first.values()
            self.drop_forms((self._first,))
            self._service_card.body.removeWidget(self._first)
            self._first.hide()
            self._first.deleteLater()
        form = Form(self._columns)
        for name in _CENTRE_FIRST if service in CENTRE_SERVICES else _FIRST:
            if service in BY_NAME[name].services:
                form.add(field_row(BY_NAME[name], service, today))
        self._first = self.add_form(form)
        if not typed:
            self.start_from({"start": wareki.short(today), "worker": self.desk.worker})
        for key, value in typed.items():
            if key in form.rows:
                form.rows[key].set_value(value)
        self._service_card.add(form)
        self.desk.read(
            lambda reading: next_number(reading, service),
            lambda number: self._propose_number(service, number),
            owner=self,
            title="",
        )

    def _propose_number(self, service: Service, number: str) -> None:
        """Put the next 管理番号 into its field, as long as nobody wrote one."""
        row = self.rows["number"]
        if service != self.rows["service"].value() or row.value() not in ("", self._proposed):
            return
        self._proposed = number
        self.start_from({"number": number})


def _service_first(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in sorted(values, key=lambda key: key != "service")}


def _carded(title: str, form: QWidget) -> Card:
    card = Card(title)
    card.add(form)
    lay(card.body, gap=3, margins=(3.25, 0, 3.25, 0))
    return card


def _begin(work: Work, person_id: str, values: Mapping[str, Any]) -> str:
    problems: tuple[FieldProblem, ...] = ()
    service = Service(values["service"])
    fields = {name: values[name] for name in _FIRST if name in values}
    if not person_id:
        try:
            person_id = people.register(work, person_input(values))
        except InvalidInput as error:
            problems = about_person(error)
            problems += check_episode(
                service, typed_fields(service, fields), work.clock.today()
            ).problems
            raise InvalidInput(problems) from error
    return cases.open_episode(work, person_id, service, typed_fields(service, fields))
