"""データ一式: out of either engine, into an empty folder, every table the same; nothing half."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session

from app.attachments import actions as attachments
from app.attachments.rules import CheckedFile, Owner, OwnerKind
from app.backups.whole.actions import Exported, export_whole
from app.cases.actions import open_episode
from app.codes import Service
from app.errors import FileProblem, InvalidInput, NotAllowed, StorageProblem, TeichakuError
from app.handoff.partners.actions import make_own_keys
from app.history.kinds import Sort, sort_of
from app.people.actions import register
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.copying import compare_table, tables
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.opening import read_slots
from app.storage.keys.recovery import new_code
from app.storage.opening import open_office, open_with_recovery
from app.storage.records import HistoryEntry
from app.storage.server.opening import open_server_office
from app.storage.whole import sealed, writing
from app.storage.whole.reading import Newcomer, take_in
from app.storage.work import Office
from tests.conftest import NOW, OpenedOffice, copied_practice
from tests.somebody_else import somebody_else

NEW = "あたらしい 事業所の 合言葉 77"
WHO = Newcomer(NEW, PassphraseOnly())


def agreed(office, actor) -> str:
    """A second person agreed: here the recovery code, since nobody else is there."""
    with office.work(actor) as work:
        request = second.ask(work, Act.WHOLE_EXPORT, "契約の終わり")
    with office.work(actor) as work:
        second.agree_alone(work, request, lambda: True)
    return request


def agreed_by_another(office, actor, request) -> str:
    """A second person agreed, at their own desk on the server."""
    with office.work(actor) as work:
        asked = second.ask(work, Act.WHOLE_EXPORT, "契約の終わり")
    opened = OpenedOffice(office, actor, None)
    with (
        somebody_else(opened, request, role=Role.ADMIN) as (desk, other),
        desk.work(other) as work,
    ):
        second.answer(work, asked)
    return asked


def export(office, actor, out: Path) -> Exported:
    request = agreed(office, actor)
    with office.work(actor) as work:
        return export_whole(work, out, request)


@pytest.fixture(scope="module")
def sent(tmp_path_factory, practice_template) -> Exported:
    """The practice centre, with files and letters, written once."""
    root = tmp_path_factory.mktemp("sent")
    folder = copied_practice(practice_template, root / "office")
    staff = next(slot.staff_id for slot in read_slots(folder) if slot.staff_id)
    from app.practice.office import PASSPHRASE

    office, actor = open_office(folder, staff, PASSPHRASE, None, NOW)
    done = export(office, actor, root / "一式.teichaku-whole")
    office.close()
    return done


@pytest.fixture
def target(tmp_path) -> OfficeFolder:
    return OfficeFolder(tmp_path / "new" / "office")


@pytest.fixture(params=["file", "server"])
def living(request, site) -> Iterator[tuple[Office, Actor]]:
    """An office with the keys of its own history, in a file and on a server."""
    if request.param == "file":
        with site.opened() as found:
            yield found
        return
    served = request.getfixturevalue("_served")
    served.make_empty()
    office, actor = open_server_office(served.place, served.login, NOW)
    yield office, actor
    office.close()


def test_every_table_is_the_same_on_the_other_side(tmp_path, target, living, request):
    """Out of the file and out of the server, into a file; compared record by record."""
    office, actor = living
    with office.work(actor) as work:
        person = register(work, PersonInput("髙﨑 𠮷江", "タカサキ ヨシエ", "female", "S28.4"))
        case = open_episode(work, person, Service.COORDINATION, {"start": "R8.6", "number": "一"})
        content = bytes(range(256)) * 6000
        file = CheckedFile(
            "診断書 ①.pdf", "application/pdf", content, hashlib.sha256(content).hexdigest()
        )
        make_own_keys(work)
        attachments.add(work, Owner(OwnerKind.EPISODE, case), file)
    alone = office.folder is not None
    asked = agreed(office, actor) if alone else agreed_by_another(office, actor, request)
    with office.work(actor) as work:
        done = export_whole(work, tmp_path / "一式.teichaku-whole", asked)
        taken = take_in(done.path, done.code, target, WHO, NOW)
        there, _ = open_with_recovery(target, taken.recovery.code, NOW)
        ours = work.session.connection()
        with there.engine.connect() as theirs:
            for one in tables():
                if one.name not in GROWN:
                    compare_table(ours, theirs, one, work.office_id)
        there.close()
    assert (taken.rows, taken.head) == (done.rows, done.head)


GROWN = ("history_entry", "operation")
"""Opening the other side already added to them; `take_in` compared them before."""


def test_the_history_goes_on_and_the_new_keys_open(sent: Exported, target):
    taken = take_in(sent.path, sent.code, target, WHO, NOW)
    taken.recovery.confirm(taken.recovery.code)
    (slot,) = [slot for slot in read_slots(target) if slot.staff_id]
    assert slot.name == taken.staff
    office, actor = open_office(target, slot.staff_id, NEW, None, NOW)
    with office.reading(actor) as reading:
        from app.history.queries import follow_chain

        assert follow_chain(reading, office.chain_key).broken is None
        assert reading.session.query(HistoryEntry).count() > sent.head.seq
    assert sorted(path.name for path in target.path.iterdir() if path.is_file()) == [
        "teichaku.anchor", "teichaku.db", "teichaku.keys", "teichaku.lock",
    ]  # fmt: skip
    office.close()


def test_it_is_read_by_the_page_alone(sent: Exported):
    """As docs/whole-office-format.md says: header line, HKDF, chunks, tar, JSON Lines, files, hashes."""
    raw = sent.path.read_bytes()
    line, _, rest = raw.partition(b"\n")
    header = json.loads(line)
    alphabet, number = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 0
    for group in sent.code.split("-"):
        for char in group[:4]:
            number = number * 32 + alphabet.index(char)
    secret = number.to_bytes(18, "big")
    info = b"teichaku whole office v1"
    key = HKDF(SHA256(), 32, bytes.fromhex(header["salt"]), info).derive(secret)
    plain, count, size = b"", 0, header["chunk"] + 16
    while rest:
        chunk, rest = rest[:size], rest[size:]
        nonce = bytes.fromhex(header["nonce"]) + count.to_bytes(4, "big") + bytes([not rest])
        plain += AESGCM(key).decrypt(nonce, chunk, line + b"\n")
        count += 1
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        files = {info.name: archive.extractfile(info).read() for info in archive}
    manifest = json.loads(files["manifest.json"])
    for entry in manifest["entries"]:
        assert hashlib.sha256(files[entry["name"]]).hexdigest() == entry["sha256"]
    for table in manifest["tables"]:
        names = sorted(name for name in files if name.startswith(f"tables/{table['name']}/"))
        lines = b"".join(files[name] for name in names)
        assert hashlib.sha256(lines).hexdigest() == table["sha256"]
        assert lines.count(b"\n") == table["rows"]
    attached = [json.loads(one) for one in files["tables/attachment/000001.jsonl"].splitlines()]
    assert attached
    for one in attached:
        content = files[f"attachments/{one['id']}"]
        assert hashlib.sha256(content).hexdigest() == one["sha256"]


def test_without_a_second_person_nothing_is_written(site, tmp_path):
    out = tmp_path / "x.teichaku-whole"
    with site.opened() as (office, actor):
        with office.work(actor) as work:
            waiting = second.ask(work, Act.WHOLE_EXPORT)
        with pytest.raises(NotAllowed), office.work(actor) as work:
            export_whole(work, out, waiting)
        request = agreed(office, actor)
        for role in (Role.COUNSELLOR, Role.ADMIN):  # an ADMIN may not see every case
            other = Actor(actor.staff_id, actor.name, role)
            with pytest.raises(NotAllowed), office.work(other) as work:
                export_whole(work, out, request)
        assert not out.exists()
        with office.work(actor) as work:
            export_whole(work, out, request)
        with pytest.raises(NotAllowed), office.work(actor) as work:
            export_whole(work, out, request)  # once only
        with Session(office.engine) as session:
            told = session.query(HistoryEntry).filter_by(kind="office.exported").all()
            assert len(told) == 1
    assert sort_of("office.exported") is Sort.OUT


def test_a_place_that_takes_no_file_leaves_nothing_and_the_agreement_stands(site, tmp_path):
    with site.opened() as (office, actor):
        request = agreed(office, actor)
        with pytest.raises(FileProblem), office.work(actor) as work:
            export_whole(work, tmp_path / "none" / "x.teichaku-whole", request)
        with pytest.raises(FileProblem), office.work(actor) as work:
            export_whole(work, tmp_path / "x.zip", request)
        with office.work(actor) as work:
            export_whole(work, tmp_path / "x.teichaku-whole", request)
    assert [path.name for path in tmp_path.glob(".*.tmp")] == []


def test_another_code_and_a_misspelt_one_open_nothing(sent: Exported, target):
    with pytest.raises(FileProblem, match="引継ぎコード"):
        take_in(sent.path, new_code(), target, WHO, NOW)
    with pytest.raises(InvalidInput):
        take_in(
            sent.path, sent.code[:-1] + ("0" if sent.code[-1] != "0" else "1"), target, WHO, NOW
        )
    assert not target.taken


def test_where_data_lies_nothing_is_taken_in(sent: Exported, site):
    before = site.folder.data_file.read_bytes()
    with pytest.raises(StorageProblem, match="上書きはしていません"):
        take_in(sent.path, sent.code, site.folder, WHO, NOW)
    assert site.folder.data_file.read_bytes() == before


@pytest.fixture
def small(site, tmp_path) -> Exported:
    """An office with next to nothing, in chunks of 4 KB."""
    with pytest.MonkeyPatch.context() as patch, site.opened() as (office, actor):
        patch.setattr(sealed, "CHUNK", 4096)
        return export(office, actor, tmp_path / "small.teichaku-whole")


def test_every_flip_cut_swap_and_addition_is_refused(small: Exported, tmp_path, monkeypatch):
    monkeypatch.setattr(sealed, "CHUNK", 4096)
    whole = small.path.read_bytes()
    body = whole.index(b"\n") + 1
    bad = tmp_path / "bad.teichaku-whole"
    size = 4096 + 16
    chunks = [whole[at : at + size] for at in range(body, len(whole), size)]
    spoilt = [whole[:n] for n in (0, 5, body, body + 1, body + size, len(whole) - 1)]
    spoilt += [whole + b"\0", whole + chunks[-1]]
    spoilt += [whole[:body] + b"".join([chunks[1], chunks[0], *chunks[2:]])]
    spoilt += [whole[:body] + b"".join([*chunks[:2], *chunks[3:]])]
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        spoilt.append(bytes(flipped))
    for number, content in enumerate(spoilt):
        bad.write_bytes(content)
        folder = OfficeFolder(tmp_path / "never")
        with pytest.raises(TeichakuError):
            take_in(bad, small.code, folder, WHO, NOW)
        assert not folder.taken, number
    shutil.copy(small.path, bad)
    assert take_in(bad, small.code, OfficeFolder(tmp_path / "at last"), WHO, NOW).rows == small.rows


def test_a_list_that_does_not_agree_is_refused(small: Exported, tmp_path, monkeypatch, target):
    """Sealed with the right code, but with a line taken out: the list says so."""
    monkeypatch.setattr(sealed, "CHUNK", 4096)
    with small.path.open("rb") as file:
        reader = sealed.SealedReader(file, small.code)
        plain = b""
        while part := reader.read(4096):
            plain += part
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        files = {info.name: archive.extractfile(info).read() for info in archive}
    history = "tables/history_entry/000001.jsonl"
    shorter = b"\n".join(files[history].splitlines()[:-1]) + b"\n"
    for repair in (False, True):
        changed = {**files, history: shorter}
        if repair:  # also where the list of entries is made to agree
            listed = json.loads(files["manifest.json"])
            for entry in listed["entries"]:
                if entry["name"] == history:
                    entry["size"] = len(shorter)
                    entry["sha256"] = hashlib.sha256(shorter).hexdigest()
            for table in listed["tables"]:
                if table["name"] == "history_entry":
                    table["rows"] -= 1
                    table["sha256"] = hashlib.sha256(shorter).hexdigest()
            changed["manifest.json"] = json.dumps(listed).encode()
        bad = tmp_path / f"bad{repair}.teichaku-whole"
        with bad.open("wb") as out:
            writer = sealed.SealedWriter(out, small.code)
            with tarfile.open(fileobj=writer, mode="w|") as archive:
                for name, content in changed.items():
                    info = tarfile.TarInfo(name)
                    info.size = len(content)
                    archive.addfile(info, io.BytesIO(content))
            writer.finish()
        with pytest.raises(TeichakuError):
            take_in(bad, small.code, target, WHO, NOW)
        assert not target.taken


def test_a_large_table_is_written_in_parts_numbered_from_one(
    site, tmp_path, target, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writing, "_PART", 1)  # a part is full after its first row
    with site.opened() as (office, actor):
        done = export(office, actor, tmp_path / "一式.teichaku-whole")
    plain = b""
    with done.path.open("rb") as file:
        reader = sealed.SealedReader(file, done.code)
        while part := reader.read(1 << 20):
            plain += part
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        names = archive.getnames()
    history = [name for name in names if name.startswith("tables/history_entry/")]
    numbers = range(1, done.head.seq + 1)
    assert history == [f"tables/history_entry/{number:06}.jsonl" for number in numbers]
    assert take_in(done.path, done.code, target, WHO, NOW).rows == done.rows
