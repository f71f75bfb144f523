"""Who is who among the people who work here (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from app import codes


def own_worker(names: Sequence[str], actor_name: str) -> str:
    """The 担当者 among `names` that is the person signed in, by full or family name."""
    full = codes.squeezed(actor_name)
    words = actor_name.split()
    family = codes.squeezed(words[0]) if len(words) > 1 else full
    by_full = next((name for name in names if codes.squeezed(name) == full), None)
    by_family = next((name for name in names if codes.squeezed(name) == family), None)
    return by_full or by_family or actor_name
