"""Figures of 支援経過 (number and minutes) and of 研修・啓発. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from app.codes import CENTRE_SERVICES, Service
from app.reports.counting.breakdowns import Where, split
from app.reports.counting.counted_rows import ActivityRow, EventRow
from app.reports.counting.figure import Base, Branch, Figure, Unit


def activity_figures(rows: Iterable[ActivityRow]) -> Branch:
    """支援経過 by 手段 and by 業務; an unreadable duration counts as a contact of 0 minutes."""
    every = tuple(rows)
    unreadable = tuple(row for row in every if row.minutes is None)
    by_means = {
        name: Branch(_pair(None, members, (("means", code),)), optional=True)
        for name, code, members in split(every, "means")
    }
    by_work = {
        name: Branch(_of_work(Service(code), members), optional=True)
        for name, code, members in split(every, "service")
        if code in (*CENTRE_SERVICES, Service.OTHER) or members
    }
    return Branch(
        {
            "total_count": Figure(Base.ACTIVITIES, Unit.ACTIVITIES, None, every),
            "total_minutes": Figure(Base.ACTIVITIES, Unit.MINUTES, None, every),
            "minutes_unreadable": Figure(
                Base.ACTIVITIES, Unit.ACTIVITIES, None, unreadable, (("minutes", "unreadable"),)
            ),
            "by_means": Branch(by_means),
            "by_work": Branch(by_work),
        }
    )


def event_figures(rows: Iterable[EventRow]) -> Branch:
    """研修・啓発: events, participants and organisations, by kind without the organisations."""
    every = tuple(rows)
    by_kind = {
        name: Branch(
            {
                "events": Figure(Base.EVENTS, Unit.EVENTS, None, members, (("kind", code),)),
                "participants": Figure(
                    Base.EVENTS, Unit.PARTICIPANTS, None, members, (("kind", code),)
                ),
            },
            optional=True,
        )
        for name, code, members in split(every, "kind")
    }
    return Branch(
        {
            "events": Figure(Base.EVENTS, Unit.EVENTS, None, every),
            "participants": Figure(Base.EVENTS, Unit.PARTICIPANTS, None, every),
            "organizations": Figure(Base.EVENTS, Unit.ORGANISATIONS, None, every),
            "by_kind": Branch(by_kind),
        }
    )


def _pair(
    service: Service | None, rows: tuple[ActivityRow, ...], where: Where = ()
) -> dict[str, Figure | Branch]:
    return {
        "count": Figure(Base.ACTIVITIES, Unit.ACTIVITIES, service, rows, where),
        "minutes": Figure(Base.ACTIVITIES, Unit.MINUTES, service, rows, where),
    }


def _of_work(service: Service, rows: tuple[ActivityRow, ...]) -> dict[str, Figure | Branch]:
    by_means = {
        name: Figure(
            Base.ACTIVITIES, Unit.ACTIVITIES, service, members, (("means", code),), optional=True
        )
        for name, code, members in split(rows, "means")
    }
    return {**_pair(service, rows), "by_means": Branch(by_means)}
