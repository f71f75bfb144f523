"""Looking at what is given, a second person's word, and the folder it is written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.reports.papers.subject_records import RECORDS, given_records
from app.staff.permissions import Permission
from app.staff.second.rules import Act
from app.storage.work import Work
from app.subject_access.package import Package
from app.subject_access.releasing.actions import Done, release
from app.subject_access.releasing.rules import about, refusal
from app.subject_access.releasing.wanted import ReleaseInput
from app.ui.desk import Desk
from app.ui.papers.preview import PaperPreview
from app.ui.second.dialog import with_second

if TYPE_CHECKING:
    from app.ui.screens.subject_access.items_page import ItemsPage

_FIRST = (
    "はじめに「渡すものを見る」で、二人とも終わりまで読んでください。読み終えたら、二人目が確かめます。"
    "そのあとで、書き出す先の（空の）フォルダーを選びます。"
)
_ONLY_HERE = "二人で確かめてから書き出します。ここでは読むだけです。"
_DONE = (
    "{}個のファイルを書き出し、控えを残しました。決定通知書は案です。あて先の様式に合わせてください。"
    "書き出したファイルは暗号化されていません。渡したあとの扱いに気をつけてください。"
)


class Releasing(QObject):
    """Follows the items of a page; begins only when every one of them is decided."""

    def __init__(self, desk: Desk, page: ItemsPage) -> None:
        super().__init__(page)
        self.desk, self.page = desk, page
        self.found: Package | None = None
        self.paper: PaperPreview | None = None

    def follow(self, found: Package) -> None:
        """The button says why nothing can be released yet."""
        self.found = found
        reason = self.desk.actor.refusal(Permission.ANSWER_REQUESTS) or refusal(found)
        if reason:
            self.page.release.refuse(reason)
        else:
            self.page.release.allow()

    def show_records(self) -> None:
        """The records as they would be given now."""
        if self.found is None:
            return
        request = self.found.request.id
        self.paper = PaperPreview(
            self.desk,
            lambda reading: given_records(reading, request),
            RECORDS,
            self.page,
            only_here=_ONLY_HERE,
        )
        self.paper.open()

    def begin(self) -> None:
        """Ask for the second person about exactly this package."""
        found = self.found
        if found is None or self.page.release.reason:
            return
        if not self.desk.asking.confirm(_FIRST, yes="二人とも読みました", no="まだ読んでいない"):
            return
        with_second(
            self.desk,
            Act.RELEASE_RECORDS,
            about(found),
            done=lambda second: self._write(found, second),
            owner=self.page,
        )

    def _write(self, found: Package, second: str) -> None:
        folder = self.desk.asking.choose_folder("書き出すフォルダー（空のフォルダー）")
        if folder is None:
            return
        wanted = ReleaseInput(found.request.id, found.request.version, found.sha, second, folder)

        def act(work: Work) -> Done:
            return release(work, wanted)

        self.desk.write(act, self._done, owner=self.page, title="書き出しています")

    def _done(self, done: Done) -> None:
        self.page.read()
        words = _DONE.format(len(done.files))
        self.desk.asking.inform(words, detail=done.missing)
