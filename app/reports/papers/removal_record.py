"""削除の記録 on paper: what was deleted after its 保存期間, by number and count, never a name."""

from __future__ import annotations

from app.backups.queries import plan
from app.calendar import wareki
from app.clock import JST
from app.errors import NotFound
from app.reports.papers.about import day_words
from app.reports.papers.paper import Column, Fields, Grid, Notice, Paper
from app.retention.proposals.queries import Item, items_of, proposal
from app.retention.proposals.rules import DONE, remaining_words, short_id
from app.retention.queries import rules
from app.retention.rules import kind_words, rule_words
from app.staff.queries import office_facts
from app.storage.work import Reading

TITLE = "削除の記録"
_STAYS = (
    "報告の数を後から数え直しても変わらないように、業務・区分・月だけの件数の控えを残しています。"
    "氏名・生年月日・住所・文章は残していません。"
    "提出した報告とその根拠（管理番号）、操作の履歴は、このほかに残っています。"
)


def removal_record(reading: Reading, proposal_id: str) -> Paper:
    """The paper for the file; refused while nothing was deleted."""
    made = proposal(reading, proposal_id)
    if made.state != DONE or made.settled_at is None:
        raise NotFound("この案は、まだ削除していません。記録は、削除のあとに出せます。")
    office = office_facts(reading)
    local = made.settled_at.astimezone(JST)
    second = "回復コード（二人目に代えて）" if made.by_code else made.second_by
    return Paper(
        title=TITLE,
        office=office.name,
        made=day_words(reading.clock.today()),
        blocks=(
            Fields(
                (
                    ("削除した日時", f"{wareki.long(local.date())} {local:%H:%M}"),
                    ("記録の番号", short_id(made.id)),
                    ("案を作った人", f"{made.by}（{wareki.short(made.as_of)}）"),
                    ("削除した人", made.settled_by),
                    ("確かめた人（二人目）", second),
                    ("ケース・対象者", f"{made.cases:,}件・{made.persons:,}人"),
                )
            ),
            Grid(
                (Column("もの", 3), Column("件数", 1, number=True)),
                tuple((words, f"{many:,}") for words, many in made.counts),
                "消したもの",
            ),
            _cases(items_of(reading, proposal_id)),
            _periods(reading),
            Notice(_STAYS),
            Notice(remaining_words(local.date(), plan(reading).monthly, served=reading.served)),
        ),
        signatures=("削除した人", "確かめた人"),
        practice=office.practice,
    )


def _cases(items: tuple[Item, ...]) -> Grid:
    columns = (
        Column("管理番号", 2),
        Column("種類", 2),
        Column("終わった日", 1.4),
        Column("期間が過ぎた日", 1.4),
    )
    rows = tuple(
        (
            one.number or "（番号なし）",
            kind_words(one.kind),
            wareki.short(one.ended) if one.ended else "",
            wareki.short(one.due),
        )
        for one in items
        if one.due is not None
    )
    return Grid(columns, rows, "期間を過ぎた記録")


def _periods(reading: Reading) -> Grid:
    columns = (Column("種類", 2), Column("残す期間", 2), Column("どこに書いてあるか", 3))
    rows = tuple(
        (kind_words(line.kind), rule_words(line.rule), line.source)
        for line in rules(reading)
        if line.rule is not None
    )
    return Grid(columns, rows, "期間の決まり（この紙を作った日のもの）", empty="ありません。")
