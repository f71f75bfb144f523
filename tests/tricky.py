"""Words that look like something else: formulas, markup, shortcuts, other scripts, halves, marks."""

from __future__ import annotations

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
STARTS = (*SIGNS, *(f" \"'{sign}" for sign in SIGNS))
"""What a text may begin with that a spreadsheet might calculate: each sign, and behind others."""
FORMULAS = tuple(f"{start}1+1|' /C calc'!A0" for start in STARTS)
NOT_STORED = frozenset("\x00\r")
STORED_FORMULAS = tuple(text for text in FORMULAS if not NOT_STORED & set(text))

MARKUP = (
    "<b>太字</b><img src='file:///etc/passwd'>",
    '<a href="file:///etc/passwd">様</a>&nbsp;&lt;',
    "<html><body><link rel=stylesheet href='//192.0.2.1/x'>",
    "<r><t>x</t></r></si><si><t>=1+1</t></r>",
    "<font name=x size=99>大</font><br/><para/>",
    "&Alt &amp; &#61; %s %1 {0} {x} [*]",
    "一行目\n二行目\tShift+F1",
    "]]><!--<?x?>--> _x0041_x0042_ _x000D_",
)
FAITHFUL = {
    "emoji": "🙂🏳️\u200d🌈👨\u200d👩\u200d👧",
    "outside the plane": "𠮷野 𩸽",
    "variant": "葛\U000e0100城 辻\U000e0101",
    "private": "外字\ue000と\uf8ff",
    "old systems": "髙橋﨑①㈱Ⅳ",
    "half width": "ｶﾅｶﾞﾊﾟ ﾞ",
    "decomposed": "か\u3099は\u309a e\u0301",
    "right to left": "請求\u202e書xslx.exe\u202c\u2066ab\u2069",
    "invisible": "\u200b\u2060\ufeff\u00ad山\u200e田",
    "spaces": " \u3000前後\u00a0 ",
    "foreign": "한글 עברית العربية",
    "controls of Latin-1": "\x7f\x85\x9b",
}
REFUSED = {
    "NUL": "\x00",
    "bell": "\x07",
    "return": "\r",
    "escape": "\x1b",
    "no character": "\ufffe",
    "no character either": "\uffff",
    "first half": "\ud842",
    "second half": "\udfb7",
}
LONGEST_CELL, ONE_LONGER, A_MEGABYTE = "長" * 32_767, "長" * 32_768, "あいうえお\n" * 62_500
