"""合言葉: what is accepted, and reading one from a file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from app.errors import FieldProblem, FileProblem, InvalidInput
from app.storage.keys.guessable import LEFT, left_of

SHORTEST = 8
"""Beside a secret of the machine's key store: the 合言葉 is one of two things that are needed."""
SHORTEST_ALONE = 15
"""Where it is the only thing (docs/decisions/0031)."""
LONGEST = 256
_FILE_LIMIT = 4096


@dataclass(frozen=True)
class Demands:
    """What an office asks of a new 合言葉; `own` are names that must not make it up."""

    shortest: int = SHORTEST
    own: tuple[str, ...] = ()

    def at_least(self, *, alone: bool) -> int:
        """How many characters it must have."""
        return max(self.shortest, SHORTEST_ALONE) if alone else self.shortest


USUAL = Demands()


def normal_form(passphrase: str) -> bytes:
    """The bytes a key is derived from; full-width and half-width typing give the same."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def refuse_weak(passphrase: str, demands: Demands = USUAL, *, alone: bool = False) -> None:
    """Raise InvalidInput unless the passphrase may protect a new slot."""
    text = unicodedata.normalize("NFKC", passphrase)
    shortest = demands.at_least(alone=alone)
    if len(text) < shortest:
        raise _problem(f"合言葉は{shortest}文字以上にしてください。")
    if len(text) > LONGEST:
        raise _problem(f"合言葉は{LONGEST}文字までにしてください。")
    if len(set(text)) < 4:
        raise _problem("同じ文字の繰り返しです。4種類以上の文字を使ってください。")
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise _problem("合言葉に改行などの制御文字は使えません。")
    if len(left_of(passphrase, demands.own)) < LEFT:
        raise _problem(
            "よく使われる言葉・氏名・事業所の名前・年・キーの並びだけでできています。"
            "関わりのない言葉を一つか二つ足してください。"
        )


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
