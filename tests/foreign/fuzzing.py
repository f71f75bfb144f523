"""Files changed at random at every door where one comes in; each door says how it may end.

TEICHAKU_FUZZ: seconds for each door in the long run.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.errors import FileProblem, KeyProblem, LedgerRefused, LetterRefused
from app.foreign import frames
from app.foreign.frames import Garbled, Kind
from app.handoff.sealing import envelope, strict_json
from app.handoff.sealing.card import read_card
from app.ledgers.existing import NOTHING
from app.ledgers.layout import find_mapping
from app.ledgers.plan import make_plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.carrying import Arriving
from app.ledgers.reading.own import read_content
from app.ledgers.reading.pieces import carried
from app.reports.counting.definition_file import read_definitions
from app.reports.forms.form import form_from
from app.reports.forms.form_toml import form_toml
from app.reports.forms.taking_in import check_workbook
from app.reports.forms.unpacking import unpacked
from app.storage.keys import slots
from app.storage.keys.wrapping import Costs
from app.storage.server import invitation
from tests.handoff.sealing.forging import SHIMANE, body_of, header_of, known, letter
from tests.handoff.sealing.test_card import WRITTEN
from tests.ledgers.reading import hostile
from tests.reports.forms.made_forms import workbook
from tests.reports.forms.test_taking_in import made_form
from tests.storage.server.test_invitation import CONTENT as INVITED

Change = Callable[[random.Random, bytes], bytes]
WORDS = (
    *(
        b"[" * 3_000,
        b"{" * 3_000,
        b'{"a":' * 2_000,
        b"<a>" * 2_000,
        b"\0",
        b"\xff\xfe",
        b"\xed\xa0\x80",
    ),
    *(b"-1", b"0", b"1e999", b"99999999999999999999", b"nan", b"1e-400", b"9" * 5_000, b"true"),
    *(
        b'"',
        b"'",
        b"&#0;",
        b"&a;",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"<!DOCTYPE",
        b"\\ud800",
        b"\r\n",
    ),
    *("１２", "葛󠄀", "〃", "令和8年2月30日", "S99.13.40", "昭和", "㍻元", "３歳", "#REF!", "　"),
)
TODAY = date(2026, 11, 29)


@dataclass(frozen=True)
class Door:
    """How a file comes in: some good ones, the reader, and the errors it may end in."""

    seeds: tuple[bytes, ...]
    read: Callable[[bytes], object]
    ends: tuple[type[BaseException], ...]
    change: Change


def changed(chance: random.Random, data: bytes) -> bytes:
    """A few changes of bytes, words, or places."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(found) + 1)
        other = min(len(found), at + chance.choice((1, 2, 4, 16, 200)))
        way = chance.randrange(6)
        if way == 0 and at < len(found):
            found[at] = chance.randrange(256)
        elif way == 1:
            word = chance.choice(WORDS)
            found[at:at] = word if isinstance(word, bytes) else word.encode()
        elif way == 2:
            del found[at:other]
        elif way == 3:
            found[at:at] = found[at:other] * chance.choice((1, 2, 50))
        elif way == 4:
            word = chance.choice(WORDS)
            found[at:other] = word if isinstance(word, bytes) else word.encode()
        else:
            start = chance.randrange(len(found) + 1)
            found[at:at] = found[start : start + 30]
    return bytes(found)


def changed_part(chance: random.Random, data: bytes) -> bytes:
    """One part of a package changed, in a sound zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(parts))
    parts[name] = changed(chance, parts[name])
    return hostile.packed({**parts}, level=1)


def changed_some(chance: random.Random, data: bytes) -> bytes:
    """The package's own bytes now and then, else one of its parts."""
    return (changed if chance.random() < 0.2 else changed_part)(chance, data)


def changed_plain(chance: random.Random, data: bytes) -> bytes:
    """Now and then as it is."""
    return data if chance.random() < 0.02 else changed(chance, data)


def _ledger(data: bytes) -> object:
    book = read_content("台帳.xlsx", data)
    arriving = Arriving(book.file_name, book.sha256)
    for piece in carried({}, data):
        arriving.take(piece if isinstance(piece, bytes) else json.loads(json.dumps(piece)))
    assert arriving.book() == book
    return make_plan(read_ledger(book, find_mapping(book, {}), today=TODAY), NOTHING)


def _bundle(data: bytes) -> object:
    text, template = unpacked("様式.zip", data)
    form_from(text, template, "様式")
    return check_workbook("様式.xlsx", template)


def _form(data: bytes) -> object:
    book = check_workbook("様式.xlsx", data)
    return [book.view(sheet) for sheet in book.sheets]


def _definition(data: bytes) -> object:
    return form_from(data.decode("utf-8", "replace"), b"", "様式", may_be_empty=True)


def _strict(data: bytes) -> object:
    return strict_json.read(data, envelope.BODY)


def _pieces(data: bytes) -> object:
    return [
        piece.value() if piece.kind is not Kind.BYTES else piece.body
        for piece in frames.received(io.BytesIO(data))
    ]


def _ledger_book() -> bytes:
    heads = ("番号", "氏名", "フリガナ", "性別", "生年月日", "支援開始日", "備考")
    rows = [heads, ("8-1", "架空　一郎", "カクウ", "男", "S40.1.1", "R8.4.1", "〃"),
            ("8-2", "架空　二郎", "カクウ", "女", "H1.2.3", "R8.4.2", "")]  # fmt: skip
    lines = "".join(
        f'<row r="{at}">'
        + "".join(
            f'<c r="{"ABCDEFG"[column]}{at}" t="inlineStr"><is><t>{text}</t></is></c>'
            for column, text in enumerate(row)
        )
        + "</row>"
        for at, row in enumerate(rows, 1)
    )
    return hostile.workbook(
        sheet=hostile.sheet(lines),
        book=hostile.book('<sheet name="コーディネート" sheetId="1" r:id="rId1"/>'),
    )


def _written_bundle() -> bytes:
    form = made_form(workbook())
    return hostile.packed({"form.toml": form_toml(form), "template.xlsx": workbook()})


def _figures() -> bytes:
    from app import paths

    text = (paths.bundled("forms") / "figures" / "standard.toml").read_bytes()
    return b"[[figure]]".join(text.split(b"[[figure]]")[:4])


def _key_file() -> bytes:
    made = Costs(64 * 1024, 3, 4)
    staff = slots.Slot("a" * 32, slots.SlotKind.STAFF, "b" * 32, "架空　一郎", "2026-11-29T00:00:00+00:00",
                       True, made, b"s" * 16, b"n" * 12, b"w" * 48)  # fmt: skip
    return slots.write(slots.KeyFile("c" * 32, 1, (staff,)), b"k" * 32)


def doors() -> dict[str, Door]:
    """Every door by its name."""
    sealed = letter()
    book = _ledger_book()
    toml = form_toml(made_form(workbook())).encode()
    pieces = b'V\0\0\0\5[1,2]B\0\0\0\3abcV\0\0\0\7{"a":1}.\0\0\0\0'
    return {
        "letter": Door((sealed,), lambda d: envelope.open_letter((SHIMANE,), d, known),
                       (LetterRefused,), changed),
        "letter's manifest": Door((body_of(), header_of(body_of())), _strict,
                                  (strict_json.NotStrict,), changed_plain),
        "card": Door((WRITTEN,), read_card, (LetterRefused,), changed),
        "key file": Door((_key_file(),), slots.read, (KeyProblem,), changed),
        "invitation": Door((INVITED,), invitation.read,
                           (FileProblem,), changed),
        "ledger": Door((book, hostile.workbook()), _ledger, (LedgerRefused,), changed_some),
        "form": Door((workbook(),), _form, (FileProblem,), changed_some),
        "form of a neighbour": Door((_written_bundle(),), _bundle, (FileProblem,), changed_some),
        "form's definition": Door((toml,), _definition, (FileProblem,), changed),
        "definition of figures": Door((_figures(),), lambda d: read_definitions(d, "x.toml"),
                                      (FileProblem,), changed),
        "answer of a reading process": Door((pieces,), _pieces, (Garbled,), changed),
    }  # fmt: skip
