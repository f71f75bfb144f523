"""Names that Excel allows for a sheet, each once in a book (pure)."""

from __future__ import annotations

LONGEST = 31
"""UTF-16 units a sheet's name may have in Excel."""

_FORBIDDEN = str.maketrans("[]:*?/\\", "［］：＊？／￥")


def free_name(wanted: str, taken: set[str]) -> str:
    """The wanted name as far as Excel allows it and nobody has it yet; it is then taken."""
    legal = wanted.translate(_FORBIDDEN).strip().strip("'") or "台帳"
    used = {name.casefold() for name in taken} | {"history"}  # Excel keeps this one for itself
    name, number = _cut(legal, LONGEST), 1
    while name.casefold() in used:
        number += 1
        ending = f" ({number})"
        name = _cut(legal, LONGEST - len(ending)) + ending
    taken.add(name)
    return name


def _cut(text: str, units: int) -> str:
    """The beginning of a text that fits into so many UTF-16 units."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
