"""A paper as lines of text (pure)."""

from __future__ import annotations

from collections.abc import Iterator

from app.reports.papers.paper import Block, Fields, Grid, Heading, Notice, Paper, Words


def lines(paper: Paper) -> Iterator[str]:
    """What the paper says, without whose form it is."""
    yield f"{paper.title}　{paper.office}　{paper.made}"
    for block in paper.blocks:
        yield from _lines(block)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Fields():
            if block.title:
                yield f"［{block.title}］"
            yield from (f"{label}：{value}" for label, value in block.pairs if value)
        case Words():
            yield f"［{block.title}］" if block.title else ""
            yield from block.text.split("\n")
        case Grid():
            if block.title:
                yield f"［{block.title}］"
            yield from ("　".join(cell for cell in row if cell) for row in block.rows)
        case Heading():
            yield f"［{block.text}］"
        case Notice():
            return
