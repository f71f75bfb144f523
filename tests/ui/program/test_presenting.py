"""発表モード: on no screen of the practice centre is anything drawn that names somebody."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QBuffer, QIODevice, QSettings, QSize, Qt
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

import app.ui
from app.people import actions as people
from app.people.hiding.queries import mask
from app.people.rules import PersonInput
from app.storage.records import (
    Attachment,
    Episode,
    Exchange,
    Meeting,
    Person,
    Referral,
    RelatedPerson,
    Signal,
)
from app.ui.asking import confirm_dialog
from app.ui.desk import Where
from app.ui.presenting import COVERED, presenting, shown
from app.ui.widgets.labels import PlainLabel, as_tooltip
from app.ui.window import PLACES, MainWindow, SignedIn

ENOUGH = 25


@pytest.fixture
def window(
    dressed: Any, practice: SignedIn, jobs: Any, asking: Any, settings: QSettings
) -> Iterator[MainWindow]:
    made = MainWindow(practice, jobs, asking, settings)
    made.resize(1366, 768)
    made.show()
    yield made
    made.close()
    presenting().end()
    shiboken6.delete(made)


def drawn(widget: QWidget) -> str:
    """The words that a widget really draws, whoever draws them."""
    buffer, picture = QBuffer(), QSvgGenerator()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.setOutputDevice(buffer)
    picture.setSize(QSize(widget.width(), widget.height()))
    widget.render(picture)
    svg = bytes(buffer.data().data()).decode()
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.S)
    return squeezed(html.unescape("".join(texts)))


def squeezed(words: str) -> str:
    """Qt draws kanji and kana of one word apart: without spaces they stand together again."""
    return "".join(words.split())


def left_in(named: set[str], seen: str) -> set[str]:
    return {word for word in named if word in seen}


def all_drawn(window: QWidget) -> str:
    """Of the window and of everything that can be scrolled into sight."""
    areas = [area for area in window.findChildren(QScrollArea) if area.isVisible()]
    parts = [window, *(area.widget() for area in areas if area.widget() is not None)]
    return "\n".join(drawn(part) for part in parts)


def people_of(practice: SignedIn) -> set[str]:
    """Names, family names, readings, days of birth, addresses and phones, as they are on record."""
    found: set[str] = set()
    with practice.office.reading(practice.actor) as reading:
        for person in reading.session.scalars(select(Person)):
            found |= {person.name, person.kana, person.phone, person.address, person.birth_text}
            found |= {person.name.split()[0] + "さん", person.name.replace(" ", "")}
        for relative in reading.session.scalars(select(RelatedPerson)):
            found |= {relative.name, relative.phone, relative.address}
    return {squeezed(word) for word in found if len(squeezed(word)) > 1}


def first_of(practice: SignedIn, kind: Any, column: Any = None) -> str:
    with practice.office.reading(practice.actor) as reading:
        return str(
            reading.session.scalars(select(column if column is not None else kind.id)).first()
        )


def wheres(practice: SignedIn) -> Iterator[Where]:
    for place in PLACES:
        yield Where(place.key)
    # read before anything is shown: no view could be noted, nor a case opened, in the middle of it
    with practice.office.reading(practice.actor) as reading:
        episodes = reading.session.scalars(select(Episode.id).limit(3)).all()
    for episode in episodes:
        yield Where("cases", {"episode": episode})
    yield Where("meetings", {"meeting": first_of(practice, Meeting)})
    yield Where("network", {"leaf": "referrals", "referral": first_of(practice, Referral)})
    yield Where("network", {"leaf": "signals", "signal": first_of(practice, Signal)})
    for leaf in ("organisations", "municipalities", "events"):
        yield Where("network", {"leaf": leaf})
    yield Where("handoff", {"leaf": "exchanges", "exchange": first_of(practice, Exchange)})
    for leaf in ("letters", "partners"):
        yield Where("handoff", {"leaf": leaf})
    for leaf in ("figures", "submissions", "forms", "lists", "seeing", "funding"):
        yield Where("report", {"leaf": leaf})
    for leaf in ("people", "roles", "handover"):
        yield Where("staff", {"leaf": leaf})
    yield Where("backups")
    yield Where("subject_access")
    for leaf in ("due", "lists", "periods"):
        yield Where("retention", {"leaf": leaf})
    yield Where("history")


def test_no_screen_draws_a_name_while_presenting(
    window: MainWindow, practice: SignedIn, asking: Any
) -> None:
    named = people_of(practice)
    assert len(named) > 60
    open_names, hidden_names = set(), {}
    for where in wheres(practice):
        window.show_where(where)
        QApplication.processEvents()
        if len(open_names) <= ENOUGH:  # the same screens say them otherwise
            open_names |= left_in(named, all_drawn(window))
        window.presenting_bar.toggle()
        assert window.presenting_bar.isVisible()
        seen = all_drawn(window)
        assert "発表モード" in seen
        left = left_in(named, seen)
        if left:
            hidden_names[f"{where.place} {sorted(where.facts)}"] = left
        window.presenting_bar.toggle()
    assert asking.errors == []  # every screen was shown
    assert hidden_names == {}
    assert len(open_names) > ENOUGH


def test_screens_that_are_opened_while_presenting_are_hidden_too(
    window: MainWindow, practice: SignedIn, qtbot: QtBot
) -> None:
    named = people_of(practice)
    qtbot.keyClick(
        window,
        Qt.Key.Key_P,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert presenting().on
    episode = first_of(practice, Episode)
    window.show_where(Where("cases", {"episode": episode}))
    pane: Any = window.shown.pane  # type: ignore[union-attr]
    assert left_in(named, all_drawn(window)) == set()
    pane.edit()
    seen = all_drawn(window)
    assert left_in(named, seen) == set()
    typed = {key: row.value() for key, row in pane.active_form.rows.items()}
    assert any(squeezed(value) in named for value in typed.values() if isinstance(value, str))
    pane.active_form.leave()
    pane.print_paper("face")
    qtbot.waitUntil(lambda: pane.preview.printed is not None)
    qtbot.waitUntil(lambda: COVERED in all_drawn(pane.preview))
    seen = all_drawn(pane.preview)
    assert left_in(named, seen) == set()
    pane.preview.reject()
    with practice.office.reading(practice.actor) as reading:
        name = reading.session.scalars(select(Person.name)).first()
    assert name is not None
    window.top.search.field.setText(name)
    QApplication.processEvents()
    assert left_in(named, all_drawn(window)) == set()
    window.top.search.left.emit()


def test_somebody_registered_meanwhile_is_hidden_at_once(
    window: MainWindow, practice: SignedIn
) -> None:
    window.presenting_bar.toggle()
    label = PlainLabel("薄墨 鈴代さんの面接")
    window.desk.write(
        lambda work: people.register(
            work, PersonInput("薄墨 鈴代", "ウスズミ スズヨ", "female", "S40.1.2")
        ),
        lambda _: None,
        owner=window,
    )
    assert label.text() == "○○さんの面接" and label.words == "薄墨 鈴代さんの面接"
    assert as_tooltip("薄墨さんはS40.1.2生まれ") == "<qt>○○さんは○○生まれ</qt>"
    window.presenting_bar.toggle()
    assert label.text() == "薄墨 鈴代さんの面接"
    label.deleteLater()


def test_a_desk_that_is_left_forgets_the_names(window: MainWindow, practice: SignedIn) -> None:
    window.presenting_bar.toggle()
    with practice.office.reading(practice.actor) as reading:
        assert mask(reading)
        name = reading.session.scalars(select(Person.name)).first()
    assert name is not None and shown(name) != name
    window.lock()
    assert not presenting().on and shown(name) == name


def test_no_title_of_a_window_ever_says_a_name(
    window: MainWindow, practice: SignedIn, qtbot: QtBot
) -> None:
    """Titles are seen in the taskbar and by whoever shares only one window, presenting or not."""
    named = people_of(practice)
    with practice.office.reading(practice.actor) as reading:
        name = reading.session.scalars(select(Person.name)).first()
        file = reading.session.scalars(
            select(Attachment).where(Attachment.owner_kind == "episode")
        ).first()
        assert file is not None
        owner = file.owner_id
    window.show_where(Where("cases", {"episode": owner}))
    pane: Any = window.shown.pane  # type: ignore[union-attr]
    pane.print_paper("face")
    pane.preview.reject()
    pane.ask_move(pane.page.moves[0])
    asked = confirm_dialog(f"{name}さんの記録を消します。", yes="消す", parent=window)
    asked.show()
    titles = {top.windowTitle() for top in QApplication.topLevelWidgets()}
    assert {"定着", "印刷の確認", "見本県地域生活定着支援センター"} <= titles
    assert left_in(named, squeezed("".join(titles))) == set()
    asked.reject()
    pane.dialog.form.leave()
    root = Path(app.ui.__file__).parent
    said = {
        words
        for path in root.rglob("*.py")
        for words in re.findall(
            r"(?:setDocName|setWindowTitle)\((?:as_title\()?(.*?)\)", path.read_text("utf-8")
        )
    }
    plain = {words for words in said if re.fullmatch(r'"[^"{}]*"', words)}
    # the office's own name, the name of work in progress, what stands in a cell of a form,
    # a page of the 手引き
    assert said - plain == {
        "signed_in.facts.name", "job.title", "self._title", 'f"{cell} に入れるもの"', "_TITLE",
        'f"{wanted.title} - 手引き"',
    }  # fmt: skip
