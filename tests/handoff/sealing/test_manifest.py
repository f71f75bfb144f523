"""What a header may say of the pieces that a letter holds, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from app.handoff.sealing.manifest import NotHolding, Part, held, holds_of, numbered

PARTS = (Part("添付1.pdf", b"%PDF"), Part("あ" * 200, b""))
GOOD = holds_of(b"{}", PARTS)


def test_what_was_sealed_is_read_as_it_was() -> None:
    found = held(GOOD)
    assert found.body.fits(b"{}") and not found.body.fits(b"{]")
    assert [(one.name, one.length) for one in found.parts] == [("添付1.pdf", 4), ("あ" * 200, 0)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"length": -1},
        {"length": True},
        {"length": "4"},
        {"sha256": 4},
        {"sha256": "0" * 63},
        {"sha256": "0" * 65},
        {"name": ""},
        {"name": 4},
        {"name": "あ" * 201},
        {"more": 1},
    ],
)
def test_a_piece_that_is_described_otherwise_is_none(wrong: dict[str, Any]) -> None:
    part = {**GOOD["parts"][0], **wrong}
    with pytest.raises(NotHolding):
        held({**GOOD, "parts": [part]})
    if "name" not in wrong:
        with pytest.raises(NotHolding):
            held({**GOOD, "body": {**GOOD["body"], **wrong}})


@pytest.mark.parametrize("wrong", [None, [], {}, {"body": GOOD["body"]}, {**GOOD, "parts": {}}])
def test_what_holds_no_pieces_is_none(wrong: object) -> None:
    with pytest.raises(NotHolding):
        held(wrong)


def test_a_header_numbers_the_files_and_names_none() -> None:
    found = numbered((Part("齋藤さんの同意書.PDF", b"a"), Part("写真.jpg", b"b")))
    assert [one.name for one in found] == ["添付1.pdf", "添付2.jpg"]
