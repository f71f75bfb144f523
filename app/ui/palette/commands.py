"""Commands: what can be done from anywhere, or with what the screen shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.people.names import search_folded


@dataclass(frozen=True)
class Command:
    """Something that can be done; `also` holds other words and readings for it.

    `refusal` says why it cannot be done now; the command is shown all the same.
    """

    key: str
    words: str
    caption: str
    act: Callable[[], object]
    also: str = ""
    refusal: str = ""


def fitting(commands: Iterable[Command], text: str) -> list[Command]:
    """The commands that hold every word typed: what is called so, what begins so, the others."""
    wanted = [word for word in (search_folded(part) for part in text.split()) if word]
    if not wanted:
        return []
    found = []
    for place, command in enumerate(commands):
        words, known = search_folded(command.words), search_folded(command.words + command.also)
        if all(word in known for word in wanted):
            begins = not words.startswith(wanted[0])
            exact = words != "".join(wanted)
            found.append((exact, begins, wanted[0] not in words, place, command))
    return [command for *_, command in sorted(found, key=lambda one: one[:4])]
