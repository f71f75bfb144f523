"""The entry of the built program: the same as `python -m app`, and `-m app.…` for processes of its own.

The program starts parts of itself as `sys.executable -m app.…`; in the built program that is this
executable, which has no `-m` of its own.
"""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from pathlib import Path

RUNNING = "Global\\Teichaku.running"
"""What the installer asks for before it replaces or removes anything; Windows lets go of it at the end."""


def say_running() -> int:
    """Tell the installer that the program runs; gives back the handle, which stays open to the end."""
    import ctypes

    return int(ctypes.windll.kernel32.CreateMutexW(None, False, RUNNING) or 0)


def run_part(name: str) -> int:
    """Run a part of the program; the exit status.

    Nobody sits before such a process: the box with which a program with a window tells its end by a
    fault would be waited for.
    """
    try:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    except Exception:  # noqa: BLE001 - who started it is told by the status
        traceback.print_exc()
        return 1
    return 0


def main() -> int:
    """Run the part of the program that was asked for; gives back the exit status."""
    # A program with a window has no console: what is said there goes nowhere instead of failing.
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the end
    if sys.platform == "win32":
        say_running()
    asked = sys.argv[1:3]
    if asked[:1] == ["-m"] and asked[1:] and asked[1].split(".")[0] == "app":
        del sys.argv[1:3]
        return run_part(asked[1])
    from app.__main__ import main as program

    return program()


if __name__ == "__main__":
    sys.exit(main())
