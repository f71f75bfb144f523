"""開示請求: the records that are given, the list of what is withheld, and a draft of the 決定通知書.

The given records hold what was decided to be given and bars of one length; what is withheld or
blackened is on no paper.
"""

from __future__ import annotations

from collections import Counter

from app.calendar import wareki
from app.clock import JST
from app.reports.papers.paper import Block, Column, Fields, Grid, Heading, Notice, Paper, Words
from app.staff.permissions import Permission
from app.staff.queries import office_facts
from app.storage.work import Reading
from app.subject_access.marking.rules import STATE_WORDS, State, blackened, grounds_of
from app.subject_access.package import Marked, Package
from app.subject_access.queries import package
from app.subject_access.releasing.rules import MARK, result
from app.subject_access.rules import ADDRESSEE_WORDS, REQUESTER_WORDS, RESULTS, Addressee, Requester

RECORDS, WITHHELD, NOTICE = "開示する記録", "開示しない部分の一覧", "開示決定通知書（案）"
_SOURCE = "当センターの様式（公的な様式ではありません）"
_DRAFT = (
    "これは案です。公的な様式ではありません。あて先（都道府県・法人）の様式と文例があるときは、"
    "そちらに書き写してください。"
)
_BARS = "■■■■■■ は、見えなくした部分です。長さは、元の言葉の長さとは関係ありません。"
_FILE, _FILE_PART = (
    "ファイルのまま、別に渡します。",
    "紙に印刷し、一部を見えなくする処理を手で行って渡します。",
)
_APPEAL = "（不服の申立ての方法・期間・あて先は、あて先の決まりにより書き入れます。）"


def given_records(reading: Reading, request_id: str) -> Paper:
    """The records that are given, as they would be released now."""
    reading.require(Permission.ANSWER_REQUESTS)
    return records_paper(reading, package(reading, request_id))


def records_paper(reading: Reading, decided: Package) -> Paper:
    """Everything that is given, part by part; undecided items are not there."""
    reading.require(Permission.ANSWER_REQUESTS)
    request = decided.request
    blocks: list[Block] = [
        Fields(
            (
                ("受付番号", request.number),
                ("氏名", request.name),
                ("求められた記録", request.asked),
                ("照合", decided.sha[:MARK]),
            ),
            columns=1,
        )
    ]
    given = [one for one in decided.items if one.state in (State.GIVE, State.PART)]
    if any(one.state is State.PART and not one.item.is_file for one in given):
        blocks.append(Notice(_BARS))
    section = ""
    for number, one in enumerate(given, start=1):
        if one.item.section != section:
            section = one.item.section
            blocks.append(Heading(section))
        blocks.append(Words(_title(number, one), _text(decided, one)))
    if not given:
        blocks.append(Words("", "開示する記録はありません。"))
    return _paper(reading, RECORDS, tuple(blocks), f"{RECORDS}　{request.number}")


def withheld_paper(reading: Reading, decided: Package) -> Paper:
    """How much is withheld on which ground, by part; never what it says."""
    reading.require(Permission.ANSWER_REQUESTS)
    whole: Counter[tuple[str, str]] = Counter()
    parts: Counter[tuple[str, str]] = Counter()
    for one in decided.items:
        for ground in grounds_of(one.state, one.ground, one.spans):
            (whole if one.state is State.WITHHOLD else parts)[one.item.section, ground] += 1
    rows = [
        (section, STATE_WORDS[state], f"{count}", decided.words_of(ground))
        for state, counted in ((State.WITHHOLD, whole), (State.PART, parts))
        for (section, ground), count in counted.items()
    ]
    columns = (
        Column("記録", 1.6),
        Column("区分", 1.0),
        Column("項目の数", 0.8, number=True),
        Column("根拠", 4.0),
    )
    blocks = (
        Fields((("受付番号", decided.request.number), ("照合", decided.sha[:MARK]))),
        Grid(columns, tuple(rows), empty="開示しない部分はありません。"),
    )
    return _paper(reading, WITHHELD, blocks, f"{WITHHELD}　{decided.request.number}")


def notice_paper(reading: Reading, decided: Package) -> Paper:
    """A draft of the 決定通知書 in our own layout."""
    reading.require(Permission.ANSWER_REQUESTS)
    request = decided.request
    grounds = dict.fromkeys(
        decided.words_of(ground)
        for one in decided.items
        for ground in grounds_of(one.state, one.ground, one.spans)
    )
    asked_by = REQUESTER_WORDS[Requester(request.requester)]
    if request.requester_name:
        asked_by += f"（{request.requester_name}）"
    pairs = (
        ("受付番号", request.number),
        ("本人", request.name),
        ("請求した人", asked_by),
        ("受けた日", wareki.long(request.received_on)),
        ("あて先", ADDRESSEE_WORDS[Addressee(request.addressee)]),
        ("求められた記録", request.asked),
        ("決定", RESULTS[request.kind][result(decided)]),
    )
    blocks: list[Block] = [Notice(_DRAFT), Fields(pairs, columns=1)]
    if grounds:
        blocks.append(Words("開示しない部分の根拠", "\n".join(grounds)))
    blocks += [
        Words("開示のしかた", "別に渡す「開示する記録」のとおりです。"),
        Words("不服があるとき", _APPEAL),
    ]
    return _paper(reading, NOTICE, tuple(blocks), "", signatures=("決定した日", "決定した人"))


def _paper(
    reading: Reading,
    title: str,
    blocks: tuple[Block, ...],
    subject: str,
    signatures: tuple[str, ...] = (),
) -> Paper:
    office = office_facts(reading)
    today = reading.clock.now().astimezone(JST).date()
    return Paper(
        title=title,
        office=office.name,
        made=wareki.long(today),
        blocks=blocks,
        subject=subject,
        signatures=signatures,
        source=_SOURCE,
        practice=office.practice,
    )


def _title(number: int, one: Marked) -> str:
    if one.state is State.PART:
        return f"{number}　{one.item.title}"  # its day or its writer may be what is blackened
    source = f"（{one.item.source}）" if one.item.source else ""
    return f"{number}　{one.item.title}　{one.item.day_words}{source}".strip()


def _text(decided: Package, one: Marked) -> str:
    text = blackened(one.item.text, one.spans)
    if one.item.is_file:
        text += "\n" + (_FILE if one.state is State.GIVE else _FILE_PART)
    if one.state is State.PART:
        words = dict.fromkeys(
            decided.words_of(ground) for ground in grounds_of(one.state, one.ground, one.spans)
        )
        text += "".join(f"\n※ 一部不開示の根拠: {ground}" for ground in words)
    return text
