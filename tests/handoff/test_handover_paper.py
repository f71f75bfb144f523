"""引継書: from which day the lead passes to whom, and no more of the person than letters told."""

from __future__ import annotations

from app.handoff.letters.kinds import LetterKind
from app.handoff.overview.queries import exchange_page
from app.reports.papers.exchange_papers import letter_paper
from tests.cases.one_case import ask
from tests.handoff.real_offices import Two, ask_for_help, carry, exchange_at, write
from tests.handoff.test_accepting import accept

K = LetterKind
SHIMANE = "島根県地域生活定着支援センター"


def test_it_says_who_leads_from_when_and_what_was_handed_on(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    carry(two, two.there)
    write(two.here, exchange, K.OFFER_LEAD, day="R8.12.24", text="面接と受入先の調整が済みました")
    carry(two, two.here)
    there = exchange_at(two.there)
    page = ask(two.there, lambda reading: exchange_page(reading, there))
    write(two.there, there, K.TAKE_LEAD, of=page.actions[K.TAKE_LEAD].targets[0].id)
    carry(two, two.there)
    page = ask(two.here, lambda reading: exchange_page(reading, exchange))
    target = page.actions[K.PASS_LEAD].targets[0].id
    letter = write(two.here, exchange, K.PASS_LEAD, of=target)
    paper = ask(two.here, lambda reading: letter_paper(reading, letter))
    said = "\n".join(paper.texts())
    for words in ("引き継ぐ日", "令和8年12月24日", SHIMANE, "主担当の打診", "公的な様式は見つから"):
        assert words in said, words
    assert "齋藤" not in said and "前橋刑務所" not in said
    given = next(one for one in paper.blocks if getattr(one, "title", "") == "これまでに渡した情報")
    assert len(given.rows) == 1  # type: ignore[union-attr]
    request = ask(two.here, lambda reading: letter_paper(reading, page.lanes[0].id))
    assert list(request.texts()).count("前橋刑務所") == 1
    assert list(request.texts()).count("齋藤 蓬夫") == 1
    offer = next(one.id for one in page.lanes if one.kind is K.OFFER_LEAD)
    assert "面接と受入先の調整" in "\n".join(
        ask(two.here, lambda reading: letter_paper(reading, offer)).texts()
    )
