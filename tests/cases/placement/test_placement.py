"""帰住先調整: candidates, the one chosen, the day of release."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.cases import actions as cases
from app.cases import queries as case_queries
from app.cases.placement import actions, queries
from app.cases.placement.rules import PlacementInput, ReleaseInput
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput
from app.people import actions as people
from app.people.family import actions as family
from app.people.family.rules import RelatedInput
from app.people.rules import PersonInput
from app.storage.records import HistoryEntry
from tests.conftest import OpenedOffice

HOME = PlacementInput(
    "group_home", "グループホーム見本の家", "前橋市", "管理者", "10/1", "accepted", "10/20"
)
REFUSED = PlacementInput("kosei_facility", "仮名園", "", "", "9/1", "refused", "9/10", "空きがない")


def begin(opened: OpenedOffice) -> str:
    with opened.office.work(opened.actor) as work:
        person = people.register(work, PersonInput("試作 朔", "シサク サク", "male", "S40.1.1"))
        family.add(work, episode := cases.open_episode(
            work, person, Service.COORDINATION, {"start": "R8.4.1"}
        ), RelatedInput("guarantor", "模擬 柊"))  # fmt: skip
        return episode


def placing(opened: OpenedOffice, episode: str) -> queries.Placing:
    with opened.office.reading(opened.actor) as reading:
        return queries.placing(reading, episode)


def told(opened: OpenedOffice) -> list[str]:
    with opened.office.reading(opened.actor) as reading:
        return list(reading.session.scalars(select(HistoryEntry.words).order_by(HistoryEntry.seq)))


def test_the_one_chosen_is_the_place_of_the_case(opened: OpenedOffice) -> None:
    episode = begin(opened)
    with opened.office.work(opened.actor) as work:
        actions.add(work, episode, REFUSED)
        home = actions.add(work, episode, HOME)
        other = actions.add(
            work, episode, replace(HOME, dest_kind="rehabilitation_facility", name="模擬寮")
        )
    page = placing(opened, episode)
    assert [one.state for one in page.candidates] == ["accepted", "accepted", "refused"]
    assert page.candidates[-1].asked_on == date(2026, 9, 1)
    assert page.candidates[-1].choose_refusal.startswith("まだ「受入可」ではありません")
    assert page.guarantors == ("模擬 柊",)
    with opened.office.work(opened.actor) as work:
        actions.choose(work, home, 1)
    assert (placing(opened, episode).dest_kind, placing(opened, episode).apart) == (
        "group_home",
        False,
    )
    with opened.office.work(opened.actor) as work:
        actions.choose(work, other, 1)
    page = placing(opened, episode)
    assert [one.chosen for one in page.candidates] == [True, False, False]
    assert (page.dest_kind, page.dest_name) == ("rehabilitation_facility", "模擬寮")
    assert told(opened)[-1] == (
        "受入先を「模擬寮」（更生保護施設）に決めた（「グループホーム見本の家」の選択をやめた）"
    )
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.choose(work, home, 1)


def test_a_chosen_one_is_corrected_in_the_case_and_can_be_left_open(opened: OpenedOffice) -> None:
    episode = begin(opened)
    with opened.office.work(opened.actor) as work:
        home = actions.add(work, episode, HOME)
        work.session.flush()
        actions.choose(work, home, 1)
    with opened.office.work(opened.actor) as work:
        actions.correct(work, home, 2, replace(HOME, name="見本の家 二号"))
    assert placing(opened, episode).dest_name == "見本の家 二号"
    for refused in (
        lambda work: actions.remove(work, home, 3),
        lambda work: actions.correct(
            work, home, 3, replace(HOME, state="withdrawn", reason="辞退")
        ),
    ):
        with (
            pytest.raises(InvalidInput, match="選択をやめる"),
            opened.office.work(opened.actor) as work,
        ):
            refused(work)
    with opened.office.reading(opened.actor) as reading:
        version = case_queries.case_page(reading, episode).episode.version
    with opened.office.work(opened.actor) as work:
        cases.correct(work, episode, version, {"dest_name": "手で直した"})
    assert placing(opened, episode).apart
    with opened.office.work(opened.actor) as work:
        actions.unchoose(work, home, 3)
    page = placing(opened, episode)
    assert (page.dest_name, page.candidates[0].chosen) == ("手で直した", False)
    with opened.office.work(opened.actor) as work:
        actions.remove(work, home, 4)
    assert placing(opened, episode).candidates == ()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (replace(HOME, name=""), "name"),
        (replace(HOME, dest_kind="更生施設"), "dest_kind"),
        (replace(HOME, result_on="9/30"), "result_on"),
        (replace(HOME, asked_on="2月30日"), "asked_on"),
        (replace(HOME, asked_on="R9.1.1"), "asked_on"),
        (replace(HOME, asked_on="R8.9"), "asked_on"),
        (replace(HOME, result_on=""), "result_on"),
        (replace(HOME, state="visited"), "state"),
        (replace(REFUSED, reason=""), "reason"),
    ],
)
def test_refused_at_the_field(
    opened_embedded: OpenedOffice, typed: PlacementInput, field: str
) -> None:
    episode = begin(opened_embedded)
    with (
        pytest.raises(InvalidInput) as refused,
        opened_embedded.office.work(opened_embedded.actor) as work,
    ):
        actions.add(work, episode, typed)
    assert set(refused.value.by_field()) == {field}
    assert placing(opened_embedded, episode).candidates == ()


def test_the_day_of_release(opened: OpenedOffice) -> None:
    episode = begin(opened)
    typed = ReleaseInput("模擬 柊", "試作・例示", "正門前", "8時半", "高崎線", "5万円", "段ボール2箱",
                         "14日分", "福祉事務所", "雨天は車")  # fmt: skip
    with opened.office.work(opened.actor) as work:
        actions.write_release(work, episode, 0, typed)
    kept = placing(opened, episode).release
    assert kept.facts == replace(typed, meeting_time="8:30")
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.write_release(work, episode, 0, typed)
    with pytest.raises(InvalidInput) as refused, opened.office.work(opened.actor) as work:
        actions.write_release(work, episode, kept.version, replace(typed, meeting_time="25時"))
    assert set(refused.value.by_field()) == {"meeting_time"}
