"""Every paper of a case says what was recorded, on both engines; what is missing says the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.codes import CENTRE_SERVICES, Service
from app.errors import NotFound
from app.people import actions as people
from app.people.family import actions as family
from app.people.family.rules import RelatedInput
from app.people.health import actions as health
from app.people.health.rules import HealthInput
from app.people.rules import PersonInput
from app.reports.papers.all import PAPERS, papers_of
from app.reports.papers.paper import Paper
from app.reports.papers.render import render


@pytest.fixture
def case(opened: Any) -> str:
    """A case with somebody to call, an allergy and two contacts."""
    with opened.office.work(opened.actor) as work:
        person = people.register(
            work, PersonInput("髙橋 はるな", "タカハシ ハルナ", "female", "S28.4.5")
        )
        episode = cases.open_episode(
            work,
            person,
            Service.COORDINATION,
            {"start": "R8.4.1", "number": "R8-C-001", "facility": "前橋刑務所", "elderly": True},
        )
    with opened.office.work(opened.actor) as work:
        for day, words in (("R8.5.1", "初回面接"), ("R8.6.2", "市役所へ電話")):
            contacts.record_activity(
                work, episode, ActivityInput(day, "interview", "60", "本人", words, "試作")
            )
        family.add(
            work, episode, RelatedInput("family", "高橋 一", "兄", "027-000-0000", emergency=True)
        )
        health.write(work, episode, 0, HealthInput(allergies="ペニシリン", doctor="見本医院"))
    return str(episode)


def made(opened: Any, key: str, episode: str) -> Paper:
    """The paper with this key."""
    paper = next(one for one in PAPERS if one.key == key)
    with opened.office.reading(opened.actor) as reading:
        return paper.make(reading, episode)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (
            "face",
            (
                "髙橋 はるな",
                "前橋刑務所",
                "高齢",
                "高橋 一",
                "ペニシリン",
                "昭和28年4月5日（73歳）",
            ),
        ),
        ("progress", ("初回面接", "市役所へ電話", "2件・延べ120分", "R8.5.1")),
        ("interview", ("髙橋 はるな", "前橋刑務所", "話したこと")),
        ("emergency", ("アレルギー: ペニシリン", "見本医院", "027-000-0000", "高橋 一（兄）")),
    ],
)
def test_a_paper_says_what_was_recorded(
    opened: Any, case: str, key: str, words: tuple[str, ...]
) -> None:
    paper = made(opened, key, case)
    texts = "\n".join(paper.texts())
    assert [word for word in words if word not in texts] == []
    assert paper.subject == "R8-C-001 髙橋 はるな" and not paper.practice
    assert render(paper).pages == 1 + (key == "face")


def test_the_record_stands_in_order_of_time(opened: Any, case: str) -> None:
    texts = list(made(opened, "progress", case).texts())
    assert texts.index("初回面接") < texts.index("市役所へ電話")


@pytest.mark.parametrize("key", ["assessment", "plan"])
def test_what_is_not_written_yet_says_where_to_write_it(opened: Any, case: str, key: str) -> None:
    with pytest.raises(NotFound, match="まだありません。「"):
        made(opened, key, case)


def test_each_service_names_its_own_plan() -> None:
    plans = {
        service: next(one.title for one in papers_of(service) if one.key == "plan")
        for service in CENTRE_SERVICES
    }
    assert plans[Service.COORDINATION] == "福祉サービス等調整計画"
    assert plans[Service.FOLLOW_UP] == "フォローアップ計画"


def test_a_paper_of_the_office_is_dated_today(opened: Any, case: str) -> None:
    assert opened.office.clock.today() == date(2026, 11, 24)
    assert made(opened, "face", case).made == "令和8年11月24日"
