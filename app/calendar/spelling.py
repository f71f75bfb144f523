"""One spelling for the many ways to write the same date."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_TIME = re.compile(r"(?<=[0-9日])[\sT]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_NOT_KNOWN = re.compile(r"(?:月?日)?(?:不詳|不明)$")
_BORN = re.compile(r"生(?:まれ)?$")
_DIGITS = "〇一二三四五六七八九"
_KANJI_NUMBER = re.compile(f"[{_DIGITS}十]+")
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-") | dict.fromkeys("・,、。", "."))


def one_spelling(text: str) -> str:
    """The text half-width and upper case, without spaces, time of day, 生 or 不詳.

    NFKC makes ㋿ into 令和 and Ｒ５．４．１ into R5.4.1; 四月十一日 becomes 4月11日.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
        text = _KANJI_NUMBER.sub(_number, text)
    text = text.strip().upper()
    if ":" in text:
        text = _TIME.sub("", text)
    if not text.isalnum():
        text = "".join(_BETWEEN_DIGITS.sub(".", text).split()).replace(",", ".")
    if text.endswith(("生", "まれ")):
        text = _BORN.sub("", text)
    return _NOT_KNOWN.sub("", text) if text.endswith(("詳", "明")) else text


def _number(found: re.Match[str]) -> str:
    kanji = found[0]
    if tens := _TENS.fullmatch(kanji):
        return str(_digit(tens[1], 1) * 10 + _digit(tens[2], 0))
    if "十" in kanji:
        return kanji
    return "".join(str(_DIGITS.index(sign)) for sign in kanji)


def _digit(sign: str, absent: int) -> int:
    return _DIGITS.index(sign) if sign else absent
