"""One Japanese sentence per figure: what exactly is counted."""

from __future__ import annotations

from app.calendar import wareki
from app.calendar.fiscal import Period
from app.codes import label
from app.reports.counting.breakdowns import table_of
from app.reports.counting.figure import Base, Figure, Unit
from app.reports.counting.words import CASE_FIELDS, END_DAY, start_day

_FOUR = "高齢・身体・知的・精神"
_FIELDS = {**CASE_FIELDS, "sex": "性別", "means": "手段", "kind": "区分"}
_COUNTED = {
    Unit.CASES: "件数",
    Unit.PERSONS: "実人数（同じ人は1人）",
    Unit.MARKS: f"{_FOUR}の印の数（1人に複数あればそれぞれ数える）",
    Unit.ACTIVITIES: "件数",
    Unit.MINUTES: "所要時間の合計（分。読み取れないものは0分）",
    Unit.EVENTS: "件数",
    Unit.PARTICIPANTS: "参加人数の合計",
    Unit.ORGANISATIONS: "参加機関数の合計",
}


def sentence(figure: Figure, period: Period) -> str:
    """What the figure counts in the period."""
    first, last = wareki.short(period.first), wareki.short(period.last)
    days = _days(figure, first, last)
    narrowed = "".join(_narrowed(figure, field, code) for field, code in figure.where)
    return f"{days}{_subject(figure)}{narrowed}の{_COUNTED[figure.unit]}。"


def _days(figure: Figure, first: str, last: str) -> str:
    starts = start_day(figure.service)
    between = f"が {first}〜{last} の間にある"
    match figure.base:
        case Base.NEW:
            return f"{starts}{between}"
        case Base.CLOSED:
            return f"{END_DAY}{between}"
        case Base.CARRIED:
            return f"{starts}が {first} より前で、その前日までに終了していない"
        case Base.OPEN:
            return f"{starts}が {last} 以前で、その日までに終了していない"
        case Base.SUPPORTED:
            return f"{starts}が {last} 以前で、{first} より前に終了していない"
        case Base.MOVED:
            return f"移行日{between}、受入先種別のある"
        case Base.DISPOSED:
            return f"処分日{between}"
        case Base.ACTIVITIES | Base.EVENTS:
            return f"日付{between}"


def _subject(figure: Figure) -> str:
    if figure.base is Base.EVENTS:
        return "研修・啓発"
    work = label("service", figure.service) if figure.service else ""
    if figure.base is Base.ACTIVITIES:
        return f"{work}の支援経過" if work else "支援経過"
    return work or "支援（全業務）"


def _narrowed(figure: Figure, field: str, code: str) -> str:
    if field == "flags":
        if figure.unit is Unit.MARKS:
            return ""
        if code in ("any4", "none4"):
            having = "どれかに" if code == "any4" else "どれにも"
            end = "印がある人" if code == "any4" else "印がない人"
            return f"のうち、{_FOUR}の{having}{end}"
        return f"のうち、「{label('flag', code)}」に印がある人"
    if field == "anonymous":
        return "のうち、匿名の人"
    if field == "minutes":
        return "のうち、所要時間を読み取れないもの"
    service = figure.service.value if figure.service else ""
    word = label(table_of(field), code, service if field == "end_reason" else "")
    return f"のうち、{_FIELDS[field]}が「{word}」のもの"
