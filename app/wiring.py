"""Builds everything once and passes it on; the only module that knows all parts."""

from __future__ import annotations

import gc
import io
import logging
import sys
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler

from app import paths


def start(argv: Sequence[str]) -> int:
    """Open the window (no sub-command, or `demo` with a display), else run the sub-command."""
    _utf8()
    _log()
    if not argv or argv[0] in ("--data", "--passphrase-file", "--letter"):
        _no_garbage()
        from app.ui.program import run_window

        return run_window(argv)
    if argv[0] == "demo" and "--no-window" not in argv and "--help" not in argv:
        _no_garbage()
        from app.ui.program import run_practice

        return run_practice(argv[1:])
    from app.commands.line import run

    return run(argv, sys.stdout, sys.stderr)


def _no_garbage() -> None:
    """A tenth of the time to read the window's code would go into looking for garbage in it.

    `app.ui.collecting` looks for it from the making of the window on.
    """
    gc.disable()


def _utf8() -> None:
    """Japanese goes out as UTF-8 whatever the console's code page says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _log() -> None:
    """Warnings and crashes (never personal data) go to a small rotating file."""
    folder = paths.log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "teichaku.log", maxBytes=500_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
