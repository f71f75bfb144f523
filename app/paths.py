"""Where bundled files and a user's folders lie."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_APP = Path(__file__).resolve().parent


def bundled(name: str) -> Path:
    """The folder of bundled files called `name` (`forms`, `resources`) in checkout, wheel or bundle."""
    inside = _APP / "_bundled" / name
    return inside if inside.is_dir() else _APP.parent / name


def resource(*parts: str) -> Path:
    """A file below `resources/`."""
    return bundled("resources").joinpath(*parts)


def default_data_folder() -> Path:
    """Where an office's data lies unless `--data` says otherwise (per user, not roaming)."""
    return Path(platformdirs.user_data_dir("Teichaku", appauthor=False, roaming=False)) / "office"


def practice_folder() -> Path:
    """Where the practice centre lies."""
    return Path(platformdirs.user_data_dir("Teichaku", appauthor=False, roaming=False)) / "practice"


def opened_folder() -> Path:
    """Where copies of 添付 lie while other programs show them (per user, not roaming)."""
    return Path(platformdirs.user_data_dir("Teichaku", appauthor=False, roaming=False)) / "opened"


def anchors_folder() -> Path:
    """Where the heads of the histories that were open on this PC are kept (per user)."""
    return Path(platformdirs.user_data_dir("Teichaku", appauthor=False, roaming=False)) / "anchors"


def unfinished_folder() -> Path:
    """Where it is noted which folders hold drafts of files for others (per user)."""
    return (
        Path(platformdirs.user_data_dir("Teichaku", appauthor=False, roaming=False)) / "unfinished"
    )


def log_folder() -> Path:
    """Where the program's log (never with personal data) lies."""
    return Path(platformdirs.user_log_dir("Teichaku", appauthor=False))


def settings_file() -> Path:
    """Where the window's own settings (sizes, colours; never personal data) lie."""
    return Path(platformdirs.user_config_dir("Teichaku", appauthor=False)) / "window.ini"
