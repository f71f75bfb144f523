"""同意書, 撤回のお知らせ and the list of holders: what is ticked, to whom, and what is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app import codes
from app.consent.disclosures import actions as disclosures
from app.consent.disclosures.rules import EndInput
from app.consent.register import actions
from app.consent.register.rules import ConsentInput, WithdrawalInput
from app.consent.wordings import actions as wordings
from app.consent.wordings.rules import WordingInput
from app.errors import InvalidInput, NotFound
from app.reports.papers.consent_sheet import consent_sheet, kept_consent_sheet
from app.reports.papers.holders_sheet import holders_sheet
from app.reports.papers.paper import Paper
from app.reports.papers.render import render
from app.reports.papers.withdrawal_notice import withdrawal_notice, withdrawal_notices
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice
from tests.consent.one_register import CITY, HOME, handed_on, meeting, organisation

TYPED = ConsentInput(
    items=("identity", "certificate"),
    given_on="R8.4.1",
    how="oral",
    purpose="住まいの調整",
    valid_to="R9.3.31",
    witness="立会 例子",
    items_note="手帳は写し",
    wording="〔センター〕に任せます。",
)


def text(paper: Paper) -> str:
    return "\n".join(paper.texts())


def test_the_sheet_prints_what_is_ticked_and_nothing_else(opened: OpenedOffice) -> None:
    episode = begin(opened)
    typed = replace(TYPED, organisation_id=organisation(opened, *HOME))
    paper = ask(opened, lambda r: consent_sheet(r, episode, typed))
    said = text(paper)
    assert said.count("■") == 1 + len(typed.items), "one in the heading"
    assert said.count("□") == len(tuple(codes.table("info_item"))) - len(typed.items)
    assert "■ 手帳・受給者証" in said and "□ 病歴・服薬・診療" in said
    assert HOME[1] in said and "令和8年4月1日 から 令和9年3月31日" in said
    assert "群馬県地域生活定着支援センターに任せます。" in said and "手帳は写し" in said
    assert paper.signatures == ("同意した日", "本人の署名", "立会人（立会 例子）")
    printed = render(paper)
    assert (printed.pages, printed.missing) == (1, frozenset())
    kept = do(opened, lambda w: actions.give(w, episode, typed))
    again = ask(opened, lambda r: kept_consent_sheet(r, episode, kept))
    worker = opened.actor.name
    assert text(again).replace(worker, "") == said.replace(worker, "")


def test_a_sheet_for_a_kind_until_it_is_taken_back(opened_embedded: OpenedOffice) -> None:
    episode = begin(opened_embedded)
    typed = replace(TYPED, recipient_kind="medical", valid_to="", given_by="成年後見人")
    said = text(ask(opened_embedded, lambda r: consent_sheet(r, episode, typed)))
    assert "医療機関（この種類の機関すべて）" in said and "取り消すまで" in said
    assert "代わりに同意した人（成年後見人）" in said
    with pytest.raises(InvalidInput):
        ask(opened_embedded, lambda r: consent_sheet(r, episode, replace(typed, items=())))


def test_a_notice_goes_to_everybody_who_holds_something_on_it(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home, city = organisation(opened, *HOME), organisation(opened, *CITY)
    consent = do(
        opened,
        lambda w: actions.give(w, episode, replace(TYPED, recipient_kind=HOME[0])),
    )
    other = organisation(opened, HOME[0], "グループホームみなも", False)
    gone = do(opened, lambda w: disclosures.record(w, handed_on(episode, other)))
    first = do(
        opened,
        lambda w: disclosures.record(
            w, handed_on(episode, home, to_whom="相談係", content="手帳の写し")
        ),
    )
    held = meeting(opened, city, date(2026, 11, 20))
    shared = {"basis": "support_meeting", "way": "meeting", "meeting_id": held}
    do(opened, lambda w: disclosures.record(w, handed_on(episode, city, **shared)))
    do(opened, lambda w: disclosures.end(w, gone, EndInput("returned", "R8.11.21")))
    with pytest.raises(NotFound):
        ask(opened, lambda r: withdrawal_notices(r, episode, consent))
    do(opened, lambda w: actions.withdraw(w, consent, WithdrawalInput("R8.11.22")))
    (paper,) = ask(opened, lambda r: withdrawal_notices(r, episode, consent))
    said = text(paper)
    assert f"{HOME[1]}　相談係　御中" in said and "令和8年11月22日" in said
    assert "手帳の写し" in said and "R8.11.20" in said
    assert CITY[1] not in said and "みなも" not in said
    assert render(paper).missing == frozenset()
    with pytest.raises(NotFound):
        ask(opened, lambda r: withdrawal_notice(r, episode, consent, city))
    own = WordingInput("withdrawal_notice", "当方", "〔提供先〕へ。〔撤回日〕。〔センター〕")
    do(opened, lambda w: wordings.correct(w, 0, 0, own))
    again = ask(opened, lambda r: withdrawal_notice(r, episode, consent, home))
    center = "群馬県地域生活定着支援センター"
    assert f"{HOME[1]}　相談係へ。令和8年11月22日。{center}" in text(again)
    do(opened, lambda w: disclosures.end(w, first, EndInput("told", "R8.11.24")))
    assert ask(opened, lambda r: withdrawal_notices(r, episode, consent)) == ()


def test_the_list_says_who_holds_what_since_when_on_what_basis(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home = organisation(opened, *HOME)
    empty = text(ask(opened, lambda r: holders_sheet(r, episode)))
    assert "情報を持っている機関はありません。" in empty
    typed = replace(TYPED, organisation_id=home, valid_to="R8.12.20")
    do(opened, lambda w: actions.give(w, episode, typed))
    one = do(opened, lambda w: disclosures.record(w, handed_on(episode, home)))
    paper = ask(opened, lambda r: holders_sheet(r, episode))
    said = text(paper)
    for words in (
        HOME[1],
        "氏名・生年月日・性別／手帳・受給者証",
        "R8.11.20",
        "本人の同意\n個人情報保護法第27条第1項",
        "R8.12.20 まで（来月で終わり）",
        "知らせる",
    ):
        assert words in said
    assert render(paper).missing == frozenset()
    do(opened, lambda w: disclosures.end(w, one, EndInput("erased", "R8.11.21")))
    said = text(ask(opened, lambda r: holders_sheet(r, episode)))
    assert "返却・廃棄されたもの" in said and "R8.11.21 廃棄・消去" in said
