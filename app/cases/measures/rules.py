"""更生緊急保護の措置: how long each may last, and what contradicts itself (pure).

更生保護法85条4項: six months from the release; where it is particularly needed 金品 and 宿泊 for up to six
months more, every other measure for up to eighteen months more. The lengths stand in
`resources/rules/aftercare.toml`; an office may count them its own way there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar.partial import PartialDate
from app.calendar.wareki import short
from app.cases.checking import Checking
from app.deadlines.counting import last_day
from app.deadlines.rule import Rule

TABLE = "aftercare_measure"
FIRST, YEAR, TWO_YEARS = "ua_6m", "ua_1y", "ua_2y"
"""The rules of time that hold for a measure: at first, extended 金品・宿泊, extended others."""


@dataclass(frozen=True)
class MeasureInput:
    """What was typed for one measure; without `organisation_id` the office gives it itself."""

    kind: str
    since: str
    until: str = ""
    organisation_id: str = ""
    ended_on: str = ""
    note: str = ""


@dataclass(frozen=True)
class Measure:
    """A measure ready to be kept."""

    kind: str
    since: date
    until: date | None
    ended_on: date | None
    note: str


@dataclass(frozen=True)
class Frame:
    """What bounds the measures of a case."""

    release: PartialDate | None
    extension: PartialDate | None
    """延長の申出日: without it no measure goes beyond the first six months."""
    rules: tuple[Rule, ...]
    """Every version of the rules of time, as the office set them."""


def limit_rule(kind: str, *, extended: bool) -> str:
    """The rule of time that ends a measure of a kind."""
    if not extended:
        return FIRST
    return YEAR if kind in codes.table(TABLE).marked("year") else TWO_YEARS


def limit(frame: Frame, kind: str, *, extended: bool | None = None) -> date | None:
    """The last day on which a measure may be given; None while the release is not known.

    `extended` asks what would hold; left out, what holds as the case stands.
    """
    if frame.release is None or not frame.release.is_full:
        return None
    with_extension = frame.extension is not None if extended is None else extended
    rule = _holding(frame.rules, limit_rule(kind, extended=with_extension), frame.release.first)
    if rule is None:
        return None
    return last_day(
        frame.release.first,
        rule.unit,
        rule.length,
        first_day_counts=rule.first_day_counts,
        closed=rule.closed,
        closed_days=rule.closed_days,
    ).day


def _holding(rules: Iterable[Rule], rule_id: str, start: date) -> Rule | None:
    """The version that holds; before 2023-12-01 there was one extension for every measure."""
    for wanted in (rule_id, YEAR):
        for rule in rules:
            if rule.id == wanted and rule.holds_for(start):
                return rule
    return None


def check(typed: MeasureInput, frame: Frame, today: date) -> Measure:
    """Read what was typed for a measure; `InvalidInput` names a field."""
    checking = Checking(today)
    kind = checking.code("kind", "措置", TABLE, typed.kind)
    since = _day(checking, "since", "始まりの日", typed.since)
    until = _day(checking, "until", "終わりの日", typed.until)
    ended = _day(checking, "ended_on", "早く終わった日", typed.ended_on)
    note = checking.text("note", "備考", typed.note)
    if not typed.since.strip():
        checking.wrong("since", "始まりの日を入力してください（例: R8.4.1）。")
    if typed.organisation_id and until is None and not checking.is_wrong("until"):
        checking.wrong("until", "委託するときは、委託期間の終わりの日を入力してください。")
    if since is not None:
        for name, words, day in (("until", "終わりの日", until), ("ended_on", "終わった日", ended)):
            if day is not None and day < since:
                checking.wrong(name, f"{words}が始まりの日（{short(since)}）より前です。")
    if ended is not None and until is not None and ended > until:
        checking.wrong("ended_on", "委託期間のあとです。終わりの日を直してください。")
    if not checking.is_wrong("kind"):
        _within(checking, kind, since, until, frame)
    checking.settle()
    return Measure(kind, since or today, until, ended, note)


def _within(
    checking: Checking, kind: str, since: date | None, until: date | None, frame: Frame
) -> None:
    release, last = frame.release, limit(frame, kind)
    if release is None:
        checking.wrong(
            "since", "釈放日がまだ入っていません。更生緊急保護の期間は釈放日から数えます。"
        )
        return
    if since is not None and since < release.first:
        checking.wrong("since", f"釈放日（{short(release)}）より前です。")
    if last is None:
        return
    for name, day in (("until", until), ("since", since)):
        if day is not None and day > last:
            checking.wrong(name, _too_late(kind, last, frame))
            return


def _too_late(kind: str, last: date, frame: Frame) -> str:
    words = codes.label(TABLE, kind)
    if frame.extension is not None:
        return f"「{words}」は延長しても{short(last)}までです（更生保護法85条4項）。"
    furthest = limit(frame, kind, extended=True)
    far = f"延長の申出があれば{short(furthest)}まで" if furthest is not None else ""
    return (
        f"更生緊急保護は{short(last)}までです（釈放から6か月）。"
        f"{far}できます。延長するときは、先に「延長」へ進めてください。"
    )


def _day(checking: Checking, name: str, label: str, text: str) -> date | None:
    return checking.full_day(name, label, checking.any_day(name, text))
