"""What an office is told when it writes, receives or keeps something that cannot be: at which field, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.codes import Service
from app.errors import InvalidInput, LetterRefused
from app.handoff.accepting import actions as accepting
from app.handoff.accepting.actions import AcceptInput
from app.handoff.accepting.queries import preview
from app.handoff.accepting.rules import differences
from app.handoff.arriving.actions import refuse
from app.handoff.letters.body import Body, Certificate, Copy, Person, Section, Share, missing
from app.handoff.letters.body_form import body_bytes, body_from, unreadable
from app.handoff.letters.kinds import KINDS, ExchangeKind, LetterKind
from app.handoff.letters.terms import read_terms
from app.handoff.overview.queries import exchanges_of
from app.handoff.partners import actions as partners
from app.handoff.partners import queries as known
from app.handoff.partners.rules import KeyState
from app.handoff.sealing.keys import check_words, make_keys
from app.handoff.told import actions as told_actions
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput, check_letter, check_told
from app.staff.office_kind import OfficeKind
from app.storage.records import Certificate as KeptCertificate
from app.storage.records import HistoryEntry, Organisation
from tests.cases.one_case import ask, begin, do, refused
from tests.conftest import OpenedOffice
from tests.handoff.one_exchange import SHIMANE, Pair
from tests.handoff.partners.test_partners import card, centre, heard, one, other_person
from tests.handoff.real_offices import ITEMS, Two, ask_for_help, at, carry, consented, exchange_at
from tests.handoff.test_bodies import NEEDED, WHOLE, changed, request
from tests.handoff.test_told import BY_PHONE, asked, on_paper

K = LetterKind
TODAY = date(2026, 11, 24)
SAID: dict[LetterKind, dict[str, Any]] = {
    K.REQUEST: {"asked": "x", "items": ("identity",)},
    K.ACCEPT: {"of": "0" * 64},
    K.DECLINE: {"of": "0" * 64, "reason": "x"},
    K.QUESTION: {"text": "x"},
    K.ANSWER: {"text": "x", "reply_to": "0" * 64},
    K.PROGRESS: {"text": "x", "items": ("identity",)},
    K.PLAN: {"text": "x", "items": ("identity",)},
    K.OFFER_LEAD: {"day": "R8.12.24"},
    K.WITHDRAW: {"reason": "x"},
    K.END: {"day": "R8.12.24", "reason": "x"},
    K.CONSENT_WITHDRAWN: {"day": "R8.11.24", "reason": "x", "consent": "c1"},
}
LACKS = [
    (K.REQUEST, {"asked": ""}, "asked", "お願いすること"),
    (K.REQUEST, {"items": ()}, "items", "一つ以上"),
    (K.REQUEST, {"answer_by": "いつか"}, "answer_by", "日"),
    (K.ACCEPT, {"of": ""}, "of", "どの文への返事か"),
    (K.ACCEPT, {"items": ("identity",)}, "items", "情報を渡せません"),
    (K.ACCEPT, {"attachments": ("a",)}, "attachments", "添付を渡せません"),
    (K.DECLINE, {"reason": " "}, "reason", "理由"),
    (K.QUESTION, {"text": ""}, "text", "質問"),
    (K.QUESTION, {"attachments": ("a",)}, "attachments", "根拠"),
    (K.ANSWER, {"text": ""}, "text", "回答"),
    (K.ANSWER, {"reply_to": ""}, "reply_to", "どの質問への回答か"),
    (K.PROGRESS, {"text": "", "items": ()}, "text", "経過"),
    (K.PROGRESS, {"items": ()}, "items", "本文を空に"),
    (K.PLAN, {"text": "", "items": ()}, "text", "計画"),
    (K.OFFER_LEAD, {"day": ""}, "day", "日を入力"),
    (K.OFFER_LEAD, {"day": "R8.12"}, "day", "日"),
    (K.OFFER_LEAD, {"until": "R8.12.23"}, "until", "前です"),
    (K.CONSENT_WITHDRAWN, {"consent": ""}, "consent", "撤回された同意"),
    (K.REQUEST, {"items": ("no_such_item",)}, "items", "渡す情報"),
    (K.PROGRESS, {"shares": (Share("no_such_task", "done"),)}, "shares", "一覧から"),
]


@pytest.mark.parametrize("kind", SAID)
def test_what_says_enough_is_taken(kind: LetterKind) -> None:
    written = check_letter(kind, WriteInput(**SAID[kind]), TODAY)
    assert set(written.terms) == SAID[kind].keys() & {*("of", "reply_to", "day", "consent")}
    assert written.terms.get("day", "") in ("", "2026-12-24", "2026-11-24")


@pytest.mark.parametrize(("kind", "otherwise", "field", "words"), LACKS)
def test_what_lacks_is_named_at_its_field(
    kind: LetterKind, otherwise: dict[str, Any], field: str, words: str
) -> None:
    typed = WriteInput(**{**SAID[kind], **otherwise})
    found: dict[str, str] = {}
    try:
        check_letter(kind, typed, TODAY)
    except InvalidInput as error:
        found = error.by_field()
    assert words in found.get(field, ""), found


def test_every_day_and_letter_that_was_typed_stands_in_the_header() -> None:
    days = {"answer_by": "R8.12.1", "next_by": "R8.12.2", "until": "R8.12.25", "day": "R8.12.24"}
    for kind in K:
        rule, typed = KINDS[kind], SAID.get(kind)
        if typed is None:
            continue
        more = {name: words for name, words in days.items() if name in (*rule.needs, *rule.may)}
        written = check_letter(kind, WriteInput(**{**typed, **more}), TODAY)
        assert {name: written.terms[name] for name in more} == {
            name: f"2026-12-{words.rpartition('.')[2]:0>2}" for name, words in more.items()
        }


WORDS = {
    K.REQUEST: "title asked text reason next shares",
    K.ACCEPT: "text next shares",
    K.DECLINE: "text reason",
    K.QUESTION: "text next shares",
    K.ANSWER: "text next shares",
    K.PROGRESS: "text next shares",
    K.PLAN: "text next shares",
    K.OFFER_LEAD: "text reason next shares",
    K.RETRACT_OFFER: "text reason",
    K.TAKE_LEAD: "text next shares",
    K.REFUSE_LEAD: "text reason",
    K.PASS_LEAD: "text next shares",
    K.WITHDRAW: "text reason",
    K.RETURN: "text reason",
    K.END: "text reason shares",
    K.CONSENT_WITHDRAWN: "text reason",
}
"""What somebody may type in a letter of each kind, beside its days and what it goes back to."""


@pytest.mark.parametrize("kind", WORDS)
def test_what_may_be_typed_in_a_letter_of_a_kind_goes_out_and_nothing_else(
    kind: LetterKind,
) -> None:
    texts = {name: name for name in ("title", "asked", "text", "reason", "next")}
    needed = {"of": "0" * 64, "reply_to": "0" * 64, "day": "R8.12.24", "consent": "c1"}
    items = ("identity",) if KINDS[kind].items_needed else ()
    share = (Share("placement", "doing", "x"),)
    typed = WriteInput(**texts, **needed, shares=share, items=items)
    body = check_letter(kind, typed, TODAY).body
    assert body.parts() == set(WORDS[kind].split())
    assert all(getattr(body, name) in (name, share) for name in body.parts())


def test_shares_alone_need_no_items_and_blank_ones_are_left_out() -> None:
    shares = (Share("interview", "done", " 2回 "), Share("placement", "", " "))
    written = check_letter(K.PROGRESS, WriteInput(shares=shares, next_by="R8.12.1"), TODAY)
    assert written.body.shares == (Share("interview", "done", "2回"),)
    assert written.terms == {"next_by": "2026-12-01"}


@pytest.mark.parametrize(
    ("kind", "otherwise", "field"),
    [("", {"by": ""}, "told_by"), ("", {"how": "pigeon"}, "told_how"), ("", {"day": ""}, "told_on"),
     ("", {"day": "R9.1.1"}, "told_on")],
)  # fmt: skip
def test_who_told_it_how_and_when(kind: str, otherwise: dict[str, str], field: str) -> None:
    assert check_told(BY_PHONE, TODAY).day == TODAY
    refused(lambda: check_told(replace(BY_PHONE, **otherwise), TODAY), **{field: "."})


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [(K.QUESTION, Body(), "質問を入力"), (K.ANSWER, Body(text=" "), "回答を入力"),
     (K.REQUEST, Body(text="x"), "お願いすること"), (K.PROGRESS, Body(next="x"), "として伝えること"),
     (K.PLAN, Body(), "として伝えること"), (K.PROGRESS, Body(text="x"), ""), (K.ACCEPT, Body(), "")],
)  # fmt: skip
def test_a_letter_that_says_nothing_is_not_written(
    kind: LetterKind, body: Body, words: str
) -> None:
    said = missing(kind, body)
    assert words in said and bool(said) is bool(words)


@pytest.mark.parametrize(
    ("kind", "terms"),
    [(K.OFFER_LEAD, {"day": "2026-12-24", "until": "2026-12-23"}), (K.OFFER_LEAD, {}),
     (K.RECEIPT, {"result": "kept"}), (K.RECEIPT, {"result": "here", "of": "0" * 64}),
     (K.RECEIPT, {"result": "lost", "of": "0" * 64}), (K.ACCEPT, {"of": "0" * 63}),
     (K.ACCEPT, {"of": "0" * 64, "basis": "consent"}), (K.ACCEPT, {"of": "0" * 64, "told": "x"}),
     (K.QUESTION, {"shares": "2"}), (K.WITHDRAW, {"shares": "1"})],
)  # fmt: skip
def test_terms_that_do_not_fit_refuse_the_letter(kind: LetterKind, terms: dict[str, str]) -> None:
    with pytest.raises(LetterRefused) as caught:
        read_terms(kind, terms)
    assert caught.value.where == "content"


@pytest.mark.parametrize(
    ("kind", "terms"),
    [(K.OFFER_LEAD, {"day": "2026-12-24", "until": "2026-12-24"}), (K.RECEIPT, {"result": "here"}),
     (K.RECEIPT, {"result": "kept", "of": "0" * 64}), (K.QUESTION, {"basis": "consent"}),
     (K.ACCEPT, {"of": "0" * 64, "told": "visit", "shares": "1", "view": "1"})],
)  # fmt: skip
def test_terms_that_fit_are_kept_as_they_are(kind: LetterKind, terms: dict[str, str]) -> None:
    assert dict(read_terms(kind, terms)) == terms


def test_a_body_that_is_no_body_refuses_the_letter() -> None:
    receipt = Pair().write(SHIMANE, K.RECEIPT, result="copy", of="0" * 64, had=())
    for data in (b"", b"{", b"[]", b'{"a":1,"a":2}', b'{"copy":{"header":1}}',
                 b'{"copy":{"header":"!"}}', b'{"copy":{"signature":"AAAA"}}'):  # fmt: skip
        with pytest.raises(LetterRefused) as caught:
            body_from(receipt, data)
        assert caught.value.where == "content"
    for wrong in ({"text": " " + WHOLE.text + "\r"}, {"files": ["a"] * 51}):
        with pytest.raises(LetterRefused):
            body_from(request(*NEEDED), changed(**wrong))
    assert body_from(receipt, body_bytes(Body(copy=Copy(b"x")))) == Body(copy=Copy(b"x"))


def test_what_could_not_be_read_is_named_before_it_is_sealed() -> None:
    assert unreadable(WHOLE) == ("", "")
    sections = tuple(Section(f"i{n}", words="x") for n in range(61))
    assert unreadable(Body(sections=sections)) == ("sections", "60個より多くは送れません")
    part, why = unreadable(Body(title="あ" * 201))
    assert part == "title" and "長すぎて" in why
    part, why = unreadable(Body(person=Person(name="花\u202e子")))
    assert part == "person" and "U+202E" in why
    part, why = unreadable(Body(sections=(Section("plan", rows=(("a\n", "b"),)),)))
    assert part == "sections" and "長すぎて" in why


def test_a_partner_is_an_organisation_of_its_kind(opened_embedded: OpenedOffice) -> None:
    opened, keys = opened_embedded, make_keys()
    organisation = centre(opened)
    bureau = str(
        ask(opened, lambda r: r.session.query(Organisation.id).filter_by(kind="probation_office").first()[0])
    )  # fmt: skip
    for wrong, words in (("", "."), (bureau, ".")):
        refused(
            lambda to=wrong: do(opened, lambda work: partners.add_from_card(work, card(keys), to)),
            organisation_id=words,
        )
        refused(
            lambda to=wrong: do(
                opened, lambda work: partners.add_on_paper(work, "centre", to, None)
            ),
            organisation_id=words,
        )
    own = replace(card(keys), identity=opened.office.office_id)
    refused(
        lambda: do(opened, lambda work: partners.add_from_card(work, own, organisation)), card="."
    )
    do(opened, lambda work: partners.add_on_paper(work, "centre", organisation, None))
    assert (one(opened).center_no, one(opened).on_paper) == (33, True)


def test_the_organisation_of_a_card_is_found_by_its_number_then_by_its_name(
    opened_embedded: OpenedOffice,
) -> None:
    opened, keys = opened_embedded, make_keys()

    def found(**otherwise: Any) -> str:
        return str(ask(opened, lambda r: known.organisation_of(r, card(keys, **otherwise))))

    assert found() == ""
    listed = centre(opened)
    assert found(center_no=33, name="別の名") == found(center_no=99) == listed
    assert found(center_no=32) != listed, "the number says more than the name"
    assert found(center_no=99, name="別の名") == ""
    bureau = found(kind=OfficeKind.PROBATION, name="前橋保護観察所", center_no=None)
    name = ask(opened, lambda r: r.get(Organisation, bureau).name)
    assert name == "前橋保護観察所"


def test_the_public_side_of_our_newest_keys(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    assert ask(opened, known.own_card) is None and not ask(opened, known.has_keys)
    fingerprint = do(opened, partners.make_own_keys)
    own = ask(opened, known.own_card)
    assert ask(opened, known.has_keys)
    assert (own.fingerprint, own.made_on) == (fingerprint, TODAY)
    assert (
        own.words == check_words(fingerprint)
        and own.short.replace(" ", "").lower() == fingerprint[:12]
    )


def changed_key(opened: OpenedOffice) -> tuple[Any, Any]:
    """A partner whose new key was compared by phone and waits for a second person."""
    old, new = make_keys(), make_keys()
    organisation = centre(opened)
    for keys in (old, new):
        do(opened, lambda work, now=keys: partners.add_from_card(work, card(now), organisation))
        key = next(k for k in one(opened).keys if k.fingerprint == keys.public.fingerprint)
        do(
            opened,
            lambda work, k=key, now=keys: partners.confirm(work, k.id, k.version, heard(now)),
        )
    waiting = next(k for k in one(opened).keys if k.state is KeyState.HEARD)
    return old, waiting


def test_a_changed_key_waits_for_a_second_person_or_the_recovery_code(
    opened_embedded: OpenedOffice,
) -> None:
    opened = opened_embedded
    old, key = changed_key(opened)
    assert key.words == check_words(key.fingerprint) and key.short
    assert one(opened).sealed_to.fingerprint == old.public.fingerprint
    refused(lambda: do(opened, lambda w: partners.agree(w, key.id, key.version)), second=".")
    refused(
        lambda: do(opened, lambda w: partners.agree_alone(w, key.id, key.version, lambda: False)),
        recovery_code=".",
    )
    assert one(opened).sealed_to.fingerprint == old.public.fingerprint
    do(opened, lambda w: partners.agree_alone(w, key.id, key.version, lambda: True))
    now = {k.fingerprint: k for k in one(opened).keys}
    assert one(opened).sealed_to.fingerprint == key.fingerprint
    assert now[old.public.fingerprint].state is KeyState.REPLACED
    assert now[key.fingerprint].second_how == "recovery"
    version = now[key.fingerprint].version
    for again in (
        lambda w: partners.agree_alone(w, key.id, version, lambda: True),
        lambda w: partners.agree(w, key.id, version),
    ):
        refused(lambda act=again: do(opened, act), second="待っていません")
    words = ask(
        opened,
        lambda r: r.session.query(HistoryEntry.words).order_by(HistoryEntry.seq.desc()).first()[0],
    )
    assert "回復コード" in words


def test_a_key_is_heard_once_and_agreed_to_by_another(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    _, key = changed_key(opened)
    keys = make_keys()
    refused(
        lambda: do(opened, lambda w: partners.confirm(w, key.id, key.version, heard(keys))),
        words=".",
    )
    do(opened, lambda w: partners.agree(w, key.id, key.version), other_person(opened))
    assert one(opened).sealed_to.fingerprint == key.fingerprint


def test_what_a_file_was_refused_for_is_kept_and_nothing_of_it(
    opened_embedded: OpenedOffice,
) -> None:
    opened = opened_embedded
    do(opened, lambda work: refuse(work, LetterRefused("x", where="tampered")))
    told = ask(
        opened,
        lambda r: (
            r.session.query(HistoryEntry.kind, HistoryEntry.words)
            .order_by(HistoryEntry.seq.desc())
            .first()
        ),
    )
    assert told == (
        "letter.refused",
        "文のファイルを受け取らなかった"
        "（封を開けられません。途中で切れているか、書き換えられています）",
    )


def test_whom_nobody_can_ask(two_embedded: Two) -> None:
    two = two_embedded
    partner = ask(two.here, known.partners)[0]
    episode = begin(two.here, facility="前橋刑務所")
    advice = begin(two.here, Service.CONSULTATION)
    typed = WriteInput(
        asked="x", items=ITEMS, basis=BasisInput("consent", consented(two.here, episode))
    )

    def asking(case: str, kind: ExchangeKind) -> Any:
        return lambda: do(two.here, lambda work: writing.begin(work, case, partner.id, kind, typed))

    refused(asking(advice, ExchangeKind.COOPERATION), partner_id="のケースです")
    refused(asking(episode, ExchangeKind.SPECIAL), partner_id="保護観察所からの依頼")
    asking(episode, ExchangeKind.COOPERATION)()
    refused(asking(episode, ExchangeKind.COOPERATION), partner_id="二重には")
    version = ask(two.here, known.partners)[0].version
    do(two.here, lambda work: partners.end(work, partner.id, version, True))
    refused(asking(episode, ExchangeKind.COOPERATION), partner_id="やめたこと")
    exchange = exchange_at(two.here)
    letter = at(two.here, exchange).kept[0].id
    refused(lambda: do(two.here, lambda work: writing.seal(work, letter)), letter="やめたこと")


def test_only_our_own_letters_are_sealed_or_printed(two_embedded: Two) -> None:
    two = two_embedded
    ask_for_help(two)
    carry(two, two.here)
    theirs = at(two.there, exchange_at(two.there)).kept[0].id
    refused(lambda: do(two.there, lambda w: writing.seal(w, theirs)), letter="封をして送るもの")
    refused(lambda: do(two.there, lambda w: told_actions.hand_over(w, theirs, "郵送")), letter=".")
    given = WriteInput(of=at(two.here, exchange_at(two.here)).letters[0].id)
    refused(
        lambda: do(
            two.here,
            lambda w: told_actions.note_down(w, exchange_at(two.here), K.ACCEPT, given, BY_PHONE),
        ),
        kind=".",
    )
    partner = ask(two.here, known.partners)[0].id
    refused(
        lambda: do(
            two.here,
            lambda w: told_actions.note_request(
                w, partner, ExchangeKind.COOPERATION, WriteInput(asked="x"), BY_PHONE, Person()
            ),
        ),
        partner_id=".",
    )


def test_a_paper_is_printed_and_never_sealed(opened_embedded: OpenedOffice) -> None:
    exchange = asked(opened_embedded)
    letter = at(opened_embedded, exchange).kept[0].id
    refused(
        lambda: do(opened_embedded, lambda work: writing.seal(work, letter)),
        letter="印刷して渡して",
    )
    given = WriteInput(text="x")
    refused(
        lambda: do(
            opened_embedded,
            lambda w: told_actions.note_down(w, exchange, K.ANSWER, given, BY_PHONE),
        ),
        reply_to=".",
    )
    given = WriteInput(reason="x")
    refused(
        lambda: do(
            opened_embedded,
            lambda w: told_actions.note_down(w, exchange, K.WITHDRAW, given, BY_PHONE),
        ),
        kind="頼んだ側|取下げ|依頼",
    )


def on_paper_request(opened: OpenedOffice, person: Person, **typed: str) -> str:
    partner = on_paper(opened)
    given = WriteInput(asked="受入先", **typed)
    return str(
        do(
            opened,
            lambda w: told_actions.note_request(
                w, partner, ExchangeKind.COOPERATION, given, BY_PHONE, person
            ),
        )
    )


def test_a_request_that_names_nobody_needs_a_name_to_be_accepted(
    opened_embedded: OpenedOffice,
) -> None:
    opened = opened_embedded
    exchange = on_paper_request(opened, Person(facility="前橋刑務所"))
    given = AcceptInput(number="R8-広-1", answer=WriteInput(text="x"))
    refused(lambda: do(opened, lambda w: accepting.accept(w, exchange, given)), name=".")
    named = replace(given, name="雛形 花")
    episode = str(do(opened, lambda w: accepting.accept(w, exchange, named)))
    [line] = ask(opened, lambda r: exchanges_of(r, episode))
    assert (line.id, line.person, line.number) == (exchange, "雛形 花", "R8-広-1")
    assert (line.episode_id, line.open, line.case_gone) == (episode, True, False)
    assert ask(opened, lambda r: exchanges_of(r, "nothing")) == ()


def test_a_request_for_somebody_whose_birth_nobody_told_is_shown(
    opened_embedded: OpenedOffice,
) -> None:
    opened = opened_embedded
    exchange = on_paper_request(opened, Person(name="雛形 花"))
    shown = ask(opened, lambda r: preview(r, exchange))
    assert shown is not None and shown.body.person == Person(name="雛形 花")
    assert (shown.similar, shown.refusal) == ((), "")


def test_a_certificate_comes_over_once_per_kind(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    told = (Certificate("intellectual", "B"), Certificate("psychiatric", "2級"))
    exchange = on_paper_request(opened, Person(name="雛形 花", certificates=told, sex="x"))
    given = AcceptInput(number="R8-広-1", answer=WriteInput(text="x"))
    do(opened, lambda w: accepting.accept(w, exchange, given))
    kept = ask(
        opened,
        lambda r: sorted((one.kind, one.grade) for one in r.session.query(KeptCertificate).all()),
    )
    assert kept == [("intellectual", "B"), ("psychiatric", "2級")]


def test_what_a_letter_says_otherwise_is_laid_beside_ours() -> None:
    body = Body(
        person=Person(facility="前橋刑務所", release_reason="full_term", flags=("elderly",))
    )
    found = differences(Service.COORDINATION, body, {"facility": "榛名刑務所"})
    assert {(one.name, one.ours, one.theirs) for one in found} == {
        ("facility", "榛名刑務所", "前橋刑務所"),
        ("release_reason", "", "満期釈放"),
        ("elderly", "", "あり"),
    }
    same = {"facility": "前橋刑務所", "release_reason": "full_term", "elderly": True}
    assert differences(Service.COORDINATION, body, same) == ()
    assert differences(Service.COORDINATION, Body(), {}) == ()
