"""Which key of a partner is believed, and what has to be compared before (pure)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.cases.checking import Checking
from app.handoff.sealing.keys import check_words
from app.staff.second.rules import same_person

CENTRE, PROBATION = "centre", "probation"
KINDS = {CENTRE: "settlement_center", PROBATION: "probation_office"}
"""Kind of office → its code of `organisation_kind`."""


class KeyState(StrEnum):
    """How far a partner's key is believed."""

    UNCONFIRMED = "unconfirmed"
    HEARD = "heard"
    """Its words were compared; it takes the place of another, so a second person has to agree."""
    CONFIRMED = "confirmed"
    REPLACED = "replaced"
    REVOKED = "revoked"


KEY_WORDS = {
    KeyState.UNCONFIRMED: "未確認",
    KeyState.HEARD: "もう一人の確認待ち",
    KeyState.CONFIRMED: "確認済み",
    KeyState.REPLACED: "前の鍵",
    KeyState.REVOKED: "使用停止",
}


@dataclass(frozen=True)
class HeardInput:
    """What was compared by phone: the words as they were read out, with whom, on which day."""

    words: str
    with_whom: str
    day: str


@dataclass(frozen=True)
class Heard:
    """The same, checked."""

    with_whom: str
    day: date


def check_heard(typed: HeardInput, fingerprint: str, today: date) -> Heard:
    """What was compared; `InvalidInput` where the words are not those of this key."""
    checking = Checking(today)
    if not typed.words.strip():
        checking.wrong(
            "words", "相手に確かめの言葉を読んでもらい、聞こえたとおりに入力してください。"
        )
    elif spelled(typed.words) != "".join(check_words(fingerprint)):
        checking.wrong(
            "words",
            "確かめの言葉が、このカードの鍵と合いません。聞き直しても合わないときは、この鍵を使わずに、"
            "カードをもう一度受け取ってください。",
        )
    with_whom = checking.text("with_whom", "確かめた相手", typed.with_whom)
    if not with_whom:
        checking.wrong("with_whom", "電話で確かめた相手の名前を入力してください。")
    day = checking.full_day("day", "確かめた日", checking.past_day("day", "確かめた日", typed.day))
    if day is None:
        checking.wrong("day", "確かめた日を入力してください（例: 4/1）。")
    checking.settle()
    return Heard(with_whom, day or today)


def spelled(words: str) -> str:
    """The kana of words that were typed, whatever stands between them."""
    plain = unicodedata.normalize("NFKC", words)
    return "".join(_hiragana(one) for one in plain if one.isalpha())


def _hiragana(one: str) -> str:
    return chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one


def second_refusal(state: str, first_by: str | None, actor: str, office: str) -> str:
    """Why this person may not be the second to agree to a changed key; '' when they may."""
    if state != KeyState.HEARD:
        return "この鍵は、もう一人の確認を待っていません。画面を読み直してください。"
    return same_person(first_by, actor, office)
