"""What may be handed over (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.codes import squeezed


@dataclass(frozen=True)
class Item:
    """A case that is handed over: as it was read, with what the other must know."""

    episode_id: str
    version: int
    note: str = ""


def handover_refusal(items: Sequence[Item], from_worker: str, to_worker: str) -> str:
    """Why this cannot be handed over; '' when it can."""
    if not to_worker.strip():
        return "引き継ぐ相手を選んでください。"
    if squeezed(from_worker) == squeezed(to_worker):
        return "引き継ぐ相手が、いまの担当者と同じです。別の人を選んでください。"
    if not items:
        return "引き継ぐケースを一つ以上選んでください。"
    return ""


def not_theirs(worker: str, from_worker: str) -> bool:
    """Whether a case is no longer with whom it was when it was read."""
    return squeezed(worker) != squeezed(from_worker)
