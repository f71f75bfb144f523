"""A form that is open hears of what another desk saved meanwhile, and stays as it is."""

from __future__ import annotations

from app.cases.queries import CasePage
from app.ui.screens.cases.activity_form import ActivityForm
from app.ui.screens.cases.fields_form import FieldsForm
from app.ui.screens.cases.move_dialog import MoveForm
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.withdraw_form import WithdrawForm


def tell_form(form: SavedForm | None, page: CasePage, who: str) -> None:
    """Tell the form that is open of the case as it is now; `who` saved it."""
    if isinstance(form, FieldsForm | MoveForm) and form.page.episode.id == page.episode.id:
        form.hear(page, who)
    elif isinstance(form, ActivityForm | WithdrawForm) and form.activity is not None:
        newer = [a for a in page.activities if a.id == form.activity.id]
        if newer:
            form.hear(newer[0], who)
