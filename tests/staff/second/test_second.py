"""What nobody does alone: a request, somebody else's word, and one act on it within a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import fixed
from app.errors import InvalidInput, NotAllowed
from app.history.queries import HistoryFilter, of_everybody
from app.staff.permissions import Actor, Role
from app.staff.second import actions, queries
from app.staff.second.rules import (
    LASTS,
    NEEDS,
    Act,
    Asked,
    Standing,
    alone_refusal,
    answer_refusal,
    standing,
    use_refusal,
)
from app.storage.records import Staff
from app.storage.work import Work
from tests.conftest import OpenedOffice

NOW = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
ASKER, OTHER = "a" * 32, "b" * 32


def person(opened: OpenedOffice, name: str, role: Role) -> Actor:
    """Somebody else of the office."""
    with opened.office.work(opened.actor) as work:
        staff = work.add(Staff(name=name, role=str(role), active=True))
        work.tell("staff.added", "試し")
        return Actor(staff.id, name, role)


def done(opened: OpenedOffice, actor: Actor, act: Callable[[Work], object]) -> object:
    with opened.office.work(actor) as work:
        return act(work)


def asked(opened: OpenedOffice) -> str:
    with opened.office.work(opened.actor) as work:
        return actions.ask(work, Act.WHOLE_EXPORT, "契約の終わり")


def used(opened: OpenedOffice, request: str, act: Act = Act.WHOLE_EXPORT) -> None:
    with opened.office.work(opened.actor) as work:
        actions.use(work, act, request)


def test_an_act_is_done_once_on_another_persons_word(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    admin = person(opened, "管理 係", Role.ADMIN)
    request = asked(opened)
    with pytest.raises(NotAllowed, match="確認がまだ"):
        used(opened, request)
    with opened.office.reading(admin) as reading:
        assert queries.standing_of(reading, request) is Standing.WAITING
        (waiting,) = queries.waiting_for_me(reading)
        assert (waiting.id, waiting.by) == (request, opened.actor.name)
    done(opened, admin, lambda work: actions.answer(work, request))
    used(opened, request)
    with pytest.raises(NotAllowed, match="もう使われて"):
        used(opened, request)
    with opened.office.reading(opened.actor) as reading:
        assert queries.standing_of(reading, request) is Standing.USED
        told = of_everybody(reading, HistoryFilter("", "", None, None)).rows
    words = [row.words for row in told if row.subject_kind == "second"]
    assert [word.split("（")[0] for word in reversed(words)] == [
        "二人目の確認を依頼",
        "二人目として確認",
        "二人の確認のもとで実行",
    ]


def test_nobody_is_their_own_second_person(opened_embedded: OpenedOffice) -> None:
    person(opened_embedded, "管理 係", Role.ADMIN)
    request = asked(opened_embedded)
    with pytest.raises(NotAllowed, match="別の人"):
        done(opened_embedded, opened_embedded.actor, lambda work: actions.answer(work, request))
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        assert queries.waiting_for_me(reading) == ()


def test_who_may_not_do_the_act_may_not_agree_to_it(opened_embedded: OpenedOffice) -> None:
    clerk = person(opened_embedded, "事務 係", Role.CLERK)
    request = asked(opened_embedded)
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        assert queries.able(reading, Act.WHOLE_EXPORT) == ()
    with pytest.raises(NotAllowed, match="役割ではできません"):
        done(opened_embedded, clerk, lambda work: actions.answer(work, request))
    admin = person(opened_embedded, "管理 係", Role.ADMIN)
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        (able,) = queries.able(reading, Act.WHOLE_EXPORT)
    assert (able.staff_id, able.name) == (admin.staff_id, "管理 係")
    with opened_embedded.office.reading(clerk) as reading:
        assert queries.waiting_for_me(reading) == ()


def test_a_refusal_ends_the_request(opened_embedded: OpenedOffice) -> None:
    admin = person(opened_embedded, "管理 係", Role.ADMIN)
    request = asked(opened_embedded)
    done(opened_embedded, admin, lambda work: actions.answer(work, request, agreed=False))
    with pytest.raises(NotAllowed, match="確認されませんでした"):
        used(opened_embedded, request)


def test_the_word_for_one_act_is_none_for_another(opened_embedded: OpenedOffice) -> None:
    admin = person(opened_embedded, "管理 係", Role.ADMIN)
    request = asked(opened_embedded)
    done(opened_embedded, admin, lambda work: actions.answer(work, request))
    with pytest.raises(NotAllowed, match="別の操作"):
        used(opened_embedded, request, Act.WIPE)


def test_the_word_holds_for_a_day(opened_embedded: OpenedOffice) -> None:
    admin = person(opened_embedded, "管理 係", Role.ADMIN)
    request = asked(opened_embedded)
    done(opened_embedded, admin, lambda work: actions.answer(work, request))
    office = opened_embedded.office
    office.clock = fixed(office.clock.now() + LASTS)
    with pytest.raises(NotAllowed, match="24時間"):
        used(opened_embedded, request)


def test_the_code_stands_in_only_where_nobody_else_could(opened_embedded: OpenedOffice) -> None:
    opened, code = opened_embedded, "正しい"
    request = asked(opened)

    def alone(typed: str, request: str) -> None:
        done(
            opened,
            opened.actor,
            lambda work: actions.agree_alone(work, request, lambda: typed == code),
        )

    with pytest.raises(InvalidInput, match="回復コードが違います"):
        alone("違う", request)
    alone(code, request)
    used(opened, request)
    second = asked(opened)
    person(opened, "管理 係", Role.ADMIN)
    with pytest.raises(NotAllowed, match="ほかに確認できる職員が1人"):
        alone(code, second)


def test_on_a_server_nobody_answers_as_another(opened_server: OpenedOffice) -> None:
    """The database itself refuses, whatever the program says."""
    person(opened_server, "管理 係", Role.ADMIN)
    request = asked(opened_server)
    with (
        pytest.raises(NotAllowed, match="サーバーが"),
        opened_server.office.work(opened_server.actor) as work,
    ):
        work.actor = replace(opened_server.actor, staff_id=OTHER)
        actions.answer(work, request)
    with pytest.raises(NotAllowed, match="確認がまだ"):
        used(opened_server, request)


times = st.integers(-3 * 24, 3 * 24).map(lambda hours: NOW + timedelta(hours=hours))
requests = st.builds(
    Asked,
    st.sampled_from(Act),
    st.sampled_from([ASKER, OTHER]),
    times,
    st.sampled_from([None, True, False]),
    st.booleans(),
)
actors = st.builds(
    Actor, st.sampled_from([ASKER, OTHER]), st.just("氏名"), st.sampled_from(list(Role))
)


@settings(deadline=None)
@given(requests, actors, st.sampled_from(Act), st.integers(0, 3))
def test_no_way_leads_past_the_second_person(
    asked: Asked, actor: Actor, act: Act, others: int
) -> None:
    found = standing(asked, NOW)
    if not use_refusal(asked, act, actor, NOW):
        assert found is Standing.AGREED
        assert asked.agreed and asked.act is act and asked.asked_by == actor.staff_id
        assert asked.until > NOW and not asked.used
    if not answer_refusal(asked, actor, NOW):
        assert found is Standing.WAITING and asked.asked_by != actor.staff_id
        assert actor.may(NEEDS[asked.act])
    if not alone_refusal(asked, actor, others, NOW):
        assert found is Standing.WAITING and asked.asked_by == actor.staff_id
        assert others == 0 and actor.may(NEEDS[asked.act])


@pytest.mark.parametrize("act", list(Act))
def test_the_code_lets_nobody_do_what_their_role_may_not(act: Act) -> None:
    waiting = Asked(act, ASKER, NOW + timedelta(hours=1), None, False)
    for role in Role:
        actor = Actor(ASKER, "氏名", role)
        said = alone_refusal(waiting, actor, 0, NOW)
        assert said == actor.refusal(NEEDS[act])
        assert bool(said) is not actor.may(NEEDS[act])
        other = alone_refusal(waiting, replace(actor, staff_id=OTHER), 0, NOW)
        assert other.startswith("依頼した人が、自分の回復コードで")


def test_an_agreed_request_is_used_without_a_word() -> None:
    agreed = Asked(Act.WIPE, ASKER, NOW + timedelta(hours=1), True, False)
    director = Actor(ASKER, "氏名", Role.DIRECTOR)
    assert use_refusal(agreed, Act.WIPE, director, NOW) == ""
    assert use_refusal(agreed, Act.OWN_KEYS, director, NOW).startswith("この確認は、別の操作か")


def test_who_may_not_agree_is_told_so_before_how_far_the_request_is(
    opened_embedded: OpenedOffice,
) -> None:
    clerk = person(opened_embedded, "事務 係", Role.CLERK)
    request = asked(opened_embedded)
    office = opened_embedded.office
    office.clock = fixed(office.clock.now() + LASTS)
    with pytest.raises(NotAllowed, match="役割ではできません"):
        done(opened_embedded, clerk, lambda work: actions.answer(work, request))


def test_two_who_answer_at_once_give_one_answer(
    opened_embedded: OpenedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = person(opened_embedded, "管理 係", Role.ADMIN)
    request = asked(opened_embedded)
    done(opened_embedded, admin, lambda work: actions.answer(work, request))
    # what the other read before the first was there
    monkeypatch.setattr(actions, "answer_refusal", lambda *_: "")
    with pytest.raises(NotAllowed) as said:
        done(opened_embedded, admin, lambda work: actions.answer(work, request, agreed=False))
    assert said.value.where == NEEDS[Act.WHOLE_EXPORT]
    used(opened_embedded, request)
