"""On somebody else's server: an administrator who may make databases and users, and no more."""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.commands.line import run
from app.storage.keys import wrapping
from app.storage.server import access
from app.storage.server.engine import Login
from tests import throwaway_server
from tests.throwaway_server import ThrowawayServer

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
NAME = "群馬県地域生活定着支援センター"
DIRECTOR = "試作 澪江"
FIRST, SECOND = "試しのあいことば つゆくさ あけび", "ふたりめの あいことば あけび"
EVERYTHING = """
SELECT n.nspname, c.relname, pg_get_userbyid(c.relowner), c.relrowsecurity, c.relforcerowsecurity,
  c.relacl::text, (SELECT array_agg(format('%s %s %s %s %s', polname, polcmd, polroles::regrole[],
    pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) ORDER BY polname)
    FROM pg_policy WHERE polrelid = c.oid)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('public', 'access')
UNION ALL SELECT 'function', proname, pg_get_userbyid(proowner), prosecdef, NULL, proacl::text, NULL
  FROM pg_proc WHERE pronamespace = 'access'::regnamespace
UNION ALL SELECT 'schema', nspname, pg_get_userbyid(nspowner), NULL, NULL, nspacl::text, NULL
  FROM pg_namespace WHERE nspname IN ('public', 'access')
ORDER BY 1, 2
"""


@dataclass
class Host:
    """The server of a host organisation, and the login it gave to the centre."""

    server: ThrowawayServer
    root: Path
    login: Login
    databases: list[str] = field(default_factory=list)

    def sql(self, said: str, database: str = "postgres") -> str:
        """What the server's own administrator is told; fails the test when refused."""
        done = self.server.psql(self.server.admin, database, said)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def place(self, word: str, database: str) -> list[str]:
        self.databases.append(database)
        return [
            *(word, f"127.0.0.1:{self.server.port}", "--database", database),
            *("--certificate", str(self.server.certificate)),
            *("--out", str(self.root / "centre.teichaku-office")),
        ]

    def admin(self, login: Login | None = None) -> list[str]:
        who = login or self.login
        return ["--admin-file", self.kept(f"{who.role}.txt", f"{who.role}\n{who.password}\n")]

    def kept(self, name: str, words: str) -> str:
        (self.root / name).write_text(words, encoding="utf-8")
        return str(self.root / name)

    def type(self, *words: str, data: str = "first") -> tuple[int, dict[str, Any]]:
        out, err = io.StringIO(), io.StringIO()
        secret = self.kept("passphrase.txt", SECOND if data == "second" else FIRST)
        common = ["--data", str(self.root / data), "--passphrase-file", secret, "--json"]
        status = run([*words, *common], out, err)
        assert err.getvalue() == ""
        return status, json.loads(out.getvalue())

    def done(self, *words: str, data: str = "first") -> dict[str, Any]:
        status, told = self.type(*words, data=data)
        assert status == 0, told
        return told

    def refused(self, *words: str) -> str:
        status, told = self.type(*words)
        assert status == 3, told
        return str(told["error"]["message"])


@pytest.fixture(scope="module", autouse=True)
def _quick_keys() -> Iterator[None]:
    """Stretching passphrases is tried elsewhere; here it would be most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wrapping, "stretch", lambda words, salt, _: sha256(salt + words).digest())
        yield


@contextmanager
def _hosted(server: ThrowawayServer, root: Path, powers: str) -> Iterator[Host]:
    login = Login(f"host_{secrets.token_hex(4)}", secrets.token_urlsafe(12))
    host = Host(server, root, login)
    host.sql(f"CREATE ROLE {login.role} LOGIN {powers} PASSWORD '{login.password}'")
    try:
        yield host
    finally:
        for database in dict.fromkeys(host.databases):
            host.sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        host.sql(f"DROP ROLE {login.role}")


@pytest.fixture(scope="module")
def untouched() -> Iterator[ThrowawayServer]:
    """A server on which no superuser ever prepared anything."""
    running = throwaway_server.start()
    yield running
    running.stop()


@pytest.fixture
def host(untouched: ThrowawayServer, tmp_path: Path) -> Iterator[Host]:
    with _hosted(untouched, tmp_path, "CREATEDB CREATEROLE") as made:
        yield made


def test_an_office_lives_on_it_and_comes_back(host: Host) -> None:
    host.done("init", "--office", NAME, "--staff-name", DIRECTOR)
    host.done("import", str(SAMPLES / "ledger_standard_r6.xlsx"))
    figures = ("figures", "--month", "2024-09")
    before = host.done(*figures)
    there = host.done("office", "move", *host.place("--to-server", "hosted"), *host.admin())
    assert there["records"] > 100 and host.done(*figures) == before
    invitation = str(host.root / "centre.teichaku-office")
    told = host.done(
        "office", "add-staff", "例示 霧子", "--role", "counsellor", "--out", invitation
    )
    starting = host.kept("starting.txt", told["starting"])
    joining = ("office", "join", invitation, "--staff", "例示 霧子", "--starting-file", starting)
    host.done(*joining, data="second")
    assert host.done(*figures, data="second") == before
    host.done("office", "upgrade", *host.admin())
    told = host.done("office", "add-staff", DIRECTOR, "--again", *host.admin())
    again = host.kept("again.txt", told["starting"])
    joining = ("office", "join", invitation, "--staff", DIRECTOR, "--starting-file", again)
    host.done(*joining, data="third")
    home = str(host.root / "home")
    back = host.done("office", "move", "--to-file", home, *host.admin(), data="third")
    changed = {key for key in there["tables"] if back["tables"][key] != there["tables"][key]}
    assert changed == {"staff", "operation", "history_entry"}  # somebody was added
    assert host.done(*figures, data="home") == before
    assert host.type(*figures, data="second")[0] == 4  # nobody is left who could sign in
    logins = (
        f"SELECT count(*) FROM pg_roles WHERE rolcanlogin AND rolname ~ '^{access.login_role('')}'"
    )
    assert host.sql(logins) == "0\n"


def test_what_it_makes_is_what_a_superuser_makes(host: Host) -> None:
    new = ("--office", NAME, "--staff-name", DIRECTOR)
    host.done("office", "create", *host.place("--server", "by_login"), *host.admin(), *new)
    place = host.place("--server", "by_superuser")
    host.done("office", "create", *place, *host.admin(host.server.admin), *new, data="second")
    found = host.sql(EVERYTHING, "by_login")
    assert found.count("\n") > 100 and found == host.sql(EVERYTHING, "by_superuser")
    assert host.login.role not in found


def test_where_a_superuser_made_the_groups_it_joins_them(
    server: ThrowawayServer, _served: Any, tmp_path: Path
) -> None:
    database = f"hosted_{secrets.token_hex(4)}"
    with _hosted(server, tmp_path, "CREATEDB CREATEROLE") as host:
        place = host.place("--server", database)
        host.done("office", "create", *place, *host.admin(), "--office", NAME)
        assert host.done("figures", "--month", "2024-09")


@pytest.mark.parametrize(
    ("powers", "lacking", "had"),
    [
        ("CREATEDB", ["利用者を作る権限（CREATEROLE）"], "CREATEDB"),
        ("CREATEROLE", ["データベースを作る権限（CREATEDB）"], "CREATEROLE"),
        (
            "CREATEDB CREATEROLE NOINHERIT",
            ["入っているグループの権限を使う権限（INHERIT）"],
            "CREATEDB",
        ),
        ("", ["（CREATEDB）", "（CREATEROLE）"], "INHERIT"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_made(
    server: ThrowawayServer, tmp_path: Path, powers: str, lacking: list[str], had: str
) -> None:
    with _hosted(server, tmp_path, powers) as host:
        place = host.place("--server", "never_made")
        said = host.refused("office", "create", *place, *host.admin(), "--office", NAME)
        made = host.sql("SELECT count(*) FROM pg_database WHERE datname = 'never_made'")
    assert all(words in said for words in lacking) and f"（{had}）" not in said
    assert f'ALTER ROLE "{host.login.role}"' in said and "何も作っていません" in said
    assert made == "0\n" and not (tmp_path / "first" / "connection.teichaku-office").exists()


def test_a_step_that_the_server_refuses_names_the_grant_it_needs(host: Host) -> None:
    place = host.place("--server", "lost_powers")
    host.done("office", "create", *place, *host.admin(), "--office", NAME)
    role = host.login.role
    host.sql(f"GRANT CONNECT ON DATABASE lost_powers TO {role}")
    host.sql(f"REVOKE {access.OWNER}, {access.KEEPER} FROM {role}")
    said = host.refused("office", "upgrade", *host.admin())
    assert "変わっていません" in said and "WITH ADMIN OPTION;" in said
    host.sql(said[said.index("GRANT ") :])
    host.done("office", "upgrade", *host.admin())
