"""アセスメントシート: several in one case, each readable; a new one knows what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app import codes
from app.cases import actions as cases
from app.cases.assessment import actions, queries
from app.cases.assessment.rules import NeedWords, SheetInput, change_words
from app.codes import Service
from app.errors import ChangedMeanwhile, NotAllowed, NotFound
from app.staff.permissions import Role
from app.storage.records import Episode
from tests.cases.one_case import as_role, ask, begin, do, notices, refused
from tests.conftest import OpenedOffice

FIRST = SheetInput(
    "R8.4.10",
    "試作",
    "前橋で静かに暮らしたい",
    "住まいと収入を先に",
    {
        "housing": NeedWords("urgent", "帰る家がない"),
        "income": NeedWords("needed", "年金の記録が不明"),
        "family": NeedWords("unknown", ""),
    },
)


def page(opened: OpenedOffice, episode: str) -> queries.SheetsPage:
    found: queries.SheetsPage = ask(opened, lambda r: queries.sheets(r, episode))
    return found


def test_the_domains_are_those_of_the_sheet() -> None:
    assert [row.label for row in codes.table("need_domain")] == [
        "住まい",
        "医療",
        "介護・障害福祉",
        "収入・年金・生活保護",
        "手帳・身分証・住民票",
        "就労・日中活動",
        "金銭・債務",
        "家族・人間関係",
        "依存",
        "再犯リスク",
    ]


def test_a_second_sheet_starts_from_the_first_and_says_what_changed(opened: OpenedOffice) -> None:
    episode = begin(opened)
    do(opened, lambda w: actions.add_sheet(w, episode, FIRST))
    start = page(opened, episode).start_from
    assert start is not None and (start.wish, start.needs) == (FIRST.wish, FIRST.needs)
    needs = {
        **start.needs,
        "housing": NeedWords("met", "グループホームに内定"),
        "income": NeedWords("needed", "年金の記録を照会中"),
        "medical": NeedWords("watch", "高血圧"),
    }
    del needs["family"]
    do(opened, lambda w: actions.add_sheet(w, episode, SheetInput("R8.8.1", needs=needs)))
    newest, first = page(opened, episode).sheets
    assert [change_words(change) for change in newest.changes] == [
        "住まい 急ぎ→支援中",
        "医療 記載なし→見守り",
        "収入・年金・生活保護（記載の変更）",
        "家族・人間関係 未確認→記載なし",
    ]
    assert newest.since == date(2026, 4, 10)
    # the earlier sheet reads as it was written
    assert (first.day, first.needs, first.summary) == (
        date(2026, 4, 10),
        FIRST.needs,
        FIRST.summary,
    )


def test_a_follow_up_starts_from_the_coordination_of_the_same_person(opened: OpenedOffice) -> None:
    episode = begin(opened)
    do(opened, lambda w: actions.add_sheet(w, episode, FIRST))

    def follow(work) -> str:  # type: ignore[no-untyped-def]
        person = work.get(Episode, episode).person_id
        return cases.open_episode(work, person, Service.FOLLOW_UP, {"start": "R8.10.1"})

    other = do(opened, follow)
    found = page(opened, other)
    assert found.sheets == ()
    assert found.start_from is not None and found.start_from.service == Service.COORDINATION
    stranger = begin(opened)
    assert page(opened, stranger).start_from is None


def test_a_correction_of_one_need_is_one_version(opened: OpenedOffice) -> None:
    episode = begin(opened)
    sheet = do(opened, lambda w: actions.add_sheet(w, episode, FIRST))
    version = page(opened, episode).sheets[0].version
    heard = notices(opened)
    do(opened, lambda w: actions.correct_sheet(w, sheet, version, FIRST))
    assert page(opened, episode).sheets[0].version == version  # nothing changed, nothing is told
    assert heard[-1].kinds == frozenset()
    typed = replace(FIRST, needs={"housing": NeedWords("urgent", "住所が分かった")})
    do(opened, lambda w: actions.correct_sheet(w, sheet, version, typed))
    now = page(opened, episode).sheets[0]
    assert now.version == version + 1 and now.needs == typed.needs
    assert episode in heard[-1].ids
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: actions.correct_sheet(w, sheet, version, FIRST))


def test_a_sheet_by_mistake_is_taken_away(opened: OpenedOffice) -> None:
    episode = begin(opened)
    sheet = do(opened, lambda w: actions.add_sheet(w, episode, FIRST))
    version = page(opened, episode).sheets[0].version
    do(opened, lambda w: actions.remove_sheet(w, sheet, version))
    assert page(opened, episode).sheets == ()
    with pytest.raises(NotFound):
        ask(opened, lambda r: queries.sheet(r, sheet))


def test_what_cannot_be_a_sheet_is_refused_at_the_field(opened: OpenedOffice) -> None:
    episode = begin(opened)

    def add(typed: SheetInput) -> None:
        do(opened, lambda w: actions.add_sheet(w, episode, typed))

    refused(lambda: add(replace(FIRST, day="")), day="例: R8.4.1")
    refused(lambda: add(replace(FIRST, day="R8.4")), day="日まで")
    refused(lambda: add(replace(FIRST, day="R9.4.1")), day="先の日付")
    refused(lambda: add(replace(FIRST, day="S30.1.1")), day="生年月日より前")
    refused(lambda: add(SheetInput("R8.4.1")), wish="どれか一つ")
    words = {"housing": NeedWords("", "家がない"), "garden": NeedWords("needed")}
    refused(
        lambda: add(replace(FIRST, needs=words)),
        need__housing="状態を選んで",
        need__garden="領域はありません",
    )
    assert page(opened, episode).sheets == ()


def test_the_printed_sheet_has_everything(opened: OpenedOffice) -> None:
    episode = begin(
        opened, number="R8-C-001", worker="試作", kubun="special", facility="前橋刑務所"
    )
    do(opened, lambda w: actions.add_sheet(w, episode, FIRST))
    second = replace(FIRST, day="R8.8.1", needs={"housing": NeedWords("met")})
    sheet = do(opened, lambda w: actions.add_sheet(w, episode, second))
    printed: queries.PrintedSheet = ask(opened, lambda r: queries.sheet(r, sheet))
    head = printed.head
    assert (head.office, head.name, head.kana) == (
        "群馬県地域生活定着支援センター",
        "齋藤 蓬夫",
        "サイトウ ヨモギオ",
    )
    assert (head.age, head.number, head.facility) == (64, "R8-C-001", "前橋刑務所")
    assert len(printed.needs) == 10 and printed.needs[0] == ("housing", NeedWords("met"))
    assert printed.needs[1] == ("medical", None)
    assert printed.previous is not None and printed.previous.needs == FIRST.needs


def test_reading_and_writing_need_their_permission(opened: OpenedOffice) -> None:
    episode = begin(opened)
    auditor, admin = as_role(opened, Role.AUDITOR), as_role(opened, Role.ADMIN)
    with pytest.raises(NotAllowed):
        do(opened, lambda w: actions.add_sheet(w, episode, FIRST), auditor)
    with pytest.raises(NotAllowed):
        ask(opened, lambda r: queries.sheets(r, episode), admin)
