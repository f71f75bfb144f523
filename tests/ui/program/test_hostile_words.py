"""Words that look like markup, shortcuts or commands: on every screen they are only words.

Every text of the practice centre is replaced by such words; whatever Qt would read as more is found
in the widgets themselves, and a file named in an <img> must never be opened.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSettings, Qt
from PySide6.QtGui import QHelpEvent, QKeySequence
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QTextEdit,
    QToolTip,
    QWidget,
)

from app.people.hiding.rules import Mask
from app.staff.queries import office_facts
from app.storage.folders import OfficeFolder
from app.storage.records import Episode
from app.ui.asking import confirm_dialog
from app.ui.desk import Where
from app.ui.file_words import file_words
from app.ui.presenting import presenting, shown, tooltip_of, words_of_tooltip
from app.ui.widgets.buttons import MenuButton
from app.ui.widgets.labels import PlainLabel, as_caption, as_title, as_tooltip
from app.ui.window import MainWindow, SignedIn
from tests.hostile_office import VERY_LONG, hostile_office, tricks
from tests.tricky import FAITHFUL, FORMULAS, MARKUP
from tests.ui.program.test_presenting import drawn, first_of, wheres

IN_ACCESS, IN_OPEN, IN_NONBLOCK = 0x1, 0x20, 0o4000
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
OURS = re.compile("&[1-9E]")
"""The shortcuts that the program itself gives, in the menu of 定型文."""


@contextmanager
def opened_files(path: Path) -> Iterator[list[int]]:
    """How often somebody opens or reads the file meanwhile, this process included.

    Only Linux tells; elsewhere what would be read is found in the widgets alone.
    """
    if sys.platform != "linux":
        yield []
        return
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(IN_NONBLOCK)
    assert watch >= 0 and libc.inotify_add_watch(watch, os.fsencode(path), IN_ACCESS | IN_OPEN) > 0
    found: list[int] = []
    try:
        yield found
        try:
            found.append(len(os.read(watch, 65_536)))
        except BlockingIOError:
            assert found == []
    finally:
        os.close(watch)


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture that nobody has to look at."""
    path = tmp_path_factory.mktemp("probe") / "p.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


@pytest.fixture(scope="module")
def hostile(
    practice_template: OfficeFolder, tmp_path_factory: pytest.TempPathFactory, probe: Path
) -> Iterator[SignedIn]:
    folder = tmp_path_factory.mktemp("hostile") / "office"
    with hostile_office(practice_template, folder, tricks(probe), long=VERY_LONG) as (
        office,
        actor,
    ):
        with office.reading(actor) as reading:
            facts = office_facts(reading)
        yield SignedIn(office, actor, facts)


@pytest.fixture
def window(
    dressed: Any, hostile: SignedIn, jobs: Any, asking: Any, settings: QSettings
) -> Iterator[MainWindow]:
    made = MainWindow(hostile, jobs, asking, settings)
    made.resize(1366, 768)
    made.show()
    yield made
    made.close()
    shiboken6.delete(made)


def read_as_more(widget: QWidget) -> Iterator[str]:
    """What Qt reads as more than words, in a widget and all that is in it."""
    for one in (widget, *widget.findChildren(QWidget)):
        yield from (f"{type(one).__name__}: {found}" for found in _of_one(one))


def _of_one(one: QWidget) -> Iterator[str]:
    yield from _tooltip(one.toolTip())
    for said in (one.statusTip(), one.whatsThis()):
        if said:
            yield f"tells {said!r} where markup is read"
    if isinstance(one, QTextEdit):
        yield "a document of markup"
    if isinstance(one, QLabel):
        if one.textFormat() != Qt.TextFormat.PlainText or one.buddy() is not None:
            yield f"a label that reads {one.text()!r}"
        if TURNING.search(one.text()):
            yield f"turns the order: {one.text()!r}"
    if isinstance(one, QAbstractButton):
        yield from _caption(one.text())
    for action in one.actions():
        yield from _caption(action.text())
    if isinstance(one, QMenu) and one.toolTipsVisible():
        for action in one.actions():
            yield from _tooltip(action.toolTip())
    if isinstance(one, QAbstractItemView):
        for index in _some_cells(one):
            yield from _tooltip(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
    if re.search(r"(?<!\[\*\])\[\*\](?!\[\*\])", one.windowTitle()):
        yield f"a title with a mark: {one.windowTitle()!r}"


def _some_cells(view: QAbstractItemView) -> Iterator[QModelIndex]:
    model = view.model()
    if model is not None:
        for row in range(min(model.rowCount(), 12)):
            for column in range(min(model.columnCount(), 12)):
                yield model.index(row, column)


def _tooltip(told: str) -> Iterator[str]:
    inner = told.removeprefix("<qt>").removesuffix("</qt>").replace("<br>", "")
    safe = told.startswith("<qt>") and told.endswith("</qt>") and "<" not in inner
    if told and not safe and GuiQt.mightBeRichText(told):
        yield f"a tooltip that is read: {told!r}"
    if TURNING.search(told):
        yield f"a tooltip that turns: {told!r}"


def _caption(text: str) -> Iterator[str]:
    if not QKeySequence.mnemonic(text).isEmpty() and not OURS.match(text):
        yield f"a shortcut: {text!r}"
    if "\t" in text:
        yield f"looks for a shortcut: {text!r}"


def test_no_screen_reads_more_than_words(
    window: MainWindow, hostile: SignedIn, probe: Path, asking: Any
) -> None:
    found: set[str] = set()
    seen: dict[str, str] = {}
    with opened_files(probe) as touched:
        for where in wheres(hostile):
            window.show_where(where)
            QApplication.processEvents()
            found |= set(read_as_more(window))
            seen[f"{where.place} {sorted(where.facts)}"] = drawn(window)
    assert asking.errors == []  # every screen was shown
    assert found == set()
    assert touched == []
    whole = "\n".join(seen.values())
    for literal in ("<b>太字</b>", "&Altと", "戻〔U+202E〕す", "標題[*]", "A&B", "<r><t>"):
        assert whole.count(literal) > 3, literal
    assert all(text.count("太字") == text.count("<b>太字") for text in seen.values())
    assert window.windowTitle() == as_title(hostile.facts.name)


def test_no_form_and_no_question_reads_more(
    window: MainWindow, hostile: SignedIn, probe: Path, qtbot: Any
) -> None:
    found: set[str] = set()
    words = tricks(probe)
    with opened_files(probe) as touched:
        window.show_where(Where("cases", {"episode": first_of(hostile, Episode)}))
        pane: Any = window.shown.pane  # type: ignore[union-attr]
        for menu in pane.findChildren(MenuButton):
            found |= set(read_as_more(menu.menu()))
        pane.edit()
        found |= set(read_as_more(pane))
        pane.active_form.leave()
        pane.ask_move(pane.page.moves[0])
        found |= set(read_as_more(pane.dialog))
        pane.dialog.form.leave()
        window.show_where(Where("cases", {"new": True}))
        found |= set(read_as_more(window))
        window.top.search.field.setText("太")
        QApplication.processEvents()
        found |= set(read_as_more(window))
        window.top.search.left.emit()
        for text in words:
            asked = confirm_dialog(f"{text}を消します。", yes=text, no=text, detail=text)
            asked.show()
            QApplication.processEvents()
            found |= set(read_as_more(asked))
            asked.reject()
            asked.deleteLater()
    assert found == set() and touched == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who opens a file")
def test_the_watch_sees_a_file_that_is_opened(dressed: Any, probe: Path) -> None:
    with opened_files(probe) as touched:
        guessing = QLabel(f"<b>太字</b><img src='{probe}'>")
        guessing.show()
        guessing.grab()
        assert set(_of_one(guessing))
        guessing.deleteLater()
    assert touched != []


def test_the_three_ways_to_give_qt_words(dressed: Any) -> None:
    assert tooltip_of("") == as_tooltip("") == ""
    label = PlainLabel()
    for text in (*MARKUP, *FORMULAS, *FAITHFUL.values()):
        tip = as_tooltip(text)
        assert words_of_tooltip(tip) == shown(text) and list(_tooltip(tip)) == [], ascii(text)
        caption = as_caption(text)
        assert list(_caption(caption)) == [], ascii(text)
        assert caption.replace("&&", "&") == " ".join(re.split("[\t\n]", shown(text)))
        assert as_title(text).replace("[*][*]", "[*]") == shown(text)
        label.setText(text)
        assert label.words == text and list(_of_one(label)) == [], ascii(text)
    label.deleteLater()


def test_a_proposed_name_of_a_file_stays_in_its_folder() -> None:
    for text in (*MARKUP, *FORMULAS, *FAITHFUL.values(), "../../x", "C:\\a", "..", "名" * 300):
        name = file_words(text)
        assert Path(f"/a/{name}.pdf").parent == Path("/a"), ascii(text)
        assert not set('\\/:*?"<>|\n\t\u202e\x00') & set(name)
        assert len(name.encode()) <= 200 and name == name.strip(" .")


def test_a_name_with_signs_is_hidden_in_tooltips_too(
    dressed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, words, *_: told.append(words))
    button = QPushButton()
    button.setToolTip(as_tooltip("A&B <樟山> さんへ\n電話"))
    presenting().begin(Mask(["A&B <樟山>"]))
    place = QPoint(1, 1)
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, place, place))
    presenting().end()
    assert told == ["<qt>○○ さんへ<br>電話</qt>"]
    button.deleteLater()
