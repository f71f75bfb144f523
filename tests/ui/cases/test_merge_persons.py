"""同じ人の記録: suspected, side by side, merged, taken back; and a desk that types meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from app.cases import actions as cases
from app.codes import Service
from app.people import actions as people
from app.people.merging import actions, queries
from app.people.merging.rules import Keep
from app.storage.records import Person
from app.storage.work import Work
from app.ui.desk import Where
from app.ui.widgets.buttons import Button
from app.ui.widgets.paragraph import Paragraph
from tests.ui.cases.conftest import person

pytestmark = pytest.mark.parametrize("opened", ["embedded"], indirect=True)


@pytest.fixture
def double(place: Any) -> str:
    """A second record of the person of 'co', with a 業務 of its own."""

    def make(work: Work) -> str:
        person_id = people.register(work, person("高橋 はるな", "タカハシ ハルナ"))
        typed = {"start": "R8.5.1", "number": "R8-F-009"}
        place.ids["double"] = cases.open_episode(work, person_id, Service.FOLLOW_UP, typed)
        return person_id

    made: str = place.work(make)
    return made


def section(place: Any) -> Any:
    return next(s for s in place.screen.pane.summary.sections if s.key == "same_person")


def persons(place: Any) -> set[str]:
    with place.desk.office.reading(place.desk.actor) as reading:
        return set(reading.session.scalars(select(Person.id)))


def merge_elsewhere(place: Any, kept: str, gone: str) -> None:
    with place.desk.office.reading(place.desk.actor) as reading:
        pair = queries.pair(reading, kept, gone)
    versions = (pair.kept.versions, pair.gone.versions)
    place.work(lambda work: actions.merge(work, kept, gone, versions, {}))


def test_suspected_merged_and_taken_back(place: Any, double: str) -> None:
    place.open("co")
    part = section(place)
    kept = place.page("co").person.id
    (line,) = part.lines
    line.button.click()
    dialog = part.dialog
    assert dialog.buttons["no"].isDefault(), "the safe answer"
    assert [field.words for field in dialog.pair.fields] == ["氏名"]
    dialog.choices["person.name"].choose(Keep.GONE)
    dialog.give("ok")
    assert persons(place) == {kept} | {place.page(name).person.id for name in ("fu", "su")}
    assert place.page("co").person.name == "高橋 はるな"
    assert [row.id for row in place.page("co").others] == [place.ids["double"]]
    (button,) = section(place).undo_buttons.values()
    assert button.hasFocus(), "the way back is at hand"
    place.asking.answers.append(True)
    button.click()
    assert double in persons(place)
    assert place.page("co").person.name == "髙橋 はるな"
    assert section(place).undo_buttons == {}


def test_the_one_on_record_is_opened_while_a_new_person_is_typed(place: Any, double: str) -> None:
    place.screen.open(Where("cases", {"new": True}))
    form = place.screen.pane.active_form
    form.rows["person.name"].set_value("髙橋　はるな")
    form.rows["person.birth"].set_value("S28.4.5")
    form.save()
    first, second = form.similar.findChildren(Paragraph)
    assert "生年月日も同じ" in first.words + second.words
    look = next(b for b in form.similar.findChildren(Button) if b.text() == "記録を開く")
    look.click()
    assert place.screen.pane.page.person.kana == "タカハシ ハルナ"
    place.screen.open(Where("cases", {"new": True}))
    assert place.screen.pane.active_form.rows["person.name"].value() == "髙橋　はるな"


def test_the_other_record_is_searched_by_keyboard(place: Any, double: str) -> None:
    place.open("co")
    part = section(place)
    part.merge.click()
    search = part.search
    assert len(search.lines) == 1, "those suspected come first"
    search.search.field.setText("スズキ")
    QTest.keyClick(search.search.field, Qt.Key.Key_Return)
    assert search.focusWidget() is search.lines[0].button
    QTest.keyClick(search.lines[0].button, Qt.Key.Key_Return)
    dialog = part.dialog
    assert dialog.pair.gone.person.name == "鈴木 そら"
    dialog.swap.click()
    assert part.dialog.pair.kept.person.name == "鈴木 そら"
    part.dialog.give("no")
    assert len(persons(place)) == 4


def test_the_gone_record_was_open_and_typed_into(place: Any, double: str) -> None:
    """What is typed stays, the form says what happened, and saving reaches the kept record."""
    place.open("double")
    pane = place.screen.pane
    pane.edit()
    form = pane.form
    form.rows["person.note"].set_value("左耳が遠い")
    form.rows["worker"].set_value("模擬")
    kept = place.page("co").person.id
    merge_elsewhere(place, kept, double)
    assert "一つにまとめ" in form.notice.words + form.newer.words
    assert form.rows["person.note"].value() == "左耳が遠い"
    form.save()
    page = place.page("double")
    assert (page.person.id, page.person.note) == (kept, "左耳が遠い")
    assert page.episode.values["worker"] == "模擬"
    assert page.person.name == "髙橋 はるな", "the kept name was not typed over"


def test_nothing_was_heard_before_saving(place: Any, double: str) -> None:
    """The save itself meets the merge: it asks before anything is written."""
    place.open("double")
    pane = place.screen.pane
    pane.edit()
    form = pane.form
    form.rows["person.note"].set_value("左耳が遠い")
    kept = place.page("co").person.id
    listeners, place.desk.office.listeners[:] = list(place.desk.office.listeners), []
    merge_elsewhere(place, kept, double)
    place.desk.office.listeners[:] = listeners
    form.save()
    assert form.notice.words.startswith("本人の記録が変わりました")
    assert "いま「髙橋 はるな」の記録にあります" in form.notice.words
    assert (place.page("double").person.note, form.rows["person.note"].value()) == (
        "",
        "左耳が遠い",
    )
    form.notice.acted.emit()
    assert place.page("double").person.note == "左耳が遠い"
    assert place.page("double").person.id == kept


def test_two_desks_merge_the_same_pair(place: Any, double: str) -> None:
    place.open("co")
    part = section(place)
    part.lines[0].button.click()
    kept = place.page("co").person.id
    merge_elsewhere(place, kept, double)
    part.dialog.give("ok")
    assert "すでに一つにまとめられています" in place.asking.errors[-1].message
    assert not part.dialog.isVisible()
    assert double not in persons(place)
