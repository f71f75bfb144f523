"""What is given back or goes out again is this exchange's own, once, and stops nothing when it is gone."""

from __future__ import annotations

from typing import Any

from app.calendar.partial import PartialDate
from app.handoff.arriving import actions as arriving
from app.handoff.letters import actions as letters
from app.handoff.letters.body import Body, Copy, View
from app.handoff.letters.kinds import LetterKind
from app.storage.records import Exchange, HistoryEntry, KeptLetter
from tests.cases.one_case import ask, do
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import (
    Two,
    ask_for_help,
    at,
    carry,
    exchange_at,
    outgoing,
    receive,
    sealed,
    write,
)
from tests.handoff.test_back_from_backup import accepted, back_to

K = LetterKind


def last_words(opened: OpenedOffice) -> str:
    return str(
        ask(
            opened,
            lambda r: (
                r.session.query(HistoryEntry.words)
                .filter(HistoryEntry.kind == "letter.arrived")
                .order_by(HistoryEntry.seq.desc())
                .first()[0]
            ),
        )
    )


def told_of(opened: OpenedOffice) -> set[tuple[str, str]]:
    """Where the history tells of letters."""
    kinds = HistoryEntry.kind.startswith("letter.")
    return ask(
        opened,
        lambda r: {
            (one.subject_kind, one.subject_id)
            for one in r.session.query(HistoryEntry).filter(kinds)
        },
    )  # type: ignore[no-any-return]


def test_a_copy_of_a_letter_of_another_exchange_is_not_taken_into_this_one(
    two_embedded: Two,
) -> None:
    two = two_embedded
    first, second = ask_for_help(two), ask_for_help(two)
    for exchange in (first, second):
        for data in outgoing(two.here, exchange):
            receive(two.there, data)
    other = at(two.here, second).letters[0]

    def gives_back(work: Any) -> str:
        """A program of the other side that mixes up two exchanges, or wants to."""
        kept = work.session.query(KeptLetter).filter_by(digest=other.id).one()
        shared = at(two.here, first).shared_id
        exchange = work.session.query(Exchange).filter_by(shared_id=shared).one()
        body = Body(copy=Copy(other.header, kept.signature))
        terms = {"of": other.id, "result": "copy"}
        arriving._write(work, exchange, K.RECEIPT, terms, body)
        work.session.flush()
        newest = work.session.query(KeptLetter).filter_by(exchange_id=exchange.id, kind="receipt")
        return str(newest.order_by(KeptLetter.seq.desc()).first().id)

    receive(two.here, sealed(two.there, do(two.there, gives_back)))
    assert [one.kind for one in at(two.here, first).letters] == [K.REQUEST, K.RECEIPT]
    assert at(two.here, first).letters[0].id != other.id


def test_a_withdrawal_whose_words_are_gone_is_not_written_again_and_stops_nothing(
    two_embedded: Two,
) -> None:
    two = two_embedded
    exchange = accepted(two)
    before = two.here.folder.data_file.read_bytes()
    write(two.here, exchange, K.QUESTION, text="服薬は自分でできますか。")
    carry(two, two.here)
    back_to(two.here, before)
    written = write(two.here, exchange, K.WITHDRAW, reason="帰住先が変わりました")
    carry(two, two.here)
    do(two.here, lambda work: letters.drop(work, written, "ケースを消した"))
    assert carry(two, two.there), "what came is taken in all the same"
    kinds = [one.letter.kind for one in at(two.here, exchange).kept]
    assert kinds.count(K.WITHDRAW) == 1


def test_a_letter_says_how_its_writer_takes_it_to_stand(two_embedded: Two) -> None:
    two = two_embedded
    release = PartialDate(2026, 12, 24)
    exchange = ask_for_help(two, release="R8.12.24")
    carry(two, two.here)
    asked = at(two.there, exchange_at(two.there)).kept[0]
    own, other = two.here.office.office_id, two.there.office.office_id
    assert asked.body is not None
    assert asked.body.view == View("asked", own, release, "")
    assert asked.body.person is not None and asked.body.person.release == release
    write(two.there, exchange_at(two.there), K.ACCEPT, of=asked.letter.id)
    carry(two, two.there)
    offer = write(two.here, exchange, K.OFFER_LEAD, day="R8.11.24")
    take = {one.id: one.letter.id for one in at(two.here, exchange).kept}[offer]
    carry(two, two.here)
    write(two.there, exchange_at(two.there), K.TAKE_LEAD, of=take)
    carry(two, two.there)
    taken = next(one for one in at(two.here, exchange).letters if one.kind is K.TAKE_LEAD)
    write(two.here, exchange, K.PASS_LEAD, of=taken.id)
    carry(two, two.here)
    question = write(two.there, exchange_at(two.there), K.QUESTION, text="届きましたか")
    said = {one.id: one.body for one in at(two.there, exchange_at(two.there)).kept}[question]
    assert said is not None and said.view == View("accepted", other, None, "")


def test_the_history_tells_a_letter_that_came_from_one_that_came_again(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    [request] = outgoing(two.here, exchange)
    receive(two.there, request)
    assert last_words(two.there).startswith("「協力依頼」の文を受け取った（群馬県")
    assert told_of(two.there) == {("exchange", exchange_at(two.there))}
    assert told_of(two.here) == {("episode", at(two.here, exchange).episode_id)}
    receive(two.there, request)
    assert last_words(two.there).startswith("「協力依頼」の文はすでに受け取っている（群馬県")
    assert len(at(two.there, exchange_at(two.there)).kept) == 2
