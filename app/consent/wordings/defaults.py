"""The 文例 that come with the program (`resources/wordings/`)."""

from __future__ import annotations

import tomllib
from functools import cache

from app import paths
from app.consent.wordings.rules import WordingInput


@cache
def defaults(kind: str) -> tuple[WordingInput, ...]:
    """The texts of one kind that a centre begins with."""
    entries = tomllib.loads(paths.resource("wordings", "consent.toml").read_text(encoding="utf-8"))[
        "wording"
    ]
    return tuple(
        WordingInput(entry["kind"], entry["title"], entry["text"].strip())
        for entry in entries
        if entry["kind"] == kind
    )
