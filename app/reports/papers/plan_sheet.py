"""福祉サービス等調整計画 and フォローアップ計画: one revision, with the lines to sign."""

from __future__ import annotations

from app import codes
from app.calendar.partial import PartialDate
from app.cases.plans.queries import PrintedPlan, plan
from app.clock import JST
from app.reports.papers.about import SEALS, day_words, paper, person_pairs, short_words
from app.reports.papers.paper import Block, Column, Fields, Grid, Notice, Paper, Words
from app.storage.work import Reading

_DRAFT = "案: センター長の承認前です。"


def plan_sheet(reading: Reading, plan_id: str) -> Paper:
    """One revision of a plan; a draft says that it is one."""
    printed = plan(reading, plan_id)
    facts, head = printed.plan, printed.head
    blocks: list[Block] = [] if facts.approved else [Notice(_DRAFT)]
    blocks += [
        Fields(
            (
                *person_pairs(head, facts.made_on),
                ("作成日", day_words(facts.made_on)),
                ("版", _revision_words(printed)),
                ("担当", facts.worker),
                ("見直し予定", day_words(facts.review_on)),
            )
        ),
        Words("本人の希望", facts.wish, lines=2),
        Words("支援方針", facts.policy, lines=3),
        Grid(
            (
                Column("領域", 1.2),
                Column("目標", 2.2),
                Column("利用するサービス・手続き", 2.4),
                Column("だれが", 1.4),
                Column("いつまで", 1.1),
                Column("状況", 0.8),
            ),
            tuple(
                (
                    codes.label("need_domain", line.domain),
                    line.goal,
                    line.service,
                    line.who,
                    short_words(line.by_when),
                    codes.label("plan_state", line.state),
                )
                for line in facts.lines
            ),
            "支援の内容",
        ),
    ]
    return paper(
        reading,
        head,
        codes.label("plan_kind", facts.kind, facts.service),
        tuple(blocks),
        made=facts.made_on,
        seals=SEALS,
        signatures=("説明を受けました（本人）", "説明した日"),
    )


def _revision_words(printed: PrintedPlan) -> str:
    facts = printed.plan
    words = f"第{facts.revision}版"
    if facts.reason:
        words += f"（{facts.reason}）"
    if facts.approved_at is not None:
        day = PartialDate.of(facts.approved_at.astimezone(JST).date())
        words += f"\n承認 {short_words(day)} {facts.approved_by}"
    return words
