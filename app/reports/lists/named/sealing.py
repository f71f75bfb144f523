"""A workbook that opens only with its 合言葉 (ECMA-376 agile encryption, as Excel makes it)."""

from __future__ import annotations

import io
import secrets

from app.errors import FieldProblem, FileProblem, InvalidInput

LEAST = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is taken for something else: no i, l, o, 0, 1."""
_GROUPS, _IN_GROUP = 4, 5
_UNREAD = (
    "書き出したファイルを合言葉で開き直せませんでした。前からあるファイルはそのままです。"
    "もう一度書き出してください。"
)


def proposed() -> str:
    """A 合言葉 nobody can guess: twenty signs, about 98 bits."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def checked_passphrase(passphrase: str) -> str:
    """The same, when it is long enough to protect a file that is sent about."""
    if len(passphrase.strip()) < LEAST:
        words = f"合言葉は{LEAST}文字以上にしてください。"
        raise InvalidInput((FieldProblem("passphrase", words),))
    return passphrase


def sealed(book: bytes, passphrase: str) -> bytes:
    """The workbook under its 合言葉; what comes out was opened again and found the same."""
    from msoffcrypto.format.ooxml import OOXMLFile  # takes long to load, and is rarely needed

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(book)).encrypt(passphrase, out)
    data = out.getvalue()
    if not opens(data, passphrase, book):
        raise FileProblem(_UNREAD)
    return data


def opens(data: bytes, passphrase: str, wanted: bytes) -> bool:
    """Whether the 合言葉 gives back exactly these bytes, unchanged on the way."""
    import msoffcrypto

    file = msoffcrypto.OfficeFile(io.BytesIO(data))
    if not file.is_encrypted():
        return False
    file.load_key(password=passphrase, verify_password=True)
    inside = io.BytesIO()
    file.decrypt(inside, verify_integrity=True)
    return inside.getvalue() == wanted
