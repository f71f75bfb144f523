"""What our queries return, as the plain rows that SQL gives: for comparing, never timed as ours."""

from __future__ import annotations

from dataclasses import astuple, fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.calendar.partial import PartialDate
from app.storage.types import stored_day
from bench.baselines.cases_sql import CONTACT

if TYPE_CHECKING:  # the start's benchmark reads this module before it stops its clock
    from app.cases.queries import CaseList, CasePage
    from app.deadlines.beside.queries import Beside
    from app.deadlines.queries import Today


def plain(value: Any) -> Any:
    """Days as stored, flags as numbers, dataclasses as tuples."""
    if isinstance(value, PartialDate):
        return stored_day(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(plain(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(plain(item) for item in value)
    return value


def case_list(found: CaseList) -> tuple[int, list[Any]]:
    """Like `cases_sql.search`."""
    return found.total, [plain(row) for row in found.rows]


def case_page(page: CasePage) -> dict[str, Any]:
    """Like `cases_sql.case_page`."""
    episode = page.episode
    head = (episode.version, episode.service, episode.stage, *episode.values.values())
    return {
        "episode": plain(head),
        "person": plain(page.person),
        "others": [plain(row) for row in page.others],
        "sums": (page.activity_count, page.activity_minutes),
        "activities": [
            plain(tuple(getattr(row, name) for name in CONTACT)) for row in page.activities
        ],
        "steps": [plain(astuple(step)) for step in episode.steps],
    }


def today(found: Today, more: Beside) -> dict[str, Any]:
    """Like `today_sql.today`."""
    parts = {
        name: (part.count, [plain((i.episode_id, i.due.day, i.service)) for i in part.items])
        for name, part in (
            ("late", found.late),
            ("custody", found.custody),
            ("due_today", found.due_today),
            ("week", found.week),
            ("releases", found.releases),
        )
    }
    silent = [plain((i.episode_id, i.name, i.last_day, i.last_means)) for i in more.silent]
    recent = [
        plain((i.episode_id, i.name, i.day, i.means, i.content, i.worker)) for i in found.recent
    ]
    return {**parts, "silent": silent, "recent": recent, "open": found.open_cases}
