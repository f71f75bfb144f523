"""The program's type: BIZ UDPGothic, and Noto Sans JP where a name needs a rarer character (𠮷)."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase

from app.errors import FileProblem
from app.paths import resource

_FAMILY = "BIZ UDPGothic"
_FOR_RARE = "Noto Sans JP"
_FILES = {
    _FAMILY: ("BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf"),
    _FOR_RARE: ("NotoSansJP-Regular.ttf",),
}


def families() -> tuple[str, ...]:
    """The type families: the program's own, then the one for characters it lacks."""
    return _FAMILY, _FOR_RARE


def load_fonts() -> None:
    """Make the bundled type known to Qt; needs a running application, does its work once."""
    known = set(QFontDatabase.families())
    for name in (name for family, files in _FILES.items() if family not in known for name in files):
        if QFontDatabase.addApplicationFont(str(resource("fonts", name))) < 0:
            raise FileProblem(
                f"文字の形のファイル({name})を読めませんでした。"
                "データには触れていません。プログラムを入れ直してください。",
                where=name,
            )
