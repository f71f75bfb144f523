"""Every question, message and file choice of the program, behind one protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import Stumbled, TeichakuError
from app.ui.dialogs import Choice, Dialog, TextDialog


class Asking(Protocol):
    """What the screens may ask the person in front of them."""

    def confirm(
        self, question: str, *, yes: str, no: str = "やめる", detail: str = "", danger: bool = False
    ) -> bool:
        """Whether to go on; the safe answer is the default."""
        ...

    def inform(self, message: str, *, detail: str = "") -> None:
        """Say something that needs to be read."""
        ...

    def error(self, error: TeichakuError) -> None:
        """Say what happened, what is safe and what to do."""
        ...

    def choose_open_file(self, title: str, kinds: str, folder: Path | None = None) -> Path | None:
        """A file that is there; `kinds` like 「台帳 (*.xlsx *.csv)」."""
        ...

    def choose_open_files(self, title: str, kinds: str) -> tuple[Path, ...]:
        """Any number of files that are there."""
        ...

    def choose_save_file(self, title: str, kinds: str, proposed: Path) -> Path | None:
        """A file to write."""
        ...

    def choose_folder(self, title: str, folder: Path | None = None) -> Path | None:
        """A folder that is there."""
        ...

    def ask_text(
        self, title: str, label: str, *, value: str = "", secret: bool = False
    ) -> str | None:
        """A line of text, or nothing when the question was left."""
        ...

    def crash(self, error_number: str) -> None:
        """Say that the program met a fault of its own, and its number."""
        ...


class WindowAsking:
    """Asks with dialogs above the window."""

    def __init__(self, window: QWidget | None = None) -> None:
        self.window = window

    def confirm(
        self, question: str, *, yes: str, no: str = "やめる", detail: str = "", danger: bool = False
    ) -> bool:
        """Whether to go on; Enter and Esc both give the safe answer."""
        dialog = confirm_dialog(
            question, yes=yes, no=no, detail=detail, danger=danger, parent=self.window
        )
        dialog.exec()
        return dialog.answer == "yes"

    def inform(self, message: str, *, detail: str = "") -> None:
        """Say something that needs to be read."""
        choices = (Choice("ok", "閉じる", safe=True),)
        Dialog("お知らせ", message, choices, detail=detail, parent=self.window).exec()

    def error(self, error: TeichakuError) -> None:
        """Say what happened, what is safe and what to do; a fault was told with its number."""
        if isinstance(error, Stumbled):
            return
        choices = (Choice("ok", "閉じる", safe=True),)
        Dialog("できませんでした", error.message, choices, parent=self.window).exec()

    def choose_open_file(self, title: str, kinds: str, folder: Path | None = None) -> Path | None:
        """A file that is there."""
        start = str(folder or documents())
        name, _ = QFileDialog.getOpenFileName(self.window, title, start, kinds)
        return Path(name) if name else None

    def choose_open_files(self, title: str, kinds: str) -> tuple[Path, ...]:
        """Any number of files that are there."""
        names, _ = QFileDialog.getOpenFileNames(self.window, title, str(documents()), kinds)
        return tuple(Path(name) for name in names)

    def choose_save_file(self, title: str, kinds: str, proposed: Path) -> Path | None:
        """A file to write."""
        if not proposed.parent.is_dir():
            # the dialog would begin wherever the program was started
            proposed = documents() / proposed.name
        name, _ = QFileDialog.getSaveFileName(self.window, title, str(proposed), kinds)
        return Path(name) if name else None

    def choose_folder(self, title: str, folder: Path | None = None) -> Path | None:
        """A folder that is there."""
        start = str(folder or Path.home())
        name = QFileDialog.getExistingDirectory(self.window, title, start)
        return Path(name) if name else None

    def ask_text(
        self, title: str, label: str, *, value: str = "", secret: bool = False
    ) -> str | None:
        """A line of text, or nothing when the question was left."""
        dialog = TextDialog(title, label, value=value, secret=secret, parent=self.window)
        dialog.exec()
        return dialog.text if dialog.answer == "ok" else None

    def crash(self, error_number: str) -> None:
        """Say that the program met a fault of its own, and its number."""
        message = (
            "予期しない不具合が起きました。保存済みの記録はそのままです。"
            "いまの操作をやり直し、同じことが続くときは下の番号を管理者に伝えてください。"
        )
        choices = (Choice("ok", "閉じる", safe=True),)
        detail = f"番号 {error_number}"
        Dialog("不具合", message, choices, detail=detail, parent=self.window).exec()


def confirm_dialog(
    question: str,
    *,
    yes: str,
    no: str = "やめる",
    detail: str = "",
    danger: bool = False,
    parent: QWidget | None = None,
) -> Dialog:
    """The question of `Asking.confirm`: `no` is the default, whatever the danger."""
    choices = (
        Choice("no", no, safe=True),
        Choice("yes", yes, kind="danger" if danger else "primary"),
    )
    return Dialog("確かめる", question, choices, detail=detail, parent=parent)


def documents() -> Path:
    """The person's ドキュメント, where papers and ledgers lie; the own folder where there is none."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()
