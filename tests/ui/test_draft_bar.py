"""The bar of drafts names what was being typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.storage.drafts import Draft
from app.ui.draft_bar import kind_words
from app.ui.screens.cases.move_dialog import KIND as MOVE
from app.ui.screens.cases.sections.all import SECTIONS

KINDS = sorted({kind for section in SECTIONS for kind in section.draft_kinds})


@pytest.mark.parametrize("kind", [*KINDS, f"{MOVE}closed", "activity", "entry", "fields", "new"])
def test_every_form_of_the_case_page_is_called_by_its_name(kind: str) -> None:
    draft = Draft("", "", "", kind, "", "", datetime.now(UTC))
    assert kind_words(draft) != "入力"
