"""今日 by hand-written SQL over a raw connection; all days known to the day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlcipher3.dbapi2 import Connection

from app.deadlines.rules import AHEAD_DAYS, CUSTODY_DAYS, RECENT_DAYS, SILENT_DAYS

Row = tuple[object, ...]

_AHEAD = """
SELECT id, due, service FROM (
    SELECT id, number, service, coalesce(move, release, date(term_end, '+1 day')) AS due
    FROM episode WHERE office_id = :o AND "end" IS NULL AND service = 'coordination'
        AND stage != 'moved'
    UNION ALL
    SELECT id, number, service, detention_end FROM episode WHERE office_id = :o AND "end" IS NULL
        AND service = 'suspect_support' AND release IS NULL
) WHERE due <= :last ORDER BY due, number
"""
_SILENT = """
SELECT id, name, day, coalesce((SELECT means FROM activity WHERE episode_id = f.id
    AND office_id = :o AND day = f.day ORDER BY id DESC LIMIT 1), '')
FROM (SELECT e.id, p.name, e.start, (SELECT max(day) FROM activity
        WHERE episode_id = e.id AND office_id = :o) AS day
    FROM episode e JOIN person p ON p.id = e.person_id
    WHERE e.office_id = :o AND e."end" IS NULL AND e.service = 'follow_up') f
WHERE coalesce(day, start) < :silent ORDER BY coalesce(day, start), id LIMIT 8
"""
_RECENT = """
SELECT a.episode_id, p.name, a.day, a.means, a.content, a.worker
FROM activity a LEFT JOIN person p ON p.id = a.person_id
WHERE a.office_id = :o AND a.day BETWEEN :since AND :today
ORDER BY a.day DESC, a.id DESC LIMIT 6
"""
_OPEN = "SELECT count(*) FROM episode WHERE office_id = :o AND stage != 'closed'"


def today(connection: Connection, office: str, day: date) -> dict[str, object]:
    """The rows of each part of 今日."""
    values = {
        "o": office,
        "today": day.isoformat(),
        "last": (day + timedelta(days=AHEAD_DAYS)).isoformat(),
        "silent": (day - timedelta(days=SILENT_DAYS)).isoformat(),
        "since": (day - timedelta(days=RECENT_DAYS)).isoformat(),
    }
    ahead = connection.execute(_AHEAD, values).fetchall()
    now, soon = day.isoformat(), (day + timedelta(days=CUSTODY_DAYS)).isoformat()
    custody = [row for row in ahead if row[2] == "suspect_support" and now <= row[1] <= soon]
    return {
        "late": [row for row in ahead if row[1] < now],
        "custody": custody,
        "releases": [row for row in ahead if row[2] == "coordination" and row[1] >= now],
        "silent": connection.execute(_SILENT, values).fetchall(),
        "recent": connection.execute(_RECENT, values).fetchall(),
        "open": connection.execute(_OPEN, values).fetchone()[0],
    }
