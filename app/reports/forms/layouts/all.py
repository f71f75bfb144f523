"""Every layout of ours by the folder of its form."""

from __future__ import annotations

from app.reports.forms.layouts.layout import Layout
from app.reports.forms.layouts.money import MONEY_PAPERS
from app.reports.forms.layouts.reports import REPORTS

LAYOUTS: tuple[Layout, ...] = (*REPORTS, *MONEY_PAPERS)
"""After a change, and for a new one: `python -m forms.build` writes the folders under forms/."""


def layout_of(form_id: str) -> Layout | None:
    """The layout of a form of ours; None for a form somebody else drew."""
    return next((layout for layout in LAYOUTS if layout.id == form_id), None)
