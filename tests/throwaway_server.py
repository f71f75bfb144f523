"""A PostgreSQL server of the tests' own: loopback only, TLS and SCRAM as in a real office.

Started once per run from the installed binaries in a folder of its own, gone afterwards.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.storage.server.engine import Login, ServerPlace

HOST = "127.0.0.1"
ADMIN = "postgres"
INSTALL = "apt-get install -y --no-install-recommends postgresql"
SETTINGS = """
listen_addresses = '127.0.0.1'
max_connections = 60
ssl = on
ssl_min_protocol_version = 'TLSv1.2'
password_encryption = 'scram-sha-256'
synchronous_commit = on
fsync = off
full_page_writes = off
shared_buffers = 64MB
autovacuum = off
max_wal_size = 256MB
log_min_messages = fatal
"""
WHO_MAY = """
local all all reject
hostnossl all all all reject
hostssl all all 127.0.0.1/32 scram-sha-256
"""


class NoServer(RuntimeError):
    """The binaries are not on this machine; the message says how to get them."""


def find_binaries() -> Path:
    """The folder with initdb and pg_ctl."""
    newest = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    for folder in reversed(newest):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    raise NoServer(
        "The tests need a PostgreSQL server (15 or later) on this machine.\n"
        f"  Debian, Ubuntu: sudo {INSTALL}\n"
        "  Windows: install PostgreSQL and put its bin folder on PATH"
    )


@dataclass
class ThrowawayServer:
    """The running server."""

    folder: Path
    binaries: Path
    port: int
    password: str

    @property
    def certificate(self) -> Path:
        """The authority that signed the server's certificate."""
        return self.folder / "ca.pem"

    @property
    def admin(self) -> Login:
        """The database administrator."""
        return Login(ADMIN, self.password)

    def place(self, database: str, port: int | None = None) -> ServerPlace:
        """Where a database of this server is (`port` of a proxy before it)."""
        return ServerPlace(HOST, port or self.port, database, self.certificate)

    def control(self, *arguments: str) -> None:
        """Run pg_ctl."""
        command = [str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-s"]
        _run([*command, "-l", str(self.folder / "log"), *arguments])

    def psql(self, login: Login, database: str, sql: str) -> subprocess.CompletedProcess[str]:
        """Run SQL through psql as somebody; unaligned rows on stdout."""
        return self._ask("psql", login, database, "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", sql)

    def dump(self, database: str) -> str:
        """All that a database holds, as statements."""
        done = self._ask("pg_dump", self.admin, database)
        if done.returncode:
            raise RuntimeError(done.stderr)
        # \restrict and \unrestrict carry words that are other ones each time
        return "".join(line for line in done.stdout.splitlines(True) if not line.startswith("\\"))

    def _ask(
        self, program: str, login: Login, database: str, *arguments: str
    ) -> subprocess.CompletedProcess[str]:
        place = self.place(database)
        environment = {
            **os.environ,
            "PGPASSWORD": login.password,
            "PGCLIENTENCODING": "UTF8",
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": str(place.certificate),
        }
        where = ["-h", HOST, "-p", str(self.port), "-U", login.role, "-d", database]
        return subprocess.run(
            [self.binaries / program, *where, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )

    def stop(self) -> None:
        """Stop it and remove its folder."""
        try:
            self.control("stop", "-m", "immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def start() -> ThrowawayServer:
    """Make and start a server; takes about a second."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="teichaku-server-"))
    server = ThrowawayServer(folder, binaries, _free_port(), secrets.token_urlsafe(16))
    secret = folder / "password"
    secret.write_text(server.password)
    _make_certificates(folder)
    _give_away(folder)
    _run(
        [
            str(binaries / "initdb"),
            *("-D", str(folder / "data"), "-U", ADMIN, "--pwfile", str(secret), "-N"),
            *("-A", "scram-sha-256", "-E", "UTF8", "--locale", "C", "--data-checksums"),
        ]
    )
    data = folder / "data"
    with (data / "postgresql.conf").open("a") as file:
        file.write(SETTINGS + f"port = {server.port}\n")
        file.write(f"unix_socket_directories = '{'' if os.name == 'nt' else folder}'\n")
        file.write(f"ssl_cert_file = '{(folder / 'server.pem').as_posix()}'\n")
        file.write(f"ssl_key_file = '{(folder / 'server.key').as_posix()}'\n")
    who_may = WHO_MAY if os.name == "posix" else WHO_MAY.replace("local all all reject\n", "")
    (data / "pg_hba.conf").write_text(who_may)
    server.control("start")
    return server


def _run(command: list[str]) -> None:
    if sys.platform != "win32" and os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd=tempfile.gettempdir(),
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")


def _give_away(folder: Path) -> None:
    """The server refuses to run as root, so as root the folder becomes its user's."""
    if sys.platform != "win32" and os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "postgres", "postgres")
        folder.chmod(0o755)  # psql and the driver read the certificate as whoever runs the tests


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _make_certificates(folder: Path) -> None:
    authority = ec.generate_private_key(ec.SECP256R1())
    own = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "teichaku tests")])
    root = _certificate(name, name, authority.public_key())
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
    names = [x509.IPAddress(ipaddress.ip_address(HOST)), x509.DNSName("localhost")]
    leaf = _certificate(subject, name, own.public_key())
    leaf = leaf.add_extension(x509.SubjectAlternativeName(names), critical=False)
    for path, builder in (("ca.pem", root), ("server.pem", leaf)):
        signed = builder.sign(authority, hashes.SHA256())
        (folder / path).write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key = folder / "server.key"
    key.touch(mode=0o600)
    key.write_bytes(
        own.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
    )
