"""An office on a server: making it, joining it, moving there and back, and what can go wrong."""

from __future__ import annotations

import io
import json
import secrets
import shutil
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.clock import Clock
from app.commands.access import opened
from app.commands.line import run
from app.handoff.partners.queries import own_keys
from app.network.listed.queries import missing
from app.storage.drafts import Draft
from app.storage.folders import OfficeFolder
from app.storage.keys import wrapping
from app.storage.keys.opening import read_slots
from app.storage.opening import open_office
from tests import throwaway_server
from tests.throwaway_server import ThrowawayServer

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
NAME = "群馬県地域生活定着支援センター"
PASSPHRASE = "試しのあいことば つゆくさ あけび"
OTHERS = "ふたりめの あいことば あけび"
MONTH = "2024-09"


@dataclass
class Desk:
    """A PC: its folder, a 合言葉, and commands typed there."""

    root: Path
    server: ThrowawayServer
    database: str
    passphrase: str = PASSPHRASE

    @property
    def data(self) -> Path:
        return self.root / "office"

    @property
    def invitation(self) -> Path:
        return self.root.parent / "centre.teichaku-office"

    def kept(self, name: str, words: str) -> str:
        path = self.root / name
        path.write_text(words, encoding="utf-8")
        return str(path)

    def type(self, *words: str, data: Path | None = None) -> tuple[int, dict[str, Any]]:
        """Exit status and the object that was printed."""
        out, err = io.StringIO(), io.StringIO()
        secret = self.kept("passphrase.txt", self.passphrase)
        common = ["--data", str(data or self.data), "--passphrase-file", secret, "--json"]
        status = run([*words, *common], out, err)
        assert err.getvalue() == ""
        return status, json.loads(out.getvalue())

    def done(self, *words: str, data: Path | None = None) -> dict[str, Any]:
        """What a command that must succeed printed."""
        status, told = self.type(*words, data=data)
        assert status == 0, told
        return told

    def refused(self, *words: str, data: Path | None = None) -> str:
        """The sentence of a command that must be refused."""
        status, told = self.type(*words, data=data)
        assert status in (2, 3, 4, 5), told
        assert not any(char in told["error"]["message"] for char in "!！")
        return str(told["error"]["message"])

    def admin(self) -> list[str]:
        login = self.server.admin
        return ["--admin-file", self.kept("admin.txt", f"{login.role}\n{login.password}\n")]

    def place(self, word: str, port: int | None = None) -> list[str]:
        return [
            *(word, f"127.0.0.1:{port or self.server.port}", "--database", self.database),
            *("--certificate", str(self.server.certificate), "--out", str(self.invitation)),
        ]

    def move(self, *more: str) -> dict[str, Any]:
        return self.done("office", "move", *self.place("--to-server"), *self.admin(), *more)

    def add_staff(self, name: str, *more: str) -> str:
        told = self.done("office", "add-staff", name, "--out", str(self.invitation), *more)
        return str(told["starting"])

    def join(self, name: str, starting: str) -> tuple[str, ...]:
        path = self.kept("starting.txt", starting)
        return ("office", "join", str(self.invitation), "--staff", name, "--starting-file", path)

    def figures(self, data: Path | None = None) -> dict[str, Any]:
        return self.done("figures", "--month", MONTH, data=data)


@pytest.fixture(scope="module", autouse=True)
def _quick_keys() -> Iterator[None]:
    """Stretching passphrases is tried elsewhere; here it would be most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wrapping, "stretch", lambda words, salt, _: sha256(salt + words).digest())
        yield


@pytest.fixture
def make_desk(tmp_path: Path, server: ThrowawayServer) -> Iterator[Callable[..., Desk]]:
    database = f"moved_{secrets.token_hex(4)}"

    def make(name: str = "first", passphrase: str = PASSPHRASE) -> Desk:
        (tmp_path / name).mkdir()
        return Desk(tmp_path / name, server, database, passphrase)

    yield make
    server.psql(server.admin, "postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@pytest.fixture
def served(make_desk: Callable[..., Desk]) -> Desk:
    """The director's PC with a new office on the server."""
    desk = make_desk()
    desk.done(
        *("office", "create", *desk.place("--server"), *desk.admin()),
        *("--office", NAME, "--staff-name", "試作 澪江"),
    )
    return desk


def imported(desk: Desk) -> dict[str, Any]:
    desk.done("init", "--office", NAME, "--staff-name", "試作 澪江")
    desk.done("import", str(SAMPLES / "ledger_standard_r6.xlsx"))
    return desk.figures()


@pytest.mark.long
def test_there_and_back_with_equal_figures_and_records(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    before = imported(desk)
    there = desk.move()
    assert there["records"] > 100 and Path(there["backup"]).exists()
    assert OfficeFolder(desk.data).served
    assert desk.figures() == before
    home = desk.root / "home"
    back = desk.done("office", "move", "--to-file", str(home), *desk.admin())
    for tables in (there["tables"], back["tables"]):
        tables.pop("history_entry")  # it grows by every command that opens the office
    assert back["tables"] == there["tables"]
    assert desk.figures(data=home) == before
    assert "鍵を受け付けませんでした" in desk.refused("figures", "--month", MONTH)
    again = desk.done(*("office", "move", *desk.place("--to-server"), *desk.admin()), data=home)
    assert set(again["tables"]) == {*there["tables"], "history_entry"}
    assert desk.figures(data=home) == before


def test_the_old_file_is_read_only_and_says_where_the_office_is(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk()
    imported(desk)
    copy = desk.root / "copy"
    desk.move()
    folder = OfficeFolder(desk.data)
    assert folder.data_file.stat().st_mode & 0o222 == 0
    copy.mkdir()
    shutil.copy(folder.data_file, copy)
    shutil.copy(folder.key_file, copy)
    said = desk.refused("figures", "--month", MONTH, data=copy)
    assert "サーバー「127.0.0.1:" in said and "招待ファイル" in said


def test_a_second_person_joins_and_signs_in(served: Desk, make_desk: Callable[..., Desk]) -> None:
    starting = served.add_staff("例示 霧子", "--role", "counsellor")
    second = make_desk("second", OTHERS)
    told = second.done(*second.join("例示　霧子", starting.lower().replace("-", " ")))
    assert told["staff"] == "例示 霧子"
    assert second.done("import", str(SAMPLES / "ledger_standard_r6.xlsx"))["batch"]
    assert second.figures() == served.figures()
    assert "センター長" in second.refused("office", "invite")
    assert not OfficeFolder(second.data).data_file.exists()
    third = make_desk("third", OTHERS)
    assert "もう使われています" in third.refused(*third.join("例示 霧子", starting))
    assert not OfficeFolder(third.data).served
    again = served.add_staff("例示 霧子", "--again")
    third.done(*third.join("例示 霧子", again))
    assert "鍵を受け付けませんでした" in second.refused("figures", "--month", MONTH)


def test_when_nobody_can_sign_in_the_administrator_lets_the_director_in_again(
    served: Desk, make_desk: Callable[..., Desk]
) -> None:
    told = served.done("office", "add-staff", "試作 澪江", "--again", *served.admin())
    other = make_desk("new-pc", OTHERS)
    other.done(*other.join("試作 澪江", told["starting"]))
    assert "鍵を受け付けませんでした" in served.refused("figures", "--month", MONTH)


def test_two_people_of_one_pc_have_keys_of_their_own(served: Desk) -> None:
    starting = served.add_staff("例示 霧子", "--role", "clerk")
    served.done(*served.join("例示 霧子", starting))
    files = list(OfficeFolder(served.data).people.glob("*/teichaku.keys"))
    ids = {json.loads(path.read_text("utf-8"))["db_id"] for path in files}
    assert len(ids) == 2
    assert "使う人を --staff で" in served.refused("figures", "--month", MONTH)
    served.done("figures", "--month", MONTH, "--staff", "例示 霧子")


def test_a_wrong_passphrase_is_told_from_a_wrong_key(served: Desk) -> None:
    served.passphrase = "まちがった あいことばです"
    said = served.refused("figures", "--month", MONTH)
    assert said.startswith("合言葉が違います") and "回復コード" not in said


def test_a_changed_invitation_is_refused(served: Desk) -> None:
    document = json.loads(served.invitation.read_text("utf-8"))
    served.invitation.write_text(json.dumps({**document, "host": "evil.example"}), "utf-8")
    said = served.refused(*served.join("試作 澪江", "0000-0000-0000-0000"))
    assert "書き換えられています" in said and "何も変えていません" in said


def test_the_invitation_of_another_office_is_refused(
    served: Desk, make_desk: Callable[..., Desk]
) -> None:
    kept = served.invitation.read_bytes()
    other = make_desk("other")
    other.database += "_other"
    try:
        told = other.done(
            *("office", "create", *other.place("--server"), *other.admin()),
            *("--office", "長野県地域生活定着支援センター", "--staff-name", "試作 澪江"),
        )
        said = served.refused(*served.join("試作 澪江", "0000-0000-0000-0000"))
    finally:
        admin = served.server.admin
        served.server.psql(admin, "postgres", f"DROP DATABASE {other.database} WITH (FORCE)")
    assert "つないでいる事業所のものではありません" in said
    served.invitation.write_bytes(kept)
    assert (
        served.done("office", "invite", "--out", str(served.invitation))["words"] != told["words"]
    )


def test_the_invitation_holds_no_password_and_no_name(served: Desk) -> None:
    starting = served.add_staff("例示 霧子", "--role", "clerk")
    text = served.invitation.read_text("utf-8")
    plain = starting.replace("-", "")
    for secret in (starting, plain, served.server.password, "霧子", "澪江", PASSPHRASE):
        assert secret not in text


def test_nobody_of_that_name(served: Desk, make_desk: Callable[..., Desk]) -> None:
    second = make_desk("second", OTHERS)
    said = second.refused(*second.join("だれか 不明", "0000-0000-0000-0000"))
    assert "この氏名の人がいません" in said
    assert not second.data.exists()


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    own = throwaway_server.start()
    (tmp_path / "first").mkdir()
    desk = Desk(tmp_path / "first", own, "office")
    try:
        desk.done(
            *("office", "create", *desk.place("--server"), *desk.admin()),
            *("--office", NAME, "--staff-name", "試作 澪江"),
        )
        desk.figures()
    finally:
        own.stop()
    said = desk.refused("figures", "--month", MONTH)
    assert "つながりませんでした" in said and "サーバーにそのままあります" in said


def test_a_server_with_another_certificate(
    served: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.throwaway_server import _make_certificates

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    _make_certificates(elsewhere)
    wrong = [*served.place("--server"), *served.admin(), "--office", NAME]
    wrong[wrong.index("--certificate") + 1] = str(elsewhere / "ca.pem")
    served.database += "_never"
    said = served.refused("office", "create", *wrong, data=tmp_path / "none")
    assert "証明書" in said and "送っていません" in said


def test_a_newer_database(served: Desk) -> None:
    admin = served.server.admin
    newer = "UPDATE alembic_version SET version_num = '9999'"
    assert served.server.psql(admin, served.database, newer).returncode == 0
    assert "新しい版のプログラム" in served.refused("figures", "--month", MONTH)


def test_the_administrator_brings_the_data_up_without_touching_it(served: Desk) -> None:
    before = served.figures()
    assert "--admin-file がありません" in served.refused("office", "upgrade")
    served.done("office", "upgrade", *served.admin())
    assert served.figures() == before


def test_a_new_office_begins_with_the_offices_of_the_country_and_its_keys(served: Desk) -> None:
    words = Path(served.kept("passphrase.txt", served.passphrase))
    args = Namespace(data=served.data, passphrase_file=words, staff=None, restored=False)
    with opened(args) as (office, actor), office.reading(actor) as reading:
        assert missing(reading) == ()
        assert own_keys(reading)


def test_create_never_overwrites_and_stores_no_admin(served: Desk) -> None:
    words = ["office", "create", *served.place("--server"), *served.admin(), "--office", NAME]
    assert "すでに" in served.refused(*words)
    said = served.refused(*words, data=served.root / "elsewhere")
    assert "上書きはしていません" in said
    for path in served.data.rglob("*"):
        if path.is_file():
            assert served.server.password.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("office", "create", "--office", NAME), "--server がありません"),
        (("office", "move"), "どちらか一つ"),
        (("office", "add-staff", "例示 霧子"), "サーバーにつないでいません"),
        (("office", "invite"), "サーバーにつないでいません"),
        (("office",), "がありません"),
    ],
)
def test_wrong_use_is_said(
    make_desk: Callable[..., Desk], words: tuple[str, ...], told: str
) -> None:
    assert told in make_desk().refused(*words)


def test_what_was_typed_stays_on_this_pc_under_ones_own_key(served: Desk) -> None:
    starting = served.add_staff("例示 霧子", "--role", "counsellor")
    folder = OfficeFolder(served.data)
    staff = {slot.name: slot.staff_id for slot in read_slots(folder) if slot.staff_id}
    office, actor = open_office(folder, staff["試作 澪江"], served.passphrase, None, Clock())
    assert office.drafts is not None
    typed = {"content": "途中の言葉"}
    now = office.clock.now()
    draft = Draft("a" * 16, office.office_id, actor.staff_id, "activity", "e", "e", now, (), typed)
    office.drafts.write(draft, office.drafts.turn())
    office.close()
    written = list(served.data.rglob("*.draft"))
    assert len(written) == 1 and "途中".encode() not in written[0].read_bytes()
    served.done(*served.join("例示 霧子", starting))
    for name, found in (("試作 澪江", (draft,)), ("例示 霧子", ())):
        staff = {slot.name: slot.staff_id for slot in read_slots(folder) if slot.staff_id}
        office, actor = open_office(folder, staff[name], served.passphrase, None, Clock())
        assert office.drafts is not None
        assert office.drafts.list(office.office_id, actor.staff_id).drafts == found
        office.close()
