"""Who may be the same person, and what two records become when they are made one (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.calendar.partial import PartialDate, compatible


@dataclass(frozen=True)
class Known:
    """What is known of a person, for comparing: plain names, 異体字 folded, kana, birth."""

    names: tuple[str, ...]
    folded: frozenset[str]
    kana: frozenset[str]
    birth: PartialDate | None


def why_same(one: Known, other: Known) -> str:
    """Why two persons may be one, in Japanese; '' when nothing says so.

    The one rule of the program: 台帳取込, a person being typed and two records use it.
    """
    a, b = one.birth, other.birth
    if one.folded & other.folded and (a is None or b is None or compatible(a, b)):
        spelled = "／".join(dict.fromkeys((one.names[0], other.names[0])))
        same = f"氏名が同じ（{spelled}）"
        if a is None or b is None:
            return f"{same}で、生年月日の分からない記録があります"
        if not (a.is_full and b.is_full):
            return f"{same}で、生年月日が一部だけ分かる記録と合います"
        if one.names[0] == other.names[0]:
            return f"{same}で、生年月日も同じです"
        return f"氏名の字体が違うだけ（{spelled}）で、生年月日が同じです"
    if one.kana & other.kana and a is not None and a == b and a.is_full:
        return f"読みと生年月日が同じで、漢字が違います（{one.names[0]}／{other.names[0]}）"
    return ""


class Keep(StrEnum):
    """Whose value of a field the record has afterwards."""

    KEPT = "kept"
    GONE = "gone"
    BOTH = "both"


@dataclass(frozen=True)
class MergeField:
    """One field of the comparison: its record, its column, its word; texts may keep both."""

    record: str
    column: str
    words: str
    both: bool = False

    @property
    def key(self) -> str:
        """'person.birth', 'health.medicine' …"""
        return f"{self.record}.{self.column}"


def _person(column: str, words: str, *, both: bool = False) -> MergeField:
    return MergeField("person", column, words, both)


def _health(column: str, words: str) -> MergeField:
    return MergeField("health", column, words, both=True)


FIELDS = (
    _person("name", "氏名"),
    _person("kana", "フリガナ"),
    _person("sex", "性別"),
    _person("birth", "生年月日"),
    _person("birth_text", "生年月日の元の記載"),
    _person("anonymous", "匿名"),
    _person("phone", "電話", both=True),
    _person("address", "現住所", both=True),
    _person("registered_at", "住民票の所在地", both=True),
    _person("note", "本人についての備考", both=True),
    _health("doctor", "かかりつけ医"),
    _health("doctor_phone", "かかりつけ医の電話"),
    _health("diagnoses", "診断・病名"),
    _health("medicine", "服薬"),
    _health("allergies", "アレルギー"),
    _health("insurance", "医療保険"),
    _health("communication", "意思疎通の配慮"),
    _health("emergency", "緊急時の対応"),
)
"""Every field of which a person may have two; all else that hangs on a record moves with it."""

_UNKNOWN = (None, "", False, "unknown")


def proposed(field: MergeField, kept: Any, gone: Any) -> Keep:
    """What is proposed for a field: what is known, the more exact birth, both texts."""
    if field.column == "anonymous":
        return Keep.GONE if kept and not gone else Keep.KEPT  # one record knows the name
    if gone in _UNKNOWN or kept == gone:
        return Keep.KEPT
    if kept in _UNKNOWN:
        return Keep.GONE
    if isinstance(kept, PartialDate) and isinstance(gone, PartialDate):
        more_exact = gone.is_full and not kept.is_full and compatible(kept, gone)
        return Keep.GONE if more_exact else Keep.KEPT
    return Keep.BOTH if field.both else Keep.KEPT


def together(kept: str, gone: str) -> str:
    """Two texts as one, each on lines of its own."""
    return "\n".join(dict.fromkeys(text for text in (kept, gone) if text))


def settled(
    kept: Mapping[str, Any], gone: Mapping[str, Any], choices: Mapping[str, Keep]
) -> dict[str, Any]:
    """The values, by field key, that the kept record has afterwards.

    Fields without a choice take what is proposed. `kept` and `gone` name the same keys.
    """
    values: dict[str, Any] = {}
    for field in FIELDS:
        if field.key not in kept:
            continue
        mine, theirs = kept[field.key], gone[field.key]
        choice = choices.get(field.key) or proposed(field, mine, theirs)
        if choice is Keep.BOTH and field.both:
            values[field.key] = together(mine, theirs)
        else:
            values[field.key] = theirs if choice is Keep.GONE else mine
    if values["person.birth"] is not None:
        values["person.birth_text"] = ""  # what could not be read is known now
    return values


def asked(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> tuple[MergeField, ...]:
    """The fields in which the two records differ, in order."""
    known = kept["person.birth"] is not None or gone["person.birth"] is not None
    return tuple(
        field
        for field in FIELDS
        if field.key in kept
        and kept[field.key] != gone[field.key]
        and not (known and field.column == "birth_text")
    )


ROW_WORDS = {
    "episode": "業務",
    "activity": "支援経過",
    "application": "申請",
    "stay": "居所",
    "life_event": "出来事",
    "related_person": "関係者",
    "health": "医療・緊急時",
    "certificate": "手帳",
    "consent": "同意",
    "disclosure": "情報提供",
    "referral": "つなぎ",
    "signal": "端緒",
    "received_paper": "届いた書類",
    "meeting_person": "会議",
    "attachment": "添付",
    "appointment": "予定",
    "task": "課題",
}
"""Table → what its rows are called when merging tells of them."""


def row_words(counts: Mapping[str, int]) -> tuple[str, ...]:
    """「支援経過 2件」 for each table that has rows, in the order of `ROW_WORDS`."""
    known = [(words, counts[table]) for table, words in ROW_WORDS.items() if counts.get(table)]
    rest = sum(count for table, count in counts.items() if table not in ROW_WORDS)
    lines = [*known, *([("その他の記録", rest)] if rest else [])]
    return tuple(f"{words} {count:,}件" for words, count in lines)
