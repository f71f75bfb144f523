"""調整計画 and フォローアップ計画: drafts, approval, revisions that copy and never overwrite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.cases.assessment import actions as assessment
from app.cases.assessment.rules import NeedWords, SheetInput
from app.cases.plans import actions, queries
from app.cases.plans.rules import LineInput, PlanInput, progress_words
from app.codes import Service
from app.errors import ChangedMeanwhile, NotAllowed, NotFound
from app.staff.permissions import Role
from tests.cases.one_case import as_role, ask, begin, do, notices, refused
from tests.conftest import OpenedOffice

FIRST = PlanInput(
    "R8.5.1",
    "試作",
    "前橋で暮らしたい",
    "住まいを先に決める",
    "R8.8.1",
    "",
    (
        LineInput("housing", "住む所を決める", "グループホーム体験", "相談員", "R8.6"),
        LineInput("income", "生活費の見通し", "生活保護の申請", "福祉事務所", "R8.7.1", "going"),
    ),
)


def page(opened: OpenedOffice, episode: str) -> queries.PlansPage:
    found: queries.PlansPage = ask(opened, lambda r: queries.plans(r, episode))
    return found


def made(opened: OpenedOffice, episode: str, typed: PlanInput = FIRST) -> queries.PlanFacts:
    do(opened, lambda w: actions.draft(w, episode, "adjustment", typed))
    return page(opened, episode).plans[0]


def again(plan: queries.PlanFacts) -> tuple[LineInput, ...]:
    """The lines as a form would send them back."""
    return tuple(
        LineInput(
            line.domain,
            line.goal,
            line.service,
            line.who,
            wareki.short(line.by_when) if line.by_when else "",
            line.state,
            line.id,
        )
        for line in plan.lines
    )


def approve(opened: OpenedOffice, plan: queries.PlanFacts) -> None:
    do(opened, lambda w: actions.approve(w, plan.id, plan.version))


def test_a_plan_is_drafted_approved_and_revised(opened: OpenedOffice) -> None:
    episode = begin(opened)
    first = made(opened, episode)
    assert (first.revision, first.approved, first.reason) == (1, False, "")
    assert [line.goal for line in first.lines] == ["住む所を決める", "生活費の見通し"]
    assert first.lines[0].by_when == PartialDate(2026, 6)
    approve(opened, first)
    kept = page(opened, episode).plans[0]
    assert (kept.approved, kept.approved_by) == (True, "試作 澪江")

    refused(
        lambda: do(opened, lambda w: actions.draft(w, episode, "adjustment", FIRST)),
        reason="改訂の理由",
    )
    typed = replace(FIRST, made_on="R8.9.1", review_on="", reason="内定の取消し", lines=again(kept))
    do(opened, lambda w: actions.draft(w, episode, "adjustment", typed))
    second, before = page(opened, episode).of_kind("adjustment")
    assert (second.revision, second.reason, second.newest) == (2, "内定の取消し", True)
    # the lines are copies: the approved revision keeps its own
    assert {line.id for line in second.lines}.isdisjoint(line.id for line in before.lines)
    assert before == replace(kept, newest=False)


def test_an_approved_revision_cannot_be_changed(opened: OpenedOffice) -> None:
    episode = begin(opened)
    plan = made(opened, episode)
    approve(opened, plan)
    kept = page(opened, episode).plans[0]
    for act in (
        lambda w: actions.correct_draft(w, plan.id, kept.version, FIRST),
        lambda w: actions.discard_draft(w, plan.id, kept.version),
        lambda w: actions.approve(w, plan.id, kept.version),
    ):
        refused(lambda act=act: do(opened, act), plan="承認済みの計画は変えられません")  # type: ignore[misc]
    assert page(opened, episode).plans[0] == kept


def test_only_the_director_approves_and_only_a_plan_with_lines(opened: OpenedOffice) -> None:
    episode = begin(opened)
    plan = made(opened, episode, replace(FIRST, lines=(LineInput("housing"),)))
    assert plan.lines == ()  # a line in which nothing is written is not kept
    refused(lambda: approve(opened, plan), lines="行がありません")
    counsellor = as_role(opened, Role.COUNSELLOR)
    with pytest.raises(NotAllowed):
        do(opened, lambda w: actions.approve(w, plan.id, plan.version), counsellor)
    found = ask(opened, lambda r: queries.plans(r, episode), counsellor)
    assert "センター長" in found.approve_refusal and found.edit_refusal == ""


def test_a_draft_is_corrected_line_by_line(opened: OpenedOffice) -> None:
    episode = begin(opened)
    plan = made(opened, episode)
    one, two = again(plan)
    heard = notices(opened)
    same = replace(FIRST, lines=(one, two))
    do(opened, lambda w: actions.correct_draft(w, plan.id, plan.version, same))
    assert page(opened, episode).plans[0] == plan and heard[-1].kinds == frozenset()
    moved = (two, LineInput("medical", "通院を続ける", who="受入先"), one)
    do(
        opened,
        lambda w: actions.correct_draft(w, plan.id, plan.version, replace(FIRST, lines=moved)),
    )
    now = page(opened, episode).plans[0]
    assert [line.goal for line in now.lines] == ["生活費の見通し", "通院を続ける", "住む所を決める"]
    assert (now.lines[0].id, now.lines[2].id) == (two.id, one.id)
    assert now.version == plan.version + 1
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: actions.correct_draft(w, plan.id, plan.version, same))
    only = replace(FIRST, lines=(one,))
    do(opened, lambda w: actions.correct_draft(w, plan.id, now.version, only))
    assert [line.id for line in page(opened, episode).plans[0].lines] == [one.id]


def test_one_draft_at_a_time_and_it_can_be_discarded(opened: OpenedOffice) -> None:
    episode = begin(opened)
    plan = made(opened, episode)
    refused(
        lambda: do(opened, lambda w: actions.draft(w, episode, "adjustment", FIRST)),
        kind="まだ下書き",
    )
    refused(
        lambda: do(opened, lambda w: actions.draft(w, episode, "follow_up", FIRST)),
        kind="この業務にはない",
    )
    do(opened, lambda w: actions.discard_draft(w, plan.id, plan.version))
    assert page(opened, episode).plans == ()
    with pytest.raises(NotFound):
        ask(opened, lambda r: queries.plan(r, plan.id))


def test_progress_goes_on_after_approval(opened: OpenedOffice) -> None:
    """The plan itself stays as approved; how a line stands is recorded beside it."""
    episode = begin(opened)
    plan = made(opened, episode)
    line = plan.lines[0]
    do(opened, lambda w: actions.set_progress(w, line.id, line.version, "going"))
    draft = page(opened, episode).plans[0]
    assert draft.version == plan.version + 1  # who corrects the draft elsewhere hears of it
    approve(opened, draft)
    approved = page(opened, episode).plans[0]
    line = approved.lines[0]
    do(opened, lambda w: actions.set_progress(w, line.id, line.version, "done"))
    now = page(opened, episode).plans[0]
    assert now.lines[0].state == "done" and now.version == approved.version
    assert progress_words(one.state for one in now.lines) == "2行: 済1・進行1"
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: actions.set_progress(w, line.id, line.version, "open"))
    typed = replace(FIRST, reason="見直し", lines=again(now))
    do(opened, lambda w: actions.draft(w, episode, "adjustment", typed))
    old = now.lines[1]
    refused(
        lambda: do(opened, lambda w: actions.set_progress(w, old.id, old.version, "done")),
        state="新しい版",
    )


def test_contradictions_are_refused_at_their_field(opened: OpenedOffice) -> None:
    episode = begin(opened, Service.FOLLOW_UP)
    lines = (
        LineInput(),
        LineInput("", "通院", by_when="R8.2.30"),
        LineInput("housing", "転居", state="perhaps"),
    )
    typed = replace(FIRST, made_on="R8.5", review_on="R8.4.1", lines=lines)
    refused(
        lambda: do(opened, lambda w: actions.draft(w, episode, "follow_up", typed)),
        made_on="日まで",
        lines__1__domain="領域を一覧から",
        lines__1__by_when="2月",
        lines__2__state="進み具合",
    )
    typed = replace(FIRST, review_on="R8.4.1")
    refused(
        lambda: do(opened, lambda w: actions.draft(w, episode, "follow_up", typed)),
        review_on="作成日より前",
    )


def test_a_first_plan_starts_from_the_assessment(opened: OpenedOffice) -> None:
    episode = begin(opened)
    needs = {
        "housing": NeedWords("urgent"),
        "medical": NeedWords("watch"),
        "money": NeedWords("needed"),
    }
    sheet = SheetInput("R8.4.10", wish="前橋で暮らしたい", needs=needs)
    do(opened, lambda w: assessment.add_sheet(w, episode, sheet))
    found = page(opened, episode)
    assert found.wish == "前橋で暮らしたい"
    assert [line.domain for line in found.first_lines] == ["housing", "money"]
    assert found.kinds == (("adjustment", "福祉サービス等調整計画"),)


def test_the_printed_plan_names_its_revisions(opened: OpenedOffice) -> None:
    episode = begin(opened, number="R8-C-001")
    approve(opened, made(opened, episode))
    typed = replace(FIRST, made_on="R8.9.1", review_on="", reason="内定の取消し")
    second = do(opened, lambda w: actions.draft(w, episode, "adjustment", typed))
    printed: queries.PrintedPlan = ask(opened, lambda r: queries.plan(r, second))
    assert [row[0] for row in printed.earlier] == [1]
    assert (printed.head.name, printed.head.number) == ("齋藤 蓬夫", "R8-C-001")
    assert (printed.plan.reason, len(printed.plan.lines)) == ("内定の取消し", 2)
