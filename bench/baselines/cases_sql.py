"""The case list and a case page by hand-written SQL over a raw connection."""

from __future__ import annotations

from sqlcipher3.dbapi2 import Connection

Row = tuple[object, ...]

_COLUMNS = (
    'e.id, e.person_id, e.number, p.name, p.kana, e.service, e.stage, e.start, e."end", e.worker'
)
_NEXT = """CASE WHEN e."end" IS NOT NULL THEN NULL
    WHEN e.service = 'suspect_support' AND e.release IS NULL THEN e.detention_end
    WHEN e.service = 'coordination' AND e.stage NOT IN ('moved', 'closed')
        THEN coalesce(e.move, e.release, e.term_end) END"""
_FROM = "FROM episode e JOIN person p ON p.id = e.person_id WHERE e.office_id = ?"
_FOUND = "e.person_id IN (SELECT id FROM person WHERE office_id = ? AND search_key LIKE ?)"
_ORDERS = {
    "next": f"({_NEXT}) IS NULL, {_NEXT}, e.number, e.id",
    "name": "p.kana_key, p.name_folded, e.number, e.id",
}


def open_cases(connection: Connection, office: str, limit: int) -> tuple[int, list[Row]]:
    """How many episodes are open, and the first rows by the day that comes next."""
    return _page(connection, "e.stage != 'closed'", (office,), "next", limit)


def search(
    connection: Connection, office: str, text: str, limit: int, most: int = -1
) -> tuple[int, list[Row]]:
    """Episodes of persons whose key holds `text` (folded), counted up to `most` (-1: all), and the
    first rows.
    """
    return _page(connection, _FOUND, (office, office, f"%{text}%"), "next", limit, most)


def named(connection: Connection, office: str, text: str, limit: int) -> list[Row]:
    """The first rows by name, uncounted."""
    return _rows(connection, _FOUND, (office, office, f"%{text}%"), "name", limit)


def notes(connection: Connection, office: str, text: str, limit: int) -> list[str]:
    """The newest contacts that hold `text` as it is written."""
    found = connection.execute(
        "SELECT id FROM activity WHERE office_id = ? AND (content LIKE ? OR partner LIKE ?) "
        "ORDER BY day DESC, id DESC LIMIT ?",
        (office, f"%{text}%", f"%{text}%", limit),
    )
    return [row[0] for row in found]


def _page(
    connection: Connection, condition: str, values: Row, order: str, limit: int, most: int = -1
) -> tuple[int, list[Row]]:
    some = f"SELECT 1 FROM episode e WHERE e.office_id = ? AND {condition} LIMIT {most}"
    (total,) = connection.execute(f"SELECT count(*) FROM ({some})", values).fetchone()
    return total, _rows(connection, condition, values, order, limit)


def _rows(connection: Connection, condition: str, values: Row, order: str, limit: int) -> list[Row]:
    return connection.execute(
        f"SELECT {_COLUMNS}, {_NEXT} {_FROM} AND {condition} ORDER BY {_ORDERS[order]} LIMIT ?",
        (*values, limit),
    ).fetchall()


_PERSON = "id, version, name, kana, sex, birth, birth_text, anonymous, note"
CONTACT = (
    *("id", "version", "episode_id", "service", "day", "means", "minutes", "minutes_text"),
    *("partner", "content", "worker", "place", "travel_minutes", "distance_m", "fare"),
)
"""What a 支援経過 says of itself."""


def case_page(
    connection: Connection, office: str, episode_id: str, fields: tuple[str, ...], newest: int
) -> dict[str, object]:
    """One case: person, the episode's fields, other episodes, newest contacts, sums, steps."""
    run = connection.execute
    named = ", ".join(f'"{field}"' for field in fields)
    head = run(
        f"SELECT person_id, version, service, stage, {named} FROM episode "
        "WHERE office_id = ? AND id = ?",
        (office, episode_id),
    ).fetchone()
    person = head[0]
    return {
        "episode": head[1:],
        "person": run(f"SELECT {_PERSON} FROM person WHERE id = ?", (person,)).fetchone(),
        "others": run(
            f"SELECT {_COLUMNS}, {_NEXT} FROM episode e JOIN person p ON p.id = e.person_id "
            "WHERE e.person_id = ? AND e.id != ? ORDER BY e.start DESC",
            (person, episode_id),
        ).fetchall(),
        "sums": run(
            "SELECT count(*), coalesce(sum(minutes), 0) FROM activity "
            "WHERE episode_id = ? AND withdrawn_at IS NULL",
            (episode_id,),
        ).fetchone(),
        "activities": run(
            f"SELECT {', '.join(CONTACT)} FROM activity WHERE office_id = ? AND episode_id = ? "
            "ORDER BY day DESC, id DESC LIMIT ?",
            (office, episode_id, newest),
        ).fetchall(),
        "steps": run(
            "SELECT from_stage, to_stage, day, note FROM stage_move WHERE episode_id = ? "
            "ORDER BY id",
            (episode_id,),
        ).fetchall(),
    }
