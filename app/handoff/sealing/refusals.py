"""The sentences with which a letter or a card is refused; `where` of the error is the stable code."""

from __future__ import annotations

from app.errors import LetterRefused

_UNTOUCHED = "取り込んでいません。いまの記録はそのままです。"
_SEND_AGAIN = "送り主に電話で知らせ、もう一度送ってもらってください。"
_BY_PHONE = "このファイルは使わず、前から知っている電話番号で送り主に確かめてください。"
_CHOOSE = "相手から届いた「.teichaku」で終わるファイルを選んでください。"
_CHOOSE_CARD = "相手から受け取った「.teichaku-card」で終わるファイルを選んでください。"
_NEW_CARD = "相手に頼んで、カードをもう一度作ってもらってください。"
_UPDATE = "新しい版のプログラムを入れてから、もう一度開いてください。"
_CLOUD = "クラウドやUSBのファイルは、この端末に写し終わってから選び直してください。"

_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("ファイルが見つかりませんでした。", "場所と名前を確かめてください。"),
    "unreadable": (
        "ファイルを読めませんでした。",
        "ほかのソフトで開いていれば閉じ、読む権限があるかを確かめてください。",
    ),
    "not_file": ("選ばれたのはファイルではありません。", _CHOOSE),
    "changing": ("読んでいる間にファイルが書き換わりました。", _CLOUD),
    "empty": ("中身のない(0バイトの)ファイルです。", _CLOUD),
    "too_large": (
        "文のファイルが大きすぎます(上限64MB)。",
        "送り主に、添付を減らすか、文を分けて送ってもらってください。",
    ),
    "not_letter": ("文のファイルではないか、はじめの部分が欠けています。", _CHOOSE),
    "version": ("この文は、より新しい版のプログラムで作られています。", _UPDATE),
    "not_for_us": (
        "この文は、ほかの機関か、ここにはもうない鍵に宛てて封をされています。",
        "送り主に知らせ、こちらのいまのカードに宛てて送り直してもらうか、ファイルを消してください。",
    ),
    "not_yours": (
        "この文は、担当限定のやりとりに届いたものです。",
        "責任者か担当者の席で受け取ってください。",
    ),
    "tampered": (
        "封を開けられません。途中で切れているか、書き換えられています。",
        _SEND_AGAIN,
    ),
    "signer_unknown": (
        "登録のない相手が封をした文です。中身は見ていません。",
        "知っている相手なら、相手先カードを受け取って登録し、電話で確かめてから開いてください。",
    ),
    "signer_revoked": (
        "使わないことになった鍵で封をした文です。中身は見ていません。",
        "送り主に電話で確かめ、新しいカードを受け取ってから送り直してもらってください。",
    ),
    "signature": ("署名が合いません。名乗っている相手が封をした文ではありません。", _BY_PHONE),
    "lengths": ("文の中の長さの記録と、実際の長さが合いません。", _SEND_AGAIN),
    "content": ("文の中身が決められた形になっていません。", _SEND_AGAIN),
    "too_many_parts": (
        "添付が多すぎます(上限50件)。",
        "送り主に、文を分けて送ってもらってください。",
    ),
    "hash": ("本文か添付が、署名されたものと違います。", _SEND_AGAIN),
    "card_too_large": ("相手先カードにしては大きすぎるファイルです。", _CHOOSE_CARD),
    "card_not_card": ("相手先カードではないか、途中で切れています。", _CHOOSE_CARD),
    "card_version": ("このカードは、より新しい版のプログラムで作られています。", _UPDATE),
    "card_content": ("相手先カードの中身が決められた形になっていません。", _NEW_CARD),
    "card_keys": ("相手先カードの鍵が正しい形ではありません。", _NEW_CARD),
    "card_signature": ("相手先カードは、作られたあとに書き換えられています。", _NEW_CARD),
}

CODES = frozenset(_WORDS)
_SEALING = {
    "sealing_too_large": (
        "文が大きすぎて封をできません(添付を合わせて上限64MB)。",
        "添付を減らすか、文を分けて送ってください。",
    ),
    "sealing_too_many_parts": (
        "添付が多すぎて封をできません(上限50件)。",
        "添付を減らすか、文を分けて送ってください。",
    ),
}
SEALING_CODES = frozenset(_SEALING)


def refused(code: str) -> LetterRefused:
    """The error for `code`: what happened, that nothing was taken in, what to do."""
    happened, remedy = _WORDS[code]
    return LetterRefused(f"{happened}{_UNTOUCHED}{remedy}", where=code)


def in_short(code: str) -> str:
    """What happened, without what to do; the code itself where it has no words."""
    happened, _ = _WORDS.get(code, (code, ""))
    return happened.rstrip("。")


def not_sealed(code: str) -> LetterRefused:
    """The error of a letter of ours that cannot be sealed: nothing was written."""
    happened, remedy = _SEALING[code]
    return LetterRefused(f"{happened}ファイルは作っていません。{remedy}", where=code)
