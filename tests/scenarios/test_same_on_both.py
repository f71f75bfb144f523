"""The practice centre from a file and from a server: every screen and every paper says the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.calendar.fiscal import fiscal_year
from app.cases.contacts.queries import activities_of
from app.cases.queries import case_page
from app.cases.restriction.queries import RestrictionPage
from app.codes import CENTRE_SERVICES
from app.deadlines.beside.queries import beside
from app.deadlines.queries import today
from app.errors import NotFound
from app.practice.office import open_practice
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.reports.papers.all import papers_of
from app.schedule import queries as schedule
from app.storage.folders import OfficeFolder
from app.storage.records import Base, Episode
from app.storage.work import Reading
from app.ui.screens.cases.sections.all import SECTIONS
from tests.carried import Pair, carried
from tests.conftest import LONG, NOW, OpenedOffice, copied_practice
from tests.throwaway_server import ThrowawayServer

EVERYWHERE = ("activity", "stage_move")
OFTEN, OF_EACH = (15, None) if LONG in os.environ else (50, 2)


@pytest.fixture
def pair(
    practice_template: OfficeFolder, server: ThrowawayServer, tmp_path: Path
) -> Iterator[Pair]:
    """The practice centre, and its copy on a server."""
    folder = copied_practice(practice_template, tmp_path / "office")
    office, actor = open_practice(folder, NOW)
    with carried(OpenedOffice(office, actor, folder), server, "practice_both") as both:
        yield both
    office.close()


def _telling(reading: Reading) -> list[str]:
    """Episodes of each service and with something in each section, and some of the others."""
    every = list(reading.session.scalars(select(Episode.id).order_by(Episode.id)))
    rooms = [t for t in Base.metadata.sorted_tables if t.name not in EVERYWHERE]
    asked = [select(t.c.episode_id).distinct() for t in rooms if "episode_id" in t.c]
    asked += [select(Episode.id).where(Episode.service == one) for one in CENTRE_SERVICES]
    known = {
        key for one in asked for key in sorted(filter(None, reading.session.scalars(one)))[:OF_EACH]
    }
    return [key for at, key in enumerate(every) if key in known or at % OFTEN == 0]


def _papers(reading: Reading, service: Any, episode_id: str) -> Iterator[Any]:
    for paper in papers_of(service):
        try:
            yield paper.key, tuple(paper.make(reading, episode_id).texts())
        except NotFound as refused:
            yield paper.key, refused.message


def _screens(reading: Reading, ids: list[str]) -> Iterator[tuple[str, Any]]:
    day = reading.clock.today()
    yield "today", (today(reading), beside(reading))
    yield "figures", as_json(figures(reading, fiscal_year(day.year)))
    around = (day - timedelta(days=60), day + timedelta(days=120))
    yield "schedule", schedule.between(reading, *around, cancelled_too=True)
    for episode_id in ids:
        page = case_page(reading, episode_id)
        yield "page", page
        yield "contacts", activities_of(reading, episode_id)
        for kind in SECTIONS:
            if kind.services is None or page.episode.service in kind.services:
                # what a section reads depends on its class, not on its widget
                read = kind.read(kind, reading, page)  # type: ignore[arg-type]
                yield kind.key, _alike(read)
        yield from _papers(reading, page.episode.service, episode_id)


def _alike(read: Any) -> Any:
    """What is read, but for the one thing in which the engines differ: what a restriction is worth."""
    return replace(read, in_file=False) if isinstance(read, RestrictionPage) else read


def test_every_screen_and_paper_is_the_same(pair: Pair) -> None:
    shown: dict[str, int] = {}
    with (
        pair.file.office.reading(pair.file.actor) as ours,
        pair.server.office.reading(pair.server.actor) as theirs,
    ):
        ids = _telling(ours)
        for (what, one), (_, other) in zip(_screens(ours, ids), _screens(theirs, ids), strict=True):
            assert one == other, what
            shown[what] = shown.get(what, 0) + 1
    assert shown["page"] == len(ids) > 15
    wanted = {
        k.key for k in SECTIONS if k.services is None or set(k.services) & set(CENTRE_SERVICES)
    }
    assert wanted <= shown.keys()
