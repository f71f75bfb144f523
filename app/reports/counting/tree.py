"""Counting: a period and slim rows in, a tree of figures out. Pure.

For one 業務: 前月末継続 started before the period and did not end before it; 新規 started in it;
終了 ended in it; 月末継続 started by its last day and did not end by it. So
前月末継続 + 新規 - 終了 = 月末継続 always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from app.calendar.fiscal import Period
from app.codes import CENTRE_SERVICES, Service, label
from app.reports.counting.breakdowns import People, by_code, disability, sexes, split
from app.reports.counting.contacts import activity_figures, event_figures
from app.reports.counting.counted_rows import ActivityRow, CaseRow, EventRow, PersonCases
from app.reports.counting.effects import Effects
from app.reports.counting.figure import Base, Branch, Figure, Missing, Unit
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.gaps import gaps
from app.reports.counting.standing import Bounds, Place

Sets = Mapping[Base, Sequence[CaseRow]]

_EPISODE_BASES = (Base.CARRIED, Base.NEW, Base.CLOSED, Base.OPEN)
_PERSON_BASES = ((Base.SUPPORTED, ""), (Base.NEW, "_new"), (Base.CLOSED, "_closed"))
_WITH_KUBUN = frozenset({Service.COORDINATION, Service.FOLLOW_UP})


def count(
    period: Period,
    cases: Iterable[CaseRow],
    activities: Iterable[ActivityRow],
    events: Iterable[EventRow],
    *,
    covered: Period | None = None,
    activities_covered: Period | None = None,
) -> FigureSet:
    """Every figure of the period; rows outside of it do no harm.

    `covered` is the stretch for which all cases are known, `activities_covered` the one for
    activities; they decide only the two `complete` marks.
    """
    bounds = Bounds(period)
    looked_at = tuple(cases)
    contacts, held = tuple(activities), tuple(events)

    def missing() -> tuple[Missing, ...]:
        effects = Effects(period, looked_at, contacts, held, partial(_numbers, bounds))
        return tuple(map(effects.of, gaps(bounds, looked_at, contacts, held)))

    return FigureSet(
        period=period,
        tree=_tree(bounds, looked_at, contacts, held),
        complete=_covers(covered, period),
        activities_complete=_covers(activities_covered, period),
        cases=looked_at,
        find_missing=missing,
    )


def _tree(
    bounds: Bounds,
    cases: Iterable[CaseRow],
    activities: Iterable[ActivityRow],
    events: Iterable[EventRow],
) -> Branch:
    by_service, people = _sorted_sets(bounds, cases), People()
    works = {
        label("service", service): _work(service, by_service[service], people)
        for service in CENTRE_SERVICES
    }
    tree = {
        "works": Branch(works),
        "total": Branch(_total(list(by_service.values()), people)),
        "activities": activity_figures([row for row in activities if _within(bounds, row.day)]),
        "training": event_figures([row for row in events if _within(bounds, row.day)]),
    }
    return Branch(tree)


def _numbers(
    bounds: Bounds,
    cases: Iterable[CaseRow],
    activities: Iterable[ActivityRow],
    events: Iterable[EventRow],
) -> dict[str, int]:
    """The number of every figure that counts anything, by its path."""
    return dict(_counting(_tree(bounds, cases, activities, events), ""))


def _counting(branch: Branch, above: str) -> Iterator[tuple[str, int]]:
    for name, node in branch.nodes.items():
        if isinstance(node, Branch):
            yield from _counting(node, f"{above}{name}.")
        elif node.members:
            yield f"{above}{name}", node.number


def _covers(covered: Period | None, period: Period) -> bool:
    return covered is not None and covered.first <= period.first and period.last <= covered.last


def _within(bounds: Bounds, day: str) -> bool:
    return bounds.place(day) is Place.IN


def _sorted_sets(bounds: Bounds, cases: Iterable[CaseRow]) -> dict[Service, Sets]:
    """The cases of each 業務 by what they are in the period; one case may be several."""
    sets: dict[str, dict[Base, list[CaseRow]]] = {
        service: {base: [] for base in Base} for service in CENTRE_SERVICES
    }
    for row in cases:
        standing = bounds.standing(row.start, row.end)
        if standing.contradictory:
            continue
        own = sets[row.service]
        if row.move and row.dest_kind and _within(bounds, row.move):
            own[Base.MOVED].append(row)
        if row.disposition_date and row.disposition and _within(bounds, row.disposition_date):
            own[Base.DISPOSED].append(row)
        if standing.vague or standing.start is Place.AFTER or standing.end is Place.BEFORE:
            continue
        own[Base.SUPPORTED].append(row)
        own[Base.CARRIED if standing.start is Place.BEFORE else Base.NEW].append(row)
        own[Base.CLOSED if standing.end is Place.IN else Base.OPEN].append(row)
    return {service: sets[service] for service in CENTRE_SERVICES}


def _episodes(
    service: Service | None, sets: Sets, where: tuple[tuple[str, str], ...] = ()
) -> dict[str, Figure | Branch]:
    return {
        base.value: Figure(base, Unit.CASES, service, tuple(sets[base]), where)
        for base in _EPISODE_BASES
    }


def _people(service: Service | None, sets: Sets, people: People) -> dict[str, Figure | Branch]:
    nodes: dict[str, Figure | Branch] = {}
    for base, suffix in _PERSON_BASES:
        found = people.of(sets[base])
        name = "supported" if base is Base.SUPPORTED else base.value
        nodes[f"{name}_persons"] = Figure(base, Unit.PERSONS, service, found)
        if base is Base.SUPPORTED:
            nodes["supported_persons_anonymous"] = _anonymous(service, found)
        nodes[f"sex{suffix}"] = sexes(base, service, found)
        nodes[f"disability{suffix}"] = disability(base, service, found)
    return nodes


def _anonymous(service: Service | None, persons: Iterable[PersonCases]) -> Figure:
    members = tuple(person for person in persons if person.anonymous)
    return Figure(Base.SUPPORTED, Unit.PERSONS, service, members, (("anonymous", "yes"),))


def _total(works: Sequence[Sets], people: People) -> dict[str, Figure | Branch]:
    every = {base: [row for sets in works for row in sets[base]] for base in Base}
    return _head(None, every, people)


def _head(service: Service | None, sets: Sets, people: People) -> dict[str, Figure | Branch]:
    supported = Figure(Base.SUPPORTED, Unit.CASES, service, tuple(sets[Base.SUPPORTED]))
    return {
        **_episodes(service, sets),
        "supported_episodes": supported,
        **_people(service, sets, people),
    }


def _work(service: Service, sets: Sets, people: People) -> Branch:
    new, closed, supported = sets[Base.NEW], sets[Base.CLOSED], sets[Base.SUPPORTED]
    moved = sets[Base.MOVED]
    nodes = _head(service, sets, people)
    nodes |= {
        "source_new": by_code(Base.NEW, service, new, "source_kind"),
        "source_supported": by_code(Base.SUPPORTED, service, supported, "source_kind"),
        "destination": by_code(Base.MOVED, service, moved, "dest_kind"),
        "destination_total": Figure(Base.MOVED, Unit.CASES, service, tuple(moved)),
        "end_reason": by_code(Base.CLOSED, service, closed, "end_reason"),
    }
    if service in _WITH_KUBUN:
        for base, _ in _PERSON_BASES:
            for field in ("kubun", "area"):
                nodes[f"{field}_{base.value}"] = by_code(base, service, sets[base], field)
        nodes["by_kubun"] = _by_kubun(service, sets, people)
    if service is Service.SUSPECT_SUPPORT:
        nodes["disposition"] = by_code(Base.DISPOSED, service, sets[Base.DISPOSED], "disposition")
        nodes["focus_supported"] = by_code(Base.SUPPORTED, service, supported, "focus")
    return Branch(nodes)


def _by_kubun(service: Service, sets: Sets, people: People) -> Branch:
    by_base = {
        base: {code: (name, rows) for name, code, rows in split(sets[base], "kubun")}
        for base in _EPISODE_BASES
    }
    codes = dict.fromkeys(code for groups in by_base.values() for code in groups)
    branches: dict[str, Figure | Branch] = {}
    for code in codes:
        where = (("kubun", code),)
        own = {base: groups[code][1] if code in groups else () for base, groups in by_base.items()}
        closed = people.of(own[Base.CLOSED])
        branches[label("kubun", code)] = Branch(
            {
                **_episodes(service, own, where),
                "closed_persons": Figure(Base.CLOSED, Unit.PERSONS, service, closed, where),
                "disability_closed": disability(Base.CLOSED, service, closed, where),
            }
        )
    return Branch(branches)
