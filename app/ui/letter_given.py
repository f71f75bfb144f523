"""A 文 whose file was opened outside the program, asked about after signing in, or was dropped on the window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from app.handoff.sealing.files import ENDING
from app.staff.permissions import Permission
from app.ui.desk import Where

if TYPE_CHECKING:
    from app.ui.window import MainWindow

_QUESTION = "文のファイル「{name}」を受け取りますか。"
_MEANS = (
    "封を確かめ、届いたことを記録します。ケースには何も書き込みません。"
    "中身は次の画面の「やりとりを開く」で見られ、応じるか断るかはそこで決めます。"
)


def letters_in(urls: Iterable[QUrl]) -> tuple[Path, ...]:
    """The files that are letters, when nothing else lies among them."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return tuple(paths) if all(one.name.endswith(ENDING) for one in paths) else ()


def offer_letter(window: MainWindow, file: Path) -> bool:
    """Ask whether to take the letter in and show what came; gives back whether that was begun."""
    desk = window.desk
    refusal = desk.actor.refusal(Permission.DISCLOSE)
    if file.suffix != ENDING:
        refusal = f"「{ENDING}」で終わるファイルではありません。"
    if refusal:
        desk.asking.inform(f"「{file.name}」は受け取っていません。{refusal}")
        return False
    question = _QUESTION.format(name=file.name)
    if not desk.asking.confirm(question, yes="受け取る", no="今はしない", detail=_MEANS):
        return False
    return window.show_where(Where("handoff", {"leaf": "letters", "files": (file,)}))
