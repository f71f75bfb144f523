"""The files of a letter are part of what was signed: nobody adds to them or takes one away."""

from __future__ import annotations

from typing import Any

from app.attachments import actions as attachments
from app.attachments.queries import SIGNED, of_owner
from app.attachments.rules import Owner, OwnerKind, check_file
from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.handoff.letters.body import Section
from app.handoff.letters.kinds import ExchangeKind, LetterKind
from app.handoff.writing.about import sections_told
from app.handoff.writing.rules import BasisInput
from app.reports.papers.handed_over import CaseFacts
from app.storage.records import Disclosure, Episode
from tests.cases.one_case import ask, begin, do, refused
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import Two, ask_for_help, at, carry, exchange_at, write


def test_a_table_goes_out_row_by_row_and_an_empty_one_says_so(
    opened_embedded: OpenedOffice,
) -> None:
    opened = opened_embedded
    episode = begin(opened, facility="前橋刑務所")

    def told() -> Section:
        [found] = ask(opened, lambda r: sections_told(CaseFacts(r, episode), ("progress",)))
        assert isinstance(found, Section)
        return found

    assert told() == Section("progress", (), "記録なし")
    typed = ActivityInput("R8.11.5", "phone", "15", "本人", "近況", "試作")
    do(opened, lambda work: record_activity(work, episode, typed))
    [(day, words)] = told().rows
    assert day.startswith("R8.11.5") and "近況" in words and told().words == ""


def test_a_file_sent_along_stays_with_its_letter(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)

    def attach(work: Any) -> str:
        person = work.get(Episode, at_here.episode_id).person_id
        file = check_file("同意書の写し.pdf", b"%PDF-1.4 made up")
        return attachments.add(work, Owner(OwnerKind.PERSON, person), file)

    at_here = at(two.here, exchange)
    file = do(two.here, attach)
    write(
        *(two.here, exchange, LetterKind.QUESTION),
        text="届きましたか",
        items=("custody",),
        basis=BasisInput("consent", at_here.letters[0].consent_id),
        attachments=(file,),
    )
    purposes = ask(two.here, lambda r: {one.purpose for one in r.session.query(Disclosure)})
    assert purposes == {"受入先をさがしてください。", ExchangeKind.COOPERATION.words}
    carry(two, two.here)
    kept = at(two.there, exchange_at(two.there)).kept
    letter = next(one.id for one in kept if one.letter.kind is LetterKind.QUESTION)
    held = next(one.letter.holds for one in kept if one.letter.kind is LetterKind.QUESTION)
    assert [part["name"] for part in held["parts"]] == ["添付1.pdf"], "what stays names nothing"
    page = ask(two.there, lambda r: of_owner(r, Owner(OwnerKind.LETTER, letter)))
    assert [one.name for one in page.files] == ["同意書の写し.pdf"]
    assert page.add_refusal == page.files[0].remove_refusal == SIGNED
    refused(
        lambda: do(two.there, lambda w: attachments.remove(w, page.files[0].id, "不要")),
        reason="署名した文の一部",
    )
