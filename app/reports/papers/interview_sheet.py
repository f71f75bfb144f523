"""面接用持参票: what to know and what to ask, taken along where no computer may go."""

from __future__ import annotations

from app.cases.fields import BY_NAME
from app.cases.printed import case_head
from app.cases.queries import case_page
from app.people.family.queries import family
from app.people.health.queries import health
from app.reports.papers.about import paper, person_pairs
from app.reports.papers.face_sheet import value_words
from app.reports.papers.paper import Column, Fields, Grid, Paper, Words
from app.storage.work import Reading

TITLE = "面接用持参票"
_TOLD = ("facility", "offence", "sentence", "term_end", "release", "hope_place", "detention_end")
_TOPICS = (
    "住まい・帰住の希望",
    "体調・通院・服薬",
    "介護・障害福祉の利用",
    "収入・年金・生活保護",
    "手帳・身分証・住民票",
    "仕事・日中のこと",
    "お金・借入れ",
    "家族・頼れる人",
    "お酒・薬物・ギャンブル",
    "心配なこと・聞きたいこと",
)


def interview_sheet(reading: Reading, episode_id: str) -> Paper:
    """A sheet with what is known, and room for what is said."""
    today = reading.clock.today()
    head = case_head(reading, episode_id, today)
    episode = case_page(reading, episode_id, newest=1).episode
    ill, near = health(reading, episode_id).facts, family(reading, episode_id)
    told = tuple(
        (
            BY_NAME[name].label(episode.service),
            value_words(BY_NAME[name], episode.service, episode.values[name]),
        )
        for name in _TOLD
        if name in episode.values
    )
    people = "、".join(one.facts.name for one in near.people)
    blocks = (
        Fields(
            (
                *person_pairs(head, today),
                *told,
                ("意思疎通の配慮", ill.communication),
                ("関係者", people),
            )
        ),
        Fields((("面接日・時刻", ""), ("場所", ""), ("面接した人", ""), ("同席", "")), "面接"),
        Grid(
            (Column("きくこと", 1.6), Column("話したこと", 5)),
            tuple((topic, "\n\n") for topic in _TOPICS),
        ),
        Words("本人のようす・次にすること", "", lines=2),
    )
    return paper(reading, head, TITLE, blocks)
