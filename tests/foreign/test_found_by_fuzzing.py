"""Small files that ended in something else than their door says, until it was mended."""

from __future__ import annotations

import pytest

from app.errors import FileProblem
from app.reports.counting.definition_file import read_definitions
from app.reports.forms.form import form_from

ENDLESS = {
    "brackets in brackets": "a = " + "[" * 3_000,
    "a number of 5,000 digits": "a = " + "9" * 5_000,
    "tables in tables": "a = " + "{b = " * 3_000,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_definition_without_end_is_refused(name: str) -> None:
    with pytest.raises(FileProblem, match=r"form\.toml が読めません"):
        form_from(ENDLESS[name], b"", "様式")
    with pytest.raises(FileProblem, match="読めません"):
        read_definitions(ENDLESS[name].encode(), "数え方.toml")
