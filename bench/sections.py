"""What the sections of a case page read beside the case itself."""

from __future__ import annotations

from typing import Any, cast

from app.cases.queries import CasePage
from app.storage.work import Reading
from app.ui.screens.cases.sections.all import SECTIONS


def sections(reading: Reading, page: CasePage) -> list[object]:
    """What all sections of this case show; none asks its widget while it reads."""
    service = page.episode.service
    shown = (kind for kind in SECTIONS if kind.services is None or service in kind.services)
    return [kind.read(cast("Any", kind), reading, page) for kind in shown]
