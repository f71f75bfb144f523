"""Offices without the program: the same exchange on paper and by phone, with who told it and when."""

from __future__ import annotations

from typing import Any

import pytest

from app.codes import Service
from app.handoff.accepting.actions import AcceptInput, accept
from app.handoff.carrying.queries import outbox
from app.handoff.exchange.next_steps import What
from app.handoff.exchange.state import Phase
from app.handoff.letters.body import Certificate, Person
from app.handoff.letters.kinds import ExchangeKind, LetterKind, Side
from app.handoff.overview.queries import exchange_page
from app.handoff.partners import actions as partners
from app.handoff.told import actions
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, ToldInput, WriteInput, asking_refusal
from app.storage.records import Certificate as KeptCertificate
from app.storage.records import Episode, Organisation
from tests.cases.one_case import ask, begin, do, refused
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import ITEMS, at, consented, sealed

K = LetterKind
BY_PHONE = ToldInput("見本 葉子", "phone", "R8.11.24")


def on_paper(opened: OpenedOffice, kind: str = "settlement_center") -> str:
    def act(work: Any) -> str:
        name = "島根県地域生活定着支援センター"
        organisation = work.add(Organisation(kind=kind, name=name, kana_key=name, search_key=name))
        work.session.flush()
        return partners.add_on_paper(work, "centre", organisation.id, 32)

    return str(do(opened, act))


def asked(opened: OpenedOffice) -> str:
    partner, episode = on_paper(opened), begin(opened, facility="前橋刑務所")
    typed = WriteInput(
        asked="受入先をさがしてください。",
        items=ITEMS,
        basis=BasisInput("consent", consented(opened, episode)),
    )
    kind = ExchangeKind.COOPERATION
    return str(do(opened, lambda work: writing.begin(work, episode, partner, kind, typed)))


def note(opened: OpenedOffice, exchange: str, kind: LetterKind, **typed: Any) -> None:
    told = typed.pop("told", BY_PHONE)
    given = WriteInput(**typed)
    do(opened, lambda work: actions.note_down(work, exchange, kind, given, told))


def test_an_answer_by_phone_moves_the_exchange_like_a_letter(opened: OpenedOffice) -> None:
    exchange = asked(opened)
    letter = at(opened, exchange).kept[0]
    do(opened, lambda work: actions.hand_over(work, letter.id, "郵送"))
    waited = ask(opened, lambda reading: exchange_page(reading, exchange)).steps
    assert [one.what for one in waited] == [What.ANSWER_REQUEST], "paper sends no receipt"
    note(opened, exchange, K.ACCEPT, of=letter.letter.id, text="受け入れ先をさがします")
    now = at(opened, exchange)
    assert now.state.phase is Phase.ACCEPTED
    told = now.kept[-1]
    assert (told.letter.terms["told"], told.marks[-1].note) == ("phone", "見本 葉子")
    assert told.letter.written.date().isoformat() == "2026-11-24"
    page = ask(opened, lambda reading: exchange_page(reading, exchange))
    assert page.lanes[-1].told and page.lanes[0].arrived
    assert ask(opened, outbox) == ()


def test_an_answer_to_a_question_is_written_down_on_the_question(
    opened_embedded: OpenedOffice,
) -> None:
    opened = opened_embedded
    exchange = asked(opened)
    question = WriteInput(text="見学はできますか")
    do(opened, lambda work: writing.write(work, exchange, K.QUESTION, question))
    [asked_] = at(opened, exchange).state.questions
    note(opened, exchange, K.ANSWER, reply_to=asked_.id, text="月曜ならできます")
    now = at(opened, exchange).state
    assert now.questions == () and [one.kind for one in now.answers[asked_.id]] == [K.ANSWER]


def test_the_lead_passes_on_paper_too(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    exchange = asked(opened)
    note(opened, exchange, K.ACCEPT, of=at(opened, exchange).letters[0].id)
    offer = do(
        opened,
        lambda work: writing.write(work, exchange, K.OFFER_LEAD, WriteInput(day="R8.12.24")),
    )
    digest = next(one.letter.id for one in at(opened, exchange).kept if one.id == offer)
    note(opened, exchange, K.TAKE_LEAD, of=digest)
    take = at(opened, exchange).letters[-1].id
    do(
        opened,
        lambda work: writing.write(work, exchange, K.PASS_LEAD, WriteInput(of=take)),
    )
    lead = at(opened, exchange).state.lead
    assert [span.side for span in lead.spans] == [Side.ASKING, Side.ASKED]
    page = ask(opened, lambda reading: exchange_page(reading, exchange))
    assert {one.words for one in page.lanes[2:]} == {"R8.12.24から"}, "offered, taken, passed"
    said = {row.label: row.ours for row in page.views}["主担当"]
    assert "（R8.12.24から島根県" in said, "what is to come stands beside what is"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (ToldInput("", "phone", "R8.11.24"), "told_by"),
        (ToldInput("見本 葉子", "", "R8.11.24"), "told_how"),
        (ToldInput("見本 葉子", "phone", ""), "told_on"),
        (ToldInput("見本 葉子", "phone", "R9.1.1"), "told_on"),
    ],
)
def test_who_told_it_how_and_when_is_needed(
    opened_embedded: OpenedOffice, told: ToldInput, field: str
) -> None:
    exchange = asked(opened_embedded)
    request = at(opened_embedded, exchange).letters[0].id
    refused(
        lambda: note(opened_embedded, exchange, K.ACCEPT, of=request, told=told),
        **{field: "。"},
    )


def test_what_they_could_not_say_is_not_written_down(opened_embedded: OpenedOffice) -> None:
    exchange = asked(opened_embedded)
    refused(
        lambda: note(opened_embedded, exchange, K.WITHDRAW, reason="やめます"), kind="依頼した側"
    )


def test_paper_is_not_sealed(opened_embedded: OpenedOffice) -> None:
    exchange = asked(opened_embedded)
    letter = at(opened_embedded, exchange).kept[0].id
    refused(lambda: sealed(opened_embedded, letter), letter="印刷して渡して")


def test_a_request_on_paper_is_taken_up_like_any_other(opened: OpenedOffice) -> None:
    partner = on_paper(opened)
    person = Person(name="見本　次郎", kana="ミホン　ジロウ", sex="male", facility="松江刑務所")
    exchange = do(
        opened,
        lambda work: actions.note_request(
            work,
            partner,
            ExchangeKind.COOPERATION,
            WriteInput(asked="受入先をさがしてください"),
            ToldInput("見本 葉子", "paper", "R8.11.24"),
            person,
        ),
    )
    episode = do(opened, lambda work: accept(work, exchange, AcceptInput(number="R8-広-2")))
    kept = ask(opened, lambda r: (r.get(Episode, episode).facility, r.get(Episode, episode).area))
    assert kept == ("松江刑務所", "received")
    assert at(opened, exchange).state.phase is Phase.ACCEPTED


def test_a_certificate_of_somebody_else_does_not_stand_for_theirs(
    opened_embedded: OpenedOffice,
) -> None:
    opened, partner = opened_embedded, on_paper(opened_embedded)
    given, kept = WriteInput(asked="受入先をさがしてください"), []
    for number, name in enumerate(("雛形 花", "雛形 月")):
        person = Person(name=name, certificates=(Certificate("intellectual", "B"),))
        exchange = do(
            opened,
            lambda work, whom=person: actions.note_request(
                work, partner, ExchangeKind.COOPERATION, given, BY_PHONE, whom
            ),
        )
        taken = AcceptInput(number=f"R8-広-{number}")
        do(opened, lambda work, id_=exchange, typed=taken: accept(work, id_, typed))
        kept.append(ask(opened, lambda r: r.session.query(KeptCertificate.person_id).count()))
    assert kept == [1, 2]


@pytest.mark.parametrize(
    ("kind", "office", "partner", "service", "said"),
    [
        ("cooperation", "centre", "centre", Service.COORDINATION, ""),
        ("cooperation", "centre", "probation", Service.COORDINATION, "相手は、地域生活定着"),
        ("cooperation", "probation", "centre", Service.ADJUSTMENT, "センターどうし"),
        ("cooperation", "centre", "centre", Service.CONSULTATION, "コーディネート"),
        ("special", "probation", "centre", Service.ADJUSTMENT, ""),
        ("special", "centre", "centre", Service.COORDINATION, "保護観察所からの依頼"),
        ("suspect", "probation", "centre", Service.DETAINED, ""),
        ("suspect", "probation", "centre", Service.ADJUSTMENT, "書けるのは"),
    ],
)
def test_who_asks_whom_about_which_case(
    kind: str, office: str, partner: str, service: Service, said: str
) -> None:
    found = asking_refusal(ExchangeKind(kind), office, partner, service)
    assert (found == "") == (said == "") and said in found
