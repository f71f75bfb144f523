"""The rows of a sheet that are written the plain way, found without an event for each element.

Almost every row is: a reference, a format, a shared text or a number in each cell. Such a row is well
formed by what it consists of, so only what stands around plain rows has to be parsed. That it stands
where an element may stand is known by what comes before it: the end of a row or the start of the
sheet's data, as a tag (inside an attribute it would be damage), with no comment, no CDATA and no
instruction before. From the first place where this is not sure everything is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

_CELL = (
    rb'<c r="[A-Z]{1,3}\1"(?: s="[0-9]{1,5}")?+(?: t="[nbs]")?+'
    rb"(?: ?/>|><v>[0-9.eE+-]{1,30}+</v></c>)"
)
_ATTRIBUTES = rb"""(?: [A-Za-z0-9:]{1,30}="[ !#-%'-;=-~]{0,300}+")*+"""
_ROW = re.compile(
    rb'<row r="([1-9][0-9]{0,6})"(' + _ATTRIBUTES + rb")(?: ?/>|>((?:" + _CELL + rb")*+)</row>)"
)
BEGIN = b'<c r="'
_REFERENCE = re.compile(BEGIN + rb'([A-Z]+)[0-9]+"')
_REST = re.compile(rb'(?: s="([0-9]+)")?(?: t="([nbs])")?(?: ?/>|><v>([^<]*)</v></c>)')
_END = b"</row>"
_BEFORE_A_ROW = (_END, b"<sheetData>")
_NO_ELEMENT = (b"<!", b"<?")
_MARK = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"
_AT_ONCE = 256 * 1024
"""Bytes that are looked through at once, and that are held back at most until a row is whole."""


class PlainRows:
    """Hands a sheet's XML on in order: plain rows to `take`, to `parse` whatever stands between.

    `take` gets a row's number, its other attributes and its cells. It gives False, and has done
    nothing, where no row may stand: then that row and all that follows is parsed.
    """

    def __init__(
        self, parse: Callable[[bytes], object], take: Callable[[int, bytes, bytes], bool]
    ) -> None:
        self._parse, self._take = parse, take
        self._held = b""
        self._is_head = self._is_sure = True

    def read(self, chunks: Iterable[bytes]) -> None:
        """Everything, in pieces of any size."""
        for piece in _large(chunks):
            self._held += piece
            if self._is_sure:
                self._look_through()
            if not self._is_sure:
                self._parse_held(len(self._held))
        self._parse_held(len(self._held))

    def _look_through(self) -> None:
        held, done = self._held, 0
        for row in _ROW.finditer(held):
            start, end = row.span()
            if start > done and held[done:start].strip(_SPACE):
                if not self._ends_an_element(held[done:start]):
                    break
                self._parse(held[done:start])
            done = start
            if self._is_head or not self._take(int(row[1]), row[2], row[3] or b""):
                self._is_sure = False
                break
            done = end
        self._held = held[done:]
        if self._is_sure and len(self._held) > _AT_ONCE:
            whole = self._held.rfind(_END) + len(_END)
            if self._ends_an_element(self._held[:whole]):
                self._parse_held(whole)

    def _parse_held(self, size: int) -> None:
        if size:
            self._parse(self._held[:size])
            self._held = self._held[size:]

    def _ends_an_element(self, between: bytes) -> bool:
        """Whether what follows this is content of an element; it stays unsure once it was not."""
        body = between
        if self._is_head and between.removeprefix(_MARK).startswith(b"<?"):
            body = between.partition(b"?>")[2]  # the declaration ends there, whatever it says
        self._is_head = False
        self._is_sure = body.rstrip(_SPACE).endswith(_BEFORE_A_ROW) and not any(
            mark in body for mark in _NO_ELEMENT
        )
        return self._is_sure


def plain_parts_of(cells: bytes) -> list[bytes]:
    """The cells of such a row without its number: up to the first, then each with what follows it."""
    _, first, *others = _REFERENCE.split(cells)
    each = zip_longest(others[::2], others[1::2], fillvalue=b"")
    return [BEGIN + first, *(rest + BEGIN * bool(letters) + letters for rest, letters in each)]


def plain_parts(rest: bytes) -> tuple[str | None, str, str | None]:
    """Format, kind and value of a cell; no value where nothing is in it."""
    found = _REST.fullmatch(rest)
    if found is None:
        raise ValueError(rest)
    style, kind, written = (None if one is None else one.decode() for one in found.groups())
    return style, kind or "n", written


def _large(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that are worth looking through; pieces can be a byte long."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _AT_ONCE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
