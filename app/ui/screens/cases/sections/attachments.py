"""添付 on the case page: the files of the person's records, whichever 業務 they came with."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import codes
from app.attachments import queries
from app.attachments.queries import AttachmentsPage
from app.attachments.rules import Owner, OwnerKind
from app.cases.queries import CasePage
from app.storage.work import Reading
from app.ui.attachments.attachment_list import AttachmentList, Target
from app.ui.desk import Desk
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.words import short_day

_OFFERED = 20
"""支援経過 to which a file can be added here."""


class AttachmentsSection(Section[AttachmentsPage]):
    """Every file of the person; new ones go to this 業務, to the person or to a 支援経過."""

    key, title = "attachments", "添付"
    shows = ("attachment", "person", "application", "activity")
    empty = "まだ添付がありません。同意書や診断書は「ファイルを加える」から残します。"

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.list = AttachmentList(desk, belongs=True)
        self.add(self.list)

    def read(self, reading: Reading, page: CasePage) -> AttachmentsPage:
        """The files of the case's person."""
        return queries.of_case(reading, page.episode.id)

    def record_ids(self, data: AttachmentsPage) -> frozenset[str]:
        """Those of the files and of the records they belong to."""
        return frozenset({f.id for f in data.files} | {f.owner.id for f in data.files})

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """Nothing is typed here."""
        return None

    def show_case(self, page: CasePage) -> None:
        """Files of another case go at once."""
        if self.page is None or self.page.episode.id != page.episode.id:
            self.list.clear()
        super().show_case(page)

    def show_data(self, data: AttachmentsPage) -> str:
        """The list, and where more may go."""
        self.list.show_page(data, self._targets())
        return f"{len(data.files)}件" if data.files else ""

    def shown_too(self) -> object:
        """Where more may go follows the page."""
        return self._targets()

    def _targets(self) -> tuple[Target, ...]:
        page = self.page
        if page is None:
            return ()
        return (
            (Owner(OwnerKind.EPISODE, page.episode.id), "この業務"),
            (Owner(OwnerKind.PERSON, page.person.id), "本人（どの業務でも）"),
            *(
                (
                    Owner(OwnerKind.ACTIVITY, one.id),
                    f"支援経過 {short_day(one.day)} {codes.label('means', one.means)}",
                )
                for one in page.activities[:_OFFERED]
                if one.withdrawn is None
            ),
        )
