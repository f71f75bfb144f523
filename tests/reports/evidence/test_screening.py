"""Names in words typed for a report are found whatever their spelling, and shown as typed."""

from __future__ import annotations

import pytest

from app.reports.evidence.screening import names_in, spellings

KNOWN = spellings(
    [("髙橋﨑 澪江", "タカハシザキ ミオエ"), ("原", "ハラ"), ("匿名", ""), ("ｱﾍﾞ 樹", "")]
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("高橋崎さんの件", ["高橋崎"]),
        ("髙橋﨑　澪江が移行", ["髙橋﨑　澪江"]),
        ("たかはしざき氏", ["たかはしざき"]),
        ("ﾀｶﾊｼｻﾞｷ ﾐｵｴ", ["ﾀｶﾊｼｻﾞｷ ﾐｵｴ"]),
        ("アベ・あべ", ["アベ", "あべ"]),
        ("原則として匿名で受ける", []),
        ("高橋さんの件", []),
        ("", []),
    ],
)
def test_what_is_found(text: str, words: list[str]) -> None:
    assert [one.words for one in names_in({"備考": text}, KNOWN)] == words


def test_each_place_is_told_once_with_its_field() -> None:
    found = names_in({"備考": "4月の髙橋﨑 澪江の件\nほか", "特記": "なし"}, KNOWN)
    assert [one.sentence for one in found] == [
        "備考の「4月の髙橋﨑 澪江の件 ほか」に、対象者の氏名と同じ「髙橋﨑 澪江」があります。"
    ]
