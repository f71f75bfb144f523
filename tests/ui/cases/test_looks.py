"""No words are cut at 1366 by 768 and at larger sizes; the database worker keeps its order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.ui.jobs import Jobs
from app.ui.theme import theme
from app.ui.widgets.labels import PlainLabel

WINDOW = (1366, 768)


def fill_page(place: Any) -> None:
    """Give the case what makes its page long."""
    typed = ActivityInput(
        "R8.11.2", "letter", "150", "見本市福祉事務所", "控えを送付。" * 12, "試作"
    )
    place.work(lambda work: contacts.record_activity(work, place.ids["co"], typed))
    facts = {
        "term_end": "R8.12.1",
        "source": "前橋保護観察所",
        "document_no": "第73号",
        "partner": "埼玉県地域生活定着支援センター",
        "certificates": "療育手帳 申請中",
        "intellectual": True,
    }
    version = place.page("co").episode.version
    place.work(lambda work: cases.correct(work, place.ids["co"], version, facts))


def cut(screen: QWidget) -> Iterator[str]:
    """Labels and buttons narrower than their words, and columns wider than their place."""
    for label in screen.findChildren(PlainLabel):
        full = label.words == label.text()
        if label.isVisible() and full and label.width() < label.minimumSizeHint().width():
            yield f"label {label.words}"
    for button in screen.findChildren(QPushButton):
        if button.isVisible() and button.width() < button.sizeHint().width():
            yield f"button {button.text()}"
    for area in screen.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner.width() > area.viewport().width():
            yield f"scrolled part {inner.width()} in {area.viewport().width()}"


@pytest.mark.parametrize("scale", [1.0, 1.4, 1.6])
def test_no_words_are_cut(place: Any, scale: float) -> None:
    fill_page(place)
    theme().set_scale(scale)
    t = theme()
    place.screen.setFixedSize(WINDOW[0] - t.px(168), WINDOW[1] - t.px(44 + 26))
    pane = place.screen.pane
    place.open("co")
    for state in (lambda: None, pane.record, pane.edit, pane.begin):
        state()
        QApplication.processEvents()
        assert list(cut(place.screen)) == []


def test_long_names_and_words_stay_within_the_page(place: Any, qtbot: Any) -> None:
    long_name = "アレクサンドリーナ・マリア・ドス・サントス"
    person_id, version = place.page("co").person.id, place.page("co").person.version
    typed = PersonInput(long_name, long_name, "female", "S28年", note="長い備考" * 40)
    place.work(lambda work: people.correct(work, person_id, version, typed))
    text = "W" * 400 + "長い記録" * 400
    entry = ActivityInput("R8.11.2", "letter", "1440", "とても長い名前の相手先" * 6, text, "試作")
    place.work(lambda work: contacts.record_activity(work, place.ids["co"], entry))
    place.screen.setFixedSize(WINDOW[0] - 168, WINDOW[1] - 70)
    place.open("co")
    # the right side is made now, and laid out in more than one event
    qtbot.waitUntil(lambda: list(cut(place.screen)) == [])
    assert place.screen.pane.summary.width() <= place.screen.pane.width()
    button = place.screen.pane.summary.forward
    assert button.mapTo(place.screen, button.rect().topRight()).x() < place.screen.width()


def in_sight(field: QWidget) -> bool:
    """Whether the whole field is seen in the part that scrolls."""
    area = field.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    seen = area.viewport()
    return seen.rect().contains(QRect(field.mapTo(seen, QPoint(0, 0)), field.size()))


def test_the_field_with_the_keyboard_is_in_sight(place: Any, qtbot: Any) -> None:
    def many(work: Any) -> None:
        for number in range(20):
            typed = ActivityInput("R8.11.2", "visit", "30", "本人", f"記録{number}", "試作")
            contacts.record_activity(work, place.ids["co"], typed)

    place.work(many)
    place.open("co")
    place.screen.activateWindow()
    QApplication.processEvents()
    pane = place.screen.pane
    bar = pane.summary.scrolled.verticalScrollBar()
    bar.setValue(bar.maximum())
    pane.summary.activities.record.click()
    day = pane.active_form.rows["day"].editor.line
    qtbot.waitUntil(lambda: day.hasFocus() and in_sight(day))
    pane.edit()
    QApplication.processEvents()
    note = pane.active_form.rows["note"].editor.box
    pane.active_form.rows["note"].setFocus()
    qtbot.waitUntil(lambda: note.hasFocus() and in_sight(note))
    pane.active_form.show_problems({"start": "日付を直してください。"})
    start = pane.active_form.rows["start"].editor.line
    qtbot.waitUntil(lambda: start.hasFocus() and in_sight(start))
    assert place.screen.isActiveWindow()


def test_where_the_keyboard_comes_to_in_a_long_history_is_in_sight(place: Any, qtbot: Any) -> None:
    def many(work: Any) -> None:
        for number in range(20):
            typed = ActivityInput("R8.11.2", "visit", "30", "本人", f"記録{number}", "試作")
            contacts.record_activity(work, place.ids["co"], typed)

    place.work(many)
    place.screen.setFixedSize(WINDOW[0] - 168, WINDOW[1] - 70)
    place.open("co")
    place.screen.activateWindow()
    pane = place.screen.pane
    pane.focus_first()
    newest = next(iter(pane.summary.activities.entries.values()))
    qtbot.waitUntil(lambda: newest.hasFocus() and in_sight(newest))
    pane.record()
    pane.active_form.rows["means"].set_value("phone")
    pane.active_form.rows["content"].set_value("体調を聞いた。\n" * 12)
    bar = pane.summary.scrolled.verticalScrollBar()
    bar.setValue(bar.value() + pane.active_form.height())
    pane.save()
    kept = place.page("co").activities[0].id
    qtbot.waitUntil(lambda: kept in pane.summary.activities.entries)
    entry = pane.summary.activities.entries[kept]
    qtbot.waitUntil(lambda: entry.hasFocus() and in_sight(entry))


def test_a_save_on_the_worker_holds_the_form_until_it_is_durable(place: Any, qtbot: Any) -> None:
    jobs = Jobs()
    place.desk.jobs = jobs
    place.open("co", record=True)
    qtbot.waitUntil(lambda: place.screen.pane.active_form is not None)
    form = place.screen.pane.active_form
    form.rows["means"].set_value("visit")
    form.save()
    assert form.saving and form.save_button.reason == "保存しています。"
    assert form.rows["content"].editor.box.isReadOnly()
    assert not place.screen.may_leave()
    qtbot.waitUntil(lambda: place.screen.pane.active_form is None and not jobs.busy)
    assert [a.means for a in place.page("co").activities] == ["visit"]
    jobs.close()


def test_the_newest_case_asked_for_is_the_one_shown(place: Any, qtbot: Any) -> None:
    jobs = Jobs()
    place.desk.jobs = jobs
    for name in ("co", "fu", "su"):
        place.open(name)
    qtbot.waitUntil(lambda: not jobs.busy)
    page = place.screen.pane.page
    assert page is not None and page.episode.id == place.ids["su"] == place.screen.episode_id
    jobs.close()
