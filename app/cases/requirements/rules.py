"""特別調整の6要件 and the requirements of 一般調整: what may be typed, what is missing (pure).

The list: 平成21年4月 法務省保観第244号 矯正局長・保護局長通達. 「おおむね65歳」 is a judgement: an age is
shown beside it and never compared with 65.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar import wareki
from app.calendar.ages import age_range
from app.calendar.partial import PartialDate
from app.cases.checking import Checking

TABLE = "requirement"
GENERAL = "general"
"""The 区分 whose persons have a home: it asks for fewer requirements."""
ASKED_BY_GENERAL = ("condition", "needs_welfare", "wishes")
MET, NOT_MET, UNCLEAR = "met", "not_met", "unclear"
FIELDS = ("state", "found_by", "found_on", "note")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


@dataclass(frozen=True)
class RequirementInput:
    """What was typed for one requirement; an empty `state` takes the finding back."""

    state: str = ""
    found_by: str = ""
    found_on: str = ""
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """What was found about one requirement."""

    state: str
    found_by: str
    found_on: PartialDate | None
    note: str


def asked(kubun: str | None) -> tuple[str, ...]:
    """The requirements of 特別調整 (also where the 区分 is not known yet) or of 一般調整."""
    every = tuple(row.code for row in codes.table(TABLE))
    return tuple(code for code in every if code in ASKED_BY_GENERAL) if kubun == GENERAL else every


def short(code: str) -> str:
    """The short word of a requirement (住居)."""
    return next((row.also[0] for row in codes.table(TABLE) if row.code == code and row.also), code)


def numbered(code: str) -> str:
    """The short word with the requirement's number in the 通達 (②住居)."""
    every = [row.code for row in codes.table(TABLE)]
    return f"{_CIRCLED[every.index(code)]}{short(code)}" if code in every else code


def check(typed: Mapping[str, RequirementInput], today: date) -> dict[str, Finding | None]:
    """Read what was typed, by requirement; None where the finding is taken back."""
    checking = Checking(today)
    found = {code: _checked(checking, code, one) for code, one in typed.items()}
    checking.settle()
    return found


def _checked(checking: Checking, code: str, typed: RequirementInput) -> Finding | None:
    if code not in {row.code for row in codes.table(TABLE)}:
        checking.wrong(f"{code}.state", "この要件はありません。画面を読み直してください。")
    found_by = checking.text(f"{code}.found_by", "確認者", typed.found_by)
    note = checking.text(f"{code}.note", "備考", typed.note)
    found_on = checking.past_day(f"{code}.found_on", "確認日", typed.found_on)
    if not typed.state:
        if found_by or note or typed.found_on.strip():
            checking.wrong(f"{code}.state", "該当・非該当・確認中のどれかを選んでください。")
        return None
    state = checking.code(f"{code}.state", "該当かどうか", "requirement_state", typed.state)
    return Finding(state, found_by, found_on, note)


def summary(kubun: str | None, states: Mapping[str, str]) -> str:
    """How the requirements stand, in one line; `states` are those that were looked at."""
    wanted = asked(kubun)
    name = f"一般調整の{len(wanted)}要件" if kubun == GENERAL else f"{len(wanted)}要件"
    by_state = {
        state: [short(code) for code in wanted if states.get(code, "") == state]
        for state in (MET, NOT_MET, UNCLEAR, "")
    }
    met = len(by_state[MET])
    if met == len(wanted):
        return f"{name}すべてが確認済みです。"
    first = f"{name}のうち{met}つが確認済み。" if met else f"{name}のうち確認済みはまだありません。"
    rest = (
        (NOT_MET, "は非該当です。"),
        (UNCLEAR, "は確認中です。"),
        ("", "がまだです。"),
    )
    if not met and len(by_state[""]) == len(wanted):
        return first
    return first + "".join(
        f"{'・'.join(by_state[state])}{words}" for state, words in rest if by_state[state]
    )


def age_words(birth: PartialDate | None, day: date, today: date) -> str:
    """The age on the day of the finding, for the judgement 「おおむね65歳」: 確認日に64歳."""
    ages = age_range(birth, day)
    if ages is None:
        return "年齢は不明"
    words = f"{ages[0]}歳" if ages[0] == ages[1] else f"{ages[0]}〜{ages[1]}歳"
    return f"今日{words}" if day == today else f"{wareki.short(day)}に{words}"
