"""A request is seen before it is accepted; accepting makes person, case and answer together."""

from __future__ import annotations

from app.errors import InvalidInput
from app.handoff.accepting import actions, queries
from app.handoff.accepting.actions import AcceptInput
from app.handoff.exchange.state import Phase
from app.handoff.letters.kinds import LetterKind
from app.handoff.writing.rules import BasisInput, WriteInput
from app.people import actions as people
from app.storage.records import Episode, Person
from tests.cases.one_case import YOMOGI, ask, do, refused
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import (
    Two,
    ask_for_help,
    at,
    carry,
    consented,
    exchange_at,
    write,
)

K = LetterKind


def seen(opened: OpenedOffice) -> queries.Preview:
    found = ask(opened, lambda reading: queries.preview(reading, exchange_at(opened)))
    assert isinstance(found, queries.Preview)
    return found


def accept(opened: OpenedOffice, **typed: object) -> str:
    answer = WriteInput(text="受入先をさがします。")
    given = AcceptInput(**{"number": "R8-広-1", "answer": answer, **typed})  # type: ignore[arg-type]
    return str(do(opened, lambda work: actions.accept(work, exchange_at(opened), given)))


def count(opened: OpenedOffice, record: type) -> int:
    return int(ask(opened, lambda reading: reading.session.query(record).count()))


def test_what_came_in_is_seen_and_nothing_is_made(two: Two) -> None:
    ask_for_help(two)
    carry(two, two.here)
    found = seen(two.there)
    assert found.partner == "群馬県地域生活定着支援センター"
    assert found.body.asked == "受入先をさがしてください。"
    assert found.fields == {"facility": "前橋刑務所", "term_end": "R8.12.23"}
    assert found.similar == () and found.refusal == ""
    assert count(two.there, Person) == count(two.there, Episode) == 0


def test_accepting_makes_person_case_and_answer_at_once(two: Two) -> None:
    exchange = ask_for_help(two)
    carry(two, two.here)
    episode = accept(two.there)
    told, taken = (
        ask(
            side,
            lambda r: r.session.query(Person.name, Person.kana, Person.sex, Person.birth).one(),
        )
        for side in (two.here, two.there)
    )
    assert tuple(told) == tuple(taken)
    partner = ask(two.there, lambda r: r.get(Episode, episode).partner)
    assert partner == "群馬県地域生活定着支援センター"
    kept = ask(two.there, lambda r: vars(r.get(Episode, episode)).copy())
    assert (kept["area"], kept["source_kind"], kept["facility"]) == (
        *("received", "other_center"),
        "前橋刑務所",
    )
    assert at(two.there, exchange_at(two.there)).state.phase is Phase.ACCEPTED
    assert ask(two.there, lambda r: queries.preview(r, exchange_at(two.there))) is None
    carry(two, two.there)
    assert at(two.here, exchange).state.phase is Phase.ACCEPTED


def test_a_similar_person_is_shown_and_never_made_one_by_itself(two_embedded: Two) -> None:
    two = two_embedded
    known = do(two.there, lambda work: people.register(work, YOMOGI))
    ask_for_help(two)
    carry(two, two.here)
    similar = seen(two.there).similar
    assert [one.id for one in similar] == [known]
    assert similar[0].why
    accept(two.there, person_id=known)
    assert count(two.there, Person) == 1


def test_a_new_person_stays_apart_from_a_similar_one(two_embedded: Two) -> None:
    two = two_embedded
    do(two.there, lambda work: people.register(work, YOMOGI))
    ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    assert count(two.there, Person) == 2


def test_an_error_on_the_way_leaves_nothing_behind(two_embedded: Two) -> None:
    two = two_embedded
    ask_for_help(two)
    carry(two, two.here)
    too_long = WriteInput(text="あ" * 30_000)
    refused(lambda: accept(two.there, answer=too_long), text="文字まで")
    assert count(two.there, Person) == count(two.there, Episode) == 0
    assert at(two.there, exchange_at(two.there)).state.phase is Phase.ASKED


def test_it_is_accepted_once(two_embedded: Two) -> None:
    two = two_embedded
    ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    refused(lambda: accept(two.there), exchange="受け取れる依頼がありません")
    assert count(two.there, Episode) == 1


def test_a_changed_release_is_shown_beside_ours_and_kept_only_when_chosen(
    two_embedded: Two,
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    episode = accept(two.there)
    here = at(two.here, exchange)
    carry(two, two.there)

    def moved(work: object) -> None:
        from app.cases import actions as cases

        record = work.get(Episode, here.episode_id)  # type: ignore[attr-defined]
        cases.correct(work, record.id, record.version, {"release": "R8.12.24"})  # type: ignore[arg-type]

    do(two.here, moved)
    consent = consented(two.here, str(here.episode_id), ("custody",))
    write(
        *(two.here, exchange, K.PROGRESS),
        text="釈放日が決まりました",
        items=("custody",),
        basis=BasisInput("consent", consent),
    )
    carry(two, two.here)
    there = at(two.there, exchange_at(two.there))
    letter = next(one.id for one in there.kept if one.letter.kind is K.PROGRESS)
    found = ask(two.there, lambda reading: queries.changes(reading, letter))
    assert [(one.label, one.ours, one.theirs) for one in found] == [("釈放日", "", "R8.12.24")]

    def take(chosen: tuple[str, ...]) -> None:
        version = ask(two.there, lambda r: r.get(Episode, episode).version)
        do(two.there, lambda work: actions.take_over(work, letter, version, chosen))

    try:
        take(("facility",))
    except InvalidInput as error:
        assert "違いが変わりました" in str(error.by_field()["fields"])
    else:
        raise AssertionError("a field that the letter does not change was taken over")
    take(("release",))
    assert ask(two.there, lambda r: r.get(Episode, episode).release).day == 24
    assert ask(two.there, lambda reading: queries.changes(reading, letter)) == ()
