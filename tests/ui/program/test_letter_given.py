"""A letter's file that was opened in Windows: asked about after signing in, and nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.storage.folders import OfficeFolder
from app.storage.records import HistoryEntry
from app.ui.letter_given import offer_letter
from app.ui.program import Program
from app.ui.screens.exchange.letters_leaf import LetterPane
from app.ui.screens.sign_in import SignIn
from app.ui.starting import arguments
from app.ui.window import MainWindow
from tests.ui.fake_asking import FakeAsking

Make = Callable[..., Program]


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A file that calls itself a letter and is none."""
    path = tmp_path / "07-依頼.teichaku"
    path.write_bytes(b"not sealed")
    return path


@pytest.fixture
def window(program_of: Make, folder: OfficeFolder, passphrase: str) -> Any:
    """The office of a director, opened."""
    view = program_of(folder, passphrase=passphrase).view
    assert isinstance(view, MainWindow)
    return view


def told(window: Any) -> list[str]:
    """The kinds of what the history says."""
    with window.desk.office.reading(window.desk.actor) as reading:
        return list(reading.session.scalars(select(HistoryEntry.kind).order_by(HistoryEntry.seq)))


def test_the_question_comes_after_signing_in_and_only_once(
    program_of: Make, folder: OfficeFolder, passphrase: str, letter: Path, asking: FakeAsking
) -> None:
    asking.script(False)
    program = program_of(folder, passphrase=passphrase, letter=letter)
    window = program.view
    assert isinstance(window, MainWindow)
    question = ("confirm", "文のファイル「07-依頼.teichaku」を受け取りますか。")
    assert asking.said == [question]
    window.lock()
    view = program.view
    assert isinstance(view, SignIn)
    view.secret.set_value(passphrase)
    view.sign_in()
    assert isinstance(program.view, MainWindow)
    assert asking.said == [question]


def test_no_leaves_everything_as_it_was(window: Any, letter: Path) -> None:
    window.desk.asking.script(False)
    before, at = told(window), window.current
    assert not offer_letter(window, letter)
    assert told(window) == before
    assert window.current == at
    assert letter.exists()


def test_yes_shows_what_came_in_where_letters_come_in(window: Any, letter: Path) -> None:
    window.desk.asking.script(True)
    assert offer_letter(window, letter)
    assert window.current == "handoff"
    [taken] = window.findChild(LetterPane).taken
    assert taken.file == letter.name
    assert not taken.good


@pytest.mark.parametrize("name", ["07-依頼.xlsx", "teichaku", "07.teichaku-card"])
def test_another_file_is_not_taken_for_a_letter(window: Any, tmp_path: Path, name: str) -> None:
    assert not offer_letter(window, tmp_path / name)
    kind, words = window.desk.asking.said[-1]
    assert kind == "inform"
    assert name in words
    assert "受け取っていません" in words


def test_the_command_line_of_the_file_type_is_understood() -> None:
    """As the installer registers it: teichaku.exe --letter "%1"."""
    nsi = Path(__file__).parents[3] / "installer" / "teichaku.nsi"
    assert '" --letter "%1"' in nsi.read_text(encoding="utf-8")
    assert arguments(["--letter", "07.teichaku"]).letter == Path("07.teichaku")
