"""The grounds on which something is withheld (pure).

The proposed list names articles of 個人情報の保護に関する法律 in few words. It is no reading of
them: which regime applies to a centre, and whether a ground holds, is decided by people with the
text before them. A centre may change every word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.errors import FieldProblem, InvalidInput

MOST = 60
LONGEST = 400


@dataclass(frozen=True)
class Ground:
    """One ground: its id, which stays, and the words that are printed."""

    id: str
    words: str


EXECUTION = "124-1"
THIRD = "78-1-2"
THIRD_PRIVATE = "33-2-1"
PROPOSED: tuple[Ground, ...] = (
    Ground(
        EXECUTION,
        "個人情報保護法124条1項（刑事事件の裁判、刑の執行、更生緊急保護などに係る保有個人情報の適用除外）",
    ),
    Ground("78-1-1", "個人情報保護法78条1項1号（本人の生命、健康、生活、財産を害するおそれ）"),
    Ground(THIRD, "個人情報保護法78条1項2号（本人以外の個人に関する情報）"),
    Ground("78-1-3", "個人情報保護法78条1項3号（法人その他の団体に関する情報）"),
    Ground("78-1-5", "個人情報保護法78条1項5号（犯罪の予防などの支障）"),
    Ground("78-1-6", "個人情報保護法78条1項6号（審議・検討・協議に関する情報）"),
    Ground("78-1-7", "個人情報保護法78条1項7号（事務・事業の適正な遂行の支障）"),
    Ground(
        THIRD_PRIVATE,
        "個人情報保護法33条2項1号（本人または第三者の生命、身体、財産その他の権利利益を害するおそれ）",
    ),
    Ground("33-2-2", "個人情報保護法33条2項2号（業務の適正な実施に著しい支障）"),
    Ground("33-2-3", "個人情報保護法33条2項3号（他の法令に違反）"),
    Ground("out", "請求の対象ではない（期間の外、本人の記録ではないなど）"),
)


def kept_grounds(value: object) -> tuple[Ground, ...]:
    """The office's list as it was kept; the proposed one where it has none."""
    if not isinstance(value, list) or not value:
        return PROPOSED
    found = [
        Ground(str(one[0]), str(one[1]))
        for one in value
        if isinstance(one, list) and len(one) == len(("id", "words"))
    ]
    return tuple(found) or PROPOSED


def as_typed(before: Sequence[Ground], lines: Sequence[str]) -> tuple[Ground, ...]:
    """A list typed anew: a line keeps the id of the ground it says, else of the one in its place."""
    by_words = {one.words: one.id for one in before}
    typed = [" ".join(line.split()) for line in lines if line.strip()]
    left = {at: one.id for at, one in enumerate(before) if one.words not in typed}
    taken, found = {one.id for one in before}, []
    for at, words in enumerate(typed):
        known = by_words.pop(words, "") or left.pop(at, "")
        number = len(taken) + 1
        while not known and f"own-{number}" in taken:
            number += 1
        one = Ground(known or f"own-{number}", words)
        taken.add(one.id)
        found.append(one)
    return tuple(found)


def check_grounds(wanted: Sequence[Ground], used: Collection[str]) -> tuple[Ground, ...]:
    """The list as it is kept; `InvalidInput` for an empty word, too many, or one in use left out."""
    found = tuple(Ground(one.id, " ".join(one.words.split())) for one in wanted)
    if not found or len(found) > MOST:
        raise _wrong(f"根拠は1〜{MOST}行にしてください。")
    if any(not one.words or len(one.words) > LONGEST for one in found):
        raise _wrong(f"空の行や、{LONGEST}字より長い行があります。")
    if len({one.words for one in found}) < len(found):
        raise _wrong("同じ言葉の行が二つあります。")
    if set(used) - {one.id for one in found}:
        raise _wrong("続いている判断で使っている根拠は、消せません。言葉は直せます。")
    return found


def _wrong(words: str) -> InvalidInput:
    return InvalidInput((FieldProblem("grounds", words),))
