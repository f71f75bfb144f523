"""One Japanese sentence per figure: what exactly is counted, in the words of the vocabulary."""

from __future__ import annotations

from app.calendar import wareki
from app.calendar.fiscal import Period
from app.codes import label
from app.reports.counting.figure import Base, Condition, Figure, Unit
from app.reports.counting.vocabulary import FIELDS, RULES, SERVICE, UNITS
from app.reports.counting.words import END_DAY, start_day

_OR = "か"


def sentence(figure: Figure, period: Period) -> str:
    """What the figure counts in the period."""
    days = RULES[figure.base].clause.format(
        start=start_day(figure.service),
        end=END_DAY,
        first=wareki.short(period.first),
        last=wareki.short(period.last),
    )
    narrowed = "".join(_narrowed(figure, condition) for condition in figure.where)
    return f"{days}{_subject(figure)}{narrowed}の{UNITS[figure.unit]}。"


def _subject(figure: Figure) -> str:
    if figure.base is Base.EVENTS:
        return "研修・啓発"
    several = next((one.codes for one in figure.where if one.field == SERVICE), ())
    work = "・".join(label(SERVICE, code) for code in several or (figure.service or "",) if code)
    if figure.base is Base.ACTIVITIES:
        return f"{work}の支援経過" if work else "支援経過"
    return work or "支援（全業務）"


def _narrowed(figure: Figure, condition: Condition) -> str:
    if condition.field == SERVICE or (figure.unit is Unit.MARKS and condition.field == "flags"):
        return ""
    words = FIELDS[condition.field]
    service = figure.service.value if figure.service else ""
    beside = dict(words.codes)
    if condition.codes[0] in beside:
        return f"のうち、{_OR.join(beside[code] for code in condition.codes)}"
    named = _OR.join(f"「{words.word(code, service)}」" for code in condition.codes)
    if condition.field == "flags":
        return f"のうち、{named}に印がある人"
    return f"のうち、{words.name}が{named}のもの"
