"""合言葉: what is accepted, and reading one from a file."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from app.errors import FieldProblem, FileProblem, InvalidInput

SHORTEST = 8
LONGEST = 256
_FILE_LIMIT = 4096


def normal_form(passphrase: str) -> bytes:
    """The bytes a key is derived from; full-width and half-width typing give the same."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def refuse_weak(passphrase: str) -> None:
    """Raise InvalidInput unless the passphrase may protect a new slot."""
    text = unicodedata.normalize("NFKC", passphrase)
    if len(text) < SHORTEST:
        raise _problem(f"合言葉は{SHORTEST}文字以上にしてください。")
    if len(text) > LONGEST:
        raise _problem(f"合言葉は{LONGEST}文字までにしてください。")
    if len(set(text)) < 4:
        raise _problem("同じ文字の繰り返しです。4種類以上の文字を使ってください。")
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise _problem("合言葉に改行などの制御文字は使えません。")


def read_passphrase_file(path: Path) -> str:
    """The first line's text of a `--passphrase-file` (UTF-8, one line)."""
    try:
        with path.open("rb") as file:
            raw = file.read(_FILE_LIMIT + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise FileProblem(
            f"合言葉のファイル「{path.name}」を読めません。データは開いていません。"
            "場所と、読み取りの権限を確かめてください。",
            where=str(path),
        ) from error
    except UnicodeDecodeError:
        raise _bad_file(path) from None
    line = text.removesuffix("\n").removesuffix("\r")
    if len(raw) > _FILE_LIMIT or not line or "\n" in line or "\r" in line:
        raise _bad_file(path)
    return line


def _bad_file(path: Path) -> FileProblem:
    return FileProblem(
        f"「{path.name}」は合言葉のファイルとして読めません。データは開いていません。"
        "合言葉だけを1行、UTF-8で書いたファイルを指定してください。",
        where=str(path),
    )


def _problem(message: str) -> InvalidInput:
    return InvalidInput((FieldProblem("passphrase", message),))
