"""Authenticode: how programs and installer are signed, if at all.

`TEICHAKU_SIGN` is the command of whoever holds the certificate; it signs the one file named after it,
in place. Under Wine a test certificate is made for the proof; nobody trusts it and it is thrown away.

    TEICHAKU_SIGN='signtool sign /fd sha256 /tr http://timestamp… /td sha256 /n "…"'
"""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from installer.steps import HERE, StepFailed, run, say, windows


@dataclass(frozen=True)
class Signer:
    """Signs files with a command; without one files stay unsigned."""

    command: str = ""
    certificate: Path | None = None
    """Where the test certificate lies; None for a real one, whose chain Windows knows."""

    def sign(self, path: Path) -> None:
        """Sign one file in place."""
        if self.command:
            run([*shlex.split(self.command, posix=not windows()), path])

    def verify(self, path: Path) -> None:
        """`StepFailed` when the file does not carry a whole signature of the test certificate."""
        if self.certificate is not None:
            run(["osslsigncode", "verify", "-CAfile", self.certificate, "-in", path])


def given_signer() -> Signer:
    """What `TEICHAKU_SIGN` says."""
    command = os.environ.get("TEICHAKU_SIGN", "").strip()
    if not command:
        say("TEICHAKU_SIGN is not set: programs and installer stay unsigned.")
    return Signer(command)


def test_signer(folder: Path) -> Signer:
    """A certificate made now, for trying the step of signing."""
    folder.mkdir(parents=True, exist_ok=True)
    key, certificate = folder / "test-key.pem", folder / "test-certificate.pem"
    subject = "/CN=Teichaku test certificate, trusted by nobody"
    use = "extendedKeyUsage=codeSigning"
    run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "30"),
            *("-subj", subject, "-addext", use, "-keyout", key, "-out", certificate),
        ]
    )
    script = HERE / "sign_for_test.py"
    words = (sys.executable, script, key, certificate)
    return Signer(shlex.join(str(word) for word in words), certificate)


def sign_with_test(key: Path, certificate: Path, path: Path) -> None:
    """Sign in place with osslsigncode, which writes to another file."""
    signed = path.with_name(path.name + ".signed")
    run(
        [
            *("osslsigncode", "sign", "-h", "sha256", "-certs", certificate, "-key", key),
            *("-n", "Teichaku", "-in", path, "-out", signed),
        ]
    )
    if not signed.is_file():
        raise StepFailed(f"{path.name} was not signed")
    signed.replace(path)
