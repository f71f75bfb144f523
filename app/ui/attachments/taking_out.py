"""Files on their way out of the data: looked at here, shown by other programs, saved as a copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from app.attachments import actions
from app.attachments.queries import AttachmentFacts, Content
from app.attachments.rules import Way
from app.errors import FileProblem
from app.reports.output import write_whole
from app.storage.work import Work
from app.ui.attachments.opened import show_outside
from app.ui.attachments.pictures import can_show
from app.ui.attachments.viewer import AttachmentViewer
from app.ui.desk import Desk
from app.ui.jobs import Progress


class TakingOut(QWidget):
    """The ways out; each is told in the history before the content leaves. Never shown itself."""

    told = Signal(str)
    """What was done, in a sentence."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.desk = desk
        self.viewer: AttachmentViewer | None = None
        self.show_outside: Callable[[Path], None] = show_outside

    def open(self, file: AttachmentFacts) -> None:
        """Show the file: inside the program where it can, else by another program."""
        if can_show(file.media_type):
            self._take(file, Way.VIEWED, lambda content: self._view(file, content))
        else:
            self.open_outside(file)

    def open_outside(self, file: AttachmentFacts) -> None:
        """Let another program show a copy that goes when the desk closes."""

        def put(content: Content) -> None:
            self.desk.jobs.run(
                lambda: self.desk.opened.put(file.id, content),
                done=self._show_outside,
                failed=self.desk.explain,
                on="pool",
                title="添付を開いています",
                owner=self,
            )

        self._take(file, Way.OPENED, put)

    def save_copy(self, file: AttachmentFacts) -> None:
        """Ask where, and save a copy there that stays."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        ending = Path(file.name).suffix
        path = self.desk.asking.choose_save_file(
            "写しを保存", f"添付 (*{ending})", Path(folder) / file.name
        )
        if path is None:
            return
        same = path.suffix.lower() == ending.lower()
        target = path if same else path.with_name(f"{path.name}{ending}")

        def write(content: Content) -> None:
            self.desk.jobs.run(
                lambda: write_whole(target, content.data, partial(_complete, content.data)),
                done=lambda _: self.told.emit(f"「{target.name}」に写しを保存しました。"),
                failed=self.desk.explain,
                on="pool",
                title="写しを保存しています",
                owner=self,
            )

        self._take(file, Way.SAVED, write)

    def _take(self, file: AttachmentFacts, way: Way, done: Callable[[Content], None]) -> None:
        def take(work: Work, progress: Progress) -> Content:
            def step(done: int, total: int) -> None:
                progress.step(done, total, file.name)

            return actions.take_out(work, file.id, way, step)

        self.desk.write_long(take, done, owner=self, title="添付を取り出しています")

    def _view(self, file: AttachmentFacts, content: Content) -> None:
        self.viewer = viewer = AttachmentViewer(self.desk, content, self.window())
        ways = TakingOut(self.desk, viewer)  # the list may be rebuilt behind the viewer
        ways.show_outside = self.show_outside
        ways.told.connect(viewer.say)
        viewer.outside_wanted.connect(lambda: ways.open_outside(file))
        viewer.copy_wanted.connect(lambda: ways.save_copy(file))
        viewer.finished.connect(self._viewed)
        viewer.open()

    def _viewed(self) -> None:
        if self.viewer is not None:
            self.viewer.deleteLater()
            self.viewer = None

    def _show_outside(self, path: Path) -> None:
        try:
            self.show_outside(path)
        except FileProblem as error:
            self.desk.explain(error)
            return
        self.told.emit(f"「{path.name}」の写しを、ほかのソフトで開きました（読み取り専用）。")


def _complete(data: bytes, draft: Path) -> None:
    if draft.read_bytes() != data:
        raise OSError("read back differently")
