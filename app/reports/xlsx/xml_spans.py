"""Where each element of an XML part lies, as byte offsets, so that it can be edited in place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from app.reports.xlsx.refused import BrokenTemplateError

_TO_TAG_END = re.compile(rb"""[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
"""To the end of a tag; a > within an attribute is none."""


@dataclass
class Element:
    """One element: its tag from `start` to `opened`, its whole from `start` to `end`."""

    tag: str
    attributes: dict[str, str]
    start: int
    opened: int
    closing: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The tag without its namespace prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The namespace prefix with its colon, or nothing."""
        head, colon, _ = self.tag.rpartition(":")
        return head + colon

    @property
    def empty(self) -> bool:
        """Written as `<tag/>`."""
        return self.closing == self.end

    def first(self, name: str) -> Element | None:
        """The first child called `name`."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """The children called `name`."""
        return [child for child in self.children if child.name == name]


@dataclass(frozen=True)
class Edit:
    """Replace the bytes from `start` to `end` (equal: insert there)."""

    start: int
    end: int
    text: str


def parse(data: bytes, part: str) -> Element:
    """The element tree of a UTF-8 part with byte offsets; document types are refused."""
    root = Element("", {}, 0, 0)
    open_elements = [root]
    parser = expat.ParserCreate()

    def started(tag: str, attributes: dict[str, str]) -> None:
        start = parser.CurrentByteIndex
        element = Element(tag, attributes, start, _tag_end(data, start))
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def ended(_tag: str) -> None:
        element = open_elements.pop()
        if data[element.opened - 2 : element.opened] == b"/>":
            element.closing = element.end = element.opened
        else:
            element.closing = parser.CurrentByteIndex
            element.end = data.index(b">", element.closing) + 1

    def doctype(*_: object) -> None:
        raise BrokenTemplateError(f"{part} に文書型宣言があります")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in {"UTF-8", "UTF8"}:
            raise BrokenTemplateError(f"{part} の文字コードがUTF-8ではありません")

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declared
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BrokenTemplateError(f"{part} の文字コードがUTF-8ではありません")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as cause:
        raise BrokenTemplateError(f"{part} の中身が壊れています") from cause
    return root.children[0]


def open_tag(element: Element, attributes: dict[str, str], *, empty: bool = False) -> str:
    """The tag of `element` written anew with `attributes`."""
    from xml.sax.saxutils import escape  # reads what Python knows of the Web

    written = "".join(
        f' {name}="{escape(value, {chr(34): "&quot;", chr(10): "&#10;", chr(9): "&#9;"})}"'
        for name, value in attributes.items()
    )
    return f"<{element.tag}{written}{'/' if empty else ''}>"


def apply(data: bytes, edits: list[Edit]) -> bytes:
    """`data` with all edits made; edits at one place keep their order, none may overlap."""
    pieces: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < position:
            raise RuntimeError("edits overlap")
        pieces += [data[position : edit.start], edit.text.encode("utf-8")]
        position = edit.end
    return b"".join([*pieces, data[position:]])


def _tag_end(data: bytes, start: int) -> int:
    found = _TO_TAG_END.match(data, start)
    if found is None:
        raise RuntimeError("expat accepted an open tag")
    return found.end()
