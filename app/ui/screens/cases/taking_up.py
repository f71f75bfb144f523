"""Taking up what was typed before a crash or a lock: to the right case, into the right form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cases.contacts import queries
from app.cases.contacts.queries import ActivityFacts
from app.storage.drafts import Draft as Waiting
from app.ui.desk import Where
from app.ui.draft_bar import DraftBar, place_of
from app.ui.screens.cases.saved_form import Draft
from app.ui.screens.cases.withdraw_form import KIND as WITHDRAW

if TYPE_CHECKING:
    from app.ui.screens.cases.page import CasePane

_IN_THE_WAY = (
    "同じ画面に、いまの入力があります。書きかけはそのまま残っています。"
    "先にいまの入力を保存するか、やめてから開いてください。"
)


class TakingUp(DraftBar):
    """Stands above a case while drafts of it wait, and opens them in their forms."""

    def __init__(self, pane: CasePane) -> None:
        self._pane = pane
        super().__init__(pane.desk, self._of_this_case)
        self.wanted.connect(self.resume)

    def resume(self, waiting: Waiting) -> None:
        """Go to the draft's case and open its form with what was typed."""
        pane = self._pane
        if place_of(waiting) != "cases":
            self.desk.go(Where(place_of(waiting), {"draft": waiting.name}))
            return
        if pane.being_saved() or self._in_the_way(waiting):
            return
        if waiting.kind == "new":
            pane.put_away()
            pane.drafts["new", waiting.subject] = _as_typed(waiting)
            pane.begin(waiting.subject)
        else:
            pane.open_case(waiting.episode_id, lambda: self._open(waiting))

    def _open(self, waiting: Waiting) -> None:
        pane = self._pane
        if pane.page is None or self._in_the_way(waiting):
            return
        fields = waiting.kind == "fields"
        refusal = pane.page.edit_refusal if fields else pane.page.record_refusal
        if refusal:
            self.desk.asking.inform(refusal)
        elif waiting.kind in ("entry", WITHDRAW):
            self.desk.read(
                lambda reading: queries.activity(reading, waiting.subject),
                lambda activity: self._open_entry(waiting, activity),
                owner=self,
            )
        else:
            pane.put_away()
            pane.drafts[waiting.kind, waiting.subject] = _as_typed(waiting)
            if fields:
                pane.edit()
            elif waiting.kind == "activity":
                pane.record()
            else:
                pane.take_up()

    def _open_entry(self, waiting: Waiting, activity: ActivityFacts) -> None:
        pane = self._pane
        if pane.episode_id == waiting.episode_id and not self._in_the_way(waiting):
            pane.put_away()
            pane.drafts[waiting.kind, waiting.subject] = _as_typed(waiting)
            pane.entries.take_up(activity)

    def _in_the_way(self, waiting: Waiting) -> bool:
        """Whether the same form holds other words already, as when the offer was passed over."""
        form, key = self._pane.active_form, (waiting.kind, waiting.subject)
        here = form is not None and form.dirty and form.about()[:2] == key
        if here or key in self._pane.drafts:
            self.desk.asking.inform(_IN_THE_WAY)
            return True
        return False

    def _of_this_case(self, waiting: Waiting) -> bool:
        return waiting.kind != "new" and waiting.episode_id == self._pane.episode_id


def _as_typed(waiting: Waiting) -> Draft:
    return Draft(waiting.typed, waiting.versions, waiting.before, waiting.name, waiting.when)
