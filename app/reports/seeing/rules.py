"""The plots of 動き, from what was read (pure): every mark carries what it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import quantiles

from app.calendar import wareki
from app.calendar.fiscal import Period
from app.codes import CENTRE_SERVICES, Service, label, table
from app.reports.counting.figure import Base, Condition, Figure, Member, Unit
from app.reports.counting.sentences import sentence
from app.reports.seeing.months import Cells, Seen, by_month
from app.reports.seeing.plot import (
    Axis,
    Fill,
    Guide,
    Ink,
    Mark,
    Plot,
    Series,
    Tick,
    counted_axis,
)

MONTHS = 24
_MOST_WORKERS = 12
_MOST_DOTS = 30
"""Of a month: more lie on top of each other, and drawing them would hold up the window."""
_NOBODY = "担当なし"
_BAR = (0.14, 0.86)
_LOOKS = {
    Service.COORDINATION: (Ink.COORDINATION, Fill.SOLID),
    Service.FOLLOW_UP: (Ink.FOLLOW_UP, Fill.SLANTED),
    Service.CONSULTATION: (Ink.CONSULTATION, Fill.CROSSED),
    Service.SUSPECT_SUPPORT: (Ink.SUSPECT, Fill.HOLLOW),
}


class Kept(StrEnum):
    """What became of a due date."""

    IN_TIME = "in_time"
    LATE = "late"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Due:
    """One due date (or task) and what became of it."""

    day: date
    kept: Kept
    member: Member


@dataclass(frozen=True, slots=True)
class Contact:
    """One 支援経過 and who made it."""

    worker: str
    member: Member


@dataclass(frozen=True)
class Facts:
    """What the plots are made from; contacts are those of the last month."""

    months: tuple[Period, ...]
    cases: tuple[Seen, ...]
    contacts: tuple[Contact, ...] = ()
    dues: tuple[Due, ...] = ()

    @property
    def whole(self) -> Period:
        """All the months as one stretch."""
        first, last = self.months[0], self.months[-1]
        return Period(first.first, last.last, f"{first.label}〜{last.label}", "month")


def plots(facts: Facts) -> tuple[Plot, ...]:
    """Every plot of 動き, in order."""
    cells = by_month(facts.cases, facts.months)
    return (
        _in_hand(facts, cells),
        _flow(facts, cells),
        _until_move(facts, cells),
        _destinations(facts, cells),
        _load(facts, cells),
        _kept(facts),
    )


def _works() -> tuple[Series, ...]:
    return tuple(
        Series(service.value, label("service", service), *_LOOKS[service])
        for service in CENTRE_SERVICES
    )


def _month_axis(months: Sequence[Period]) -> Axis:
    """Ticks at April and October: the halves of a 年度."""
    ticks = tuple(
        Tick(at + 0.5, wareki.short(month.first).rpartition(".")[0])
        for at, month in enumerate(months)
        if month.first.month in (4, 10)
    )
    return Axis(0, len(months), ticks)


def _members(cases: Iterable[Seen]) -> tuple[Member, ...]:
    return tuple(seen.member for seen in cases)


def _says(base: Base, service: Service | None, period: Period, **where: str) -> str:
    conditions = tuple(Condition(field, (code,)) for field, code in where.items())
    figure = Figure(base, Unit.CASES, service, (), conditions)
    return sentence(figure, period)


def _in_hand(facts: Facts, cells: Cells) -> Plot:
    marks = []
    highest = 0
    for at, month in enumerate(facts.months):
        under = 0
        for service in CENTRE_SERVICES:
            cases = cells[Base.OPEN, service][at]
            if not cases:
                continue
            name = label("service", service)
            marks.append(
                Mark(
                    f"{month.key}.{service}",
                    service.value,
                    at + _BAR[0],
                    at + _BAR[1],
                    under,
                    under + len(cases),
                    f"{month.label}末 {name}",
                    _says(Base.OPEN, service, month),
                    _members(cases),
                )
            )
            under += len(cases)
        highest = max(highest, under)
    return Plot(
        "in_hand",
        "月末に続いている件（業務別）",
        "件",
        _works(),
        tuple(marks),
        _month_axis(facts.months),
        counted_axis(highest),
        empty="この期間に続いていた件はありません。",
    )


def _flow(facts: Facts, cells: Cells) -> Plot:
    series = (
        Series("new", "新規（上へ）", Ink.ACCENT),
        Series("closed", "終了（下へ）", Ink.MUTED, Fill.SLANTED),
    )
    marks = []
    for at, month in enumerate(facts.months):
        for base, sign, word in ((Base.NEW, 1, "新規"), (Base.CLOSED, -1, "終了")):
            cases = [seen for service in CENTRE_SERVICES for seen in cells[base, service][at]]
            if cases:
                low, high = sorted((0, sign * len(cases)))
                marks.append(
                    Mark(
                        f"{month.key}.{base}",
                        base.value,
                        at + _BAR[0],
                        at + _BAR[1],
                        low,
                        high,
                        f"{month.label} {word}（全業務）",
                        _says(base, None, month),
                        _members(cases),
                    )
                )
    most = max((mark.y1 for mark in marks), default=0)
    least = min((mark.y0 for mark in marks), default=0)
    return Plot(
        "flow",
        "新規と終了（月ごと、全業務）",
        "件",
        series,
        tuple(marks),
        _month_axis(facts.months),
        counted_axis(most, least),
        empty="この期間に始まった件も終わった件もありません。",
    )


def _days_between(seen: Seen) -> int | None:
    row = seen.row
    if row.move is None or "-00" in row.start or "-00" in row.move:
        return None
    days = (date.fromisoformat(row.move) - date.fromisoformat(row.start)).days
    return days if days >= 0 else None


def _until_move(facts: Facts, cells: Cells) -> Plot:
    """A dot per case, beside each other; in months with very many, one for cases of like days."""
    marks: list[Mark] = []
    taken: list[int] = []
    unknown, most = 0, 1
    for at, month in enumerate(facts.months):
        moved = cells[Base.MOVED, Service.COORDINATION][at]
        known = [(days, seen) for seen in moved if (days := _days_between(seen)) is not None]
        known.sort(key=lambda one: one[0])
        unknown += len(moved) - len(known)
        taken += [days for days, _ in known]
        together = -(-len(known) // _MOST_DOTS)
        most = max(most, together)
        dots = [known[first : first + together] for first in range(0, len(known), together or 1)]
        for place, cases in enumerate(dots, start=1):
            marks.append(_dot(at + place / (len(dots) + 1), month, cases))
    note = f"日が分からない {unknown:,}件は入っていません。" if unknown else ""
    one = "1点が1件" if most == 1 else f"1点が{most:,}件まで"
    return Plot(
        "until_move",
        f"依頼から移行まで（コーディネート、{one}）",
        "日",
        (Series("move", "1件", Ink.COORDINATION, Fill.HOLLOW),),
        tuple(marks),
        _month_axis(facts.months),
        counted_axis(max(taken, default=0)),
        _quartiles(taken),
        note,
        "この期間に移行した件はありません。",
    )


def _dot(x: float, month: Period, cases: Sequence[tuple[int, Seen]]) -> Mark:
    """One case, or several whose days lie next to each other; it stands at the middle one's."""
    least, first = cases[0]
    most, days = cases[-1][0], cases[len(cases) // 2][0]
    span = f"{least:,}日" if least == most else f"{least:,}〜{most:,}日"
    who = first.row.number or "（番号なし）"
    title, several = f"{month.label} 移行 {who}", ""
    if len(cases) > 1:
        several = f"{len(cases):,}件"
        title = f"{title} ほか {len(cases) - 1:,}件"
    return Mark(
        first.row.id,
        "move",
        x,
        x,
        days,
        days,
        title,
        f"依頼日から移行日まで {span}のコーディネート{several}。",
        _members(seen for _, seen in cases),
        span,
    )


def _quartiles(days: Sequence[int]) -> tuple[Guide, ...]:
    if not days:
        return ()
    # One value alone is its own quartiles; the library asks for two.
    low, middle, high = quantiles([*days, *days[: 2 - len(days)]], n=4, method="inclusive")
    return (
        Guide(low, high, f"四分位 {low:,.0f}〜{high:,.0f}日"),
        Guide(middle, middle, f"中央値 {middle:,.0f}日"),
    )


def _destinations(facts: Facts, cells: Cells) -> Plot:
    whole = facts.whole
    kinds: dict[str, list[Seen]] = {code: [] for code, _ in table("dest_kind").choices()}
    for service in CENTRE_SERVICES:
        for cases in cells[Base.MOVED, service]:
            for seen in cases:
                kinds.setdefault(seen.row.dest_kind or "", []).append(seen)
    rows = sorted(
        ((code, cases) for code, cases in kinds.items() if cases), key=lambda one: -len(one[1])
    )
    marks = []
    for place, (code, cases) in enumerate(reversed(rows)):
        marks.append(
            Mark(
                code,
                "moved",
                0,
                len(cases),
                place + 0.2,
                place + 0.8,
                f"受入先 {label('dest_kind', code)}",
                _says(Base.MOVED, None, whole, dest_kind=code),
                _members(cases),
            )
        )
    names = [
        Tick(at + 0.5, label("dest_kind", code)) for at, (code, _) in enumerate(reversed(rows))
    ]
    return Plot(
        "destinations",
        "受入先（移行日が期間にある件、全業務）",
        "件",
        (Series("moved", "移行", Ink.FOLLOW_UP),),
        tuple(marks),
        counted_axis(max((len(cases) for _, cases in rows), default=0)),
        Axis(0, max(len(rows), 1), tuple(names), names=True),
        empty="この期間に移行した人はいません。",
    )


def _load(facts: Facts, cells: Cells) -> Plot:
    """For each member of staff the cases that go on, and below them the contacts of the month."""
    month = facts.months[-1]
    held: dict[str, dict[Service, list[Seen]]] = {}
    for service in CENTRE_SERVICES:
        for seen in cells[Base.OPEN, service][-1]:
            held.setdefault(seen.row.worker, {}).setdefault(service, []).append(seen)
    met: dict[str, list[Member]] = {}
    for contact in facts.contacts:
        met.setdefault(contact.worker, []).append(contact.member)
    size = {
        worker: (sum(map(len, held.get(worker, {}).values())), len(met.get(worker, ())))
        for worker in {*held, *met}
    }
    workers = sorted(size, key=lambda worker: (-size[worker][0], -size[worker][1], worker))
    shown = workers[:_MOST_WORKERS]
    marks: list[Mark] = []
    for place, worker in enumerate(reversed(shown)):
        marks += _held(month, place, worker or _NOBODY, held.get(worker, {}))
        if worker in met:
            marks.append(_met(month, place, worker or _NOBODY, met[worker]))
    rows = len(shown)
    names = tuple(Tick(rows - at - 0.5, one or _NOBODY) for at, one in enumerate(shown))
    letters = tuple(Tick(tick.at, f"担当{at + 1}") for at, tick in enumerate(names))
    more = len(workers) - rows
    return Plot(
        "load",
        "担当ごとの件と支援経過",
        month.label,
        (*_works(), Series("contacts", "支援経過", Ink.MUTED, Fill.SLANTED)),
        tuple(marks),
        counted_axis(max((mark.x1 for mark in marks), default=0)),
        Axis(0, max(rows, 1), names, names=True),
        note=f"ほか {more}人は出していません。" if more else "",
        empty="この月末に続いている件も、この月の支援経過もありません。",
        without_names=letters,
    )


def _held(
    month: Period, place: int, worker: str, cases: dict[Service, list[Seen]]
) -> Iterable[Mark]:
    at = 0
    for service in CENTRE_SERVICES:
        own = cases.get(service, [])
        if own:
            name = label("service", service)
            yield Mark(
                f"{worker}.{service}",
                service.value,
                at,
                at + len(own),
                place + 0.46,
                place + 0.9,
                f"{worker} {name}",
                f"{worker}が担当する件。{_says(Base.OPEN, service, month)}",
                _members(own),
            )
            at += len(own)


def _met(month: Period, place: int, worker: str, members: list[Member]) -> Mark:
    figure = Figure(Base.ACTIVITIES, Unit.ACTIVITIES, None, ())
    return Mark(
        f"{worker}.contacts",
        "contacts",
        0,
        len(members),
        place + 0.12,
        place + 0.38,
        f"{worker} {month.label}の支援経過",
        f"{worker}が記録した支援経過。{sentence(figure, month)}",
        tuple(members),
    )


_KEPT = (
    (Kept.IN_TIME, Series(Kept.IN_TIME, "期限までに済", Ink.GOOD), "期限の日までに済にした"),
    (Kept.LATE, Series(Kept.LATE, "遅れて済", Ink.WARNING, Fill.SLANTED), "期限のあとで済にした"),
    (
        Kept.OPEN,
        Series(Kept.OPEN, "過ぎて未了", Ink.ERROR, Fill.CROSSED),
        "期限を過ぎて済んでいない（続いている件の）",
    ),
)


def _kept(facts: Facts) -> Plot:
    found: dict[tuple[str, Kept], list[Member]] = {}
    for due in facts.dues:
        found.setdefault((due.day.isoformat()[:7], due.kept), []).append(due.member)
    marks = []
    highest = 0
    for at, month in enumerate(facts.months):
        under = 0
        for kept, series, words in _KEPT:
            members = found.get((month.key, kept), [])
            if members:
                marks.append(
                    Mark(
                        f"{month.key}.{kept}",
                        series.key,
                        at + _BAR[0],
                        at + _BAR[1],
                        under,
                        under + len(members),
                        f"{month.label}が期限 {series.label}",
                        f"期限の日が{month.label}にあり、{words}期限と課題の件数。",
                        tuple(members),
                    )
                )
                under += len(members)
        highest = max(highest, under)
    return Plot(
        "kept",
        "期限と課題（期限の月ごと）",
        "件",
        tuple(series for _, series, _ in _KEPT),
        tuple(marks),
        _month_axis(facts.months),
        counted_axis(highest),
        note="記録か「済」の印で済んだと分かる期限、課題、続いている件の過ぎて未了の期限。",
        empty="この期間に期限の来たものはありません。",
    )
