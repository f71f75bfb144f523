"""Both sides laid beside each other (pure)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar import wareki
from app.handoff.exchange.state import Confirmed, State
from app.handoff.letters.body import Share, View
from app.handoff.letters.kinds import Side
from app.handoff.letters.letter import Letter
from app.handoff.letters.numbers import Numbers

UNKNOWN = "まだ聞いていません"
UNSURE = "相手の返事を待って確かめます"


@dataclass(frozen=True)
class Compared:
    """One thing as we take it and as they last said; `same` is None where they said nothing."""

    label: str
    ours: str
    theirs: str
    same: bool | None


@dataclass(frozen=True)
class ShareRow:
    """One task of 分担 and what each side does of it."""

    task: str
    label: str
    ours: Share | None
    theirs: Share | None


def share_rows(ours: Iterable[Share], theirs: Iterable[Share]) -> tuple[ShareRow, ...]:
    """The tasks that one of the two named, in the order of the table."""
    mine, yours = ({share.task: share for share in side} for side in (ours, theirs))
    named = {*mine, *yours}
    known = [row.code for row in codes.table("handoff_task") if row.code in named]
    tasks = [*known, *sorted(named - set(known))]
    return tuple(
        ShareRow(task, codes.label("handoff_task", task), mine.get(task), yours.get(task))
        for task in tasks
    )


def compared(
    state: State,
    side: Side,
    names: Mapping[str, str],
    today: date,
    confirmed: Confirmed | None,
    ours: View,
    theirs: View | None,
    *,
    doubt: bool = False,
) -> tuple[Compared, ...]:
    """状態・主担当・釈放日・受入先・未達の文 as both sides see them."""
    seen = confirmed.state if confirmed is not None else None
    rows = [_row("状態", state.words, seen.words if seen is not None else "")]
    if state.kind.passes_lead:
        lead = UNSURE if doubt else _leads(state, names, today)
        said = _leads(seen, names, today) if seen is not None else ""
        rows.append(_row("主担当", lead, said))
    release = wareki.short(ours.release) if ours.release else ""
    told = wareki.short(theirs.release) if theirs is not None and theirs.release else ""
    rows.append(_row("釈放日", release, told))
    rows.append(_row("受入先", ours.destination, theirs.destination if theirs is not None else ""))
    way = [one for one in state.letters if one.side is side and one.id not in state.arrived]
    waiting = [one for one in way if one.kind != "receipt"]
    rows.append(Compared("未達の文", f"{len(waiting)}通" if waiting else "なし", "", None))
    return tuple(row for row in rows if row.ours or row.theirs)


def _leads(state: State, names: Mapping[str, str], today: date) -> str:
    """Who leads today, and from when somebody else will."""
    now, then = names[state.offices[state.lead.on(today)]], state.lead.next_change(today)
    if then is None:
        return now
    return f"{now}（{wareki.short(then.first)}から{names[state.offices[then.side]]}）"


def _row(label: str, ours: str, theirs: str) -> Compared:
    return Compared(label, ours, theirs or UNKNOWN, ours == theirs if theirs else None)


def told_in_order(letters: Iterable[Letter], state: State) -> tuple[Letter, ...]:
    """Every letter after those its writer had, also of the same second; one that does not count by its day."""
    places = {letter.id: place for place, letter in enumerate(state.letters)}
    counted = [letter for letter in letters if letter.id in places]
    counted.sort(key=lambda letter: places[letter.id])
    for letter in letters:
        if letter.id not in places:
            later = (at for at, one in enumerate(counted) if one.written > letter.written)
            counted.insert(next(later, len(counted)), letter)
    order: list[Letter] = []
    while counted:
        ready = (
            one for one in counted if not any(one.knew(two) and two is not one for two in counted)
        )
        following = next(ready, counted[0])
        counted.remove(following)
        order.append(following)
    return tuple(order)


@dataclass(frozen=True)
class Gap:
    """Letters that are not here: how many, and before which one that is shown they belong ('' at the end)."""

    before: str
    count: int


def gaps_in(
    order: Iterable[Letter], office: str, missing: Numbers, shown: Container[str]
) -> tuple[Gap, ...]:
    """Where the letters of `office` that are missing belong: before the first that knew of them."""
    left, waiting = missing, 0
    found: list[Gap] = []
    for letter in order:
        known = letter.knows.get(office, Numbers())
        rest = left.without(known)
        waiting += left.count - rest.count
        left = rest
        if waiting and letter.id in shown:
            found.append(Gap(letter.id, waiting))
            waiting = 0
    waiting += left.count
    return (*found, Gap("", waiting)) if waiting else tuple(found)
