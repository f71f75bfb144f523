"""What a new colleague of an office on a server is handed: はじめの合言葉 and the invitation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from app.errors import StorageProblem
from app.reports.output import write_whole
from app.storage.work import Reading
from app.ui.file_words import file_words

if TYPE_CHECKING:
    from app.storage.server.invitation import Invitation
    from app.ui.desk import Screen

_SAID = "{name}さんのはじめの合言葉です。一度だけ使えます。書き写して、本人に渡してください。二度と表示しません。"
_NEXT = (
    "このあと、招待ファイルを保存します。本人の PC の「この PC をはじめて使う」で選んでもらいます。"
)
_KIND = "招待ファイル (*.teichaku-office)"


def give_invitation(screen: Screen, name: str, code: str) -> None:
    """Show the はじめの合言葉 once, then keep the invitation where the person says."""
    desk = screen.desk
    desk.asking.inform(_SAID.format(name=name), detail=f"はじめの合言葉　{code}\n{_NEXT}")
    folder = desk.office.folder
    if folder is None:
        return

    def invited(reading: Reading) -> Invitation:
        from app.storage.server import starting  # the driver is loaded only for a server
        from app.storage.server.desk import connected_place

        return starting.invite(reading, connected_place(folder))

    desk.read(invited, lambda found: _save(screen, found), owner=screen, title="")


def _save(screen: Screen, invited: Invitation) -> None:
    from app.storage.server.invitation import ENDING, write

    desk, data = screen.desk, write(invited)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    proposed = Path(documents) / f"{file_words(invited.office) or '招待'}{ENDING}"
    path = desk.asking.choose_save_file("招待ファイルを保存", _KIND, proposed)
    if path is None:
        return
    out = path if path.name.endswith(ENDING) else path.with_name(f"{path.name}{ENDING}")

    def whole(draft: Path) -> None:
        if draft.read_bytes() != data:
            raise StorageProblem(
                "招待ファイルを書き終えられませんでした。もう一度保存してください。"
            )

    desk.jobs.run(
        lambda: write_whole(out, data, whole),
        done=lambda _: desk.asking.inform(
            f"招待ファイル「{out.name}」を保存しました。電話などで、確かめの言葉を読み合わせてください。",
            detail=f"確かめの言葉　{invited.words}",
        ),
        failed=desk.explain,
        on="pool",
        title="保存しています",
        owner=screen,
    )
