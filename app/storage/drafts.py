"""書きかけ: what was typed and not saved yet, sealed in small files beside the data file.

A file is MAGIC, a nonce and AES-256-GCM over a JSON document; the file's name is bound in, so
that a file copied over another one does not open. Names are random and say nothing.
"""

from __future__ import annotations

import itertools
import json
import math
import secrets
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import FileProblem
from app.storage import safe_files
from app.storage.keys.wrapping import NONCE_BYTES

MAGIC = b"TKDRAFT1"
VERSION = 1
MOST_BYTES = 1_000_000
MOST_FILES = 200
OLD_AFTER = timedelta(days=30)
_NAME_BYTES = 8
_PATTERN = "teichaku*.draft"
_UNKEPT = (
    "書きかけの控えを書けませんでした。入力はこの画面に残っていて、保存済みの記録もそのままです。"
)
_ERASE_FAILED = "書きかけの控えを消せませんでした。記録はそのままです。もう一度試してください。"


@dataclass(frozen=True)
class Draft:
    """What one person typed into one form and did not save.

    `kind` and `subject` name the form and what it is about; `before` holds what the typed fields
    said when the form was opened, `versions` the records it was opened on.
    """

    name: str
    office_id: str
    staff_id: str
    kind: str
    subject: str
    episode_id: str
    when: datetime
    versions: tuple[int, ...] = ()
    typed: Mapping[str, Any] = field(default_factory=dict, repr=False)
    before: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def old(self, now: datetime) -> bool:
        """Whether it has been lying for more than 30 days."""
        return now - self.when > OLD_AFTER


@dataclass(frozen=True)
class Found:
    """The drafts of one person, newest first, and how many files could not be read."""

    drafts: tuple[Draft, ...] = ()
    ignored: int = 0


class Drafts:
    """The drafts of one office; may be used from any thread.

    `turn` is taken when something is to be written, and a write that comes later than a newer
    one, or than the removal, changes nothing: what was saved or thrown away does not come back.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self._box = AESGCM(key)
        self._lock = threading.Lock()
        self._counter = itertools.count(1)
        self._turns: dict[str, float] = {}

    def turn(self) -> int:
        """The place of a write in the order in which things were typed."""
        return next(self._counter)

    def write(self, draft: Draft, turn: int) -> None:
        """Keep a draft in the place of its former state; durable when this returns."""
        sealed = self._sealed(draft)
        with self._lock:
            if self._turns.get(draft.name, 0) >= turn:
                return
            path = self._path(draft.name)
            try:
                self.folder.mkdir(mode=0o700, exist_ok=True)
                if not path.exists() and len(self._files()) >= MOST_FILES:
                    raise FileProblem(
                        f"{_UNKEPT}書きかけが{MOST_FILES}件あります。要らないものを捨ててください。"
                    )
                safe_files.write_atomically(path, sealed)
            except OSError as error:
                raise FileProblem(f"{_UNKEPT}早めに保存してください。") from error
            self._turns[draft.name] = turn

    def remove(self, name: str) -> None:
        """Delete a draft for good: it was saved, or thrown away on purpose."""
        with self._lock:
            self._turns[name] = math.inf
            path = self._path(name)
            try:
                if path.exists():
                    safe_files.retry(lambda: path.unlink(missing_ok=True))
                    safe_files.sync_folder(self.folder)
            except OSError as error:
                raise FileProblem(_ERASE_FAILED) from error

    @property
    def empty(self) -> bool:
        """Whether nothing lies here, of nobody."""
        with self._lock, suppress(OSError):
            return not self.folder.is_dir() or next(self.folder.iterdir(), None) is None
        return False

    def list(self, office_id: str, staff_id: str) -> Found:
        """The drafts of this person; damaged and foreign files are counted and left alone."""
        with self._lock:
            try:
                if not self.folder.is_dir():
                    return Found()
                safe_files.clear_leftovers(self.folder)
                files = sorted(self._files(), key=lambda path: -path.stat().st_mtime)
            except OSError as error:
                raise FileProblem(
                    "書きかけの控えを読めませんでした。控えも記録もそのままです。"
                    "フォルダーを使う権限を確かめてください。"
                ) from error
            read = [self._read(path) for path in files[:MOST_FILES]]
        whole = [draft for draft in read if draft is not None and draft.office_id == office_id]
        mine = [draft for draft in whole if draft.staff_id == staff_id]
        mine.sort(key=lambda draft: draft.when, reverse=True)
        return Found(tuple(mine), len(files) - len(whole))

    def forget(self, office_id: str, gone: Collection[str]) -> int:
        """Delete what anybody typed here about records that were deleted; says how many drafts."""
        with self._lock:
            read = [self._read(path) for path in self._files()] if self.folder.is_dir() else []
        about = [
            one
            for one in read
            if one is not None
            and one.office_id == office_id
            and {one.episode_id, one.subject} & set(gone)
        ]
        for draft in about:
            self.remove(draft.name)
        return len(about)

    def _files(self) -> tuple[Path, ...]:
        return tuple(path for path in self.folder.glob(_PATTERN) if path.is_file())

    def _path(self, name: str) -> Path:
        return self.folder / f"teichaku{name}.draft"

    def _sealed(self, draft: Draft) -> bytes:
        content = {f.name: getattr(draft, f.name) for f in fields(draft) if f.name != "name"}
        content |= {"version": VERSION, "when": draft.when.astimezone(UTC).isoformat()}
        plain = json.dumps(content).encode()
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = MAGIC + nonce + self._box.encrypt(nonce, plain, _bound(draft.name))
        if len(sealed) > MOST_BYTES:
            raise FileProblem(f"{_UNKEPT}文章が長すぎます。分けて、早めに保存してください。")
        return sealed

    def _read(self, path: Path) -> Draft | None:
        name = path.name.removeprefix("teichaku").removesuffix(".draft")
        try:
            with path.open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
        except OSError:
            return None
        head, nonce = content[: len(MAGIC)], content[len(MAGIC) : len(MAGIC) + NONCE_BYTES]
        if head != MAGIC or len(content) > MOST_BYTES or len(nonce) < NONCE_BYTES:
            return None
        try:
            plain = self._box.decrypt(nonce, content[len(MAGIC) + NONCE_BYTES :], _bound(name))
            return _draft(name, json.loads(plain))
        except (InvalidTag, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def new_name() -> str:
    """A random name for a new draft."""
    return secrets.token_hex(_NAME_BYTES)


def _bound(name: str) -> bytes:
    return MAGIC + name.encode()


def _draft(name: str, content: dict[str, Any]) -> Draft:
    if content["version"] != VERSION:
        raise ValueError("version")
    when = datetime.fromisoformat(content["when"])
    if when.tzinfo is None:
        raise ValueError("when")
    words = {
        key: content[key] for key in ("office_id", "staff_id", "kind", "subject", "episode_id")
    }
    if not all(isinstance(word, str) for word in words.values()):
        raise TypeError("words")
    versions = tuple(int(version) for version in content["versions"])
    typed, before = _values(content["typed"]), _values(content["before"])
    return Draft(name, **words, when=when, versions=versions, typed=typed, before=before)


def _values(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
    }
