"""今日 by hand-written SQL over a raw connection; all days known to the day.

The made-up office has no CaseDates, papers, plans or tasks, so that releases, the ends of custody,
特別加算, unanswered 相談 and long silence are all that can be in sight.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlcipher3.dbapi2 import Connection

from app.deadlines.queries import MOST
from app.deadlines.rules import AHEAD_DAYS, GONE_DAYS, RECENT_DAYS, WEEK_DAYS

Row = tuple[object, ...]
CUSTODY_LEAD, ADDON_LEAD = 14, 60
_SILENCE = {"coordination": 60, "follow_up": 40, "consultation": 60, "suspect_support": 14}

_AHEAD = """
SELECT id, due, service, head FROM (
    SELECT id, service, coalesce(move, release, date(term_end, '+1 day')) AS due, 1 AS head
    FROM episode WHERE office_id = :o AND "end" IS NULL AND service = 'coordination'
        AND stage != 'moved'
    UNION ALL
    SELECT id, service, detention_end, 1 FROM episode WHERE office_id = :o AND "end" IS NULL
        AND service = 'suspect_support' AND release IS NULL AND detention_end <= :custody
    UNION ALL
    SELECT id, service, date(release, '+3 years'), 0 FROM episode WHERE office_id = :o
        AND "end" IS NULL AND service IN ('coordination', 'follow_up')
        AND date(release, '+3 years') BETWEEN :gone AND :addon
) WHERE due <= :last ORDER BY due, id
"""
_SILENT = """
SELECT f.id, p.name, f.day, coalesce((SELECT means FROM activity WHERE episode_id = f.id
    AND office_id = :o AND day = f.day ORDER BY id DESC LIMIT 1), '')
FROM (SELECT e.id, e.person_id, e.service, e.stage, e.start, (SELECT max(day) FROM activity
        WHERE episode_id = e.id AND office_id = :o) AS day
    FROM episode e WHERE e.office_id = :o AND e."end" IS NULL) f
JOIN person p ON p.id = f.person_id
WHERE coalesce(day, start) < CASE service
    WHEN 'coordination' THEN :coordination WHEN 'follow_up' THEN :follow_up
    WHEN 'consultation' THEN :consultation ELSE :suspect_support END
    AND NOT (service = 'consultation' AND stage = 'received')
ORDER BY coalesce(day, start), f.id LIMIT 8
"""
_RECENT = """
SELECT a.episode_id, p.name, a.day, a.means, a.content, a.worker
FROM activity a LEFT JOIN person p ON p.id = a.person_id
WHERE a.office_id = :o AND a.day BETWEEN :since AND :today
ORDER BY a.day DESC, a.id DESC LIMIT 6
"""
_OPEN = "SELECT count(*) FROM episode WHERE office_id = :o AND stage != 'closed'"
Part = tuple[int, list[Row]]


def today(connection: Connection, office: str, day: date) -> dict[str, object]:
    """The rows of each part of 今日, and how many each has."""
    values = {
        "o": office,
        "today": day.isoformat(),
        "last": (day + timedelta(days=AHEAD_DAYS)).isoformat(),
        "custody": (day + timedelta(days=CUSTODY_LEAD)).isoformat(),
        "addon": (day + timedelta(days=ADDON_LEAD)).isoformat(),
        "gone": (day - timedelta(days=GONE_DAYS)).isoformat(),
        "since": (day - timedelta(days=RECENT_DAYS)).isoformat(),
        **{name: (day - timedelta(days=days)).isoformat() for name, days in _SILENCE.items()},
    }
    ahead = connection.execute(_AHEAD, values).fetchall()
    now, week = day.isoformat(), (day + timedelta(days=WEEK_DAYS)).isoformat()
    held = [row for row in ahead if row[2] == "suspect_support"]
    free = [row for row in ahead if row[2] == "coordination"]
    return {
        "late": _part([row for row in ahead if row[1] < now]),
        "custody": _part([row for row in held if row[1] >= now]),
        "due_today": _part([row for row in free if row[1] == now]),
        "week": _part([row for row in free if now < row[1] <= week]),
        "releases": _part([row for row in free if row[1] >= now and row[3]]),
        "silent": connection.execute(_SILENT, values).fetchall(),
        "recent": connection.execute(_RECENT, values).fetchall(),
        "open": connection.execute(_OPEN, values).fetchone()[0],
    }


def _part(rows: list[Row]) -> Part:
    return len(rows), [row[:3] for row in rows[:MOST]]
