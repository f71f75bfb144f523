"""The leaf of 関係機関 and 社会資源."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.network.directory.queries import DirectoryFilter, hidden_addresses
from app.network.fitting.queries import fitting
from app.reports.papers.contact_list import TITLE, contact_list
from app.ui.desk import Desk
from app.ui.palette.commands import Command
from app.ui.papers.preview import PaperPreview
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.network.organisation_forms import FORMS, ORGANISATION
from app.ui.screens.network.organisation_list import OrganisationList
from app.ui.screens.network.organisation_pane import OrganisationPane


class OrganisationsLeaf(Leaf):
    """Facts: organisation; `for` the id of a case whose needs narrow the list."""

    key, title, fact, new_kind = "organisations", "関係機関", "organisation", ORGANISATION
    asked_by = "for"
    kinds = tuple(FORMS)
    shows = ("organisation", "organisationoffer", "organisationcontact")
    found: OrganisationList

    def make_list(self) -> OrganisationList:
        """The directory."""
        return OrganisationList(self.desk)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.preview: PaperPreview | None = None
        self.found.print_wanted.connect(self.print_contacts)

    def commands(self) -> Iterator[Command]:
        """連絡先一覧."""
        yield Command(
            "network.print", "連絡先一覧を印刷", "関係機関", self.print_contacts, "れんらくさき PDF"
        )

    def print_contacts(self) -> None:
        """連絡先一覧 of what is listed; addresses that stay out of print are asked about."""
        wanted = self.found.shown
        self.desk.read(
            lambda reading: hidden_addresses(reading, wanted),
            lambda hidden: self._print(wanted, hidden),
            owner=self,
        )

    def _print(self, wanted: DirectoryFilter, hidden: int) -> None:
        addresses = bool(hidden) and self.desk.asking.confirm(
            f"住所を印刷しない機関が{hidden:,}件あります。この印刷に限り、住所も出しますか。",
            yes="住所も印刷する",
            no="住所は出さない",
            danger=True,
        )
        self.preview = PaperPreview(
            self.desk,
            lambda reading: contact_list(reading, wanted, hidden_too=addresses),
            TITLE,
            self.window(),
        )
        self.preview.open()

    def make_pane(self) -> OrganisationPane:
        """One 関係機関."""
        return OrganisationPane(self.desk)

    def show_list(self, facts: Mapping[str, Any]) -> None:
        """The list, perhaps for a person; what the country's lists gained is offered."""
        self.found.look_for_unlisted()
        episode = str(facts.get("for", ""))
        if episode:
            if self.pane.form is None:
                self.pane.show_nothing("左の一覧は、この人に合う機関です。選ぶとここに出ます。")
            self.desk.read(
                lambda reading: fitting(reading, episode), self.found.fit_person, owner=self
            )
        else:
            self.found.ask()
