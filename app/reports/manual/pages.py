"""手引き: its pages, read from our own files, and found by words.

A page is Markdown of the smallest kind: `# title`, `## heading`, `1. step`, `- point`, `| table |`,
`![caption](picture)`, `→ [title](page)` on a line of its own, and paragraphs. Nothing else has a meaning:
the words are shown as they stand.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.paths import resource
from app.people.names import search_folded

_PICTURE = re.compile(r"!\[([^\]]*)\]\(([a-z0-9-]+)\)")
_LINK = re.compile(r"→ \[([^\]]+)\]\(([a-z0-9-]+)\)")
_STEP = re.compile(r"(\d+)\. (.+)")
_EXCERPT = 60


@dataclass(frozen=True)
class Heading:
    """A heading within a page."""

    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph, a step with its number, or a point with its mark."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture of a screen, taken by the program itself."""

    caption: str
    name: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return resource("manual", "pictures", f"{self.name}.png")


@dataclass(frozen=True)
class Link:
    """The way to another page."""

    title: str
    key: str


@dataclass(frozen=True)
class Grid:
    """A table: its first row is the head."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Words | Picture | Link | Grid


@dataclass(frozen=True)
class Page:
    """One page of the 手引き."""

    key: str
    title: str
    group: str
    blocks: tuple[Block, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything it says, piece by piece; what it leads to is said there."""
        return (self.title, *(line for block in self.blocks for line in _said(block)))


@dataclass(frozen=True)
class Found:
    """A page, and where on it the words stand."""

    page: Page
    excerpt: str


@cache
def pages() -> tuple[Page, ...]:
    """Every page, in the order of the contents."""
    contents = tomllib.loads(resource("manual", "contents.toml").read_text(encoding="utf-8"))
    return tuple(
        read_page(key, group["title"], resource("manual", f"{key}.md").read_text(encoding="utf-8"))
        for group in contents["group"]
        for key in group["pages"]
    )


def page(key: str) -> Page:
    """The page of this key; the first one when there is none."""
    return next((one for one in pages() if one.key == key), pages()[0])


def read_page(key: str, group: str, text: str) -> Page:
    """A page from the text of its file."""
    first, _, rest = text.partition("\n")
    if not first.startswith("# "):
        raise ValueError(f"{key}: the first line is no title")
    return Page(key, first[2:].strip(), group, tuple(_blocks(rest)))


def find(text: str, among: Iterable[Page] | None = None) -> list[Found]:
    """The pages that hold every word typed, those that are called so first; all when none is."""
    wanted = [word for word in map(search_folded, text.split()) if word]
    found = []
    for place, one in enumerate(pages() if among is None else among):
        title, known = search_folded(one.title), search_folded("\n".join(one.lines))
        if all(word in known for word in wanted):
            called = not all(word in title for word in wanted)
            found.append((called, place, Found(one, _excerpt(one, wanted))))
    return [what for *_, what in sorted(found, key=lambda three: three[:2])]


def _excerpt(one: Page, wanted: list[str]) -> str:
    """The line where the first word stands, else the group."""
    for line in one.lines[1:]:
        if wanted and wanted[0] in search_folded(line):
            return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}…"
    return one.group


def _said(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) | Words(text):
            yield text
        case Picture(caption):
            yield caption
        case Grid(rows):
            yield from ("　".join(row) for row in rows)


def _blocks(text: str) -> Iterator[Block]:
    waiting: list[str] = []
    table: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if table and not line.startswith("|"):
            yield Grid(tuple(table))
            table = []
        made = _block(line)
        if made is not None or not line or line.startswith("|"):
            if waiting:
                yield _joined(waiting)
            waiting = []
        if line.startswith("|"):
            if not set(line) <= set("|- :"):
                table.append(tuple(_plain(cell) for cell in line.strip("|").split("|")))
        elif isinstance(made, Words):
            waiting = [made.mark, made.text]
        elif made is not None:
            yield made
        elif line:
            waiting = [*(waiting or [""]), line]


def _joined(parts: list[str]) -> Words:
    return Words(_plain("".join(parts[1:])), parts[0])


def _block(line: str) -> Block | None:
    """What a line begins; None for one that goes on."""
    if line.startswith("## "):
        return Heading(_plain(line[3:]))
    if picture := _PICTURE.fullmatch(line):
        return Picture(picture[1], picture[2])
    if link := _LINK.fullmatch(line):
        return Link(link[1], link[2])
    if step := _STEP.fullmatch(line):
        return Words(step[2], f"{step[1]}.")
    return Words(line[2:], "・") if line.startswith("- ") else None


def _plain(text: str) -> str:
    return text.replace("`", "").strip()
