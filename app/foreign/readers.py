"""Which readers may be started in a process of their own, and how much room and time each has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

MIB = 1024 * 1024
Facts = Mapping[str, Any]
"""What the reader is told besides the file: JSON values."""
Part = bytes | list[Any] | dict[str, Any]
"""A piece of what was read: bytes, or a JSON value."""
Read = Callable[[Facts, bytes], Iterator[Part]]


class Reader(NamedTuple):
    """A function `module:name` of the program that reads one kind of file."""

    place: str
    memory: int
    """Bytes on top of what the process holds before it has seen the file."""
    cpu_seconds: int
    wall_seconds: float
    """Until the program stops waiting; the user may stop sooner."""
    answer: int
    """Bytes that it may give back at most."""

    def function(self) -> Read:
        """The function itself; imported only where it runs."""
        module, _, name = self.place.partition(":")
        found: Read = getattr(import_module(module), name)
        return found


READERS: Mapping[str, Reader] = {
    "form": Reader("app.reports.forms.carrying:looked_at", 400 * MIB, 30, 60.0, 64 * MIB),
    "form_bundle": Reader("app.reports.forms.carrying:bundle", 400 * MIB, 30, 60.0, 16 * MIB),
    "form_filled": Reader("app.reports.forms.carrying:written", 400 * MIB, 60, 120.0, 16 * MIB),
    "pdf_page": Reader("app.reports.papers.pages:fitting", 900 * MIB, 30, 60.0, 450 * MIB),
    "picture": Reader("app.ui.attachments.picture_reading:picture", 900 * MIB, 30, 60.0, 450 * MIB),
    "ledger": Reader("app.ledgers.reading.pieces:carried", 900 * MIB, 240, 600.0, 600 * MIB),
}
