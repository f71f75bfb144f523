"""一覧表: the rows that belong, nothing that names without being asked, and files that hold shut."""

from __future__ import annotations

import hashlib
import io
import random
from base64 import b64decode
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msoffcrypto
import olefile
import openpyxl
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import select

from app.calendar.partial import PartialDate
from app.codes import CENTRE_SERVICES, Flag
from app.errors import FileProblem, InvalidInput, NotAllowed, NotFound
from app.reports.counting.standing import partial
from app.reports.lists.actions import copy_rows, keep_list, remove_list, write_list
from app.reports.lists.book import FIRST_ROW
from app.reports.lists.named.actions import Names, write_named_list
from app.reports.lists.named.sealing import proposed
from app.reports.lists.queries import kept_lists, list_page, words_offered
from app.reports.lists.rules import Condition, ListDefinition, checked, read_definition
from app.reports.lists.vocabulary import COLUMNS, ENDED, FIELDS, OPEN
from app.staff.permissions import Actor, Role
from app.storage.records import (
    Activity,
    Consent,
    Disclosure,
    Episode,
    HistoryEntry,
    Organisation,
    Person,
)

BOTH = pytest.mark.parametrize("opened", ["embedded", "server"], indirect=True)
EVERYTHING = tuple(column.key for column in COLUMNS)
WORDS = "まつかさ-2026-くるみ"
DANGER = '=HYPERLINK("http://x","y")'


def _day(chance: random.Random) -> PartialDate:
    day = (date(2024, 1, 1) + timedelta(days=chance.randrange(800))).isoformat()
    return partial(chance.choice((day, day, day, f"{day[:7]}-00", f"{day[:4]}-00-00")))


def _fill(office: Any, actor: Actor, count: int = 40) -> list[dict[str, Any]]:
    """Cases with every kind of value, as they were put in."""
    chance = random.Random(7)
    made: list[dict[str, Any]] = []
    with office.work(actor) as work:
        for at in range(count):
            name = f"機密{at} 太郎"
            person = work.add(
                Person(name=name, kana=f"キミツ{at}", name_plain=name, name_folded=name,
                       kana_key=f"キミツ{at:02}", search_key=name, sex=chance.choice(["male", "female"]),
                       birth=partial("1950-06-01"), address=f"隠里{at}番地", phone=f"090-{at:04}")
            )  # fmt: skip
            work.session.flush()
            facts: dict[str, Any] = {
                "service": chance.choice(CENTRE_SERVICES).value,
                "number": DANGER if at == 0 else f"R-{at:03}",
                "start": _day(chance),
                "end": _day(chance) if chance.random() < 0.4 else None,
                "kubun": chance.choice([None, "special", "general"]),
                "worker": chance.choice(["", "相原 渉", "坂 澄"]),
                "note": f"秘密の備考{at}",
                **{flag.value: chance.random() < 0.3 for flag in Flag},
            }
            episode = work.add(Episode(person_id=person.id, stage="x", **facts))
            made.append({**facts, "id": episode.id, "person_id": person.id, "sex": person.sex})
        work.session.flush()
        first = made[0]
        for day in ("2025-05-01", "2025-06-02"):
            work.add(
                Activity(day=partial(day), service=first["service"], means="visit",
                         episode_id=first["id"], person_id=first["person_id"])
            )  # fmt: skip
        work.tell("test", "入れた")
    return made


def _holds(facts: dict[str, Any], one: Condition) -> bool:
    """What a condition says, in plain words of this test."""
    if one.field == "state":
        return (OPEN if facts["end"] is None else ENDED) in one.values
    if one.field == "flags":
        return any(facts[value] for value in one.values)
    value = facts[one.field]
    if not isinstance(value, PartialDate):
        return value in one.values
    first, last = (date.fromisoformat(day) if day else None for day in one.values)
    return (first is None or first <= value.first) and (last is None or value.last <= last)


@BOTH
def test_conditions_find_what_they_say_page_by_page(opened: Any) -> None:
    office, actor = opened.office, opened.actor
    made = _fill(office, actor)
    chance = random.Random(3)
    choices: dict[str, Any] = {
        "service": lambda: (chance.choice(CENTRE_SERVICES).value, "follow_up"),
        "state": lambda: (chance.choice([OPEN, ENDED]),),
        "worker": lambda: ("相原 渉",),
        "kubun": lambda: ("special",),
        "sex": lambda: ("male",),
        "flags": lambda: (chance.choice(list(Flag)).value, "elderly"),
        "start": lambda: ("2024-03-01", "2025-02-28"),
        "end": lambda: ("", chance.choice(["2025-12-31", "2025-06-15"])),
    }
    found_any = 0
    with office.reading(actor) as reading:
        for _ in range(12):
            fields = chance.sample(sorted(choices), 2)
            conditions = tuple(Condition(field, choices[field]()) for field in fields)
            sort = chance.choice(["start", "name", "end", "worker", "last_contact"])
            wanted = ListDefinition(
                conditions, ("number", "last_contact"), sort, chance.random() < 0.5
            )
            right = {
                one["id"] for one in made
                if all(one[c.field] is not None if c.field == "end" else True for c in conditions)
                and all(_holds(one, condition) for condition in conditions)
            }  # fmt: skip
            pages = [list_page(reading, wanted, offset=at, limit=7) for at in range(0, 42, 7)]
            rows = [row for page in pages for row in page.rows]
            assert {row.case_id for row in rows} == right, wanted.words
            assert len(rows) == len(right) == pages[0].total
            found_any += len(right)
            every = list_page(reading, ListDefinition((), EVERYTHING, sort)).rows
            assert len(every) == len(made)
        assert found_any > 40
        (row,) = [
            row for row in list_page(reading, ListDefinition((), ("last_contact", "age"))).rows
            if row.case_id == made[0]["id"]
        ]  # fmt: skip
        assert row.values == (partial("2025-06-02"), 76)
        assert set(words_offered(reading, "worker")) == {"相原 渉", "坂 澄"}
        late = ListDefinition((Condition("due", ("late", "month")),), ("number",))
        assert list_page(reading, late).total <= len(made)
    with (
        office.reading(Actor(actor.staff_id, "x", Role.ADMIN)) as reading,
        pytest.raises(NotAllowed),
    ):
        list_page(reading, ListDefinition())


@BOTH
def test_without_names_nothing_in_the_file_says_who_somebody_is(
    opened: Any, tmp_path: Path
) -> None:
    office, actor = opened.office, opened.actor
    _fill(office, actor)
    wanted = ListDefinition((), EVERYTHING, "number")
    out = tmp_path / "一覧.xlsx"
    with office.work(actor) as work:
        written = write_list(work, "全件", wanted, out)
    assert written.rows == 40
    page = openpyxl.load_workbook(out)["一覧表"]
    words = "\n".join(
        str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None
    )
    assert not any(secret in words for secret in ("機密", "キミツ", "隠里", "090-", "秘密の備考"))
    head = [cell.value for cell in page[FIRST_ROW]]
    assert "氏名" not in head and "管理番号" in head and "年齢" in head
    danger = [cell for row in page.iter_rows(min_row=FIRST_ROW + 1) for cell in row
              if cell.value == DANGER]  # fmt: skip
    assert len(danger) == 1 and danger[0].data_type == "s"
    with office.work(actor) as work:
        copied = copy_rows(work, wanted)
    assert "氏名" not in copied.head and len(copied.rows) == 40 and not copied.left_out
    assert not any("機密" in str(value) for row in copied.rows for value in row)
    with office.work(actor) as work:
        told = work.session.scalars(
            select(HistoryEntry).where(HistoryEntry.kind.in_(("list.written", "list.copied")))
        ).all()
        assert [entry.details["rows"] for entry in told] == [40, 40]
        assert "name" not in told[0].details["columns"]
    with office.work(actor) as work:
        person = work.session.scalars(select(Person).where(Person.name == "機密1 太郎")).one()
        case = work.session.scalars(select(Episode).where(Episode.person_id == person.id)).one()
        case.facility = "機密１太郎さん方"
        work.tell("test", "直した")
    for leave in (
        lambda work: write_list(work, "x", wanted, out),
        lambda work: copy_rows(work, wanted),
    ):
        with office.work(actor) as work, pytest.raises(InvalidInput, match="「収容施設」の列に"):
            leave(work)
    with office.work(actor) as work, pytest.raises(InvalidInput, match="ほかの列"):
        write_list(work, "x", ListDefinition((), ("name",)), tmp_path / "n.xlsx")
    with office.work(actor) as work, pytest.raises(FileProblem, match=r"\.xlsx"):
        write_list(work, "x", wanted, tmp_path / "n.csv")
    assert not (tmp_path / "n.xlsx").exists()


def _names(**more: str) -> Names:
    return Names(WORDS, "係会議で確かめる", **more)


@BOTH
def test_with_names_the_file_is_shut_and_told(opened: Any, tmp_path: Path) -> None:
    office, actor = opened.office, opened.actor
    _fill(office, actor, 3)
    wanted = ListDefinition((), ("number", "name"), "name", descending=False)
    out = tmp_path / "氏名入り.xlsx"
    counsellor = Actor(actor.staff_id, "x", Role.COUNSELLOR)
    with pytest.raises(NotAllowed), office.work(counsellor) as work:
        write_named_list(work, "x", wanted, out, _names())
    with pytest.raises(InvalidInput, match="合言葉"), office.work(actor) as work:
        write_named_list(work, "x", wanted, out, Names("みじかい", "確かめる"))
    with pytest.raises(InvalidInput, match="何に使うか"), office.work(actor) as work:
        write_named_list(work, "x", wanted, out, Names(WORDS, " "))
    with pytest.raises(InvalidInput, match="渡す相手"), office.work(actor) as work:
        write_named_list(work, "x", wanted, out, _names(basis="consent"))
    assert not out.exists()
    with office.work(actor) as work:
        write_named_list(work, "担当会議用", wanted, out, _names())
    data = out.read_bytes()
    assert "機密".encode() not in data and not data.startswith(b"PK")
    file = msoffcrypto.OfficeFile(io.BytesIO(data))
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        file.load_key(password=WORDS[:-1], verify_password=True)
    file.load_key(password=WORDS, verify_password=True)
    inside = io.BytesIO()
    file.decrypt(inside)
    assert opened_by_hand(data, WORDS) == inside.getvalue()
    page = openpyxl.load_workbook(inside)["一覧表"]
    assert "係会議で確かめる" in str(page["A4"].value)
    assert [cell.value for cell in page["B"][FIRST_ROW:]] == [f"機密{at} 太郎" for at in (0, 1, 2)]
    with office.reading(actor) as reading:
        entry = reading.session.scalars(
            select(HistoryEntry).where(HistoryEntry.kind == "list.written")
        ).one()
        assert (entry.details["rows"], entry.details["named"]) == (3, True)
        assert WORDS not in str(entry.details) + entry.words


def opened_by_hand(data: bytes, words: str) -> bytes:
    """The workbook inside, by [MS-OFFCRYPTO] 2.3.4.11-15 and nothing of the library that shut it."""
    book = olefile.OleFileIO(io.BytesIO(data))
    info = ElementTree.fromstring(book.openstream("EncryptionInfo").read()[8:])
    space = "{http://schemas.microsoft.com/office/2006/encryption}"
    given = info.find(f"{space}keyData")
    key = info.find(
        ".//{http://schemas.microsoft.com/office/2006/keyEncryptor/password}encryptedKey"
    )
    assert given is not None and key is not None
    assert (given.get("cipherAlgorithm"), given.get("keyBits")) == ("AES", "256")
    hashed = hashlib.sha512(
        b64decode(key.get("saltValue", "")) + words.encode("utf-16-le")
    ).digest()
    for turn in range(int(key.get("spinCount", "0"))):
        hashed = hashlib.sha512(turn.to_bytes(4, "little") + hashed).digest()
    block = bytes.fromhex("146e0be7abacd0d6")
    opener = hashlib.sha512(hashed + block).digest()[:32]
    secret = _aes(
        opener, b64decode(key.get("saltValue", "")), b64decode(key.get("encryptedKeyValue", ""))
    )
    package = book.openstream("EncryptedPackage").read()
    size, shut, out = int.from_bytes(package[:8], "little"), package[8:], b""
    for part in range(0, len(shut), 4096):
        salt = b64decode(given.get("saltValue", "")) + (part // 4096).to_bytes(4, "little")
        out += _aes(secret, hashlib.sha512(salt).digest()[:16], shut[part : part + 4096])
    return out[:size]


def _aes(key: bytes, vector: bytes, shut: bytes) -> bytes:
    opening = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return opening.update(shut) + opening.finalize()


@BOTH
def test_to_another_office_only_with_a_basis_for_everybody(opened: Any, tmp_path: Path) -> None:
    office, actor = opened.office, opened.actor
    made = _fill(office, actor, 2)
    with office.work(actor) as work:
        whom = work.add(
            Organisation(
                kind="municipality", name="見本市", kana="", kana_key="見本市", search_key="見本市"
            )
        )
        work.session.flush()
        _agree(work, made[0]["person_id"], whom.id)
        work.tell("test", "入れた")
        to = whom.id
    wanted = ListDefinition((), ("number", "name"), "name", descending=False)
    out = tmp_path / "市へ.xlsx"
    names = _names(organisation_id=to, basis="consent")
    with pytest.raises(InvalidInput, match="1人に根拠がない"), office.work(actor) as work:
        write_named_list(work, "x", wanted, out, names)
    with office.reading(actor) as reading:
        assert not reading.session.scalars(select(Disclosure)).all()
    assert not out.exists()
    with office.work(actor) as work:
        _agree(work, made[1]["person_id"], to)
        work.tell("test", "入れた")
    with office.work(actor) as work:
        write_named_list(work, "x", wanted, out, names)
    with office.reading(actor) as reading:
        kept = reading.session.scalars(select(Disclosure)).all()
        assert {one.person_id for one in kept} == {one["person_id"] for one in made}
        assert all(set(one.items) == {"progress", "identity"} for one in kept)


def _agree(work: Any, person_id: str, organisation_id: str) -> None:
    work.add(
        Consent(person_id=person_id, organisation_id=organisation_id, given_on=date(2026, 4, 1),
                valid_from=date(2026, 4, 1), items=["identity", "progress"], purpose="支援", how="paper")
    )  # fmt: skip


@BOTH
def test_lists_are_kept_for_the_office_or_for_oneself(opened: Any) -> None:
    office, actor = opened.office, opened.actor
    mine = ListDefinition().with_condition("service", ("follow_up",)).with_condition("state", ())
    with office.work(actor) as work:
        own = keep_list(work, " わたしの  一覧 ", mine, own=True)
        shared = keep_list(work, "事業所の一覧", ListDefinition(), own=False)
    with office.reading(actor) as reading:
        kept = {one.name: one for one in kept_lists(reading)}
    assert kept["わたしの 一覧"].definition == mine and kept["わたしの 一覧"].own
    other = Actor("0" * 32, "y", Role.COUNSELLOR)
    with office.reading(other) as reading:
        # on the server the connection is the first person's own; the query still asks who sits here
        assert [one.name for one in kept_lists(reading)] == ["事業所の一覧"]
    with pytest.raises(NotFound), office.work(other) as work:
        remove_list(work, own, 1)
    auditor = Actor(actor.staff_id, "x", Role.AUDITOR)
    with pytest.raises(NotAllowed), office.work(auditor) as work:
        keep_list(work, "x", mine, own=True)
    with office.work(actor) as work:
        keep_list(
            work, "改めた", mine, own=False, list_id=own, version=kept["わたしの 一覧"].version
        )
    with office.work(actor) as work:
        remove_list(work, shared, kept["事業所の一覧"].version)
    with office.reading(other) as reading:
        assert [(one.name, one.own) for one in kept_lists(reading)] == [("改めた", False)]


def test_every_word_of_the_vocabulary_can_be_kept_and_read() -> None:
    days = ("2025-01-01", "")
    conditions = tuple(
        Condition(field.key, days if field.kind == "days" else
                  (field.codes[0][0],) if field.codes else ("相原",))
        for field in FIELDS
    )  # fmt: skip
    made = ListDefinition(conditions, EVERYTHING)
    assert read_definition(made.as_json()) == made
    assert made.words.count(" かつ ") == len(FIELDS) - 1
    for wrong in (
        {**made.as_json(), "columns": ["strange"]},
        {**made.as_json(), "conditions": [["service", ["strange"]]]},
        {**made.as_json(), "conditions": [["start", ["2025-02-30", ""]]]},
        {},
    ):
        with pytest.raises(InvalidInput):
            read_definition(wrong)
    with pytest.raises(InvalidInput):
        checked(ListDefinition(columns=()))
    assert len({proposed() for _ in range(20)}) == 20 and len(proposed()) == 23
