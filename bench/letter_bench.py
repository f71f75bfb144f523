"""A letter of 50 MB, sealed and opened from its file, against bare hashing and AES of the same bytes.

The size that is shown is megabytes, and the same whatever sizes are asked for. Each of the two must
take at most two seconds on two cores.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.handoff.sealing import strict_json
from app.handoff.sealing.envelope import BODY, HEADER, Opened, read_letter, seal
from app.handoff.sealing.keys import make_keys
from app.handoff.sealing.manifest import Part, holds_of
from bench import Result
from bench.baselines import bare_seal
from bench.measuring import compare

MEGABYTES = 50
PARTS = 10


def run(sizes: Sequence[int]) -> Iterable[Result]:
    """Measure one letter."""
    yield from measure(MEGABYTES)


def measure(megabytes: int) -> Iterator[Result]:
    """The same attachments must come out of both."""
    made = random.Random(6)
    each = megabytes * 1_000_000 // PARTS
    parts = [Part(f"資料{number}.pdf", made.randbytes(each)) for number in range(PARTS)]
    contents = [part.content for part in parts]
    ours, theirs = make_keys(), make_keys()
    body = strict_json.write({"text": "面接の記録を添えます。"}, BODY)

    def sealed() -> bytes:
        header = strict_json.write({"kind": "progress", "holds": holds_of(body, parts)}, HEADER)
        return seal(ours, theirs.public, header, body, parts)

    with tempfile.TemporaryDirectory() as folder:
        letter, bare = Path(folder) / "letter", Path(folder) / "bare"
        letter.write_bytes(sealed())
        data, hashed = bare_seal.seal(contents)
        bare.write_bytes(data)

        def opened() -> Opened:
            return read_letter(letter, (theirs,), lambda fingerprint: ours.public)

        def bare_opened() -> list[bytes]:
            return bare_seal.read(bare, hashed)

        mine = [part.content for part in opened().parts]
        found = (contents, mine), (mine, bare_opened())
        yield compare(
            "seal a letter, MB", megabytes, sealed, lambda: bare_seal.seal(contents), found=found
        )
        yield compare("open a letter, MB", megabytes, opened, bare_opened, found=found)
