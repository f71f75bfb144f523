"""経費のきまり: what is proposed for the money of a 年度, read from `resources/funding/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app import paths
from app.funding.rules import Rounding, Terms


@dataclass(frozen=True)
class Rule:
    """One entry: since when it holds, where it stands, and what of it nobody has verified."""

    kind: str
    part: str
    valid_from: date
    source: str
    unverified: str
    values: Mapping[str, Any]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, as bundled; a file that cannot be read is a fault of the program."""
    text = paths.resource("funding", "rules.toml").read_text(encoding="utf-8")
    found = [
        _rule(kind, entry) for kind, entries in tomllib.loads(text).items() for entry in entries
    ]
    return tuple(sorted(found, key=lambda one: one.valid_from))


def rule_on(kind: str, day: date, part: str = "") -> Rule:
    """The rule of a kind that holds on a day; before all of them the first."""
    found = [one for one in rules() if one.kind == kind and one.part == part]
    return next((one for one in reversed(found) if one.valid_from <= day), found[0])


def proposed_terms(part: str, day: date) -> Terms:
    """The conditions of a subsidy that are proposed for a part of the project."""
    return _terms(rule_on("subsidy", day, part).values)


def dear_from(day: date) -> int:
    """The price of a unit of equipment from which its cost does not count."""
    return int(rule_on("equipment", day).values["unit_price"])


def share_rounding(day: date) -> tuple[Rounding, int]:
    """How a share by hours is rounded."""
    values = rule_on("share", day).values
    return Rounding(values["rounding"]), int(values["unit"])


def least_qualified(day: date) -> int:
    """How many 社会福祉士等 a centre has every day."""
    return int(rule_on("qualified", day).values["least"])


def dedicated_only(day: date) -> bool:
    """Whether only those count whose whole time is the project's."""
    return bool(rule_on("qualified", day).values["dedicated_only"])


def _rule(kind: str, entry: Mapping[str, Any]) -> Rule:
    named = ("part", "valid_from", "source", "unverified")
    return Rule(
        kind=kind,
        part=str(entry.get("part", "")),
        valid_from=entry["valid_from"],
        source=entry["source"],
        unverified=entry.get("unverified", ""),
        values={key: value for key, value in entry.items() if key not in named},
    )


def _terms(values: Mapping[str, Any]) -> Terms:
    return Terms(
        int(values["numerator"]),
        int(values["denominator"]),
        Rounding(values["rounding"]),
        int(values["unit"]),
    )
