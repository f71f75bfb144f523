"""Where the files of 報告 go: proposed, asked for, remembered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from app.ui.desk import Desk
from app.ui.file_words import file_words

EXCEL, PDF = "エクセルブック (*.xlsx)", "PDF (*.pdf)"
_ENDS = {EXCEL: ".xlsx", PDF: ".pdf"}
_KEPT_FOLDER = "report/folder"


def ask_place(desk: Desk, title: str, name: str, kinds: str) -> Path | None:
    """A file to write, once what lies there may be replaced; nothing when that was left."""
    end = _ENDS[kinds]
    chosen = desk.asking.choose_save_file(
        title, kinds, _folder(desk) / f"{file_words(name) or '報告'}{end}"
    )
    if chosen is None:
        return None
    out = chosen if chosen.suffix.lower() == end else chosen.with_name(f"{chosen.name}{end}")
    # the file dialog has asked about the name it gave, not about the one made from it
    if out != chosen and out.exists() and not may_replace(desk, out):
        return None
    desk.settings.setValue(_KEPT_FOLDER, str(out.parent))
    return out


def may_replace(desk: Desk, *there: Path) -> bool:
    """Asked about files that lie there already."""
    names = "」「".join(one.name for one in there)
    return desk.asking.confirm(
        f"「{names}」はもうあります。置き換えると、前の中身はなくなります。",
        yes="置き換える",
        danger=True,
    )


def _folder(desk: Desk) -> Path:
    """Where the last file went, else the documents of who sits here."""
    kept = str(desk.settings.value(_KEPT_FOLDER) or "")
    if kept and Path(kept).is_dir():
        return Path(kept)
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place))
