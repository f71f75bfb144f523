"""The one place that says which text can be stored; nothing is normalised here."""

from __future__ import annotations

import re

from app.errors import FieldProblem, InvalidInput

# Every C0 control except tab and line feed, halves of surrogate pairs, and two codes that are no
# characters. A NUL cuts a text short in other programs, the others break the XML of an Excel file,
# and SQLite's LIKE cannot tell the last two from U+FFFD.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def refuse_unstorable(text: str, field: str = "") -> str:
    """Give `text` back unchanged, or raise InvalidInput naming the character and its place."""
    found = _UNSTORABLE.search(text)
    if found is None:
        return text
    code = ord(found.group())
    raise InvalidInput(
        (
            FieldProblem(
                field,
                f"{found.start() + 1}文字目に、保存できない文字（U+{code:04X}、{_kind(code)}）があります。"
                "まだ保存していません。その文字を消して入力し直してください。",
            ),
        )
    )


def _kind(code: int) -> str:
    if code == 0:
        return "NUL文字"
    if code == 0x0D:
        return "復帰文字"
    if code >= 0xFFFE:
        return "文字でないコード"
    return "文字の半分だけのデータ" if code >= 0xD800 else "制御文字"
