"""The same lessons (see test_lessons) where they only show at real offices with people and files."""

from __future__ import annotations

from typing import Any

import pytest

from app.attachments import actions as attachments
from app.attachments.queries import of_owner
from app.attachments.rules import Owner, OwnerKind, check_file
from app.calendar.partial import PartialDate
from app.errors import MergedMeanwhile
from app.handoff.accepting.rules import Identity, speaks_against
from app.handoff.exchange.state import Phase
from app.handoff.letters import actions as letters
from app.handoff.letters.body import Person as Told
from app.handoff.letters.kinds import ExchangeKind, LetterKind, Side
from app.handoff.overview.queries import exchange_page
from app.handoff.partners.queries import partners
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.people import actions as people
from app.people.merging import actions as merging
from app.people.merging import queries as merges
from app.people.rules import PersonInput
from app.storage.records import (
    Attachment,
    AttachmentPart,
    Disclosure,
    Episode,
    Exchange,
    HistoryEntry,
    KeptLetter,
    LetterBody,
    Person,
)
from tests.cases.one_case import YOMOGI, ask, begin, do, refused
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import (
    ITEMS,
    Two,
    ask_for_help,
    at,
    carry,
    consented,
    exchange_at,
    outgoing,
    receive,
    write,
)
from tests.handoff.test_accepting import accept, count, seen

K = LetterKind
CANARY = "秘匿るりびたき"


def ask_with_file(two: Two, *contents: bytes) -> str:
    """群馬 asks 島根 and sends files of the case along."""
    episode = begin(two.here, facility="前橋刑務所")
    owner = Owner(OwnerKind.EPISODE, episode)
    files = [check_file(f"{CANARY}{at}.txt", content) for at, content in enumerate(contents)]
    kept = [
        do(two.here, lambda work, file=file: attachments.add(work, owner, file)) for file in files
    ]
    typed = WriteInput(
        asked=f"{CANARY}をお願いします。",
        items=ITEMS,
        basis=BasisInput("consent", consented(two.here, episode)),
        attachments=tuple(kept),
    )
    to, kind = ask(two.here, partners)[0].id, ExchangeKind.COOPERATION
    return str(do(two.here, lambda work: writing.begin(work, episode, to, kind, typed)))


def everything_kept(opened: OpenedOffice) -> str:
    """Every text and file content of the tables that a letter writes to."""

    def query(reading: Any) -> str:
        tables = (
            *(LetterBody, KeptLetter, Attachment, AttachmentPart),
            Person,
            Episode,
            HistoryEntry,
        )
        rows = [vars(row) for table in tables for row in reading.session.query(table)]
        values = [value for row in rows for name, value in row.items() if name[0] != "_"]
        return "\n".join(
            value.decode(errors="replace") if isinstance(value, bytes) else str(value)
            for value in values
        )

    return str(ask(opened, query))


def test_6180_9755_after_a_refusal_nothing_of_the_preview_is_left(two: Two) -> None:
    ask_with_file(two, f"{CANARY}の書類".encode() * 40_000)
    carry(two, two.here)
    assert CANARY in everything_kept(two.there) and count(two.there, AttachmentPart) > 0
    there = exchange_at(two.there)
    request = at(two.there, there).state.request.id
    write(two.there, there, K.DECLINE, of=request, reason="受入先がありません")
    assert count(two.there, AttachmentPart) == 0
    left = everything_kept(two.there)
    assert "齋藤" not in left and CANARY not in left
    # and what was deleted is overwritten in the file
    secure = "PRAGMA secure_delete"
    assert ask(two.there, lambda r: r.session.connection().exec_driver_sql(secure).scalar()) == 1


def test_9945_6122_9940_who_asked_reads_the_refusal_and_why(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    there = exchange_at(two.there)
    request = at(two.there, there).state.request.id
    refused(lambda: write(two.there, there, K.DECLINE, of=request, reason=" "), reason="理由")
    write(two.there, there, K.DECLINE, of=request, reason="受入先がありません")
    carry(two, two.there)
    page = ask(two.here, lambda reading: exchange_page(reading, exchange))
    [told] = [one for one in page.lanes if one.kind is K.DECLINE]
    assert (told.words, told.unread) == ("受入先がありません", True)
    assert not page.line.open and page.line.unread == 1
    refused(lambda: write(two.here, exchange, K.WITHDRAW, reason="遅れて"), kind="終わって")


def test_4423_a_withdrawal_that_meets_an_acceptance_ends_it_on_both_sides(
    two_embedded: Two,
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    write(two.here, exchange, K.WITHDRAW, reason="帰住先が変わりました")
    carry(two, two.there)
    carry(two, two.here)
    for opened in (two.here, two.there):
        assert at(opened, exchange_at(opened)).state.phase is Phase.CLOSED
    assert count(two.there, Episode) == 1, "what 島根 recorded itself stays its own"
    carry(two, two.there)
    assert at(two.here, exchange).state == at(two.there, exchange_at(two.there)).state


def test_8576_a_case_is_not_asked_for_twice_while_it_is_open(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    episode = str(at(two.here, exchange).episode_id)
    partner = ask(two.here, partners)[0].id
    basis = BasisInput("consent", consented(two.here, episode))
    typed = WriteInput(asked="もう一度お願いします。", items=ITEMS, basis=basis)

    def again() -> Any:
        kind = ExchangeKind.COOPERATION
        return do(two.here, lambda work: writing.begin(work, episode, partner, kind, typed))

    refused(again, partner_id="終わっていない依頼")
    assert count(two.here, Disclosure) == 1 and count(two.here, Exchange) == 1
    write(two.here, exchange, K.WITHDRAW, reason="書き直します")
    assert again() != exchange


def test_9967_an_error_while_giving_back_leaves_the_lead_where_it_was(
    two_embedded: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    accept(two.there)
    carry(two, two.there)
    write(two.here, exchange, K.OFFER_LEAD, day="R8.11.24")
    carry(two, two.here)
    there = exchange_at(two.there)
    for sender, kind in ((two.there, K.TAKE_LEAD), (two.here, K.PASS_LEAD)):
        where = exchange_at(sender)
        page = ask(sender, lambda r, where=where: exchange_page(r, where))
        write(sender, where, kind, of=page.actions[kind].targets[-1].id)
        carry(two, sender)
    today = two.there.office.clock.today()
    assert at(two.there, there).state.lead.on(today) is Side.ASKED
    before = everything_kept(two.there)
    monkeypatch.setattr(letters, "tell", _fails)
    with pytest.raises(RuntimeError, match="halfway"):
        write(two.there, there, K.RETURN, reason="受け入れ先が見つかりません")
    monkeypatch.undo()
    assert everything_kept(two.there) == before
    assert at(two.there, there).state.lead.on(today) is Side.ASKED
    write(two.there, there, K.RETURN, reason="受け入れ先が見つかりません")
    carry(two, two.there)
    for opened in (two.here, two.there):
        assert at(opened, exchange_at(opened)).state.lead.on(today) is Side.ASKING


def _fails(*_: object) -> None:
    raise RuntimeError("halfway")


def test_11907_a_person_who_was_made_one_with_another_meanwhile(two: Two) -> None:
    kept = do(two.there, lambda work: people.register(work, YOMOGI))
    gone = do(two.there, lambda work: people.register(work, YOMOGI))
    ask_for_help(two)
    carry(two, two.here)
    assert {one.id for one in seen(two.there).similar} == {kept, gone}
    pair = ask(two.there, lambda reading: merges.pair(reading, kept, gone))
    versions = (pair.kept.versions, pair.gone.versions)
    do(two.there, lambda work: merging.merge(work, kept, gone, versions, {}))
    with pytest.raises(MergedMeanwhile) as caught:
        accept(two.there, person_id=gone)
    assert caught.value.became == kept
    assert count(two.there, Episode) == 0
    assert at(two.there, exchange_at(two.there)).state.phase is Phase.ASKED
    accept(two.there, person_id=caught.value.became)
    assert count(two.there, Episode) == 1


def test_11907_the_exchange_follows_a_person_who_is_made_one_with_another(
    two_embedded: Two,
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    kept = do(two.here, lambda work: people.register(work, YOMOGI))
    gone = str(at(two.here, exchange).person_id)
    pair = ask(two.here, lambda reading: merges.pair(reading, kept, gone))
    versions = (pair.kept.versions, pair.gone.versions)
    do(two.here, lambda work: merging.merge(work, kept, gone, versions, {}))
    assert at(two.here, exchange).person_id == kept
    assert len(outgoing(two.here, exchange)) == 1


SAITO, OTHER = "齋藤　蓬夫", "見本　次郎"
BIRTH, OTHER_BIRTH = PartialDate(1962, 4, 5), PartialDate(1970, 1, 1)


@pytest.mark.parametrize(
    ("known", "differs"),
    [
        (Identity(SAITO, "サイトウ ヨモギオ", BIRTH), set()),
        (Identity("斎藤 蓬夫", "", BIRTH), set()),
        (Identity("斉藤 与茂義男", "さいとう よもぎお", BIRTH), set()),
        (Identity(SAITO, "", None), set()),
        (Identity(SAITO, "", PartialDate(1962)), set()),
        (Identity(SAITO, "", OTHER_BIRTH), {"birth"}),
        (Identity(OTHER, "ミホン ジロウ", BIRTH), {"name"}),
        (Identity(OTHER, "ミホン ジロウ", None), {"name"}),
        (Identity(OTHER, "ミホン ジロウ", OTHER_BIRTH), {"name", "birth"}),
    ],
)
def test_9527_what_speaks_against_somebody_on_record(known: Identity, differs: set[str]) -> None:
    told = Told(name=SAITO, kana="サイトウ　ヨモギオ", birth=BIRTH)
    assert speaks_against(told, known) == differs
    assert speaks_against(None, known) == speaks_against(Told(), known) == set()


def test_9527_nothing_goes_into_the_record_of_somebody_else(two: Two) -> None:
    other = PersonInput("見本　次郎", "ミホン ジロウ", "male", "S45.1.1")
    namesake = PersonInput("齋藤　蓬夫", "サイトウ ヨモギオ", "male", "S45.1.1")
    somebody, same_name = (
        do(two.there, lambda work, one=one: people.register(work, one)) for one in (other, namesake)
    )
    ask_for_help(two)
    carry(two, two.here)
    wrong = "氏名も生年月日も違います"
    refused(lambda: accept(two.there, person_id=somebody), person=wrong)
    refused(lambda: accept(two.there, person_id=somebody, sure=True), person=wrong)
    refused(lambda: accept(two.there, person_id=same_name), sure="生年月日が、文と違います")
    assert count(two.there, Episode) == 0 and count(two.there, Person) == 2
    accept(two.there, person_id=same_name, sure=True)
    kinds = ask(two.there, lambda r: [one.kind for one in r.session.query(HistoryEntry)])
    assert kinds.count("letter.same_person") == 1
    assert count(two.there, Person) == 2


def test_11483_10135_files_arrive_once_in_order_and_by_their_names(two_embedded: Two) -> None:
    two = two_embedded
    exchange = ask_with_file(two, *(f"{number}".encode() * 9 for number in range(5)))
    [data] = outgoing(two.here, exchange)
    header = at(two.here, exchange).kept[0].letter.header.decode()
    assert CANARY not in header and "添付5.txt" in header
    receive(two.there, data)
    receive(two.there, data)
    owner = Owner(OwnerKind.LETTER, at(two.there, exchange_at(two.there)).kept[0].id)
    files = ask(two.there, lambda reading: of_owner(reading, owner)).files
    names = {f"{CANARY}{number}.txt" for number in range(5)}
    assert len(files) == 5 and {one.name for one in files} == names
    # none of ours is taken away since: the letter that was signed would have a hole
    own = at(two.here, exchange).kept[0].id
    mine = ask(two.here, lambda reading: of_owner(reading, Owner(OwnerKind.LETTER, own))).files
    refused(
        lambda: do(two.here, lambda work: attachments.remove(work, mine[0].id, "誤って添付")),
        reason="署名した文の一部",
    )


@pytest.mark.parametrize("kind", [K.QUESTION, K.ACCEPT])
def test_11292_no_file_leaves_without_a_basis(two_embedded: Two, kind: LetterKind) -> None:
    two = two_embedded
    exchange = ask_with_file(two, b"one")
    said = "渡す情報と根拠" if kind is K.QUESTION else "添付を渡せません"
    refused(
        lambda: write(two.here, exchange, kind, text="送ります", of="0" * 64, attachments=("x",)),
        attachments=said,
    )
