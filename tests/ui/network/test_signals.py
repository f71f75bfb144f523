"""端緒 and つなぎ under 関係機関: from the telephone to a person, by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.network.referrals import actions as referrals
from app.network.referrals.rules import ReferralInput, StepInput
from app.network.referrals.steps import Step
from app.network.signals import actions, queries
from app.network.signals.rules import SignalInput, WeighInput
from app.storage.drafts import Draft
from app.ui.desk import Where
from app.ui.screens.network.screen import NetworkScreen
from app.ui.theme import theme
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from tests.conftest import OpenedOffice

WATER = SignalInput(
    "R8.11.20", "water_utility", kinds=("smell",), place="見本町1", about="60代の男性", text="異臭"
)


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """What is tried here does not depend on the engine."""
    return opened_embedded


@pytest.fixture
def screen(sitting: Any) -> Iterator[NetworkScreen]:
    made = NetworkScreen(sitting.desk)
    made.resize(theme().px(1198), theme().px(698))
    made.show()
    yield made
    made.close()
    made.deleteLater()


def words(widget: Any) -> str:
    """Everything that stands in a widget."""
    parts = [*widget.findChildren(Paragraph), *widget.findChildren(PlainLabel)]
    return " ".join(part.words for part in parts)


def work(sitting: Any, act: Any) -> Any:
    with sitting.desk.office.work(sitting.desk.actor) as made:
        return act(made)


def page(sitting: Any, signal: str) -> queries.SignalPage:
    with sitting.desk.office.reading(sitting.desk.actor) as reading:
        return queries.signal(reading, signal)


def leaf(screen: NetworkScreen, key: str, **facts: Any) -> Any:
    screen.open(Where("network", {"leaf": key, **facts}))
    return screen.leaf


def save(form: Any, key: str) -> None:
    """Save with the keyboard from this field."""
    field = form.rows[key].editor.fields()[0]
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def button_of(widget: Any, text: str) -> QAbstractButton:
    """The first button that is there with these words."""
    return next(
        one
        for one in widget.findChildren(QAbstractButton)
        if text in (one.text() or one.accessibleName()) and one.isVisible()
    )


def press(widget: Any, text: str) -> None:
    """Press the button with these words."""
    button_of(widget, text).click()


def test_an_empty_list_says_what_to_do(sitting: Any, screen: NetworkScreen) -> None:
    here = leaf(screen, "signals")
    assert "まだ端緒がありません" in here.found.hint()[0]
    here.found.new.click()
    assert here.pane.form is not None


def test_the_example_of_a_time_has_room_in_its_field(sitting: Any, screen: NetworkScreen) -> None:
    here = leaf(screen, "signals")
    here.found.new.click()
    QApplication.processEvents()
    line = here.pane.form.rows["received_time"].editor.line
    words = line.fontMetrics().horizontalAdvance(line.placeholderText())
    assert 0 < words <= line.width() - theme().gap(6)


def test_from_the_telephone_to_a_person(sitting: Any, screen: NetworkScreen) -> None:
    here = leaf(screen, "signals")
    here.found.new.click()
    form = here.pane.form
    save(form, "received_on")
    assert form.rows["source_kind"].error() and form.rows["text"].error()
    form.rows["source_kind"].set_value("water_utility")
    form.rows["kinds"].set_value(("smell", "usage"))
    form.rows["place"].set_value("見本町1-2")
    form.rows["about"].set_value("60代の男性")
    save(form, "place")
    signal = here.pane.record_id
    assert signal and here.pane.form is None
    assert [row.id for _, row in here.found.model.loaded_rows()] == [signal]
    assert "まだ見立て" in words(here.pane)
    press(here.pane, "見立てる")
    here.pane.form.rows["weight"].set_value("emergency")
    save(here.pane.form, "day")
    assert "緊急" in words(here.pane)
    press(here.pane, "だれか分かった")
    form = here.pane.form
    form.rows["name"].set_value("見本 太郎")
    save(form, "name")
    assert page(sitting, signal).line.person == "見本 太郎"
    press(here.pane, "返事を残す")
    form = here.pane.form
    form.rows["words"].set_value("見本太郎さんは無事です")
    save(form, "words")
    assert "氏名が入っています" in form.rows["words"].error()
    form.rows["words"].set_value("お知らせありがとうございます。")
    save(form, "words")
    assert page(sitting, signal).answered_on == date(2026, 11, 24)
    press(here.pane, "終える")
    here.pane.form.rows["words"].set_value("相談支援で続ける")
    save(here.pane.form, "words")
    assert page(sitting, signal).line.state == "closed"
    press(here.pane, "もう一度開く")
    assert page(sitting, signal).line.state == "linked"


def test_what_is_typed_waits_while_another_is_looked_at(
    sitting: Any, screen: NetworkScreen
) -> None:
    one = work(sitting, lambda w: actions.receive(w, WATER))
    other = work(sitting, lambda w: actions.receive(w, WATER))
    here = leaf(screen, "signals", signal=one)
    press(here.pane, "終える")
    here.pane.form.rows["words"].set_value("転居していた")
    here.pane.open_record(other)
    assert here.pane.form is None
    here.pane.open_record(one)
    assert here.pane.form.rows["words"].value() == "転居していた"


def test_a_draft_opens_where_it_was_typed(sitting: Any, screen: NetworkScreen) -> None:
    signal = work(sitting, lambda w: actions.receive(w, WATER))
    here = leaf(screen, "signals", signal=signal)
    press(here.pane, "終える")
    form = here.pane.form
    form.rows["words"].set_value("書きかけ")
    typing = form.typing()
    form.rows["words"].set_value("")
    form.leave()
    waiting = Draft(
        "d" * 32, "o", "s", typing.kind, typing.subject, typing.episode_id,
        sitting.desk.office.clock.now(), typing.versions, typing.typed, typing.before,
    )  # fmt: skip
    here.pane.resume(waiting)
    assert here.pane.form.rows["words"].value() == "書きかけ"


def test_a_signal_is_passed_on_from_its_page(sitting: Any, screen: NetworkScreen) -> None:
    signal = work(sitting, lambda w: actions.receive(w, WATER))
    office = next(iter(sitting.ids.values()))
    here = leaf(screen, "signals", signal=signal)
    press(here.pane, "つなぐ")
    form = here.pane.form
    form.rows["kind"].set_value("multi_agency")
    form.rows["organisation_id"].set_value(office)
    form.rows["asked"].set_value("様子を見てほしい")
    form.rows["items"].set_value(("address",))
    save(form, "asked")
    (made,) = page(sitting, signal).referrals
    press(here.pane, "送付する")
    form = here.pane.form
    form.basis.buttons["life"].click()
    form.rows["why"].set_value("応答がない")
    save(form, "day")
    assert page(sitting, signal).line.state == "passed"
    waiting = leaf(screen, "referrals")
    assert [row.id for _, row in waiting.found.model.loaded_rows()] == [made.line.id]
    waiting.pane.open_record(made.line.id)
    press(waiting.pane, "受理された")
    save(waiting.pane.form, "day")
    assert page(sitting, signal).referrals[0].line.state == "accepted"


def test_answers_that_are_late_are_red_and_said(sitting: Any, screen: NetworkScreen) -> None:
    signal = work(sitting, lambda w: actions.receive(w, WATER))
    office = next(iter(sitting.ids.values()))
    typed = ReferralInput(
        "outreach", office, asked="訪問", items=("address",), answer_by="R8.11.22"
    )
    sent = StepInput(Step.SEND, "11/21", basis="life", why="応答がない")
    work(sitting, lambda w: referrals.add(w, signal, typed, sent))
    here = leaf(screen, "referrals")
    row = here.found.model.row(0)
    cell = here.found.model.columns[0].cell_of(row)
    assert cell.second == "遅れ"
    here.pane.open_record(row.id)
    assert "過ぎています" in words(here.pane)


def test_the_list_shows_those_of_one_municipality(sitting: Any, screen: NetworkScreen) -> None:
    here = work(sitting, lambda w: actions.receive(w, replace(WATER, municipality="10201")))
    work(sitting, lambda w: actions.receive(w, replace(WATER, municipality="10202")))
    found = leaf(screen, "signals").found
    assert found.model.rowCount() == 2
    found.municipality.choose("10201")
    assert [row.id for _, row in found.model.loaded_rows()] == [here]
    assert found.municipality.text() == "前橋市"
    found.act_on_hint()
    assert found.model.rowCount() == 2


def test_the_keyboard_stays_at_its_button_while_another_desk_saves(
    sitting: Any, screen: NetworkScreen, qtbot: Any
) -> None:
    signal = work(sitting, lambda w: actions.receive(w, WATER))
    pane = leaf(screen, "signals", signal=signal).pane
    screen.activateWindow()
    button = button_of(pane, "だれか分かった")
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    work(sitting, lambda w: actions.weigh(w, signal, 1, WeighInput("high", "11/21")))
    assert pane.data.weighed_on is not None
    again = button_of(pane, "だれか分かった")
    assert again is not button and again.hasFocus()


def test_after_a_new_one_is_saved_the_keyboard_is_at_its_first_button(
    sitting: Any, screen: NetworkScreen, qtbot: Any
) -> None:
    screen.activateWindow()
    pane = leaf(screen, "signals", new=True).pane
    for key in ("source_kind", "text"):
        pane.form.rows[key].set_value({"source_kind": "water_utility", "text": "異臭"}[key])
    qtbot.waitUntil(pane.form.rows["received_on"].editor.fields()[0].hasFocus)
    save(pane.form, "text")
    assert pane.form is None
    assert button_of(pane, "訂正").hasFocus()


def test_ctrl_k_offers_what_can_be_done_with_the_one_that_is_shown(
    sitting: Any, screen: NetworkScreen
) -> None:
    leaf(screen, "signals")
    assert list(screen.commands()) == []
    signal = work(sitting, lambda w: actions.receive(w, WATER))
    pane = leaf(screen, "signals", signal=signal).pane
    offered = {one.words: one for one in screen.commands()}
    assert not offered["見立てる"].refusal
    offered["見立てる"].act()
    assert pane.form is not None and pane.form.kind == "signal_weigh"
    pane.form.left.emit()
    work(sitting, lambda w: actions.close(w, signal, 1, "11/24", "重複"))
    closed = {one.words: one.refusal for one in screen.commands()}
    assert "もう一度開く" in closed["端緒をつなぐ"] and not closed["返事を残す"]
