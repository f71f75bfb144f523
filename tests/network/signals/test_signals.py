"""端緒: from somebody who noticed something to a person, an answer and an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.calendar.partial import PartialDate
from app.cases import queries as cases
from app.errors import ChangedMeanwhile, NotAllowed
from app.network.signals import actions, queries
from app.network.signals.rules import SignalInput, WeighInput, standing
from app.people.rules import PersonInput
from app.staff.permissions import Role
from tests.cases.one_case import as_role, ask, begin, do, refused
from tests.conftest import OpenedOffice

WATER = SignalInput(
    received_on="R8.11.20",
    received_time="10:30",
    source_kind="water_utility",
    source_name="検針員",
    kinds=("smell", "arrears"),
    place="前橋市見本町1-2",
    about="60代くらいの男性、一人暮らし",
    text="3か月の滞納。玄関から異臭。",
    worker="試作 澪江",
)


def page(opened: OpenedOffice, signal_id: str) -> queries.SignalPage:
    found: queries.SignalPage = ask(opened, lambda reading: queries.signal(reading, signal_id))
    return found


def received(opened: OpenedOffice, typed: SignalInput = WATER) -> str:
    return str(do(opened, lambda work: actions.receive(work, typed)))


def test_what_was_noticed_is_kept_before_anybody_is_known(opened: OpenedOffice) -> None:
    one = page(opened, received(opened))
    assert one.line.state == "received"
    assert one.line.kinds == ("arrears", "smell")  # in the order of the list
    assert (one.line.received_on, one.received_minute) == (date(2026, 11, 20), 630)
    assert one.person_id is None and one.line.person == ""
    assert one.referrals == () and one.meetings == ()


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"received_on": "R8.12.1"}, "received_on", "先の日付"),
        ({"received_on": ""}, "received_on", "入力してください"),
        ({"received_on": "R8.11"}, "received_on", "日まで"),
        ({"received_time": "25:00"}, "received_time", "。"),
        ({"source_kind": ""}, "source_kind", "一覧から"),
        ({"kinds": ("ghost",)}, "kinds", "一覧から"),
        ({"kinds": (), "text": " "}, "text", "一言"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    opened_embedded: OpenedOffice, changed: dict[str, object], field: str, sentence: str
) -> None:
    typed = replace(WATER, **changed)  # type: ignore[arg-type]
    refused(lambda: received(opened_embedded, typed), **{field: sentence})
    assert ask(opened_embedded, queries.listed)[1] == 0


def test_it_is_weighed_with_a_reason_and_may_be_weighed_again(opened: OpenedOffice) -> None:
    signal = received(opened)
    do(opened, lambda w: actions.weigh(w, signal, 1, WeighInput("normal", "11/21", "様子を見る")))
    do(opened, lambda w: actions.weigh(w, signal, 2, WeighInput("emergency", "11/22", "応答なし")))
    one = page(opened, signal)
    assert (one.line.state, one.line.weight) == ("weighed", "emergency")
    assert (one.weighed_on, one.weighed_why) == (date(2026, 11, 22), "応答なし")
    early = WeighInput("low", "11/19")
    refused(lambda: do(opened, lambda w: actions.weigh(w, signal, 3, early)), day="より前")
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: actions.weigh(w, signal, 1, WeighInput("low", "11/22")))


def test_the_person_is_found_among_the_cases(opened: OpenedOffice) -> None:
    episode = begin(opened)
    signal = received(opened)
    do(opened, lambda work: actions.link(work, signal, 1, episode))
    one = page(opened, signal)
    assert (one.line.state, one.episode_id, one.linked_on) == (
        *("linked", episode),
        date(2026, 11, 24),
    )
    assert one.line.person == "齋藤 蓬夫"
    lines = ask(opened, lambda r: queries.signals_of_person(r, str(one.person_id)))
    assert [line.id for line in lines] == [signal]


def test_or_becomes_a_new_consultation_that_began_that_day(opened: OpenedOffice) -> None:
    signal = received(opened)
    who = PersonInput("", "", "male", "", anonymous=True)
    episode = do(opened, lambda work: actions.begin(work, signal, 1, who))
    case = ask(opened, lambda reading: cases.case_page(reading, episode))
    assert case.episode.service == "consultation"
    assert case.episode.values["start"] == PartialDate(2026, 11, 20)
    assert page(opened, signal).episode_id == episode


def test_a_wrong_link_is_taken_back_with_the_reason(opened: OpenedOffice) -> None:
    episode = begin(opened)
    signal = received(opened)
    refused(lambda: do(opened, lambda work: actions.unlink(work, signal, 1, "別人")), person="まだ")
    do(opened, lambda work: actions.link(work, signal, 1, episode))
    version = page(opened, signal).line.version
    refused(
        lambda: do(opened, lambda work: actions.unlink(work, signal, version, " ")), reason="理由"
    )
    do(opened, lambda work: actions.unlink(work, signal, version, "隣の家だった"))
    one = page(opened, signal)
    assert (one.line.state, one.person_id, one.linked_on) == ("received", None, None)


def test_the_answer_never_names_the_person(opened: OpenedOffice) -> None:
    episode = begin(opened)
    signal = received(opened)
    do(opened, lambda work: actions.link(work, signal, 1, episode))
    version = page(opened, signal).line.version
    for words in ("齋藤蓬夫さんと会えました", "サイトウこと齋藤　蓬夫 様"):
        refused(
            lambda words=words: do(
                opened, lambda work: actions.answer(work, signal, version, "11/24", words)
            ),
            words="氏名が入っています",
        )
    thanks = "お知らせありがとうございます。関係機関と対応しています。"
    do(opened, lambda work: actions.answer(work, signal, version, "11/24", thanks))
    one = page(opened, signal)
    assert (one.answered_on, one.answer) == (date(2026, 11, 24), thanks)


def test_it_ends_with_a_reason_and_can_be_opened_again(opened: OpenedOffice) -> None:
    signal = received(opened)
    refused(
        lambda: do(opened, lambda work: actions.close(work, signal, 1, "11/24", "")), words="理由"
    )
    do(opened, lambda work: actions.close(work, signal, 1, "11/24", "転居済みと分かった"))
    version = page(opened, signal).line.version
    refused(
        lambda: do(opened, lambda w: actions.weigh(w, signal, version, WeighInput("low", "11/24"))),
        state="もう一度開く",
    )
    do(opened, lambda work: actions.reopen(work, signal, version))
    assert page(opened, signal).line.state == "received"


def test_urgent_ones_come_first_and_ended_ones_last(opened: OpenedOffice) -> None:
    ids = {}
    for name, weight in (("low", "low"), ("new", ""), ("now", "emergency"), ("over", "emergency")):
        ids[name] = received(opened, replace(WATER, about=name))
        if weight:
            typed = WeighInput(weight, "11/21")
            do(opened, lambda w, name=name, typed=typed: actions.weigh(w, ids[name], 1, typed))
    over = page(opened, ids["over"]).line.version
    do(opened, lambda work: actions.close(work, ids["over"], over, "11/24", "終わり"))
    lines, count = ask(opened, queries.listed)
    assert count == 4
    assert [line.about for line in lines] == ["now", "new", "low", "over"]
    found, count = ask(opened, lambda r: queries.listed(r, text="new", states=queries.OPEN))
    assert (count, found[0].id) == (1, ids["new"])


def test_those_of_one_municipality(opened: OpenedOffice) -> None:
    here = received(opened, replace(WATER, municipality="10201"))
    received(opened, replace(WATER, municipality="10202"))
    received(opened, replace(WATER, municipality=""))
    assert ask(opened, queries.municipalities) == ("10201", "10202")
    found, count = ask(opened, lambda r: queries.listed(r, municipality="10201"))
    assert (count, found[0].id) == (1, here)


@pytest.mark.parametrize("typed", ["ﾏｴﾊﾞｼ", "まえばし", "前橋 市", "邉見", "辺見", "渡辺"])
def test_it_is_found_whatever_the_spelling(opened: OpenedOffice, typed: str) -> None:
    about = "邉見さんの隣、マエバシの前橋市渡邉荘"
    signal = received(opened, replace(WATER, about=about))
    received(opened, replace(WATER, place="見本町", about="別の人"))
    found, count = ask(opened, lambda r: queries.listed(r, text=typed))
    assert (count, found[0].id) == (1, signal)


def test_who_may_do_what(opened_embedded: OpenedOffice) -> None:
    for role in (Role.AUDITOR, Role.ADMIN):
        with pytest.raises(NotAllowed):
            do(opened_embedded, lambda w: actions.receive(w, WATER), as_role(opened_embedded, role))
    signal = received(opened_embedded)
    auditor = as_role(opened_embedded, Role.AUDITOR)
    assert ask(opened_embedded, lambda r: queries.signal(r, signal), auditor).edit_refusal
    with pytest.raises(NotAllowed):
        ask(opened_embedded, queries.listed, as_role(opened_embedded, Role.ADMIN))


def test_the_state_follows_from_what_happened() -> None:
    happened = {"closed": False, "linked": False, "passed": False, "weighed": False}
    assert standing(**happened) == "received"
    for name, state in (
        *(("weighed", "weighed"), ("passed", "passed")),
        *(("linked", "linked"), ("closed", "closed")),
    ):
        happened[name] = True
        assert standing(**happened) == state
