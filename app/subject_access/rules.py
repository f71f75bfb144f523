"""開示請求: what is recorded of one, until when it is to be decided, and how it ends (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.calendar import wareki
from app.errors import FieldProblem, InvalidInput


class Kind(StrEnum):
    """What is asked for."""

    DISCLOSURE = "disclosure"
    CORRECTION = "correction"
    SUSPENSION = "suspension"


KIND_WORDS = {
    Kind.DISCLOSURE: "開示",
    Kind.CORRECTION: "訂正",
    Kind.SUSPENSION: "利用停止",
}


class Requester(StrEnum):
    """Who asks."""

    SELF = "self"
    LEGAL = "legal"
    AGENT = "agent"
    OTHER = "other"


REQUESTER_WORDS = {
    Requester.SELF: "本人",
    Requester.LEGAL: "法定代理人",
    Requester.AGENT: "任意代理人",
    Requester.OTHER: "その他",
}


class Addressee(StrEnum):
    """Whom the request is addressed to: a centre mostly works on behalf of its prefecture."""

    PREFECTURE = "prefecture"
    OPERATOR = "operator"
    FORWARDED = "forwarded"


ADDRESSEE_WORDS = {
    Addressee.PREFECTURE: "都道府県あて",
    Addressee.OPERATOR: "法人あて",
    Addressee.FORWARDED: "転送（受けた・回した）",
}


class Result(StrEnum):
    """How a request ended."""

    GIVEN = "given"
    PARTLY = "partly"
    REFUSED = "refused"
    DONE = "done"
    PASSED_ON = "passed_on"
    WITHDRAWN = "withdrawn"


_DISCLOSED = {
    Result.GIVEN: "開示する",
    Result.PARTLY: "一部を開示する",
    Result.REFUSED: "開示しない",
}
_CORRECTED = {
    Result.DONE: "訂正する",
    Result.PARTLY: "一部を訂正する",
    Result.REFUSED: "訂正しない",
}
_STOPPED = {
    Result.DONE: "利用停止する",
    Result.PARTLY: "一部を利用停止する",
    Result.REFUSED: "利用停止しない",
}
_ALWAYS = {Result.PASSED_ON: "移送した", Result.WITHDRAWN: "取り下げられた"}
RESULTS = {
    Kind.DISCLOSURE: {**_DISCLOSED, **_ALWAYS},
    Kind.CORRECTION: {**_CORRECTED, **_ALWAYS},
    Kind.SUSPENSION: {**_STOPPED, **_ALWAYS},
}
"""How a request of each kind may end, and the words for it."""
BY_RELEASE = (Result.GIVEN, Result.PARTLY)
"""What a request for disclosure becomes by the release only."""


class DueRule(StrEnum):
    """Until when a request is to be decided; a centre chooses, nothing is assumed."""

    NONE = "none"
    THIRTY = "thirty"
    PROMPTLY = "promptly"
    OWN = "own"


DUE_WORDS = {
    DueRule.NONE: "決めていない（期限の日は請求ごとに入れる）",
    DueRule.THIRTY: "行政機関等の決まり（個人情報保護法83条）: 請求の日から30日",
    DueRule.PROMPTLY: "事業者の決まり（個人情報保護法33条2項）: 遅滞なく",
    DueRule.OWN: "都道府県や法人の決まり",
}
THIRTY_DAYS = 30
"""個人情報保護法83条1項; by 2項 up to 30 more. Days to complete a request do not count."""
MOST_DAYS = 366


@dataclass(frozen=True)
class DueSetting:
    """The rule a centre chose; `days` and `words` for its own one."""

    rule: DueRule = DueRule.NONE
    days: int | None = None
    words: str = ""

    @property
    def kept_words(self) -> str:
        """What is written beside the due day."""
        if self.rule is DueRule.OWN:
            return self.words
        return "" if self.rule is DueRule.NONE else DUE_WORDS[self.rule]

    def due(self, received: date) -> date | None:
        """The proposed due day; None where the rule names no number of days.

        The day of receipt does not count (民法140条).
        """
        days = {DueRule.THIRTY: THIRTY_DAYS, DueRule.OWN: self.days}.get(self.rule)
        return None if days is None else received + timedelta(days=days)


def kept_setting(value: object) -> DueSetting:
    """The setting as it was kept; what is not understood counts as not set."""
    if not isinstance(value, dict) or value.get("rule") not in set(DueRule):
        return DueSetting()
    days = value.get("days")
    number = days if isinstance(days, int) and 0 < days <= MOST_DAYS else None
    return DueSetting(DueRule(value["rule"]), number, str(value.get("words", "")))


def check_setting(setting: DueSetting) -> DueSetting:
    """The setting as it is kept; `InvalidInput` where its own rule lacks words or a number."""
    if setting.rule is not DueRule.OWN:
        return DueSetting(setting.rule)
    problems = []
    words = setting.words.strip()
    if not words:
        problems.append(
            FieldProblem("words", "どの決まりによるか（条例・要綱の名前など）を書いてください。")
        )
    if setting.days is None or not 0 < setting.days <= MOST_DAYS:
        problems.append(FieldProblem("days", f"1〜{MOST_DAYS}の日数を入れてください。"))
    if problems:
        raise InvalidInput(tuple(problems))
    return DueSetting(DueRule.OWN, setting.days, words)


@dataclass(frozen=True)
class RequestInput:
    """What the form of a request holds; days as they were read, '' for what is not known."""

    kind: str
    number: str
    requester: str
    requester_name: str
    identified: str
    received_on: date | None
    addressee: str
    forwarded: str
    asked: str
    since: date | None = None
    until: date | None = None
    due_on: date | None = None
    worker: str = ""
    note: str = ""


_Rule = tuple[str, Callable[[RequestInput, date], bool], str]
_RULES: tuple[_Rule, ...] = (
    ("kind", lambda t, _: t.kind not in set(Kind), "何の請求かを選んでください。"),
    ("requester", lambda t, _: t.requester not in set(Requester), "請求した人を選んでください。"),
    (
        "requester_name",
        lambda t, _: (
            t.requester in set(Requester) - {Requester.SELF} and not t.requester_name.strip()
        ),
        "代わって請求した人の氏名を入れてください。",
    ),
    (
        "identified",
        lambda t, _: not t.identified.strip(),
        "何で本人（代理人）と確かめたかを書いてください。例 運転免許証の提示",
    ),
    ("received_on", lambda t, _: t.received_on is None, "請求を受けた日を入れてください。"),
    (
        "received_on",
        lambda t, today: t.received_on is not None and t.received_on > today,
        "まだ来ていない日です。請求を受けた日を入れてください。",
    ),
    (
        "addressee",
        lambda t, _: t.addressee not in set(Addressee),
        "だれあての請求かを選んでください。",
    ),
    (
        "forwarded",
        lambda t, _: t.addressee == Addressee.FORWARDED and not t.forwarded.strip(),
        "いつ、どこから（どこへ）回ったかを書いてください。",
    ),
    (
        "asked",
        lambda t, _: not t.asked.strip(),
        "請求書に書かれた、求めている記録を書いてください。",
    ),
    (
        "until",
        lambda t, _: bool(t.since and t.until and t.until < t.since),
        "期間の終わりが、始まりより前です。",
    ),
    (
        "due_on",
        lambda t, _: bool(t.due_on and t.received_on and t.due_on < t.received_on),
        "期限が、請求を受けた日より前です。",
    ),
)


def check_request(typed: RequestInput, today: date) -> None:
    """`InvalidInput` naming every field that is wrong, once."""
    problems: dict[str, str] = {}
    for name, wrong, words in _RULES:
        if wrong(typed, today):
            problems.setdefault(name, words)
    if problems:
        raise InvalidInput(tuple(FieldProblem(name, words) for name, words in problems.items()))


def check_extension(due: date | None, until: date | None, why: str) -> None:
    """`InvalidInput` unless the new day is later and a reason is given."""
    problems = []
    if until is None or (due is not None and until <= due):
        problems.append(FieldProblem("until", "いまの期限より後の日を入れてください。"))
    if not why.strip():
        problems.append(FieldProblem("why", "延長の理由を書いてください。"))
    if problems:
        raise InvalidInput(tuple(problems))


def check_decision(kind: Kind, result: str, day: date | None, why: str, received: date) -> None:
    """`InvalidInput` unless it is a way in which such a request may end."""
    problems = []
    if result not in RESULTS[kind]:
        problems.append(FieldProblem("result", "どうなったかを選んでください。"))
    elif kind is Kind.DISCLOSURE and result in BY_RELEASE:
        problems.append(
            FieldProblem(
                "result", "開示は、項目の判断を終え、二人で確かめて「開示する」で行います。"
            )
        )
    if day is None or day < received:
        problems.append(FieldProblem("day", "請求を受けた日以後の、決めた日を入れてください。"))
    if not why.strip():
        problems.append(FieldProblem("why", "理由を書いてください。"))
    if problems:
        raise InvalidInput(tuple(problems))


def standing_words(due: date | None, today: date) -> str:
    """How far the due day is, in words; '' without one."""
    if due is None:
        return ""
    left = (due - today).days
    if left < 0:
        return f"{-left}日超過"
    return "今日まで" if left == 0 else f"あと{left}日"


def due_words(due: date | None, extended: date | None) -> str:
    """The due day, and that it was extended."""
    if extended is not None:
        return f"{wareki.short(extended)}（延長）"
    return wareki.short(due) if due is not None else "期限なし"
