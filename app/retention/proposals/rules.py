"""What a 削除の案 is, what it counts, and what must be typed before it is carried out (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.calendar import wareki
from app.calendar.partial import PartialDate

_MOST_DIGITS = 9
DRAFT, WITHDRAWN, DONE = "draft", "withdrawn", "done"
REMOVING = "removing"
"""Within the transaction that deletes, and never after it."""
STATE_WORDS = {DRAFT: "案", WITHDRAWN: "取り下げ", DONE: "削除済み"}
NOTHING_CHOSEN = "削除するケースを選んでください。"
NOT_DUE = (
    "選んだ中に、保存期間が過ぎていないものか、いまは削除できないもの（{}）があります。"
    "何も変えていません。画面を読み直して、選び直してください。"
)
CHANGED_SINCE = (
    "この案を作ったあとに、中の記録が変わりました。何も削除していません。"
    "案を取り下げて、いまの記録で作り直してください。"
)
SETTLED = "この案は、もう{}です。画面を読み直してください。"
WRONG_NUMBER = "この案の{}です。数字をそのまま入力してください。何も削除していません。"
OTHER_WORD = "この確認は、別の案のためのものです。何も削除していません。もう一度依頼してください。"

WORDS: Mapping[str, str] = {
    "person": "対象者",
    "episode": "ケース",
    "activity": "支援経過",
    "attachment": "添付",
    "assessment": "アセスメント",
    "plan": "計画",
    "application": "申請",
    "consent": "同意",
    "disclosure": "情報提供",
    "referral": "つなぎ",
    "exchange": "広域のやりとり",
    "letter": "広域の文",
    "meeting": "会議",
    "meeting_person": "会議で話し合った人",
    "signal": "端緒",
    "appointment": "予定",
    "task": "課題",
    "stay": "所在",
    "life_event": "できごと",
    "placement": "受入先の候補",
    "related_person": "関係者",
    "certificate": "手帳",
    "health": "医療・緊急時",
    "imported_row": "取り込んだ台帳の行",
}
"""Tables that are named one by one; what belongs to them is told together as その他."""


@dataclass(frozen=True)
class Target:
    """One case or 対象者 that would go."""

    kind: str
    id: str
    number: str
    ended: PartialDate | None
    due: date | None


def count_words(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """How many rows of what would go, in the order of `WORDS`; the rest together at the end."""
    told = [(words, counts[table]) for table, words in WORDS.items() if counts.get(table)]
    rest = sum(many for table, many in counts.items() if table not in WORDS)
    return (*told, *((("その他（上のものに付く記録）", rest),) if rest else ()))


def counted(words: str, many: int) -> str:
    """One of `count_words` with its unit: 人 for 対象者, 件 for all else."""
    return f"{words}{many:,}{'人' if words == WORDS['person'] else '件'}"


def about(proposal_id: str, cases: int, persons: int) -> str:
    """What the second person is told: how many, and of which list; it binds their word to it."""
    return f"ケース{cases:,}件・対象者{persons:,}人、案 {short_id(proposal_id)}"


def short_id(proposal_id: str) -> str:
    """What tells one list from another on screen and paper; ids of one day begin alike."""
    return proposal_id[-8:]


def asked_number(cases: int, persons: int) -> int:
    """What must be typed: the number of cases, of 対象者 where there is no case among them."""
    return cases or persons


def number_words(cases: int, persons: int) -> str:
    """The same in words."""
    return f"ケースは{cases:,}件" if cases else f"対象者は{persons:,}人"


def typed_number(text: str) -> int | None:
    """The number that was typed; None when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("件").replace(",", "")
    fits = plain.isascii() and plain.isdecimal() and len(plain) <= _MOST_DIGITS
    return int(plain) if fits else None


def whole_month(day: PartialDate | None) -> PartialDate | None:
    """A day as 件数の控え keeps it: to the month, which every period that is counted ends with."""
    return None if day is None else PartialDate(day.year, day.month)


def remaining_words(made: date, monthly: int, *, served: bool) -> str:
    """Until when 控え from before still hold what was deleted."""
    if served:
        return (
            "削除の前にサーバーで取った控えには、まだ入っています。"
            "いつまで残すかは、サーバーの管理者に確かめてください。"
        )
    at = made.year * 12 + made.month - 1 + max(monthly, 1)
    last = PartialDate(at // 12, at % 12 + 1)
    return (
        "削除の前に作った控え（この PC と第二の置き場所）には、まだ入っています。"
        f"いまの計画では、{wareki.long(last)}ごろまでに新しい控えと入れ替わります。"
        "別に写して保管した控え・書き出したファイル・紙は、人が処分します。"
    )


def why_not(blocks: Iterable[str]) -> str:
    """The reasons, as one sentence names them."""
    return "、".join(dict.fromkeys(one.rstrip("。") for one in blocks)) or "期間の途中"


def day_question(today: date, doubt: str) -> str:
    """What is asked before anything is deleted on a day that may be wrong."""
    return f"{doubt}今日は{wareki.long(today)}で間違いありませんか。"
