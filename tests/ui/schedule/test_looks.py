"""No words are cut without a way to read them, at 1366 by 768 and at larger sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from app.ui.screens.schedule.boxes import Box
from app.ui.screens.schedule.span import View
from app.ui.theme import theme
from app.ui.widgets.labels import PlainLabel

WINDOW = (1366, 768)


def cut(screen: QWidget) -> Iterator[str]:
    """Labels and buttons narrower than their words, and parts wider than their place."""
    for label in screen.findChildren(PlainLabel):
        full = label.words == label.text()
        if label.isVisible() and full and label.width() < label.minimumSizeHint().width():
            yield f"label {label.words}"
    for button in screen.findChildren(QPushButton):
        if button.isVisible() and button.width() < button.sizeHint().width():
            yield f"button {button.text()}"
        right = button.mapTo(screen, button.rect().topRight()).x()
        if button.isVisible() and right > screen.width():
            yield f"button outside {button.text()}"
    for area in screen.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner.width() > area.viewport().width():
            yield f"scrolled part {inner.width()} in {area.viewport().width()}"


def boxes_are_sound(screen: Any) -> None:
    """Every box is inside its part, high enough for a line, over no other, and tells its words."""
    boxes = [box for box in screen.board.boxes if box.isVisible()]
    line = theme().px(17)
    for box in boxes:
        assert box.height() >= line and box.width() >= theme().px(30), box.told
        assert box.parentWidget().rect().contains(box.geometry()), box.told
        assert box.toolTip() and box.accessibleName()
    for at, box in enumerate(boxes):
        for other in boxes[at + 1 :]:
            same = box.parentWidget() is other.parentWidget()
            assert not same or not box.geometry().intersects(other.geometry()), box.told


def fill_days(place: Any) -> None:
    """A busy week with long words."""
    long = "とても長い用件" * 8
    for day in ("11/24", "11/25", "11/26"):
        for start, end in (("9:00", "9:10"), ("9:05", "10:00"), ("9:30", "11:00"), ("9:40", "")):
            place.plan(day, start, end, "training", title=long, place=long)
        place.plan(day, "", "", "other", title=long, workers=("試作", "例示", "雛形 糸"))


@pytest.mark.parametrize("scale", [1.0, 1.4, 1.6])
def test_no_words_are_cut(place: Any, scale: float) -> None:
    fill_days(place)
    screen, t = place.screen, theme()
    t.set_scale(scale)
    screen.setFixedSize(WINDOW[0] - t.px(168), WINDOW[1] - t.px(44 + 26))
    for whose in ("mine", "all"):
        screen.show_whose(whose)
        for view in View:
            screen.show_view(view)
            QApplication.processEvents()
            assert list(cut(screen)) == [], view
            boxes_are_sound(screen)
    screen.show_view(View.WEEK)
    quiet = place.plan("11/27", "10:00", "11:00", "visit", episode_id=place.ids["co"])
    place.choose(quiet)
    for open_form in (
        screen.plan,
        *(lambda key=key: screen.act(key) for key in ("open", "record", "cancel")),
    ):
        open_form()
        QApplication.processEvents()
        assert screen.side.form.isVisible()
        assert list(cut(screen)) == []
        screen.side.form.leave()


def test_a_narrow_window_shows_the_board_or_the_form(place: Any) -> None:
    screen = place.screen
    screen.resize(theme().px(760), theme().px(600))
    QApplication.processEvents()
    assert screen.board.isVisible() and not screen.side.isVisible()
    screen.plan()
    QApplication.processEvents()
    assert screen.side.form.isVisible() and not screen.board.isVisible()
    screen.side.form.leave()
    QApplication.processEvents()
    assert screen.board.isVisible() and not screen.side.isVisible()


def test_boxes_move_with_the_size_of_letters_and_window(place: Any) -> None:
    def places() -> dict[str, QRect]:
        QApplication.processEvents()
        boxes_are_sound(place.screen)
        return {box.key: box.geometry() for box in place.screen.board.boxes}

    before = places()
    theme().step(2)
    larger = places()
    assert all(larger[key].width() != before[key].width() for key in before)
    place.screen.resize(theme().px(1400), theme().px(900))
    wider = places()
    assert all(wider[key].width() > larger[key].width() for key in before)


def test_every_box_is_painted_in_both_colours(place: Any) -> None:
    fill_days(place)
    for dark in (False, True):
        theme().set_dark(dark)
        for view in View:
            place.screen.show_view(view)
            QApplication.processEvents()
            for box in place.screen.board.boxes:
                image = box.grab().toImage()
                colours = {
                    image.pixel(x, y) for x in range(image.width()) for y in range(image.height())
                }
                assert isinstance(box, Box) and len(colours) > 5, box.told


def test_what_a_form_pushed_behind_a_number_is_chosen_again_after_it(place: Any) -> None:
    fill_days(place)
    place.choose("interview")
    place.screen.plan()
    QApplication.processEvents()
    assert place.screen.board.box_of(place.ids["interview"]) is None
    place.screen.side.form.leave()
    QApplication.processEvents()
    place.screen.act("open")
    assert place.screen.side.form.entry.id == place.ids["interview"]
