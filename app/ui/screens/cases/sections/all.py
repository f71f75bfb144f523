"""Every section of the case page, in the order in which they stand."""

from __future__ import annotations

from typing import Any

from app.ui.screens.cases.sections.section import Section

SECTIONS: tuple[type[Section[Any]], ...] = ()
