"""The figures of a period by plain SQL GROUP BY: numbers only, no cases behind them.

Returns the same tree as `app.reports.counting.figure_set.as_json` for days known to the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from app.codes import CENTRE_SERVICES, Flag, Service, label

SUPPORTED = 'e.start <= :l AND (e."end" IS NULL OR e."end" >= :f)'
CASES = "FROM episode e WHERE e.office_id = :o"
CASES_OF_PERSONS = "FROM episode e JOIN person p ON p.id = e.person_id WHERE e.office_id = :o"
CONDITIONS = {
    "carried": 'e.start < :f AND (e."end" IS NULL OR e."end" >= :f)',
    "new": "e.start >= :f AND e.start <= :l",
    "closed": 'e."end" >= :f AND e."end" <= :l',
    "open": 'e.start <= :l AND (e."end" IS NULL OR e."end" > :l)',
}
PERSON_SETS = {"": SUPPORTED, "_new": CONDITIONS["new"], "_closed": CONDITIONS["closed"]}
FOUR = ("elderly", "physical", "intellectual", "psychiatric")


class Baseline:
    """Counts one period of one office over one connection."""

    def __init__(self, connection: Connection, office: str, first: str, last: str) -> None:
        self.connection = connection
        self.values = {"o": office, "f": first, "l": last}

    def figures(self) -> dict[str, Any]:
        """The whole tree without the marks of completeness."""
        return {
            "works": {label("service", service): self.work(service) for service in CENTRE_SERVICES},
            "total": self.head("1 = 1"),
            "activities": self.activities(),
            "training": self.training(),
        }

    def rows(self, sql: str) -> list[Any]:
        """The rows of a statement."""
        return list(self.connection.execute(text(sql), self.values).all())

    def number(self, condition: str) -> int:
        """How many episodes fulfil a condition."""
        return int(self.rows(f"SELECT count(*) {CASES} AND {condition}")[0][0])

    def groups(self, field: str, table: str, condition: str, service: str = "") -> dict[str, int]:
        """Episodes by a code."""
        found = self.rows(
            f"SELECT e.{field}, count(*) {CASES} AND {condition} "
            f"AND e.{field} IS NOT NULL GROUP BY e.{field}"
        )
        return {label(table, code, service): amount for code, amount in found}

    def head(self, scope: str) -> dict[str, Any]:
        """Episodes and persons of one 業務 or of all."""
        found: dict[str, Any] = {
            name: self.number(f"{scope} AND {condition}") for name, condition in CONDITIONS.items()
        }
        found["supported_episodes"] = self.number(f"{scope} AND {SUPPORTED}")
        for suffix, condition in PERSON_SETS.items():
            people, anonymous, sex, marks = self.persons(f"{scope} AND {condition}")
            found[f"{suffix.strip('_') or 'supported'}_persons"] = people
            if not suffix:
                found["supported_persons_anonymous"] = anonymous
            found[f"sex{suffix}"] = sex
            found[f"disability{suffix}"] = marks
        return found

    def persons(self, condition: str) -> tuple[int, int, dict[str, int], dict[str, int]]:
        """Different persons: all, anonymous, by sex, by mark."""
        flags = ", ".join(f"max(e.{flag.value}) AS {flag.value}" for flag in Flag)
        inner = (
            f"SELECT p.id, p.sex AS sex, p.anonymous AS anonymous, {flags} "
            f"{CASES_OF_PERSONS} AND {condition} GROUP BY p.id"
        )
        any4 = " OR ".join(FOUR)
        sums = ", ".join(f"coalesce(sum({flag.value}), 0)" for flag in Flag)
        row = self.rows(
            f"SELECT count(*), coalesce(sum(anonymous), 0), coalesce(sum({any4}), 0), {sums} "
            f"FROM ({inner})"
        )[0]
        people, anonymous, with_any, *marked = row
        by_flag = dict(zip(Flag, marked, strict=True))
        marks = {label("flag", flag): amount for flag, amount in by_flag.items() if amount}
        marks["sum4"] = sum(by_flag[Flag(flag)] for flag in FOUR)
        marks |= {"any4": with_any, "none4": people - with_any}
        sexes = self.rows(f"SELECT sex, count(*) FROM ({inner}) GROUP BY sex")
        return people, anonymous, {label("sex", code): number for code, number in sexes}, marks

    def work(self, service: Service) -> dict[str, Any]:
        """One 業務."""
        scope = f"e.service = '{service.value}'"
        new, closed = (f"{scope} AND {CONDITIONS[name]}" for name in ("new", "closed"))
        supported = f"{scope} AND {SUPPORTED}"
        moved = f"{scope} AND e.move >= :f AND e.move <= :l AND e.dest_kind IS NOT NULL"
        found = {
            **self.head(scope),
            "source_new": self.groups("source_kind", "source_kind", new),
            "source_supported": self.groups("source_kind", "source_kind", supported),
            "destination": self.groups("dest_kind", "dest_kind", moved),
            "destination_total": self.number(moved),
            "end_reason": self.groups("end_reason", "end_reason", closed, service.value),
        }
        if service in (Service.COORDINATION, Service.FOLLOW_UP):
            conditions = {"new": new, "supported": supported, "closed": closed}
            found |= {
                f"{field}_{name}": self.groups(field, field, condition)
                for field in ("kubun", "area")
                for name, condition in conditions.items()
            }
            found["by_kubun"] = {
                label("kubun", code): self.kubun(f"{scope} AND e.kubun = '{code}'")
                for code in ("special", "general")
            }
        if service is Service.SUSPECT_SUPPORT:
            disposed = f"{scope} AND e.disposition_date >= :f AND e.disposition_date <= :l"
            found["disposition"] = self.groups("disposition", "disposition", disposed)
            found["focus_supported"] = self.groups("focus", "focus", supported)
        return found

    def kubun(self, scope: str) -> dict[str, Any]:
        """特別調整 or 一般調整 of one 業務."""
        closed, _, _, marks = self.persons(f"{scope} AND {CONDITIONS['closed']}")
        numbers = {
            name: self.number(f"{scope} AND {condition}") for name, condition in CONDITIONS.items()
        }
        return {**numbers, "closed_persons": closed, "disability_closed": marks}

    def activities(self) -> dict[str, Any]:
        """支援経過."""
        found = self.rows(
            "SELECT service, means, count(*), coalesce(sum(minutes), 0), "
            "sum(minutes IS NULL) FROM activity "
            "WHERE office_id = :o AND day >= :f AND day <= :l GROUP BY service, means"
        )
        means: dict[str, dict[str, int]] = {}
        works: dict[str, dict[str, Any]] = {}
        for service, by, amount, minutes, _ in found:
            pair = means.setdefault(label("means", by), {"count": 0, "minutes": 0})
            own = works.setdefault(
                label("service", service), {"count": 0, "minutes": 0, "by_means": {}}
            )
            for group in (pair, own):
                group["count"] += amount
                group["minutes"] += minutes
            own["by_means"][label("means", by)] = amount
        return {
            "total_count": sum(row[2] for row in found),
            "total_minutes": sum(row[3] for row in found),
            "minutes_unreadable": sum(row[4] for row in found),
            "by_means": means,
            "by_work": works,
        }

    def training(self) -> dict[str, Any]:
        """研修・啓発."""
        found = self.rows(
            "SELECT kind, count(*), coalesce(sum(participants), 0), "
            "coalesce(sum(organisations), 0) FROM event "
            "WHERE office_id = :o AND day >= :f AND day <= :l GROUP BY kind"
        )
        kinds: Mapping[str, dict[str, int]] = {
            label("event_kind", row[0]): {"events": row[1], "participants": row[2]} for row in found
        }
        return {
            "events": sum(row[1] for row in found),
            "participants": sum(row[2] for row in found),
            "organizations": sum(row[3] for row in found),
            "by_kind": kinds,
        }
