"""Where both files go: the one for the 都道府県 is asked for, the 根拠 lie beside it."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from app.ui.desk import Desk

_KEPT_FOLDER = "report/folder"
_EXCEL = "エクセルブック (*.xlsx)"
_END = ".xlsx"


def ask_out(desk: Desk, title: str, name: str) -> Path | None:
    """A file to write, once what lies there already may be replaced; nothing when that was left."""
    chosen = desk.asking.choose_save_file(title, _EXCEL, _folder(desk) / _file_name(name))
    if chosen is None:
        return None
    out = chosen if chosen.suffix.lower() == _END else chosen.with_name(f"{chosen.name}{_END}")
    # the file dialog has asked about the name it gave, not about those made from it
    there = [one.name for one in (out, office_copy_of(out)) if one.exists() and one != chosen]
    if there and not desk.asking.confirm(
        f"「{'」「'.join(there)}」はもうあります。置き換えると、前の中身はなくなります。",
        yes="置き換える",
        danger=True,
    ):
        return None
    desk.settings.setValue(_KEPT_FOLDER, str(out.parent))
    return out


def office_copy_of(out: Path) -> Path:
    """The 根拠 beside a file."""
    return out.with_name(f"{out.stem}_根拠（事業所の控え）{_END}")


def _folder(desk: Desk) -> Path:
    kept = str(desk.settings.value(_KEPT_FOLDER) or "")
    if kept and Path(kept).is_dir():
        return Path(kept)
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place))


def _file_name(name: str) -> str:
    words = re.sub(r'[\\/:*?"<>|]', "_", name.removesuffix(_END)).strip()
    return f"{words or '報告'}{_END}"
