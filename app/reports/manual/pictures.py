"""The pictures of the 手引き: from those the program takes of itself, made small."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from app.reports.manual.pages import Page, Picture

WIDEST = 1024
"""Pixels; the whole window is still readable."""
_COLOURS = 32
MOST_BYTES = 70_000


def take(chosen: Iterable[Page], source: Path, out: Path) -> list[Path]:
    """Write every picture named on a page, from the folder `teichaku demo` wrote; the others go."""
    names = {block.name for one in chosen for block in one.blocks if isinstance(block, Picture)}
    out.mkdir(parents=True, exist_ok=True)
    for left in out.glob("*.png"):
        if left.stem not in names:
            left.unlink()
    return [_small(source / f"{name}.png", out / f"{name}.png") for name in sorted(names)]


def _small(source: Path, out: Path) -> Path:
    with Image.open(source) as whole:
        picture = whole.convert("RGB")
    if picture.width > WIDEST:
        high = round(picture.height * WIDEST / picture.width)
        picture = picture.resize((WIDEST, high), Image.Resampling.LANCZOS)
    few = picture.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(out, optimize=True)
    return out
