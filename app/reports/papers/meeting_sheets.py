"""The papers of a 会議: 次第 with 出席者名簿, 議事録, and the sheet on which secrecy is signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app import codes
from app.calendar import wareki
from app.consent.disclosures.rules import VOID
from app.consent.laws import label as basis_label
from app.consent.laws import secrecy_clause
from app.consent.rules import item_words
from app.meetings.members.queries import MemberFacts
from app.meetings.members.rules import ABSENT, ATTENDANCE, INVITED, secrecy_words
from app.meetings.queries import MeetingFacts, MeetingPage, meeting_page
from app.meetings.rules import HELD, PLANNED, SUPPORT, Sharing, kind_words
from app.reports.papers.about import day_words, seals_of, short_words
from app.reports.papers.paper import Block, Column, Fields, Grid, Notice, Paper, Words
from app.schedule.clock import span_words
from app.staff.queries import office_facts
from app.storage.work import Reading

AGENDA, MINUTES, SECRECY = "会議次第・出席者名簿", "議事録", "守秘の確認書"
_AGENDA_LINES, _MINUTES_LINES = 6, 14
_FAMILY = "本人・家族など"
_BLANK = 3
_NO_NAMES = "話し合う人の氏名は、この紙には印刷しません。"
_KEEP = (
    "この会議で知った個人の情報は、会議の目的のほかには使わず、ほかの人に伝えません。"
    "会議のあとも同じです。"
)


@dataclass(frozen=True)
class MeetingPaper:
    """A paper of a meeting: its key, its title, how it is made."""

    key: str
    title: str
    make: Callable[[Reading, str], Paper]


def agenda_sheet(reading: Reading, meeting_id: str) -> Paper:
    """What will be talked about, and who comes; without the names of those discussed."""
    page, office = meeting_page(reading, meeting_id), office_facts(reading).name
    facts = page.facts
    blocks: tuple[Block, ...] = (
        Fields(_head(page, office)),
        Words("次第", facts.agenda, lines=_AGENDA_LINES),
        _attendance(page, office),
        *_secrecy_notice(facts),
        *((Notice(_NO_NAMES),) if page.people else ()),
    )
    return _paper(reading, facts, AGENDA, blocks)


def minutes_sheet(reading: Reading, meeting_id: str) -> Paper:
    """What was said, shared and decided, for the file of the centre."""
    page, office = meeting_page(reading, meeting_id), office_facts(reading).name
    facts = page.facts
    people = "、".join(
        f"{one.name}（{one.number}）" if one.number else one.who for one in page.people
    )
    blocks: list[Block] = [] if facts.state == HELD else [Notice("まだ開催を記録していません。")]
    blocks += [
        Fields((*_head(page, office), ("話し合った人", people or "なし"))),
        _attendance(page, office),
        *((Words("次第", facts.agenda),) if facts.agenda else ()),
        Words("議事", facts.minutes, lines=_MINUTES_LINES),
        _decided(page),
        _shared(page),
        *_secrecy_notice(facts),
    ]
    return _paper(reading, facts, MINUTES, tuple(blocks), seals=seals_of(reading))


def secrecy_sheet(reading: Reading, meeting_id: str) -> Paper:
    """The sheet that the members sign; it prints the clause in force on the day of the meeting."""
    page, office = meeting_page(reading, meeting_id), office_facts(reading).name
    facts = page.facts
    rows = tuple(
        (one.organisation or office, one.post, one.name, "\n\n", "")
        for one in page.members
        if one.member and one.attendance != ABSENT
    )
    blocks: tuple[Block, ...] = (
        Fields(_head(page, office)),
        Words("確認すること", _promise(facts)),
        Grid(
            (
                Column("機関", 2.4),
                Column("役職・部署", 1.4),
                Column("氏名", 1.4),
                Column("署名", 1.8),
                Column("確認した日", 1.2),
            ),
            rows,
            blank_rows=_BLANK,
        ),
    )
    return _paper(reading, facts, SECRECY, blocks)


PAPERS: tuple[MeetingPaper, ...] = (
    MeetingPaper("agenda", AGENDA, agenda_sheet),
    MeetingPaper("minutes", MINUTES, minutes_sheet),
    MeetingPaper("secrecy", SECRECY, secrecy_sheet),
)


def _promise(facts: MeetingFacts) -> str:
    clause = secrecy_clause(facts.day) if facts.kind == SUPPORT else None
    if clause is None:
        return _KEEP
    return f"{clause.printed}\n{clause.says}\n\n上のことを確認しました。{_KEEP}"


def _secrecy_notice(facts: MeetingFacts) -> tuple[Block, ...]:
    clause = secrecy_clause(facts.day) if facts.how is Sharing.SECRECY else None
    if clause is not None:
        words = f"守秘義務（{clause.printed}）: {clause.says}"
    elif facts.how is Sharing.CONSENT:
        words = f"本人の同意の範囲で話し合います。{_KEEP}"
    else:
        words = _KEEP
    return (Notice(words),)


def _head(page: MeetingPage, office: str) -> tuple[tuple[str, str], ...]:
    facts = page.facts
    return (
        ("会議", f"{kind_words(facts.kind)}　{facts.title}".strip()),
        ("主催", facts.host or office),
        ("日", wareki.long(facts.day, weekday=True)),
        ("時刻", span_words(facts.start, facts.end) if facts.start is not None else ""),
        ("場所", facts.place),
    )


def _attendance(page: MeetingPage, office: str) -> Grid:
    """The list of names; before the meeting with room to tick and to add."""
    ahead = page.facts.state == PLANNED
    secret = page.facts.how is Sharing.SECRECY
    columns = [
        Column("機関", 2.4),
        Column("役職・部署", 1.4),
        Column("氏名", 1.4),
        Column("出欠", 0.8),
        *((Column("区分・守秘", 2),) if secret else ()),
        *(() if ahead else (Column("役割", 2),)),
    ]
    rows = tuple(_member(one, office, ahead, secret) for one in page.members)
    return Grid(tuple(columns), rows, "出席者", blank_rows=_BLANK if ahead else 0)


def _member(one: MemberFacts, office: str, ahead: bool, secret: bool) -> tuple[str, ...]:
    there = "" if ahead and one.attendance == INVITED else codes.label(ATTENDANCE, one.attendance)
    place = _FAMILY if one.family else one.organisation or office
    words = [place, one.post, one.name, there]
    if secret:
        kept = secrecy_words(one.secrecy_on, one.secrecy_how) if one.member else ""
        part = "構成員" if one.member else "" if one.family else "同席（構成員でない）"
        words.append(f"{part}\n{kept}".strip())
    return tuple(words if ahead else [*words, one.role])


def _decided(page: MeetingPage) -> Grid:
    rows = tuple(
        (
            one.text,
            one.who,
            short_words(one.due),
            one.name,
            ("済" if one.done else "未") if one.task_id else "",
        )
        for one in page.decisions
    )
    columns = (
        Column("決まったこと", 3.2),
        Column("だれが", 1.8),
        Column("いつまで", 1),
        Column("だれについて", 1.4),
        Column("状況", 0.7),
    )
    return Grid(columns, rows, "決まったこと・役割分担")


def _shared(page: MeetingPage) -> Grid:
    names = {one.person_id or one.signal_id: one.who for one in page.people}
    rows = tuple(
        (
            names.get(one.person_id or one.signal_id, ""),
            "　".join(part for part in (one.organisation, one.to_whom) if part),
            item_words(one.items),
            one.law or basis_label(one.basis),
        )
        for one in page.shared
        if all(ended.kind != VOID for ended in one.ends)
    )
    columns = (
        Column("だれについて", 1.3),
        Column("共有した相手", 2),
        Column("項目", 2.6),
        Column("根拠", 2),
    )
    return Grid(columns, rows, "共有したこと")


def _paper(
    reading: Reading,
    facts: MeetingFacts,
    title: str,
    blocks: tuple[Block, ...],
    *,
    seals: tuple[str, ...] = (),
) -> Paper:
    office = office_facts(reading)
    return Paper(
        title=title,
        office=office.name,
        made=day_words(reading.clock.today()),
        blocks=blocks,
        subject=f"{kind_words(facts.kind)}　{wareki.long(facts.day)}",
        seals=seals,
        practice=office.practice,
    )
