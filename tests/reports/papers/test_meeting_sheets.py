"""The papers of a 会議 on both engines: the clause of the day, no names where they do not belong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.meetings import actions
from app.meetings.decisions.actions import decide
from app.meetings.decisions.rules import DecisionInput
from app.meetings.sharing.actions import share
from app.meetings.sharing.rules import ShareInput
from app.reports.papers.meeting_sheets import PAPERS
from app.reports.papers.render import render
from tests.cases.one_case import ask, do
from tests.conftest import OpenedOffice
from tests.consent.one_register import CITY, organisation
from tests.meetings.one_meeting import (
    bound,
    case,
    discussing,
    held,
    joined,
    page,
    planned,
    typed,
)


def words(opened: OpenedOffice, key: str, meeting: str) -> str:
    """Every word on a paper, which can be drawn."""
    paper = next(one for one in PAPERS if one.key == key)
    made = ask(opened, lambda reading: paper.make(reading, meeting))
    assert render(made).pages >= 1
    return "\n".join(made.texts())


@pytest.fixture
def meeting(opened: OpenedOffice) -> str:
    """A 支援会議 that was held, with something shared and something decided."""
    city, host = organisation(opened, *CITY), organisation(opened, "municipality", "あさひ市", True)
    made = planned(opened, "support106", host_id=host, agenda="1 状況の共有\n2 役割分担")
    member = joined(opened, made, city, name="見本 太郎", post="係長", role="生活保護の相談")
    joined(opened, made, host, name="例示 花", member=False)
    bound(opened, made, member)
    line = discussing(opened, made, case(opened, "杠 渓", number="R8-F-001"))
    held(opened, made)
    do(opened, lambda w: share(w, made, ShareInput((line,), (city,), ("identity", "income"))))
    ours = DecisionInput("見守りの訪問をする", owner="試作", due="12/3", discussed_id=line)
    do(opened, lambda w: decide(w, made, ours))
    version = page(opened, made).facts.version
    do(opened, lambda w: actions.write_minutes(w, made, version, "家賃の滞納が続いている。"))
    return made


def test_the_agenda_names_who_comes_and_nobody_discussed(
    opened: OpenedOffice, meeting: str
) -> None:
    text = words(opened, "agenda", meeting)
    for part in (
        "支援会議（社会福祉法106条の6）",
        "令和8年11月20日(金)",
        "14:00〜15:30",
        "2 役割分担",
        "見本 太郎",
        "構成員\n守秘 R8.11.20 確認書に署名",
        "同席（構成員でない）",
        "社会福祉法第106条の6第6項",
    ):
        assert part in text, part
    assert "杠" not in text and "R8-F-001" not in text


def test_the_minutes_say_what_was_said_shared_and_decided(
    opened: OpenedOffice, meeting: str
) -> None:
    text = words(opened, "minutes", meeting)
    for part in (
        "杠 渓（R8-F-001）",
        "家賃の滞納が続いている。",
        "見守りの訪問をする",
        "R8.12.3",
        "未",
        "あさひ市福祉事務所　係長 見本 太郎",
        "氏名・生年月日・性別／収入・生活保護・年金",
        "社会福祉法第106条の6（守秘義務 社会福祉法第106条の6第6項）",
        "生活保護の相談",
        "センター長",
    ):
        assert part in text, part


def test_the_sheet_to_sign_lists_the_members_only(opened: OpenedOffice, meeting: str) -> None:
    text = words(opened, "secrecy", meeting)
    assert "社会福祉法第106条の6第6項" in text and "秘密を漏らしてはならない" in text
    assert "見本 太郎" in text and "試作 澪江" in text
    assert "例示 花" not in text and "杠" not in text


@pytest.mark.parametrize(
    ("day", "clause", "other"),
    [("R7.3.31", "第106条の6第5項", "第6項"), ("R7.4.1", "第106条の6第6項", "第5項")],
)
def test_the_clause_is_the_one_in_force_on_the_day(
    opened_embedded: OpenedOffice, day: str, clause: str, other: str
) -> None:
    made = planned(opened_embedded, "support106", day=day)
    for key in ("agenda", "minutes", "secrecy"):
        text = words(opened_embedded, key, made)
        assert clause in text and other not in text, key


@pytest.mark.parametrize("kind", ["joint", "case", "multi", "liaison", "steering", "other"])
def test_other_meetings_print_no_clause_of_the_support_meeting(
    opened_embedded: OpenedOffice, kind: str
) -> None:
    made = planned(opened_embedded, kind)
    for key in ("agenda", "minutes", "secrecy"):
        text = words(opened_embedded, key, made)
        assert "106条の6" not in text and "ほかの人に伝えません" in text


def test_a_planned_meeting_leaves_room_to_write(opened_embedded: OpenedOffice) -> None:
    made = planned(opened_embedded)
    agenda: Any = next(one for one in PAPERS if one.key == "agenda")
    paper = ask(opened_embedded, lambda reading: agenda.make(reading, made))
    grid = next(block for block in paper.blocks if getattr(block, "title", "") == "出席者")
    assert grid.blank_rows == 3
    assert "まだ開催を記録していません" in words(opened_embedded, "minutes", made)
    version = page(opened_embedded, made).facts.version
    longer = replace(typed(), agenda="あ\n" * 60)
    do(opened_embedded, lambda w: actions.change(w, made, version, longer))
    assert render(ask(opened_embedded, lambda reading: agenda.make(reading, made))).pages > 1
