"""特別調整の6要件: found one by one, by whom and when; what is missing in one line."""

from __future__ import annotations

from datetime import date

import pytest

from app import codes
from app.calendar.partial import PartialDate
from app.cases.requirements import actions, queries, rules
from app.cases.requirements.rules import RequirementInput
from app.codes import Service
from app.errors import ChangedMeanwhile, NotAllowed
from app.staff.permissions import Role
from tests.cases.one_case import as_role, ask, begin, do, notices, refused
from tests.conftest import OpenedOffice

ALL = ("condition", "no_home", "needs_welfare", "suitable", "wishes", "consents")
TODAY = date(2026, 11, 24)
MET = RequirementInput("met", "保護観察所", "R8.3.20", "")


def page(opened: OpenedOffice, episode: str) -> queries.RequirementsPage:
    found: queries.RequirementsPage = ask(opened, lambda r: queries.requirements(r, episode))
    return found


def test_what_is_missing_is_one_line(opened: OpenedOffice) -> None:
    episode = begin(opened, kubun="special")
    assert page(opened, episode).summary == "6要件のうち確認済みはまだありません。"
    typed = {code: MET for code in ALL if code not in ("no_home", "consents")}
    do(opened, lambda w: actions.record(w, episode, typed, {}))
    now = page(opened, episode)
    assert now.summary == "6要件のうち4つが確認済み。住居・同意がまだです。"
    assert [item.code for item in now.items] == list(ALL)
    first = now.items[0]
    assert (first.state, first.found_by) == ("met", "保護観察所")
    assert first.found_on == PartialDate(2026, 3, 20)
    rest = {
        "no_home": RequirementInput("not_met", "センター", "R8.4", "兄の家"),
        "consents": RequirementInput("unclear"),
    }
    do(opened, lambda w: actions.record(w, episode, rest, {}))
    told = "6要件のうち4つが確認済み。住居は非該当です。同意は確認中です。"
    assert page(opened, episode).summary == told


def test_every_requirement_has_its_words_and_number() -> None:
    assert tuple(row.code for row in codes.table("requirement")) == ALL
    assert [rules.numbered(code) for code in ALL] == [
        "①高齢・障害",
        "②住居",
        "③福祉の必要",
        "④相当性",
        "⑤希望",
        "⑥同意",
    ]
    assert rules.summary(None, dict.fromkeys(ALL, "met")) == "6要件すべてが確認済みです。"


def test_general_coordination_asks_for_three(opened: OpenedOffice) -> None:
    episode = begin(opened, kubun="general")
    do(opened, lambda w: actions.record(w, episode, {"condition": MET, "no_home": MET}, {}))
    now = page(opened, episode)
    asked = {item.code: item.asked for item in now.items}
    # a finding that the other 区分 would ask for stays in sight
    assert asked == {"condition": True, "no_home": False, "needs_welfare": True, "wishes": True}
    told = "一般調整の3要件のうち1つが確認済み。福祉の必要・希望がまだです。"
    assert now.summary == told


def test_about_65_is_a_judgement(opened: OpenedOffice) -> None:
    """64歳 on the day: recorded as 該当 without a word; the age stands beside it."""
    episode = begin(opened)
    do(opened, lambda w: actions.record(w, episode, {"condition": MET}, {}))
    found = page(opened, episode)
    assert found.items[0].state == "met"
    day = date(2026, 3, 20)
    assert rules.age_words(found.birth, day, TODAY) == "R8.3.20に63歳"
    assert rules.age_words(found.birth, TODAY, TODAY) == "今日64歳"
    assert rules.age_words(PartialDate(1961), TODAY, TODAY) == "今日64〜65歳"
    assert rules.age_words(None, TODAY, TODAY) == "年齢は不明"


def test_a_finding_is_changed_and_taken_back(opened: OpenedOffice) -> None:
    episode = begin(opened)
    do(opened, lambda w: actions.record(w, episode, {"wishes": MET, "suitable": MET}, {}))
    heard = notices(opened)
    versions = {item.code: item.version for item in page(opened, episode).items}
    typed = {"wishes": RequirementInput("unclear", "本人", "4/2", "迷っている")}
    do(opened, lambda w: actions.record(w, episode, typed, versions))
    assert "requirement" in heard[-1].kinds and episode in heard[-1].ids
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: actions.record(w, episode, typed, versions))
    versions = {item.code: item.version for item in page(opened, episode).items}
    do(opened, lambda w: actions.record(w, episode, {"wishes": RequirementInput()}, versions))
    states = {item.code: item.state for item in page(opened, episode).items}
    assert (states["wishes"], states["suitable"]) == ("", "met")
    with pytest.raises(ChangedMeanwhile):  # it is gone; who still has it open hears of it
        do(opened, lambda w: actions.record(w, episode, typed, versions))


def test_nothing_is_kept_when_one_field_is_wrong(opened: OpenedOffice) -> None:
    episode = begin(opened)
    typed = {
        "wishes": MET,
        "suitable": RequirementInput("", "センター"),
        "no_home": RequirementInput("met", "", "平成31年5月1日"),
        "consents": RequirementInput("met", "", "R9.1.1"),
        "condition": RequirementInput("perhaps"),
    }
    refused(
        lambda: do(opened, lambda w: actions.record(w, episode, typed, {})),
        suitable__state="選んでください",
        no_home__found_on="令和元年5月1日",
        consents__found_on="先の日付",
        condition__state="一覧から",
    )
    assert all(item.version == 0 for item in page(opened, episode).items)


def test_who_may_not_edit_is_told_why(opened: OpenedOffice) -> None:
    episode = begin(opened, Service.COORDINATION)
    clerk = as_role(opened, Role.CLERK)
    with pytest.raises(NotAllowed):
        do(opened, lambda w: actions.record(w, episode, {"wishes": MET}, {}), clerk)
    assert "事務" in ask(opened, lambda r: queries.requirements(r, episode), clerk).edit_refusal
