"""How somebody is written as 担当者 before and after another name (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.codes import squeezed


def family(name: str) -> str:
    """The family name, where the name is written in parts; else the whole name."""
    words = name.split()
    return squeezed(words[0]) if len(words) > 1 else squeezed(name)


def written_anew(
    used: Iterable[str], before: str, after: str, others: Collection[str]
) -> dict[str, str]:
    """The 担当者 names in use that mean this person → how they are written from now on.

    `others` are the names of the colleagues. A family name that could mean one of them is left as it
    is; a new family name that does mean one of them gives way to the full name.
    """
    used = set(used)
    shared = {family(one) for one in others}
    short = family(after)
    taken = shared | {squeezed(one) for one in used} - {family(before)}
    found: dict[str, str] = {}
    for name in used:
        if squeezed(name) == squeezed(before):
            found[name] = after
        elif squeezed(name) == family(before) and family(before) not in shared:
            found[name] = after if short in taken else short
    return {old: new for old, new in found.items() if old != new}
