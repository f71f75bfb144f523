"""相手先カード on paper: who we are, our key, and the words that are compared by phone."""

from __future__ import annotations

from app.errors import NotFound
from app.handoff.partners.queries import own_card
from app.reports.papers.about import day_words
from app.reports.papers.paper import Column as PaperColumn
from app.reports.papers.paper import Fields, Grid, Notice, Paper, Words
from app.staff.queries import office_facts
from app.storage.work import Reading

TITLE = "相手先カード"
_IN_A_ROW = 4
_HOW = (
    "1. カードのファイル（.teichaku-card）も渡し、相手の「広域 → 相手先 → カードを読み込む」で登録してもらいます。\n"
    "2. 相手から電話がきたら、前から知っている番号かを確かめ、上の確かめの言葉を左から順に読み上げます。\n"
    "3. 相手のカードについても、同じように電話で聞き取ります。"
)
_NO_KEYS = "この事務所の鍵がまだありません。「広域 → 相手先」で鍵を作ってください。"


def partner_card(reading: Reading) -> Paper:
    """Our own card; `NotFound` for an office without keys."""
    own, office = own_card(reading), office_facts(reading)
    if own is None:
        raise NotFound(_NO_KEYS)
    words = own.words
    rows = tuple(
        tuple(f"{at + 1}.　{words[at]}" for at in range(start, min(start + _IN_A_ROW, len(words))))
        for start in range(0, len(words), _IN_A_ROW)
    )
    return Paper(
        title=TITLE,
        office=office.name,
        made=day_words(reading.clock.today()),
        blocks=(
            Fields(
                (
                    ("事務所", office.name),
                    ("鍵の番号", own.short),
                    ("鍵を作った日", day_words(own.made_on)),
                ),
                columns=1,
            ),
            Grid(tuple(PaperColumn("") for _ in range(_IN_A_ROW)), rows, "確かめの言葉"),
            Words("使い方", _HOW),
            Notice("カードだけでは本物と分かりません。電話で言葉を確かめてから使います。"),
        ),
        practice=office.practice,
    )
