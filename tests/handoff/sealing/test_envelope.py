"""A letter opens for whom it was sealed, from whom it was signed, and as it was written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.errors import FileProblem, LetterRefused
from app.handoff.sealing import strict_json
from app.handoff.sealing.envelope import (
    BODY,
    LARGEST,
    Opened,
    letter_id,
    open_letter,
    seal,
    seal_again,
    sign,
    verify,
)
from app.handoff.sealing.keys import OwnKeys
from app.handoff.sealing.manifest import LONGEST_NAME, Part, holds_of
from tests.handoff.sealing.forging import (
    BODY_VALUES,
    GUNMA,
    REVOKED,
    SHIMANE,
    STRANGER,
    THIRD,
    body_of,
    header_of,
    known,
    letter,
)
from tests.handoff.sealing.test_strict_json import OBJECTS

NAMES = some.text(
    some.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=9
)
PARTS = some.lists(some.builds(Part, NAMES, some.binary(max_size=300)), max_size=4)
PATHS = (
    "../../x",
    "C:\\Windows\\x.exe",
    "\\\\server\\share\\x",
    "/etc/passwd",
    "NUL",
    "CON",
    "COM1.txt",
    ".",
    "..",
    "a\u202egpj.exe",
    "<img src='\\\\server\\x'><b>名</b>",
    "=cmd|' /C calc'!A0",
    " 末尾の点.",
    "改行\nと\tタブ",
)


def opened(data: bytes, *keys: OwnKeys) -> Opened:
    return open_letter(keys or (SHIMANE,), data, known)


def refusal(data: bytes, *keys: OwnKeys) -> str:
    with pytest.raises(LetterRefused) as caught:
        opened(data, *keys)
    assert isinstance(caught.value, FileProblem)
    return caught.value.where


@given(OBJECTS, OBJECTS, PARTS)
@settings(max_examples=60)
def test_a_letter_comes_out_as_it_went_in(
    header: dict[str, Any], values: dict[str, Any], parts: list[Part]
) -> None:
    body = strict_json.write(values, BODY)
    written = header_of(body, parts, **{**header, "holds": holds_of(body, parts)})
    found = opened(seal(GUNMA, SHIMANE.public, written, body, parts))
    assert (found.header, found.body, list(found.parts)) == (written, body, parts)
    assert (found.signer, found.recipient) == (
        GUNMA.public.fingerprint,
        SHIMANE.public.fingerprint,
    )
    assert found.body_values == values
    assert found.header_values == {**header, **strict_json.read(written, BODY)}
    assert found.id == letter_id(written)
    assert verify(GUNMA.public, found.recipient, written, found.signature)


def test_the_same_letter_sealed_again_is_other_bytes_and_the_same_letter() -> None:
    parts = [Part("同意書.pdf", b"%PDF-1.4")]
    body = body_of()
    header = header_of(body, parts)
    first = opened(letter(parts))
    data = seal_again(GUNMA.public, first.signature, SHIMANE.public, header, body, parts)
    assert data != letter(parts)
    assert opened(data) == first


def test_a_letter_goes_without_its_body_when_that_was_dropped() -> None:
    parts = [Part("同意書.pdf", b"%PDF-1.4")]
    header = header_of(body_of(), parts)
    signature = sign(GUNMA, SHIMANE.public, header)
    found = opened(seal_again(GUNMA.public, signature, SHIMANE.public, header, None, ()))
    assert (found.body, found.body_values, found.parts) == (None, None, ())
    assert found.id == opened(letter(parts)).id


def test_names_are_texts_whatever_they_look_like() -> None:
    parts = [Part(name, name.encode()) for name in PATHS]
    assert [part.name for part in opened(letter(parts)).parts] == list(PATHS)


def test_what_is_shown_of_an_opened_letter_holds_nothing_of_it() -> None:
    found = opened(letter([Part("見本 澪子.pdf", b"secret")]))
    shown = repr(found)
    assert "secret" not in shown
    assert "面接" not in shown
    assert "澪子" not in shown


def test_both_our_keys_open_and_a_key_we_no_longer_have_does_not() -> None:
    retired = SHIMANE
    for data in (letter(to=retired), letter(to=THIRD)):
        assert opened(data, THIRD, retired).body_values == BODY_VALUES
    assert refusal(letter(to=retired), THIRD) == "not_for_us"


def test_a_letter_for_another_office_is_not_for_us() -> None:
    assert refusal(letter(to=THIRD)) == "not_for_us"
    with pytest.raises(LetterRefused) as caught:
        open_letter((), letter(), known)
    assert caught.value.where == "not_for_us"


def test_a_reader_cannot_pass_a_letter_on_as_if_it_were_meant_for_another() -> None:
    body = body_of()
    header = header_of(body)
    taken = open_letter((THIRD,), letter(to=THIRD), known)
    with pytest.raises(ValueError, match="not for this header and recipient"):
        seal_again(GUNMA.public, taken.signature, SHIMANE.public, header, body, ())
    with pytest.raises(ValueError, match="not for this header and recipient"):
        seal_again(THIRD.public, taken.signature, THIRD.public, header, body, ())


def test_whom_we_do_not_know_or_no_longer_trust_is_not_read() -> None:
    assert refusal(letter(sender=STRANGER)) == "signer_unknown"
    assert refusal(letter(sender=REVOKED)) == "signer_revoked"
    wrong = open_letter((SHIMANE,), letter(), lambda fingerprint: GUNMA.public)
    assert wrong.signer == GUNMA.public.fingerprint
    with pytest.raises(LetterRefused) as caught:
        open_letter((SHIMANE,), letter(sender=STRANGER), lambda fingerprint: GUNMA.public)
    assert caught.value.where == "signer_unknown"


def test_nothing_is_parsed_and_nobody_asked_before_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = bytearray(letter(sender=STRANGER))
    parsed: list[bytes] = []
    monkeypatch.setattr(strict_json, "read", lambda data, limits: parsed.append(data))
    asked: list[str] = []
    assert refusal(bytes(data)) == "signer_unknown"
    data[-1] ^= 1
    with pytest.raises(LetterRefused):
        open_letter((SHIMANE,), data, lambda fingerprint: asked.append(fingerprint))
    assert (parsed, asked) == ([], [])


def test_what_the_other_side_would_refuse_is_not_sealed() -> None:
    body, to = body_of(), SHIMANE.public
    many = [Part(f"{number}.txt", b"x") for number in range(51)]
    large = [Part(f"{number}.txt", bytes(LARGEST // 2)) for number in range(2)]
    for parts, code in ((many, "sealing_too_many_parts"), (large, "sealing_too_large")):
        with pytest.raises(LetterRefused) as caught:
            seal(GUNMA, to, header_of(body, parts), body, parts)
        assert caught.value.where == code
    part = Part("a.txt", b"x")
    long = Part("あ" * (LONGEST_NAME + 1), b"x")
    wrong: tuple[tuple[bytes, bytes, list[Part]], ...] = (
        (header_of(body), body, [part]),
        (header_of(body, [part]), body, []),
        (header_of(body, [part]), body, [Part("b.txt", b"x")]),
        (header_of(body, [part]), body, [Part("a.txt", b"y")]),
        (header_of(body), body_of({"text": "別"}), []),
        (header_of(body_of({})), b"", []),
        (header_of(b" "), b" ", []),
        (header_of(body, holds=None), body, []),
        (header_of(body, [long]), body, [long]),
        (b" " + header_of(body), body, []),
    )
    for header, content, attached in wrong:
        with pytest.raises(ValueError, match=r".*"):
            seal(GUNMA, to, header, content, attached)


def test_the_largest_letter_that_is_sealed_is_opened() -> None:
    body = body_of()
    for short_of in (0, 1):
        part = Part("scan.pdf", bytes(LARGEST - 1_000))
        header = header_of(body, [part])
        part = Part("scan.pdf", bytes(LARGEST - 41 - 65 - 16 - 104 - len(header + body) + short_of))
        header = header_of(body, [part])
        if short_of:
            with pytest.raises(LetterRefused):
                seal(GUNMA, SHIMANE.public, header, body, [part])
        else:
            data = seal(GUNMA, SHIMANE.public, header, body, [part])
            assert len(data) == LARGEST
            assert opened(data).parts == (part,)
