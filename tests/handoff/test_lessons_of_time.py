"""The lessons (see test_lessons) that only time teaches: what was deleted, what was reported."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, inspect, select, update

from app.cases import actions as cases
from app.errors import NotFound
from app.handoff.accepting.actions import take_over
from app.handoff.accepting.queries import changes
from app.handoff.exchange.state import Phase
from app.handoff.letters import actions as letters
from app.handoff.letters.kinds import ExchangeKind, LetterKind, Side
from app.handoff.overview.queries import exchange_page
from app.handoff.partners.queries import partners
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.ledgers import actions as ledgers
from app.people import actions as people
from app.storage.kept_rows import hanging_on
from app.storage.records import (
    Attachment,
    Episode,
    Exchange,
    HistoryEntry,
    LetterBody,
    Person,
)
from tests.cases.one_case import YOMOGI, ask, begin, do, refused
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import (
    Two,
    ask_for_help,
    at,
    carry,
    consented,
    exchange_at,
    outgoing,
    receive,
    sealed,
    write,
)
from tests.handoff.test_accepting import accept, count, seen
from tests.scenarios.walk import Walk

K = LetterKind


def erase(work: Any, record: type[Any], ids: list[str]) -> None:
    """Delete rows with everything that cannot be without them; what can, loses only the link."""
    for _, child, column in hanging_on(record):
        if column not in inspect(child).columns:
            continue
        named = getattr(child, column)
        if inspect(child).columns[column].nullable:
            work.session.execute(update(child).where(named.in_(ids)).values({column: None}))
        elif below := list(work.session.scalars(select(child.id).where(named.in_(ids)))):
            erase(work, child, below)
    work.session.execute(delete(record).where(record.id.in_(ids)))


def deleted_by_law(opened: OpenedOffice) -> None:
    """The day of deletion has come here: the person goes with all that hangs on them."""

    def act(work: Any) -> None:
        for kept in at(opened, exchange_at(opened)).kept:
            letters.drop(work, kept.id, "保存期間が終わったため")
        person_ids = list(work.session.scalars(select(Person.id)))
        erase(work, Person, person_ids)

    do(opened, act)


def everybody_is_gone(opened: OpenedOffice) -> bool:
    return not any(count(opened, one) for one in (Person, Episode, LetterBody, Attachment))


def accepted(two: Two) -> str:
    """An exchange that 島根 accepted; gives its id at 群馬."""
    exchange = ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    carry(two, two.there)
    carry(two, two.here)
    return exchange


def test_2100_2101_2102_deletion_here_leaves_the_exchange_to_both_sides(two: Two) -> None:
    exchange = accepted(two)
    asked = sealed(two.here, at(two.here, exchange).kept[0].id)
    before = at(two.there, exchange_at(two.there)).state
    deleted_by_law(two.there)
    there = exchange_at(two.there)
    assert everybody_is_gone(two.there)
    assert at(two.there, there).state == before == at(two.here, exchange).state
    # nothing that was written brings back what was deleted
    assert receive(two.there, asked).again
    assert everybody_is_gone(two.there)
    refused(lambda: accept(two.there), exchange="受け取れる依頼がありません")
    # and the other side is still answered, and told of the end
    write(two.here, exchange, K.QUESTION, text="その後はいかがですか。")
    carry(two, two.here)
    page = ask(two.there, lambda reading: exchange_page(reading, there))
    assert {one.kind: one.unread for one in page.lanes}[K.QUESTION]
    assert page.line.case_gone and not page.line.person
    write(two.there, there, K.RETURN, reason="保存期間が終わり、記録を消しました。")
    carry(two, two.there)
    carry(two, two.here)
    assert at(two.here, exchange).state == at(two.there, there).state
    assert at(two.here, exchange).state.words == "差戻し"
    assert count(two.here, Person) == 1, "what 群馬 keeps is for 群馬 to say"


def test_2101_deletion_by_who_asked_sends_out_what_is_left_without_what_it_said(
    two_embedded: Two,
) -> None:
    two = two_embedded
    exchange = accepted(two)
    write(two.here, exchange, K.QUESTION, text="服薬は自分でできますか。")
    deleted_by_law(two.here)
    assert everybody_is_gone(two.here)
    [question] = [one for one in at(two.here, exchange).kept if one.letter.kind is K.QUESTION]
    receive(two.there, sealed(two.here, question.id))
    page = ask(two.there, lambda reading: exchange_page(reading, exchange_at(two.there)))
    assert [one.words for one in page.lanes if one.kind is K.QUESTION] == [""]
    write(two.here, exchange, K.WITHDRAW, reason="記録の保存期間が終わりました。")
    for data in outgoing(two.here, exchange):
        receive(two.there, data)
    carry(two, two.there)
    there = at(two.there, exchange_at(two.there)).state
    assert at(two.here, exchange).state == there and there.words == "取下げ"
    assert count(two.there, Episode) == 1


def test_11907_a_person_who_was_deleted_meanwhile_is_not_accepted_into(two: Two) -> None:
    gone = do(two.there, lambda work: people.register(work, YOMOGI))
    ask_for_help(two)
    carry(two, two.here)
    assert [one.id for one in seen(two.there).similar] == [gone]
    do(two.there, lambda work: erase(work, Person, [gone]))
    with pytest.raises(NotFound):
        accept(two.there, person_id=gone)
    assert count(two.there, Episode) == 0
    assert at(two.there, exchange_at(two.there)).state.phase is Phase.ASKED
    accept(two.there)
    assert count(two.there, Episode) == count(two.there, Person) == 1


def test_11907_a_ledger_is_not_taken_back_from_under_an_exchange() -> None:
    hanging = set(ledgers._hanging())
    assert {(Exchange, "person_id"), (Exchange, "episode_id")} <= hanging


@pytest.fixture
def year(two_embedded: Two) -> tuple[Two, Walk, Walk]:
    """Asked on 9 November, accepted on the 24th; then it is 5 January."""
    two = two_embedded
    here, there = Walk(two.here), Walk(two.there)
    for walk in (here, there):
        walk.on(2026, 11, 9)
    accepted(two)
    for walk in (here, there):
        walk.on(2027, 1, 5)
    return two, here, there


def numbers(walk: Walk, *months: tuple[int, int]) -> dict[str, int]:
    """Every figure of these months."""
    found = {}
    for year, month in months:
        counted = walk.counted(year, month)
        found |= {f"{year}-{month} {path}": counted.number(path) for path in counted.paths()}
    return found


APPLIED = "letter.applied"
PAST = ((2026, 10), (2026, 11), (2026, 12))


def test_1068_a_letter_that_comes_later_moves_no_figure_of_a_past_month(
    year: tuple[Two, Walk, Walk],
) -> None:
    two, here, there = year
    exchange, across = exchange_at(two.here), exchange_at(two.there)
    reported = {walk.opened.folder: numbers(walk, *PAST) for walk in (here, there)}
    here.on(2026, 12, 20)
    write(two.here, exchange, K.OFFER_LEAD, day="R8.12.24")
    episode = str(at(two.here, exchange).episode_id)
    items = ("custody", "identity")
    basis = BasisInput("consent", consented(two.here, episode, items))
    here.do(_released_on, episode, "R8.11.30")
    reported[two.here.folder] = numbers(here, *PAST)
    write(two.here, exchange, K.PROGRESS, text="釈放されました", items=items, basis=basis)
    here.on(2027, 1, 5)
    carry(two, two.here)
    [offer] = [one for one in at(two.there, across).letters if one.kind is K.OFFER_LEAD]
    write(two.there, across, K.TAKE_LEAD, of=offer.id)
    carry(two, two.there)
    [take] = [one for one in at(two.here, exchange).letters if one.kind is K.TAKE_LEAD]
    write(two.here, exchange, K.PASS_LEAD, of=take.id)
    carry(two, two.here)
    for walk in (here, there):
        assert numbers(walk, *PAST) == reported[walk.opened.folder]
    assert there.counted(2026, 11).number("works.コーディネート.new") == 1
    # What the letter says of a past day enters the record only when somebody takes it over, and
    # the history says what and from whom.
    told = next(one for one in at(two.there, across).kept if one.letter.kind is K.PROGRESS)
    assert {one.name for one in there.read(changes, told.id)} >= {"release"}
    version = ask(two.there, lambda r: r.get(Episode, at(two.there, across).episode_id).version)
    there.do(take_over, told.id, version, ("release",))
    [entry] = there.read(
        lambda r: [one.details for one in r.session.query(HistoryEntry) if one.kind == APPLIED]
    )
    assert "release" in str(entry)


def _released_on(work: Any, episode: str, day: str) -> None:
    version = work.get(Episode, episode).version
    cases.correct(work, episode, version, {"release": day, "release_reason": "full_term"})


def test_1068_a_request_counts_from_the_day_it_was_accepted_not_from_the_day_it_was_written(
    two_embedded: Two,
) -> None:
    two = two_embedded
    here, there = Walk(two.here).on(2026, 12, 28), Walk(two.there).on(2027, 1, 5)
    before = numbers(there, *PAST)
    ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    assert numbers(there, *PAST) == before
    assert there.counted(2027, 1).number("works.コーディネート.new") == 1
    assert at(two.there, exchange_at(two.there)).state.lead.on(
        here.opened.office.clock.today()
    ) is (Side.ASKING)


def test_1068_asking_moves_the_role_of_a_past_month_alone_and_the_history_names_it(
    two_embedded: Two,
) -> None:
    two, here = two_embedded, Walk(two_embedded.here).on(2026, 11, 9)
    episode = begin(two.here, facility="前橋刑務所", area="own")
    before = numbers(here, *PAST)
    to = ask(two.here, partners)[0].id
    typed = WriteInput(
        asked="受入先をさがしてください。",
        items=("identity",),
        basis=BasisInput("consent", consented(two.here, episode)),
    )
    do(two.here, lambda work: writing.begin(work, episode, to, ExchangeKind.COOPERATION, typed))
    after = numbers(here, *PAST)
    moved = {path.split(" ")[1] for path in after if after[path] != before.get(path, 0)}
    assert {path.rpartition(".")[0] for path in moved} == {"works.コーディネート.area_supported"}
    corrected = here.read(
        lambda r: [
            one.details for one in r.session.query(HistoryEntry) if one.kind == "episode.corrected"
        ]
    )
    assert [one["fields"] for one in corrected] == [["area", "partner"]]
