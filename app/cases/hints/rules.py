"""The 管理番号 that follows those a centre has given so far (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from app.calendar.fiscal import fiscal_year_of

_NUMBER = re.compile(r"(?P<before>.*\D|)(?P<digits>[0-9]{1,6})(?P<after>\D*)")
_BEFORE_REIWA = 2018


def following(given: Iterable[tuple[str, date]], today: date) -> str:
    """The number after the newest one, as (number, 依頼日); '' where they follow no pattern.

    A year that stands in it (R8, 令和8, 2026) goes on with the 年度, and the count begins anew.
    """
    known = [(day, number) for number, day in given]
    if not known:
        return ""
    day, newest = max(known)
    found = _NUMBER.fullmatch(newest)
    if found is None:
        return ""
    before = _in_year(found["before"], fiscal_year_of(day), fiscal_year_of(today))
    counted, padded = [0], False
    for _, number in known:
        other = _NUMBER.fullmatch(number)
        padded = padded or (other is not None and other["digits"].startswith("0"))
        if other is not None and (other["before"], other["after"]) == (before, found["after"]):
            counted.append(int(other["digits"]))
    width = len(found["digits"]) if padded else 0
    return f"{before}{str(max(counted) + 1).zfill(width)}{found['after']}"


def _in_year(before: str, was: int, now: int) -> str:
    for written in (_reiwa_letter, _reiwa, str):
        if written(was) in before:
            return before.replace(written(was), written(now), 1)
    return before


def _reiwa_letter(year: int) -> str:
    return f"R{year - _BEFORE_REIWA}"


def _reiwa(year: int) -> str:
    return f"令和{year - _BEFORE_REIWA}"
