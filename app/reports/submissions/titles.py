"""What a figure is called where no table stands around it: 「コーディネート 新規」. Pure."""

from __future__ import annotations

_STEPS = {
    "works": "",
    "total": "全業務",
    "activities": "支援経過",
    "training": "研修・啓発",
    "own": "独自の集計",
    "carried": "前期末継続",
    "new": "新規",
    "closed": "終了",
    "open": "期末継続",
    "supported_episodes": "実支援（件）",
    "supported_persons": "実支援（実人数）",
    "supported_persons_anonymous": "実支援のうち匿名",
    "new_persons": "新規（実人数）",
    "closed_persons": "終了（実人数）",
    "sex": "性別",
    "disability": "高齢・障害",
    "source": "依頼元",
    "kubun": "区分",
    "area": "広域",
    "focus": "重点実施区分",
    "destination": "受入先種別",
    "destination_total": "移行",
    "end_reason": "終了事由",
    "disposition": "処分",
    "sum4": "4区分の延べ",
    "any4": "4区分のどれか",
    "none4": "4区分のどれでもない",
    "total_count": "件数",
    "total_minutes": "所要時間（分）",
    "minutes_unreadable": "所要時間を読み取れないもの",
    "count": "件数",
    "minutes": "所要時間（分）",
    "events": "回数",
    "participants": "参加人数",
    "organizations": "参加機関数",
    "by_means": "手段",
    "by_work": "業務",
    "by_kind": "種類",
    "by_kubun": "区分",
}
_ENDS = {"_new": "（新規）", "_closed": "（終了）", "_supported": "（実支援）"}


def title(path: str) -> str:
    """The figure's name; unknown steps are categories and stand as they are."""
    return " ".join(word for word in map(_word, path.split(".")) if word)


def _word(step: str) -> str:
    if step in _STEPS:
        return _STEPS[step]
    for end, words in _ENDS.items():
        if step.endswith(end) and step.removesuffix(end) in _STEPS:
            return f"{_STEPS[step.removesuffix(end)]}{words}"
    return step
