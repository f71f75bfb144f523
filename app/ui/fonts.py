"""The program's type: BIZ UDPGothic from the bundled files."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase

from app.errors import FileProblem
from app.paths import resource

_FAMILY = "BIZ UDPGothic"
_FILES = ("BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf")


def family() -> str:
    """The name of the type family."""
    return _FAMILY


def load_fonts() -> None:
    """Make the bundled type known to Qt; needs a running application, does its work once."""
    if _FAMILY in QFontDatabase.families():
        return
    for name in _FILES:
        if QFontDatabase.addApplicationFont(str(resource("fonts", name))) < 0:
            raise FileProblem(
                f"文字の形のファイル({name})を読めませんでした。"
                "データには触れていません。プログラムを入れ直してください。",
                where=name,
            )
