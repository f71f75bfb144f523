"""R3: the power goes off. What was written and not yet made durable is partly on the disk, or not at all.

The calls of an undisturbed run are recorded with their contents. A state of the disk is a prefix of
them: of what was not synced, sectors of 512 bytes are there all, none, or half of them; names that
were made, moved or taken away and whose folder was not synced may be as before. A file that was moved
has its former name, its new one, or both: file systems with a journal move in one step. This is
POSIX; how Windows orders names differs.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.faults.forked import Outcome, apart
from tests.faults.tally import Tally
from tests.faults.tracer import Tracer, calls
from tests.faults.workshop import Workshop

SECTOR = 512
STATES = 40
_STEP = "acknowledged"
_PATH = re.compile(rb"<((?:\\x[0-9a-f]{2})+|[^>]*)>")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')
_RESULT = re.compile(rb"= (-?\d+)")


@dataclass(frozen=True)
class Call:
    """One recorded call, as far as it matters; paths are below the scene."""

    name: str
    path: str = ""
    other: str = ""
    data: bytes = b""
    at: int = -1
    """Where in the file; -1: at the end of what this descriptor wrote."""
    made: bool = False
    cut: bool = False
    acknowledged: int = 0


def recorded(shop: Workshop) -> tuple[list[Call], Path]:
    """The calls of an undisturbed run and where it was; an acknowledged step is a call of its own."""
    scene, trace = shop.fresh(), shop.root / "contents"

    def ready() -> object:
        return shop.ready(scene)

    steps = count(1)

    def act(desk: object, shared: object) -> None:
        shop.act(desk, lambda: (scene.root / f"{_STEP}{next(steps)}").mkdir())

    done = apart(scene, ready, act, tracer=Tracer.write_down(trace, contents=True))
    assert not done.error, done.words
    found = list(_parsed(trace, str(scene.root)))
    trace.unlink()
    return found, scene.root


def _plain(escaped: bytes) -> bytes:
    return bytes.fromhex(escaped.replace(b"\\x", b"").decode()) if escaped else b""


def _parsed(trace: Path, root: str) -> Iterator[Call]:
    for _, name, rest in calls(trace):
        result = _RESULT.search(rest[rest.rfind(b") ") :])
        if result is None or int(result[1]) < 0:
            continue
        call = _call(name, rest, root)
        if call is not None:
            yield call


def _call(name: str, rest: bytes, root: str) -> Call | None:
    texts = [_plain(found) for found in _TEXT.findall(rest)]
    on = _PATH.search(rest)
    described = on[1].decode(errors="replace") if on else ""
    if "\\x" in described:
        described = _plain(on[1]).decode(errors="replace") if on else ""
    if name in ("pwrite64", "write", "ftruncate", "fsync", "fdatasync"):
        path = _below(described, root)
        if path is None:
            return None
        numbers = [int(n) for n in re.findall(rb", (\d+)", rest[: rest.rfind(b")")])]
        if name in ("fsync", "fdatasync"):
            return Call("sync", path)
        if name == "ftruncate":
            return Call("truncate", path, at=numbers[-1])
        return Call("write", path, data=texts[0], at=numbers[-1] if name == "pwrite64" else -1)
    paths = [_below(text.decode(errors="replace"), root) for text in texts]
    if not paths or paths[0] is None:
        return None
    if name == "openat":
        if b"O_CREAT" not in rest and b"O_TRUNC" not in rest:
            return None
        return Call("open", paths[0], made=b"O_CREAT" in rest, cut=b"O_TRUNC" in rest)
    if name.startswith("mkdir"):
        return Call("ack" if paths[0].startswith(_STEP) else "mkdir", paths[0])
    if name.startswith("unlink") or name == "rmdir":
        return Call("unlink", paths[0])
    if name.startswith(("rename", "link")):
        return Call(name.rstrip("at2"), paths[0], other=paths[1] or "")
    return None


def _below(path: str, root: str) -> str | None:
    path = path.removesuffix(" (deleted)")
    return path[len(root) + 1 :] if path.startswith(root + "/") or path == root else None


@dataclass
class File:
    """A file's content, as the programs see it and as it surely is on the disk."""

    now: bytearray
    kept: bytes
    cursor: int = 0


@dataclass
class Disk:
    """Names and files; `names` as seen, `kept` as surely on the disk."""

    names: dict[str, File]
    kept: dict[str, File]
    folders: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    """New name → former name."""

    @classmethod
    def of(cls, root: Path) -> Disk:
        """What lies there, all of it durable."""
        files = {}
        for path in root.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                files[str(path.relative_to(root))] = File(bytearray(data), data)
        return cls(files, dict(files))

    def do(self, call: Call) -> None:
        """The next call of the recording."""
        if call.name == "open":
            file = self.names.get(call.path)
            if file is None:
                file = self.names[call.path] = File(bytearray(), b"")
            if call.cut:
                file.now.clear()
            file.cursor = 0
        elif call.name == "write":
            file = self.names.get(call.path)
            if file is None:
                return
            at = file.cursor if call.at < 0 else call.at
            file.now.extend(bytes(max(0, at - len(file.now))))
            file.now[at : at + len(call.data)] = call.data
            file.cursor = at + len(call.data)
        elif call.name == "truncate":
            file = self.names[call.path]
            del file.now[call.at :]
            file.now.extend(bytes(call.at - len(file.now)))
        elif call.name == "sync":
            self._sync(call.path)
        elif call.name == "unlink":
            self.names.pop(call.path, None)
        elif call.name == "rename":
            self.names[call.other] = self.names.pop(call.path)
            self.moved[call.other] = call.path
        elif call.name == "link":
            self.names[call.other] = self.names[call.path]
        elif call.name == "mkdir":
            self.folders.add(call.path)

    def _sync(self, path: str) -> None:
        if path in self.names:
            file = self.names[path]
            file.kept = bytes(file.now)
            return
        for name in {*self.names, *self.kept}:
            if name.rpartition("/")[0] != path:
                continue
            if name in self.names:
                self.kept[name] = self.names[name]
            else:
                self.kept.pop(name, None)

    def after_power_loss(self, chance: random.Random) -> dict[str, bytes]:
        """One of the states in which the disk may be found."""
        how = chance.choice(("none", "all", "half"))
        there = {}
        for name in sorted({*self.names, *self.kept}):
            new, old = self.names.get(name), self.kept.get(name)
            found = new if new is old or chance.random() < 0.5 else old
            if found is not None:
                there[name] = found
        for name, former in self.moved.items():
            file = self.names.get(name)
            if file is not None and file is self.kept.get(former) and not _has(there, file):
                there[former] = file
        return {name: _sectors(file, how, chance) for name, file in there.items()}


def _has(there: dict[str, File], file: File) -> bool:
    return any(one is file for one in there.values())


def _sectors(file: File, how: str, chance: random.Random) -> bytes:
    if how == "all" or file.now == file.kept:
        return bytes(file.now)
    if how == "none":
        return file.kept
    size = chance.choice((len(file.now), len(file.kept)))
    found = bytearray(file.kept[:size].ljust(size, b"\0"))
    for at in range(0, min(size, len(file.now)), SECTOR):
        if chance.random() < 0.5:
            found[at : at + SECTOR] = file.now[at : min(at + SECTOR, size)]
    return bytes(found[:size])


def power_loss(shop: Workshop) -> Tally:
    """A prefix of the calls, then one of the states the disk may be in; equal states are judged once."""
    tally = Tally(shop.operation.name, "R3 power lost (states of the disk)")
    (every, there), judged = recorded(shop), set[int]()
    want = shop.size.pick(shop.few(STATES), 1_500, 10_000)
    for number in range(want):
        disk, acknowledged = Disk.of(shop.before.root), 0
        for call in every[: shop.chance.randint(1, len(every))]:
            if call.name == "ack":
                acknowledged += 1
            disk.do(call)
        found = disk.after_power_loss(shop.chance)
        mark = hash((acknowledged, tuple(sorted(found.items()))))
        if mark in judged:
            tally.tried += 1
            continue
        judged.add(mark)
        with shop.run() as scene:
            shutil.rmtree(scene.root)
            for folder in ("office", "out", "tmp", *disk.folders):
                (scene.root / folder).mkdir(parents=True, exist_ok=True)
            for name, data in found.items():
                path = scene.root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                if path.parent.name == "unfinished":  # a note says where it lies
                    data = data.replace(bytes(there), bytes(scene.root))
                path.write_bytes(data)
            shop.judge(tally, scene, Outcome(True, acknowledged), f"state {number}", again=False)
    return tally
