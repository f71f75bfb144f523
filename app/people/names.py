"""氏名: the same name found whatever its spelling (width, spaces, kana, 異体字)."""

from __future__ import annotations

import re
import unicodedata

_VARIANTS = str.maketrans(
    {
        "髙": "高", "﨑": "崎", "碕": "崎", "嵜": "崎", "邉": "辺", "邊": "辺", "齋": "斎", "齊": "斎",
        "斉": "斎", "濵": "浜", "濱": "浜", "德": "徳", "𠮷": "吉", "廣": "広", "澤": "沢", "嶋": "島",
        "嶌": "島", "眞": "真", "栁": "柳", "桺": "柳", "黑": "黒", "桒": "桑", "瀧": "滝", "國": "国",
        "冨": "富", "惠": "恵", "榮": "栄", "櫻": "桜", "圓": "円", "應": "応", "龍": "竜", "壽": "寿",
        "萬": "万", "與": "与", "藪": "薮", "籔": "薮", "條": "条", "數": "数", "氣": "気", "將": "将",
        "晉": "晋", "曾": "曽", "淺": "浅", "實": "実", "寳": "宝", "寶": "宝", "總": "総", "縣": "県",
        "豐": "豊", "遙": "遥", "佛": "仏", "會": "会", "來": "来", "兒": "児", "內": "内", "剱": "剣",
        "劔": "剣", "劒": "剣", "劍": "剣", "勳": "勲", "坂": "坂", "峯": "峰", "嵓": "巌", "巖": "巌",
        "邨": "村", "舘": "館", "關": "関", "靜": "静", "顯": "顕", "飯": "飯", "鹽": "塩", "麥": "麦",
        "鷗": "鴎", "鶯": "鴬", "槇": "槙", "檜": "桧", "篠": "篠", "籠": "篭", "祐": "祐", "禮": "礼",
        "穗": "穂", "彌": "弥", "彥": "彦", "塚": "塚", "增": "増", "壯": "壮", "夛": "多", "學": "学",
    }
)  # fmt: skip
"""異体字 → the form they are folded to; the pairs of the sample ledgers and other common family names."""

_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HIRAGANA = str.maketrans({chr(c): chr(c + 0x60) for c in range(0x3041, 0x3097)})
_SPACES = re.compile(r"\s+")


def plain(name: str) -> str:
    """NFKC without spaces, line breaks and variation selectors: the same spelling of a name."""
    return _SPACES.sub("", _SELECTORS.sub("", unicodedata.normalize("NFKC", name)))


def folded(name: str) -> str:
    """`plain` with 異体字 folded (髙→高 …)."""
    return plain(name).translate(_VARIANTS)


def katakana(text: str) -> str:
    """Kana as full-width katakana without spaces; other characters as they are."""
    return plain(text).translate(_HIRAGANA)


def length(text: str) -> int:
    """Characters of a text, or of its plain form where that is longer (㍿ is four)."""
    return max(len(text), len(plain(text)))


def one_line(name: str) -> str:
    """A name as it is kept: line breaks and runs of spaces become one ordinary space."""
    return _SPACES.sub(" ", _SELECTORS.sub("", name)).strip()


def search_folded(text: str) -> str:
    """How both what is searched and what is typed are folded: 異体字, width, kana, case, spaces."""
    return folded(text).translate(_HIRAGANA).casefold()


def search_key(name: str, kana: str, numbers: tuple[str, ...] = ()) -> str:
    """Everything a search for this person may hit, folded, in one text."""
    parts = [search_folded(name), search_folded(kana), *(search_folded(n) for n in numbers)]
    return "\n".join(dict.fromkeys(part for part in parts if part))


ANONYMOUS_WORDS = frozenset({"匿名", "匿名希望"})


def is_anonymous(name: str) -> bool:
    """Whether the name column says that the caller gave none."""
    return plain(name) in ANONYMOUS_WORDS
