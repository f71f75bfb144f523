"""Which text can be stored: everything people type, nothing that breaks a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.storage.text import refuse_unstorable

BAD = [chr(code) for code in range(0x20) if chr(code) not in "\t\n"] + [*"\ud800\udfff\ufffe\uffff"]


@given(st.text(alphabet=st.characters(exclude_characters=BAD, exclude_categories=("Cs",))))
def test_everything_else_is_kept_as_typed(text):
    assert refuse_unstorable(text) is text


@pytest.mark.parametrize("text", ["山田\t太郎\n", "髙﨑 邉", "か\u3099", "𠮷野家 👪", "", "\u200b"])
def test_nothing_is_normalised(text):
    assert refuse_unstorable(text) == text


@pytest.mark.parametrize("bad", BAD)
def test_what_breaks_files_is_named_with_its_place(bad, clear):
    with pytest.raises(InvalidInput) as caught:
        refuse_unstorable(f"山田{bad}太郎", "name")
    (problem,) = caught.value.problems
    assert problem.field == "name"
    assert f"U+{ord(bad):04X}" in problem.message
    assert problem.message.startswith("3文字目")
    assert "山田" not in clear(caught.value)
