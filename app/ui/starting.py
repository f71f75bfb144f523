"""Before the window begins: what the program was told, and whether there is a display at all."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

NO_DISPLAY = (
    "画面が見つからないため、窓を開けません。データはそのままです。"
    "画面のある PC で開くか、「teichaku demo --no-window」を使ってください。\n"
)


def arguments(argv: Sequence[str], *, practice: bool = False) -> argparse.Namespace:
    """The folder, the 合言葉, and the practice office or the letter; bad words end the program."""
    parser = argparse.ArgumentParser(prog="teichaku")
    parser.add_argument("--data", type=Path, metavar="DIR", help="データの置き場所")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="合言葉だけを書いたファイル"
    )
    if practice:
        parser.add_argument(
            "--office",
            choices=("centre", "partner", "probation"),
            default="centre",
            help="練習用の三つの事務所（センター、相手のセンター、保護観察所）のどれを開くか",
        )
    else:
        parser.add_argument(
            "--letter", type=Path, metavar="FILE", help="開いたあと、この文を受け取るか尋ねる"
        )
    return parser.parse_args(list(argv))


def has_display() -> bool:
    """Whether a window can be shown; elsewhere than on Linux it always can."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
