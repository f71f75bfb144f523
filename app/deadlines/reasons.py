"""Why a due date is that day, in Japanese (pure)."""

from __future__ import annotations

from datetime import date

from app import codes
from app.calendar import wareki
from app.calendar.holidays import holiday_name
from app.cases.fields import BY_NAME
from app.codes import Service
from app.deadlines.counting import Counted
from app.deadlines.rule import Closed, Nature, Rule, Unit

UNIT_WORDS = {
    Unit.HOURS: "時間",
    Unit.DAYS: "日",
    Unit.MONTHS: "か月",
    Unit.YEARS: "年",
    Unit.THIRDS: "（3分のいくつか）",
}
_OTHER = {
    "contact.last": "最後の支援経過",
    "plan.review_on": "見直しの日",
    "plan.made_on": "計画を作った日",
    "submitted_on": "申請日",
    "decided_on": "決定日",
    "valid_until": "有効期限",
    "renewal": "手帳の更新日",
    "valid_to": "同意の末日",
    "sent_on": "送った日",
    "answer_by": "返事がほしい日",
    "until": "委託期間の末日",
}
_NEW_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def start_words(key: str, service: str) -> str:
    """What the day is called from which a rule counts."""
    group, _, name = key.partition(".")
    if group == "episode":
        return BY_NAME[name].label(Service(service))
    if group == "case_date":
        return codes.label("case_date", name)
    return _OTHER.get(key) or _OTHER[name.rpartition(".")[2]]


def length_words(rule: Rule) -> str:
    """14日, 6か月, 48時間; '' where nothing is counted."""
    if rule.unit is Unit.THIRDS:
        return f"3分の{rule.length}"
    return f"{rule.length}{UNIT_WORDS[rule.unit]}" if rule.length else ""


def short(rule: Rule, service: str, key: str, start: date, counted: Counted) -> str:
    """釈放日 R8.5.23 から6か月 · 更生保護法85条4項."""
    head = f"{start_words(key, service)} {wareki.short(start)}"
    if rule.kind is Nature.RECORDED:
        return f"{head} の記録"
    if next_day_only(rule):
        return f"{head} の翌日 · {_law(rule)}"
    how = ["初日も休日も数える"] if rule.first_day_counts and rule.closed is Closed.STAYS else []
    if rule.unit is Unit.HOURS and counted.minute is None:
        how.append("時刻が未記入のため日で数える")
    if counted.skipped:
        how.append(f"{why_closed(counted.skipped[0])}のため {_near(counted.day)} へ")
    words = "・".join((f"{head} から{length_words(rule)}", *how))
    return f"{words} · {_law(rule)}"


def sentence(rule: Rule, service: str, key: str, start: date, counted: Counted) -> str:
    """One sentence: start, counting, the days skipped and why, the rule, its source and version."""
    head = f"{start_words(key, service)} {wareki.short(start, weekday=True)}"
    origin = f"（{rule.source}、決まり「{rule.name}」第{rule.version}版{_here(rule)}）。"
    if rule.kind is Nature.RECORDED:
        return f"{head}として記録した日{origin}"
    if next_day_only(rule):
        return f"{head}の翌日で、閉庁日でも動かない{origin}"
    return head + _counting(rule, counted) + _last_day(rule, counted) + origin


def why_closed(day: date) -> str:
    """勤労感謝の日, 年末年始 or 土日: why a day is closed."""
    name = holiday_name(day)
    if name:
        return name
    return "年末年始" if (day.month, day.day) in _NEW_YEAR else "土日"


def next_day_only(rule: Rule) -> bool:
    """Whether the rule says no more than the day after."""
    return rule.unit is Unit.DAYS and rule.length == 1 and not rule.first_day_counts


def _law(rule: Rule) -> str:
    """The source as lists have room for it."""
    return rule.source.replace("刑事訴訟法", "刑訴法")


def _here(rule: Rule) -> str:
    return "・センターで変更" if rule.changed_here else ""


def _counting(rule: Rule, counted: Counted) -> str:
    length = length_words(rule)
    if rule.unit is Unit.THIRDS:
        return f" を1日目として、刑期の{length}が過ぎた次の日"
    day = wareki.short(counted.day, weekday=True)
    if rule.unit is Unit.HOURS and counted.minute is None:
        return f" から{length}で、時刻が未記入のため遅くとも {day} のうち"
    if rule.unit is Unit.HOURS and counted.minute is not None:
        time = f"{counted.minute // 60}時{counted.minute % 60:02}分"
        return f" のその時刻から{length}で {day} {time}まで"
    first = "を1日目として" if rule.first_day_counts else "の翌日から"
    return f" {first}{length}"


def _last_day(rule: Rule, counted: Counted) -> str:
    if counted.skipped:
        skipped = "・".join(f"{_near(day)}({_kind_of(day)})" for day in counted.skipped)
        return f"、末日にあたる {skipped} を飛ばして {wareki.short(counted.day, weekday=True)}"
    if rule.closed is Closed.MOVES:
        return "、末日は休日でない"
    if rule.unit in (Unit.HOURS, Unit.THIRDS):
        return ""
    return "、末日は休日でも動かない"


def _kind_of(day: date) -> str:
    name = holiday_name(day)
    weekday = wareki.WEEKDAYS[day.weekday()]
    if name:
        return f"{weekday}・{name}"
    return f"{weekday}・年末年始" if (day.month, day.day) in _NEW_YEAR else weekday


def _near(day: date) -> str:
    return f"{day.month}/{day.day}"
