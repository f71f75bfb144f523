"""The leaf of 関係機関 and 社会資源."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.network.fitting.queries import fitting
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.network.organisation_forms import FORMS, ORGANISATION
from app.ui.screens.network.organisation_list import OrganisationList
from app.ui.screens.network.organisation_pane import OrganisationPane


class OrganisationsLeaf(Leaf):
    """Facts: organisation; `for` the id of a case whose needs narrow the list."""

    key, title, fact, new_kind = "organisations", "関係機関", "organisation", ORGANISATION
    kinds = tuple(FORMS)
    shows = ("organisation", "organisationoffer", "organisationcontact")
    found: OrganisationList

    def make_list(self) -> OrganisationList:
        """The directory."""
        return OrganisationList(self.desk)

    def make_pane(self) -> OrganisationPane:
        """One 関係機関."""
        return OrganisationPane(self.desk)

    def show_list(self, facts: Mapping[str, Any]) -> None:
        """The list, perhaps for a person; what the country's lists gained is offered."""
        self.found.look_for_unlisted()
        episode = str(facts.get("for", ""))
        if episode:
            self.desk.read(
                lambda reading: fitting(reading, episode), self.found.fit_person, owner=self
            )
        else:
            self.found.ask()
