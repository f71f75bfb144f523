"""Nobody may be asked at a desk that locks: the safe answer to everything, and what was to be said."""

from __future__ import annotations

from pathlib import Path

from app.errors import TeichakuError


class HushedAsking:
    """Stands in for the dialogs of a desk that locks; errors are told at the next sign-in."""

    def __init__(self) -> None:
        self.errors: list[TeichakuError] = []

    def confirm(
        self, question: str, *, yes: str, no: str = "やめる", detail: str = "", danger: bool = False
    ) -> bool:
        """The safe answer."""
        return False

    def inform(self, message: str, *, detail: str = "") -> None:
        """What is done is done; the screen it was done on says so too."""

    def error(self, error: TeichakuError) -> None:
        """Kept: errors hold nobody's data."""
        self.errors.append(error)

    def choose_open_file(self, title: str, kinds: str, folder: Path | None = None) -> Path | None:
        """None."""
        return None

    def choose_open_files(self, title: str, kinds: str) -> tuple[Path, ...]:
        """None."""
        return ()

    def choose_save_file(self, title: str, kinds: str, proposed: Path) -> Path | None:
        """None."""
        return None

    def choose_folder(self, title: str, folder: Path | None = None) -> Path | None:
        """None."""
        return None

    def ask_text(
        self, title: str, label: str, *, value: str = "", secret: bool = False
    ) -> str | None:
        """Nothing."""
        return None

    def crash(self, error_number: str) -> None:
        """The log has it."""
