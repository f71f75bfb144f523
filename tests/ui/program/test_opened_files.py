"""Nothing of a file that was opened stays in the clear: not in the data, not in any temporary folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings

from app import paths
from app.attachments import actions
from app.attachments.rules import Owner, OwnerKind, check_file
from app.cases.queries import CaseFilter, case_list
from app.storage.folders import OfficeFolder
from app.ui.desk import Where
from app.ui.program import Program
from app.ui.window import MainWindow
from tests.attachments.files import TYPES, archive

CANARY = "ざぜんそうの秘密の診断書" * 20_000


def leaks(*folders: Path) -> list[str]:
    """Files in which the canary can be read, and what is named as the file was."""
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and (
                CANARY[:12].encode() in path.read_bytes() or "診断書" in path.name
            ):
                found.append(str(path))
    return found


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files."""
    folder = tmp_path / "system-temp"
    folder.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    return folder


@pytest.mark.parametrize("way", ["lock", "quit"])
def test_no_plaintext_stays_after_the_desk_is_left(
    dressed: Any,
    open_it: Any,
    folder: OfficeFolder,
    jobs: Any,
    asking: Any,
    settings: QSettings,
    own_folders: Path,
    temporary: Path,
    way: str,
) -> None:
    program = Program(folder, jobs=jobs, asking=asking, settings=settings)
    signed = open_it(folder)
    with signed.office.reading(signed.actor) as reading:
        episode = case_list(reading, CaseFilter()).rows[0].id
    file = check_file("診断書.docx", archive(TYPES, first=("word/document.xml", CANARY)))
    with signed.office.work(signed.actor) as work:
        actions.add(work, Owner(OwnerKind.EPISODE, episode), file)
    program.show_office(signed.office, signed.actor)
    window = program.view
    assert isinstance(window, MainWindow)
    window.show_where(Where("cases", {"episode": episode}))
    screen: Any = window.shown
    sections = screen.pane.summary.sections
    shown = next(section for section in sections if section.key == "attachments").list
    seen: list[Path] = []
    shown.taking_out.show_outside = seen.append
    shown.table.choose_row(0)
    shown.open_button.click()
    assert seen[0].read_bytes() == file.content
    places = (folder.path, own_folders, temporary, folder.path.parent)
    assert set(leaks(*places)) == {str(seen[0])}
    window.staff_chosen.emit(way)
    assert program.office is None
    assert leaks(*places) == []
    assert not any(paths.opened_folder().iterdir())
    if program.view is not None:
        shiboken6.delete(program.view)


def test_a_copy_that_another_program_holds_is_told_when_leaving(
    dressed: Any, open_it: Any, folder: OfficeFolder, jobs: Any, asking: Any, settings: QSettings
) -> None:
    window = MainWindow(open_it(folder), jobs, asking, settings)
    window.desk.opened.wipe = lambda: 2  # type: ignore[method-assign]
    window.close()
    assert "写し2件" in asking.said[-1][1] and asking.said[-1][0] == "inform"
    shiboken6.delete(window)


def test_a_start_clears_what_was_left(
    dressed: Any, jobs: Any, asking: Any, settings: QSettings, folder: OfficeFolder
) -> None:
    left = paths.opened_folder() / "abc" / "0"
    left.mkdir(parents=True)
    (left / "同意書.pdf").write_bytes(b"%PDF-")
    program = Program(folder, jobs=jobs, asking=asking, settings=settings)
    program.start()
    assert not any(paths.opened_folder().iterdir())
    if program.view is not None:
        shiboken6.delete(program.view)
