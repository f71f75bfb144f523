"""What a locked desk remembers until the same person is back: a place by its codes, and no contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import TeichakuError
from app.storage.drafts import Draft
from app.ui.desk import Desk, Where
from app.ui.draft_bar import place_of

_LONGEST = 64


@dataclass(frozen=True)
class LeftBehind:
    """Whose desk it was, where it stood, and which drafts were in sight."""

    office_id: str
    staff_id: str
    where: Where | None
    drafts: tuple[str, ...] = ()
    errors: list[TeichakuError] = field(default_factory=list)
    """What went wrong while the desk was locking; they hold nobody's data."""


def behind(
    desk: Desk, where: Where | None, drafts: tuple[str, ...], errors: list[TeichakuError]
) -> LeftBehind:
    """What may be remembered of a desk that locks; `errors` still come while it does."""
    kept = Where(where.place, _codes(where.facts)) if where is not None else None
    return LeftBehind(desk.office.office_id, desk.actor.staff_id, kept, drafts, errors)


def theirs(left: LeftBehind | None, desk: Desk) -> bool:
    """Whether the person who is here now left it."""
    if left is None:
        return False
    return (left.office_id, left.staff_id) == (desk.office.office_id, desk.actor.staff_id)


def come_back(left: LeftBehind, desk: Desk, show: Callable[[Where], object]) -> None:
    """Show the place again, the draft that was in sight in its form, and what went wrong."""
    if left.where is not None:
        show(left.where)
    for error in left.errors:
        desk.explain(error)
    if not left.drafts:
        return

    def look() -> None:
        found = next((one for one in map(desk.drafts.find, left.drafts) if one), None)
        if found is not None:
            desk.drafts.changed.disconnect(look)
            show(where_of(found))

    desk.drafts.changed.connect(look)
    look()


def where_of(draft: Draft) -> Where:
    """Where a draft goes on."""
    facts = {"episode": draft.episode_id} if draft.episode_id else {}
    return Where(place_of(draft), {**facts, "draft": draft.name})


def _codes(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Ids, codes and numbers; words that somebody typed are not among them."""
    return {
        name: fact
        for name, fact in facts.items()
        if isinstance(fact, bool | int)
        or (isinstance(fact, str) and fact.isascii() and len(fact) <= _LONGEST)
    }
