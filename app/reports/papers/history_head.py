"""履歴の先頭: the last entry of the history on paper, for the prefecture to keep month by month."""

from __future__ import annotations

from app.history.chain import Head, refuse_broken
from app.history.queries import follow_chain
from app.reports.papers.about import day_words
from app.reports.papers.paper import Fields, Paper, Words
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.work import Reading

TITLE = "履歴の先頭（記録の確かめ用）"
_GROUP = 8
_MOST_DIGITS = 18
_WHAT = (
    "このセンターの記録の操作と閲覧は、はじめから一つながりの履歴に残ります。一つでも消したり書き換えたりすると、"
    "それより後の印がすべて変わります。下の番号と印は、この日の最後の履歴のものです。"
    "この紙には、対象者に関する情報は含まれません。"
)
_HOW = (
    "この紙を保管してください。あとで確かめるときは、センターの PC で次のように入力し、"
    "番号と印を紙のとおりに続けます（印の間の空白は入れても入れなくてもかまいません）。\n"
    "teichaku verify --against-printed {seq} {mark}\n"
    "「欠けも書き換えもありません」と出れば、この日までの履歴は元のままです。"
    "この日より前の履歴が変えられていれば、その番号が出ます。"
)


def history_head(reading: Reading, key: bytes) -> Paper:
    """Follow the chain to its end and put its last mark on paper; refused where it is not whole."""
    reading.require(Permission.READ_HISTORY)
    checked = follow_chain(reading, key)
    refuse_broken(checked)
    office, head = office_facts(reading), checked.head
    today = reading.clock.today()
    fields = (
        ("確かめた日", day_words(today)),
        ("履歴の件数", f"{head.seq:,}件（第1番から第{head.seq:,}番まで）"),
        ("最後の番号", f"第{head.seq}番"),
        ("結果", "はじめから順に確かめ、欠けも書き換えもありません"),
    )
    return Paper(
        title=TITLE,
        office=office.name,
        made=day_words(today),
        blocks=(
            Words("この紙について", _WHAT),
            Fields(fields, columns=1),
            Words("最後の印", printed_mark(head)),
            Words("確かめ方", _HOW.format(seq=head.seq, mark="（最後の印）")),
        ),
        signatures=("確かめた人",),
        practice=office.practice,
    )


def printed_mark(head: Head) -> str:
    """The mark in groups that can be read out and typed."""
    return " ".join(head.mac[at : at + _GROUP] for at in range(0, len(head.mac), _GROUP))


def read_mark(seq: str, mark: str) -> Head | None:
    """What was typed from paper; None where it cannot be a mark."""
    number = seq.strip().removeprefix("第").removesuffix("番").replace(",", "")
    told = "".join(mark.split()).lower()
    fits = number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS
    if not fits or len(told) != len(Head().mac) or set(told) - set("0123456789abcdef"):
        return None
    return Head(int(number), told) if int(number) > 0 else None
