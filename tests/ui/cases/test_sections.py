"""A section of the page: reads by itself, has a form with drafts, hears other desks, has an anchor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.cases.conflicts import Side
from app.cases.queries import CasePage
from app.codes import Service
from app.storage.records import Task
from app.storage.work import Reading, Work
from app.ui.screens.cases import page as page_module
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.section import Section
from app.ui.widgets.field_row import text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph


@dataclass(frozen=True)
class Reminder:
    """A made-up record."""

    id: str
    version: int
    title: str


Shown = tuple[Reminder, ...]


class ReminderForm(SectionForm[Shown]):
    """One line."""

    reminder: Reminder | None = None

    def rows_form(self) -> Form:
        """The title."""
        form = Form()
        form.add(text_field("title", "ことがら"))
        return form

    def action(self) -> Callable[[Work], Any]:
        """Add the task or correct it."""
        title, episode, of = self.rows["title"].value(), self.page.episode.id, self.reminder
        versions = self.versions

        def act(work: Work) -> None:
            if of is None:
                work.add(Task(title=title, episode_id=episode))
                return
            task = work.get(Task, of.id)
            work.check_version(task, versions[0])
            task.title = title

        return act

    def newest(self, data: Shown) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The task as it is now."""
        found = [item for item in data if self.reminder and item.id == self.reminder.id]
        return ({"title": found[0].title}, (found[0].version,)) if found else None


class Reminders(Section[Shown]):
    """Tasks of the case as lines."""

    key, title, shows = "reminders", "覚え", ("task",)
    services = (Service.COORDINATION, Service.FOLLOW_UP)
    empty = "まだありません。はじめに覚えを残します。"
    draft_kinds = ("reminder",)

    def read(self, reading: Reading, page: CasePage) -> Shown:
        """The case's tasks."""
        rows = reading.session.scalars(select(Task).where(Task.episode_id == page.episode.id))
        return tuple(Reminder(row.id, row.version, row.title) for row in rows)

    def show_data(self, data: Shown) -> str:
        """A line each."""
        for item in data:
            self.content.addWidget(Paragraph(item.title))
        return f"{len(data)}件" if data else ""

    def record_ids(self, data: Shown) -> frozenset[str]:
        """Their ids."""
        return frozenset(item.id for item in data)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """A new one, or the one with this id."""
        assert self.page is not None and self.data is not None
        form = ReminderForm(self, self.page, kind, subject)
        found = [item for item in self.data if item.id == subject]
        form.reminder = found[0] if found else None
        newest = form.newest(self.data)
        if newest is not None:
            form.start_from(newest[0])
            form.versions = newest[1]
        return form


@pytest.fixture(autouse=True)
def with_reminders(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose only section is the made-up one."""
    monkeypatch.setattr(page_module, "SECTIONS", (Reminders,))


def section(place: Any) -> Any:
    """The made-up section."""
    return place.screen.pane.summary.sections[0]


def lines(place: Any) -> list[str]:
    """What it shows."""
    return [item.title for item in section(place).data]


def write(place: Any, subject: str = "") -> Any:
    """Open its form and type."""
    reminders = section(place)
    place.screen.activateWindow()
    reminders.open_form(reminders.form_for("reminder", subject or place.screen.episode_id))
    return reminders.form


def test_the_first_record_is_typed_and_shown(place: Any) -> None:
    place.open("co")
    assert not section(place)._hint.isHidden()
    form = write(place)
    assert QApplication.focusWidget() is form.rows["title"].editor.fields()[0]
    form.rows["title"].set_value("手帳の写しを頼む")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert lines(place) == ["手帳の写しを頼む"]
    assert form.lost is False and section(place).form is None and section(place)._hint.isHidden()
    assert place.screen.pane.summary.anchors.buttons["reminders"].text() == "覚え 1件"
    assert section(place).hasFocus()


def test_what_was_typed_waits_for_its_case(place: Any) -> None:
    place.open("co")
    write(place).rows["title"].set_value("途中の")
    place.open("fu")
    assert section(place).form is None and lines(place) == []
    place.open("co")
    assert section(place).form.rows["title"].value() == "途中の"
    assert place.screen.pane.active_form is section(place).form


def test_one_form_at_a_time_and_esc_asks(place: Any) -> None:
    place.open("co")
    write(place).rows["title"].set_value("途中の")
    place.screen.pane.record()
    assert section(place).form is None
    assert place.screen.pane.summary.activities.form is not None
    place.screen.pane.go_back()
    assert section(place).form is None or section(place).form.rows["title"].value() == "途中の"


def test_another_desk_is_heard_and_both_values_meet(place: Any) -> None:
    place.open("co")
    key = place.screen.episode_id
    made = place.work(lambda work: work.add(Task(title="前の", episode_id=key)).id)
    assert lines(place) == ["前の"]
    form = write(place, made)
    form.rows["title"].set_value("ここの")

    def elsewhere(work: Work) -> None:
        work.get(Task, made).title = "向こうの"

    place.work(elsewhere)
    assert lines(place) == ["向こうの"]
    assert form.rows["title"].value() == "ここの" and "保存しました" in form.newer.words
    form.save()
    assert form.dialog is not None
    form.dialog.settled.emit({"title": Side.MINE})
    assert lines(place) == ["ここの"]


def test_a_record_that_is_gone_keeps_what_was_typed(place: Any) -> None:
    place.open("co")
    key = place.screen.episode_id
    made = place.work(lambda work: work.add(Task(title="前の", episode_id=key)).id)
    form = write(place, made)
    form.rows["title"].set_value("消えない")

    def elsewhere(work: Work) -> None:
        task = work.get(Task, made)
        work.session.delete(task)

    place.work(elsewhere)
    assert form.lost and form.rows["title"].value() == "消えない"


def test_only_the_services_that_have_it_show_it(place: Any) -> None:
    place.open("su")
    assert section(place).isHidden()
    assert place.screen.pane.summary.anchors.buttons["reminders"].isHidden()
    place.open("co")
    place.screen.pane.summary.anchors.buttons["reminders"].click()
    assert section(place).hasFocus()
