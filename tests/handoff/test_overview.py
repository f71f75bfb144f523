"""The list and the page of exchanges: what waits for whom, who thinks what, what was handed over."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.handoff.arriving import actions as arriving
from app.handoff.exchange.course import Why
from app.handoff.exchange.next_steps import What
from app.handoff.letters.body import Body, Share
from app.handoff.letters.kinds import ExchangeKind, LetterKind, Side
from app.handoff.overview import queries
from app.handoff.overview.rules import UNKNOWN
from app.handoff.partners.actions import add_on_paper
from app.handoff.partners.queries import partner, partners
from app.handoff.told.actions import hand_over
from app.staff.permissions import Role
from app.storage.records import Exchange, Organisation
from tests.cases.one_case import as_role, ask, do
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import (
    Two,
    ask_for_help,
    at,
    carry,
    exchange_at,
    outgoing,
    receive,
    write,
)
from tests.handoff.test_accepting import accept

K = LetterKind


def line(opened: OpenedOffice) -> queries.ExchangeLine:
    found: queries.ExchangeLine = ask(opened, queries.exchange_list)[0]
    return found


def page(opened: OpenedOffice) -> queries.ExchangePage:
    found = ask(opened, lambda reading: queries.exchange_page(reading, exchange_at(opened)))
    assert isinstance(found, queries.ExchangePage)
    return found


def test_each_side_sees_what_it_has_to_do(two: Two) -> None:
    ask_for_help(two)
    mine = line(two.here)
    assert (mine.side, mine.we_lead, mine.ours, mine.to_give) == (Side.ASKING, True, False, 1)
    assert not mine.case_gone
    carry(two, two.here)
    theirs = line(two.there)
    assert theirs.step is not None and theirs.step.what is What.ANSWER_REQUEST
    assert (theirs.ours, theirs.unread, theirs.we_lead, theirs.person) == (True, 1, False, "")
    assert not theirs.case_gone, "there was none so far"
    assert ask(two.there, queries.waiting_count) == (1, 0)


def test_what_we_have_to_do_stands_before_what_they_have(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    write(two.there, exchange_at(two.there), K.QUESTION, text="手帳はありますか")
    carry(two, two.there)
    write(two.here, exchange, K.QUESTION, text="見学はできますか")
    assert page(two.here).steps[0].what is What.RECEIPT, "theirs, and due sooner"
    mine = line(two.here)
    assert mine.step is not None and mine.step.what is What.ANSWER_QUESTION and mine.ours


def test_both_views_stand_side_by_side(two: Two) -> None:
    exchange = ask_for_help(two)
    before = {row.label: row for row in page(two.here).views}
    assert before["状態"].theirs == UNKNOWN
    carry(two, two.here)
    accept(two.there)
    carry(two, two.there)
    after = {row.label: row for row in page(two.here).views}
    assert (after["状態"].ours, after["状態"].same) == ("受諾・調整中", True)
    assert after["主担当"].ours.startswith("群馬県")
    assert [entry.kind for entry in page(two.here).lanes] == [K.REQUEST, K.ACCEPT]
    assert page(two.here).lanes[0].arrived
    assert page(two.here).line.id == exchange


def test_each_side_writes_its_own_column(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    carry(two, two.there)
    write(
        *(two.here, exchange, K.QUESTION),
        text="見学はできますか",
        shares=(Share("interview", "done", "2回"),),
    )
    write(
        *(two.there, exchange_at(two.there), K.QUESTION),
        text="手帳はありますか",
        shares=(Share("placement", "doing", "2件打診中"),),
    )
    carry(two, two.here)
    carry(two, two.there)
    rows = {row.task: row for row in page(two.here).shares}
    assert rows["interview"].ours is not None and rows["interview"].theirs is None
    assert rows["placement"].theirs is not None and rows["placement"].theirs.words == "2件打診中"
    assert len(at(two.here, exchange).state.questions) == 2


def test_an_exchange_without_a_title_is_called_by_what_it_is_about(two_embedded: Two) -> None:
    ask_for_help(two_embedded)
    assert page(two_embedded.here).title == ExchangeKind.COOPERATION.words


def test_an_exchange_whose_case_was_deleted_says_so(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)

    def forget(work: Any) -> None:
        work.get(Exchange, exchange).episode_id = None

    do(two.here, forget)
    mine = line(two.here)
    assert mine.case_gone and (mine.person, mine.number, mine.release) == ("", "", None)


def test_what_was_handed_over_stands_with_its_basis(two_embedded: Two) -> None:
    two = two_embedded
    ask_for_help(two)
    [given] = page(two.here).handed
    assert sorted(given.items) == ["assessment", "custody", "identity"]
    assert given.law


def test_who_only_reads_sees_why_nothing_can_be_written(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    auditor = as_role(two.here, Role.AUDITOR)
    found = ask(two.here, lambda r: queries.exchange_page(r, exchange), auditor)
    assert "役割ではできません" in found.edit_refusal


def test_who_was_asked_by_letter_is_known_until_it_ends(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    episode = str(at(two.here, exchange).episode_id)
    organisation = ask(two.here, partners)[0].organisation_id

    def asked(to: str) -> date | None:
        found: date | None = ask(
            two.here, lambda reading: queries.asked_by_letter(reading, episode, to)
        )
        return found

    assert asked(organisation) == two.here.office.clock.today()
    assert asked("0" * 32) is None
    write(two.here, exchange, K.WITHDRAW, reason="書き直します")
    assert asked(organisation) is None


def test_a_letter_that_came_before_its_cause_waits_and_the_gap_is_shown(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    write(two.here, exchange, K.QUESTION, text="見学はできますか\nいつでも")
    request, question = outgoing(two.here, exchange)
    receive(two.there, question)
    [entry] = page(two.there).lanes
    assert (entry.kind, entry.note) == (K.QUESTION, "前の文が届くのを待っています")
    assert entry.words == "見学はできますか" and entry.unread and not entry.own
    assert not line(two.there).doubt, "nothing of ours is missing"
    assert [(gap.before, gap.count) for gap in page(two.there).gaps] == [(entry.digest, 1)]
    receive(two.there, request)
    entries = page(two.there).lanes
    assert [(one.kind, one.note) for one in entries] == [(K.REQUEST, ""), (K.QUESTION, "")]
    assert page(two.there).gaps == ()


def test_a_letter_that_has_no_effect_says_why(two_embedded: Two) -> None:
    two = two_embedded
    ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    request = at(two.there, exchange_at(two.there)).letters[0]

    def again(work: Any) -> None:
        """Another program might; ours offers it no more."""
        exchange = work.get(Exchange, exchange_at(two.there))
        arriving._write(work, exchange, K.ACCEPT, {"of": request.id}, Body())

    do(two.there, again)
    carry(two, two.there)
    for side in (two.here, two.there):
        assert [one.note for one in page(side).lanes] == ["", "", Why.TWICE.words]


def test_letters_that_crossed_say_so_on_both_sides(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    write(two.here, exchange, K.WITHDRAW, reason="ご本人の希望が変わりました")
    theirs = outgoing(two.there, exchange_at(two.there))
    carry(two, two.here)
    for data in theirs:
        receive(two.here, data)
    for side in (two.here, two.there):
        notes = {one.kind: one.note for one in page(side).lanes}
        assert notes[K.ACCEPT] == "行き違いになりました"
        assert notes[K.REQUEST] == notes[K.WITHDRAW] == ""
        assert not line(side).open and line(side).phase == K.WITHDRAW.words


def test_a_case_lists_its_exchanges_and_when_whom_was_asked(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    episode, partner = line(two.here).episode_id, ask(two.here, partners)[0]
    [found] = ask(two.here, lambda r: queries.exchanges_of(r, episode))
    assert (found, found.id) == (line(two.here), exchange)
    today = two.here.office.clock.today()

    def asked_on(organisation: str) -> date | None:
        return ask(two.here, lambda r: queries.asked_by_letter(r, episode, organisation))

    assert asked_on(partner.organisation_id) == today
    assert asked_on("another") is None
    write(two.here, exchange, K.WITHDRAW, reason="取り下げます")
    assert asked_on(partner.organisation_id) is None


def test_printing_a_letter_does_not_bring_it_to_an_office_with_the_program(
    two_embedded: Two,
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    letter = at(two.here, exchange).kept[0].id
    do(two.here, lambda work: hand_over(work, letter, "郵送"))
    assert line(two.here).to_give == 1
    carry(two, two.here)
    accept(two.there)
    carry(two, two.there)
    assert line(two.here).to_give == 1, "only the receipt for the answer"


def test_each_partner_is_listed_with_its_own_exchanges(two_embedded: Two) -> None:
    two = two_embedded
    ask_for_help(two)
    ask_for_help(two)

    def other(work: Any) -> None:
        name = "鳥取県地域生活定着支援センター"
        found = work.add(
            Organisation(kind="settlement_center", name=name, kana_key=name, search_key=name)
        )
        work.session.flush()
        add_on_paper(work, "centre", found.id, 32)

    do(two.here, other)
    lines = {one.name: one for one in ask(two.here, partners)}
    for one in lines.values():
        assert ask(two.here, lambda reading, id_=one.id: partner(reading, id_)) == one
    assert {name[:2]: one.exchanges for name, one in lines.items()} == {"島根": 2, "鳥取": 0}
    assert all(one.organisation == name for name, one in lines.items())


def test_receipts_on_their_way_are_not_counted_among_the_letters(two_embedded: Two) -> None:
    two = two_embedded

    def on_the_way(side: OpenedOffice) -> str:
        return {row.label: row.ours for row in page(side).views}["未達の文"]

    ask_for_help(two)
    assert on_the_way(two.here) == "1通"
    carry(two, two.here)
    assert on_the_way(two.there) == "なし"
    accept(two.there)
    assert on_the_way(two.there) == "1通"
