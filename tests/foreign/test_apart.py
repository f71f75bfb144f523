"""A file from elsewhere is read in a process of its own: what goes wrong there stays there."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.foreign import apart, frames, job_objects
from app.foreign.frames import Garbled, Kind
from app.foreign.readers import READERS, Part
from tests.foreign.other_readers import SECRET, readers

HERE = Path(__file__).parent


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers that misbehave, beside the program's own."""
    monkeypatch.setattr(apart, "READERS", {**READERS, **readers()})
    script = str(HERE / "other_readers.py")
    monkeypatch.setattr(
        apart, "command", lambda name: [sys.executable, "-s", "-P", "-B", script, name]
    )


def read(name: str, facts: dict[str, object] | None = None, data: bytes = b"") -> list[Part]:
    parts: list[Part] = []
    apart.read(name, facts or {}, data, parts.append)
    return parts


pytestmark = pytest.mark.usefixtures("others")


def test_what_is_read_comes_back_and_nothing_else() -> None:
    large = bytes(range(256)) * 8_000
    assert read("echo", {"言葉": "葛󠄀"}, large) == [{"言葉": "葛󠄀"}, large[::-1]]
    assert read("shout") == [["quiet"]]


@pytest.mark.parametrize(
    ("name", "cause"),
    [("hog", "costly"), ("hog_at_once", "costly"), ("spin", "costly"), ("crash", "costly")],
)
def test_a_reader_beyond_its_room_or_time_is_ended(name: str, cause: str) -> None:
    began = time.monotonic()
    with pytest.raises(apart.Stopped) as stopped:
        read(name)
    assert stopped.value.cause == cause
    # the clock on the wall (20 s) holds also where the system does not stop who spins
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("name", ["spin", "sleep"])
def test_the_clock_on_the_wall_ends_it_whatever_the_system_bounds(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = readers()[name]._replace(cpu_seconds=600, wall_seconds=2.0)
    monkeypatch.setattr(apart, "READERS", {name: asked})
    began = time.monotonic()
    with pytest.raises(apart.Stopped) as stopped:
        read(name)
    assert stopped.value.cause == "costly"
    assert 2 <= time.monotonic() - began < 15


@pytest.mark.expects_log("reader ended with 3")
def test_a_reader_that_ends_by_itself_has_failed() -> None:
    with pytest.raises(apart.Stopped) as stopped:
        read("die")
    assert stopped.value.cause == "failed"


@pytest.mark.expects_log("reader failed: KeyError in other_readers.py:")
def test_a_fault_is_told_by_its_line_and_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(apart.Stopped) as stopped:
        read("fault")
    assert stopped.value.cause == "failed"
    assert SECRET not in caplog.text


@pytest.mark.parametrize("name", ["flood", "bad_sentence"])
@pytest.mark.expects_log("garbled answer")
def test_an_answer_that_is_none_is_a_reader_that_failed(name: str) -> None:
    with pytest.raises(apart.Stopped) as stopped:
        read(name)
    assert stopped.value.cause == "failed"


def test_a_refusal_arrives_as_it_was_said() -> None:
    with pytest.raises(apart.Refused) as refused:
        read("refuse")
    told = refused.value
    assert (told.code, told.where, told.message) == ("ledger_refused", "damaged", "読めません。")


class Enough(Exception):
    """The user asked to stop."""


def test_whoever_stops_it_waits_no_longer_and_nothing_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = []
    start = apart.subprocess.Popen
    monkeypatch.setattr(
        apart.subprocess,
        "Popen",
        lambda *given, **how: started.append(start(*given, **how)) or started[-1],
    )
    arrived: list[Part] = []

    def tick() -> None:
        if arrived:
            raise Enough

    began = time.monotonic()
    with pytest.raises(Enough):
        apart.read("sleep", {}, b"", arrived.append, tick)
    assert time.monotonic() - began < 10
    assert [process.returncode is not None for process in started] == [True]


def test_it_has_no_keys_no_file_of_the_office_and_may_write_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEICHAKU_PASSPHRASE", SECRET)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/keyring")
    secret = tmp_path / "office.data"
    secret.write_bytes(b"key")
    with secret.open("rb") as held:
        os.set_inheritable(held.fileno(), True)
        (told,) = read("surroundings", {"folder": str(tmp_path)})
    assert isinstance(told, dict)
    if os.name == "posix":  # a job object of Windows bounds no writing
        assert told["written"] == "OSError"
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) == len(b"key")
    assert set(told["environment"]) <= {*apart.environment(), "LC_CTYPE"}
    assert not {"HOME", "DBUS_SESSION_BUS_ADDRESS", "TEICHAKU_PASSPHRASE"} & {*told["environment"]}
    assert not any(str(tmp_path) in one for one in told["opened"])
    assert told["arguments"] == ["surroundings"]
    assert told["storage"] == []


def test_no_process_to_be_had_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "command", lambda name: [str(HERE / "nothing"), name])
    with pytest.raises(apart.Stopped) as stopped:
        read("echo")
    assert stopped.value.cause == "not_started"


def test_the_installed_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert apart.command("ledger")[-3:] == ["app", "--reader", "ledger"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert apart.command("ledger") == [sys.executable, "--reader", "ledger"]


def test_windows_is_given_the_structure_it_expects() -> None:
    own = job_objects.job_limits(100, 1.5, tied=False)
    tied = job_objects.job_limits(100, 1.5, tied=True)
    # JOBOBJECT_EXTENDED_LIMIT_INFORMATION on x64
    assert job_objects.ctypes.sizeof(own) == 144
    assert (job_objects.ExtendedLimits.process_memory.offset, own.process_memory) == (112, 100)
    assert own.basic.process_time == 15_000_000
    assert (own.basic.flags, tied.basic.flags) == (0x50A, 0x2502)


def _pieces(data: bytes) -> Iterator[object]:
    for piece in frames.received(io.BytesIO(data)):
        yield piece.value() if piece.kind is not Kind.BYTES else piece.body


@pytest.mark.parametrize(
    "data",
    [
        b"V\0\0\0",
        b"V\0\0\0\5[1]",
        b"?\0\0\0\0",
        b"V\xff\xff\xff\xff",
        b"V\0\0\0\3NaN",
        b"V\0\0\0\4\xff\xff\xff\xff",
        b"V\0\0\0\0",
    ],
)
def test_a_garbled_piece_is_said_to_be_one(data: bytes) -> None:
    with pytest.raises(Garbled):
        list(_pieces(data))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40) | st.binary(max_size=30).map(lambda end: b"V\0\0\0\x0a" + end))
def test_any_bytes_are_pieces_or_garbled(data: bytes) -> None:
    with suppress(Garbled):
        list(_pieces(data))
