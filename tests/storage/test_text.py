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


@pytest.mark.parametrize(
    ("bad", "called"),
    [
        ("\0", "NUL文字"),
        ("\r", "復帰文字"),
        *((code, "制御文字") for code in ("\x01", "\x0b", "\x1f")),
        *((code, "文字の半分だけのデータ") for code in ("\ud800", "\udfff")),
        *((code, "文字でないコード") for code in ("\ufffe", "\uffff")),
    ],
)
def test_what_cannot_be_kept_is_called_by_its_kind(bad, called):
    with pytest.raises(InvalidInput) as caught:
        refuse_unstorable(bad)
    assert f"U+{ord(bad):04X}、{called}）" in caught.value.problems[0].message
