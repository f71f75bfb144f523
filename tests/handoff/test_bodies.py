"""The body of a letter: read as written, nothing in it outside the items, one refusal otherwise."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import codes
from app.calendar.partial import PartialDate
from app.errors import InvalidInput, LetterRefused
from app.handoff.letters.body import (
    ITEM_OF,
    Body,
    Certificate,
    Copy,
    Person,
    Section,
    Share,
    View,
    misplaced,
    missing,
    outside,
)
from app.handoff.letters.body_form import body_bytes, body_from
from app.handoff.letters.kinds import KINDS, LetterKind
from app.handoff.letters.letter import Letter
from app.handoff.sealing.strict_json import NotStrict
from app.handoff.writing import actions as writing
from tests.conftest import examples
from tests.handoff.one_exchange import GUNMA, SHIMANE, Pair

PERSON = Person(
    name="榧野 澪子",
    kana="カヤノ ミオコ",
    birth=PartialDate(1958, 4),
    sex="female",
    facility="前橋刑務所",
    offence="窃盗",
    sentence="拘禁刑1年6月",
    term_end=PartialDate(2026, 12, 23),
    release=PartialDate(2026, 12, 24),
    release_reason="full_term",
    hope_place="島根県松江市",
    flags=("elderly", "intellectual"),
    certificates=(Certificate("intellectual", "B", PartialDate(2028)),),
)
WHOLE = Body(
    title="支援業務協力依頼書",
    asked="受入先の調整をお願いします。",
    text="面接は2回しました。\n次は12月です。",
    reason="帰住の希望",
    next="受入先の候補",
    person=PERSON,
    sections=(Section("assessment", (("服薬", "自分でできる"),), "落ち着いています。"),),
    shares=(Share("interview", "done", "2回"), Share("placement", "planned")),
    view=View("accepted", GUNMA, PartialDate(2026, 12, 24), "グループホーム"),
)
NEEDED = frozenset({*ITEM_OF.values(), "assessment"})


def request(*items: str) -> Letter:
    return Pair().write(GUNMA, LetterKind.REQUEST, items=tuple(sorted(items)))


def changed(**changes: Any) -> bytes:
    values = {**json.loads(body_bytes(WHOLE)), **changes}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_the_longest_text_of_a_body_goes_out_and_none_longer() -> None:
    assert len(body_bytes(Body(text="x" * 100_000))) > 100_000
    with pytest.raises(NotStrict):
        body_bytes(Body(text="x" * 100_001))


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (Body(person=Person(name="花\u202e子")), "items", "渡す情報に、"),
        (Body(sections=(Section("plan", words="\u202e"),)), "items", "渡す情報に、"),
        (Body(view=View(destination="\u202e")), "items", "渡す情報に、"),
        (Body(files=("\u202e.pdf",)), "attachments", "文では送れない文字"),
        (Body(text="\u202e"), "text", "文では送れない文字"),
    ],
)
def test_what_their_program_would_refuse_is_named_where_it_was_chosen(
    body: Body, field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        writing._refuse_unreadable(body)
    found = caught.value.by_field()
    assert list(found) == [field] and found[field].startswith(words)


def test_a_whole_request_is_read_as_it_was_written() -> None:
    assert body_from(request(*NEEDED), body_bytes(WHOLE)) == WHOLE


@pytest.mark.parametrize("item", sorted(NEEDED))
def test_nothing_outside_the_items_is_taken(item: str) -> None:
    assert outside(WHOLE, NEEDED - {item}) == (item,)
    with pytest.raises(LetterRefused) as refusal:
        body_from(request(*NEEDED - {item}), body_bytes(WHOLE))
    assert refusal.value.where == "content"


def test_every_field_of_a_person_belongs_to_an_item() -> None:
    assert ITEM_OF.keys() == {one.name for one in fields(Person)}
    assert set(ITEM_OF.values()) <= {row.code for row in codes.table("info_item")}


WRONG: dict[str, dict[str, Any]] = {
    "an unknown part": {"extra": "x"},
    "an empty part": {"title": ""},
    "a text that is a number": {"text": 1},
    "a text that ends the line in a title": {"title": "a\nb"},
    "a sign nobody sees": {"text": "a\u0007b"},
    "a sign that turns the reading": {"title": "\u202egpj.exe"},
    "a text too long": {"text": "あ" * 20_001},
    "a person who is a list": {"person": []},
    "an unknown field of a person": {"person": {"nickname": "x"}},
    "a birth that is no day": {"person": {"birth": "1958-13"}},
    "a sex that is no code": {"person": {"sex": "女"}},
    "flags twice": {"person": {"flags": ["elderly", "elderly"]}},
    "a certificate without kind": {"person": {"certificates": [{"grade": "B"}]}},
    "a section without item": {"sections": [{"words": "x"}]},
    "a row of three": {"sections": [{"item": "plan", "rows": [["a", "b", "c"]]}]},
    "a share without state": {"shares": [{"task": "interview"}]},
    "a view of another office": {"view": {"lead": "島根"}},
    "a file without a name": {"files": [""]},
    "a file whose name turns the reading": {"files": ["\u202egpj.exe"]},
    "a copy in a request": {"copy": {"header": "AAAA"}},
}


@pytest.mark.parametrize("name", WRONG)
def test_one_wrong_value_refuses_the_letter(name: str) -> None:
    with pytest.raises(LetterRefused) as refusal:
        body_from(request(*NEEDED), changed(**WRONG[name]))
    assert refusal.value.where == "content"


@pytest.mark.parametrize("kind", LetterKind)
def test_a_kind_has_only_its_own_parts(kind: LetterKind) -> None:
    whole = Body(**{**vars(WHOLE), "copy": Copy(b"x"), "files": ("診断書.pdf",)})
    assert whole.parts() == {one.name for one in fields(Body)}
    assert whole.parts() - misplaced(kind, whole) == KINDS[kind].parts


@pytest.mark.parametrize("kind", LetterKind)
def test_a_reason_is_asked_for_where_it_is_needed(kind: LetterKind) -> None:
    said = Body(asked="x", text="x", reason="" if KINDS[kind].reason else "x")
    assert ("理由" in missing(kind, said)) == KINDS[kind].reason
    assert not missing(kind, Body(asked="x", text="x", reason="x"))


def test_an_office_may_use_codes_that_we_do_not_know() -> None:
    progress = Pair().write(SHIMANE, LetterKind.PROGRESS, items=("own_item",), had=())
    body = Body(sections=(Section("own_item", words="x"),), shares=(Share("own_task", "half"),))
    assert body_from(progress, body_bytes(body)) == body


def test_a_copy_goes_back_byte_for_byte() -> None:
    receipt = Pair().write(SHIMANE, LetterKind.RECEIPT, result="copy", of="0" * 64, had=())
    body = Body(copy=Copy(bytes(range(256)), b"s" * 64))
    assert body_from(receipt, body_bytes(body)) == body


WORDS = st.text(
    st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\u202e\u202d\u2066"),
    max_size=30,
).filter(lambda text: not any("\u202a" <= sign <= "\u2069" for sign in text))


@given(st.builds(Body, title=WORDS, asked=WORDS, text=WORDS, reason=WORDS, next=WORDS))
@settings(max_examples=examples(60), deadline=None)
def test_any_words_come_back(body: Body) -> None:
    assert body_from(request("identity"), body_bytes(body)) == body


def test_without_items_only_the_shares_are_told() -> None:
    pair = Pair()
    pair.write(GUNMA, LetterKind.REQUEST)
    letter = pair.write(SHIMANE, LetterKind.PROGRESS, items=(), shares="1")
    alone = Body(shares=(Share("interview", "done"),), next="見学")
    assert body_from(letter, body_bytes(alone)) == alone
    for more in ({"text": "薬が変わりました"}, {"files": ("診断書.pdf",)}):
        with pytest.raises(LetterRefused):
            body_from(letter, body_bytes(Body(**{**vars(alone), **more})))
    for kind in (LetterKind.PROGRESS, LetterKind.PLAN):
        terms = {"shares": "1"} if kind is LetterKind.PLAN else {}
        with pytest.raises(LetterRefused):
            pair.write(SHIMANE, kind, items=(), **terms)
