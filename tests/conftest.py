"""What every test may rely on: no display, no real keyring, no real folder, no quiet warning."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import ClassVar

import keyring
import keyring.backend
import keyring.errors
import pytest
from sqlalchemy import Engine

from app.clock import Clock, fixed
from app.paths import anchors_folder
from app.practice.office import open_practice
from app.staff.permissions import Actor, Role
from app.storage import pool
from app.storage.embedded.engine import open_engine
from app.storage.folders import OfficeFolder
from app.storage.keys import PRODUCT_POLICY, Costs
from app.storage.keys.changing import PassphraseOnly
from app.storage.opening import FirstStaff, NewOffice, create_office
from app.storage.records import OfficeRecord
from app.storage.server.desks import ServerDesks
from app.storage.server.opening import open_server_office
from app.storage.work import Office
from tests import throwaway_server
from tests.compiled_once import compiled_once
from tests.kept_tables import tables_kept
from tests.made_once import MadeOnce
from tests.served_office import ServedOffice
from tests.stretched_once import stretched_once
from tests.throwaway_server import ThrowawayServer

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# There the platform finds no type by itself, and warns where it is given no folder.
if sys.platform == "win32":
    os.environ["QT_QPA_FONTDIR"] = str(Path(os.environ["WINDIR"]) / "Fonts")
# Also for the processes that tests start: without `memory_keyring` there is no keyring at all.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

ROOT = Path(__file__).resolve().parents[1]
MEMORY, ROOM = Path("/dev/shm"), 6_000_000_000
_FOLDERS = {
    "HOME": "home",
    "USERPROFILE": "home",
    "XDG_DATA_HOME": "home/data",
    "XDG_CONFIG_HOME": "home/config",
    "XDG_CACHE_HOME": "home/cache",
    "XDG_STATE_HOME": "home/state",
    "XDG_RUNTIME_DIR": "home/run",
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "home/data",
    "WIN_PD_OVERRIDE_APPDATA": "home/data",
}


def point_folders_at(root: Path) -> dict[str, str]:
    variables = {name: str(root / part) for name, part in _FOLDERS.items()}
    for folder in dict.fromkeys(variables.values()):
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    return variables


def pytest_configure(config: pytest.Config) -> None:
    """Move the user's folders away before anything asks for them."""
    config.addinivalue_line(
        "markers",
        "expects_log(text): a log record >= WARNING containing `text` is part of the test",
    )
    config.addinivalue_line("markers", "long: only in the long run, `dev.py faults`")
    config.addinivalue_line("markers", "on_both: in every run, also what is otherwise long")
    _keep_in_memory()
    _few_examples()
    # with `--dist loadfile`: as collected, since the longest files are not those with most tests
    config.option.loadscopereorder = False
    _begin_elsewhere(config)
    away = tempfile.TemporaryDirectory(prefix="teichaku-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(away.cleanup)
    os.environ.update(point_folders_at(Path(away.name)))


def _begin_elsewhere(config: pytest.Config) -> None:
    """Each worker reads the files from another one on: what one has compiled the others only load."""
    worker = getattr(config, "workerinput", None)
    tests = Path(__file__).parent
    if worker is None or [config.invocation_params.dir / one for one in config.args] != [tests]:
        return
    files = [str(path) for path in sorted(tests.rglob("test_*.py"))]
    at = int(worker["workerid"].removeprefix("gw")) * len(files) // worker["workercount"]
    config.args = files[at:] + files[:at]


def _few_examples() -> None:
    """What is tried with made-up input is tried a few times in every run, and often in the long one."""
    from hypothesis import settings

    # no deadline: on a busy machine one try may take long
    settings.register_profile("teichaku", max_examples=examples(100), deadline=None)
    settings.load_profile("teichaku")


def examples(meant: int) -> int:
    """So many of the made-up inputs meant for a test are tried in this run."""
    return max(1, meant * int(os.environ.get(EXAMPLES, "30")) // 100)


def _keep_in_memory() -> None:
    """Where Linux has the room, files lie in memory: thousands of commits wait for no disk."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    if roomy and os.access(MEMORY, os.W_OK) and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(MEMORY)  # for workers, servers and whatever the tests start
        tempfile.tempdir = None


EXAMPLES = "TEICHAKU_EXAMPLES"
"""How many in a hundred of the made-up inputs that are meant for a test are tried."""
LONG = "TEICHAKU_LONG"
"""Set where the tests marked `long` are run too."""
LONGEST_FIRST = [
    "ui/cases/test_cut_off",
    "ledgers/test_taken_in",
    "ui/ledger_import/test_import_screen",
    "ui/program/access/test_tree",
    "meetings/test_every_kind",
    "ui/cases/test_drafts",
    "commands/test_office",
    "ui/program/test_pictures",
    "practice/test_practice",
    "ledgers/test_same_on_both",
    "commands/test_self_check",
    "bench/test_bench",
    "storage/test_moving",
    "handoff/test_three_offices",
    "ui/program/access/test_scales",
    "deadlines/test_every_rule",
    "ui/cases/test_record",
    "ui/program/test_presenting",
    "ui/program/test_lock",
    "ui/cases/test_dates_refused",
    "test_house",
    "cases/test_restricted_everywhere",
    "ui/program/test_program",
    "ui/report/test_walk",
    "ui/program/access/test_dialogs",
    "commands/test_office_host",
    "ui/program/test_window",
    "cases/test_same_answers",
    "reports/counting/test_figures",
    "foreign/test_hostile_files",
    "people/merging/test_merging",
    "ledgers/test_corrected_since",
    "ui/program/test_hostile_words",
    "reports/test_hostile_office",
    "deadlines/test_office_and_case",
    "ui/program/test_join",
    "scenarios/test_same_on_both",
    "handoff/test_killed_letters",
    "ui/test_reads_little",
    "ui/test_widgets",
]
"""Files that take long; begun last they would keep one processor busy while the others wait."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files first, each as it stands; a short one fills what is left at the end."""
    if LONG not in os.environ:
        left = [item for item in items if _only_long(item)]
        gone = set(left)
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=left)
    tests = Path(__file__).parent
    place = {tests / f"{name}.py": at for at, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: (place.get(item.path, len(place)), item.path))


def _only_long(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("long")) and not item.get_closest_marker("on_both")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nearly all that is made meanwhile stays: nobody looks for garbage in it, then or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


_users = count()


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives each test empty user folders of its own; returns the home folder."""
    # not beside `tmp_path`: pytest looks through all that lies there before each test
    away = tmp_path.parent / "users" / str(next(_users))
    for name, value in point_folders_at(away).items():
        monkeypatch.setenv(name, value)
    return away / "home"


@pytest.fixture(autouse=True)
def collected_in_place(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program: in a test with windows, garbage goes on the windows' own thread."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from app.ui.collecting import Collector

    collector = Collector(request.getfixturevalue("qapp"))
    yield
    collector.end()
    collector.deleteLater()
    gc.disable()  # until what the fixtures hold is gone too


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """What a test with windows left is gone before a later test's workers might collect it."""
    done = yield
    if not gc.isenabled():
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        _look_once()
        gc.enable()
    elif gc.get_stats()[-1]["collections"] != _looked[0]:
        _look_once()
    return done


_looked = [0]
"""How often Python had looked through everything when the last test ended with a look."""


def _look_once() -> None:
    """Collect, and what is left stays: the next time only what came since is looked through."""
    gc.collect()
    gc.freeze()
    _looked[0] = gc.get_stats()[-1]["collections"]


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails on any log record >= WARNING that no `expects_log` announces, and on a missing one."""
    expected = [marker.args[0] for marker in request.node.iter_markers("expects_log")]
    recorder = _Recorder()
    root = logging.getLogger()
    root.addHandler(recorder)
    yield
    root.removeHandler(recorder)
    unexpected = [line for line in recorder.lines if not any(text in line for text in expected)]
    missing = [text for text in expected if not any(text in line for line in recorder.lines)]
    assert not unexpected, "unexpected log:\n" + "\n".join(unexpected)
    assert not missing, f"expected in the log but not there: {missing}"


class MemoryKeyring(keyring.backend.KeyringBackend):
    """The operating system's keyring, played by a dictionary."""

    priority: ClassVar[float] = 9.0

    def __init__(self) -> None:
        super().__init__()
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None."""
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret."""
        if self.secrets.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError(username)


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    """A working keyring for this test; `.secrets` shows what lies in it."""
    before = keyring.get_keyring()
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@dataclass(frozen=True)
class OpenedOffice:
    """A real, migrated office and who is signed in; the folder of an embedded file."""

    office: Office
    actor: Actor
    folder: OfficeFolder | None


NOW = fixed(datetime(2026, 11, 24, 9, 0))
PASSPHRASE = "試しのあいことば もくれん あけび"


FULL_COSTS = PRODUCT_POLICY.costs
"""What the key files of the product cost to open."""


@pytest.fixture(scope="session", autouse=True)
def _cheap() -> Iterator[None]:
    """What every test would else pay for anew.

    New key files at the least cost that the program still opens (tests/storage/keys has the real);
    a 合言葉 is stretched once for each salt, which copies of an office share; all new data but the
    first gets its tables without the migrations; a statement is compiled once.
    """
    with costs_of_new_keys(PRODUCT_POLICY.floor), stretched_once(), tables_kept(), compiled_once():
        yield


def copied_practice(template: OfficeFolder, to: Path) -> OfficeFolder:
    """A practice centre of its own: what this PC remembers of other copies of it is forgotten."""
    shutil.copytree(template.path, to)
    shutil.rmtree(anchors_folder(), ignore_errors=True)
    return OfficeFolder(to)


@contextmanager
def costs_of_new_keys(costs: Costs) -> Iterator[None]:
    """Key files made meanwhile cost this much to open; what others cost they say themselves."""
    before = PRODUCT_POLICY.costs
    object.__setattr__(PRODUCT_POLICY, "costs", costs)
    yield
    object.__setattr__(PRODUCT_POLICY, "costs", before)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> MadeOnce:
    """Makes folders that the workers of a run share."""
    worker = hasattr(pytestconfig, "workerinput")
    run = tmp_path_factory.getbasetemp().parent
    return MadeOnce(tmp_path_factory.mktemp, run if worker else None)


@pytest.fixture(scope="session")
def practice_template(made_once: MadeOnce) -> OfficeFolder:
    """The practice centre as of 2026-11-24 09:00, made once; for reading, or to be copied."""
    folder, _ = made_once("practice", lambda at: open_practice(_office_in(at), NOW)[0].close())
    return _office_in(folder)


@pytest.fixture(scope="session")
def _template(made_once: MadeOnce) -> tuple[OfficeFolder, bytes, str, Actor]:
    """One office made the slow way (key stretching, every migration); tests get copies."""
    folder, told = made_once("template", _make_template)
    return _office_in(folder), *told


def _office_in(folder: Path) -> OfficeFolder:
    return OfficeFolder(folder / "office")


def _make_template(at: Path) -> tuple[bytes, str, Actor]:
    office, actor, recovery = create_office(
        _office_in(at),
        NewOffice(kind="centre", name="群馬県地域生活定着支援センター", prefecture="10"),
        FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        Clock(),
    )
    recovery.confirm(recovery.code)
    office.close()
    return recovery.unlocked.data_key, office.office_id, actor


@pytest.fixture
def opened_embedded(
    tmp_path: Path, _template: tuple[OfficeFolder, bytes, str, Actor]
) -> Iterator[OpenedOffice]:
    """A fresh copy of the empty office in an encrypted file, opened, on 2026-11-24 09:00."""
    source, key, office_id, actor = _template
    folder = OfficeFolder(tmp_path / "office")
    shutil.copytree(source.path, folder.path)
    office = Office(open_engine(folder.data_file, key), office_id, NOW, b"k" * 32)
    yield OpenedOffice(office, actor, folder)
    office.close()


@pytest.fixture(scope="session")
def server() -> Iterator[ThrowawayServer]:
    """A PostgreSQL server of this run's own."""
    running = throwaway_server.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def _served(server: ThrowawayServer) -> Iterator[ServedOffice]:
    office = ServedOffice.make(server, "office", "群馬県地域生活定着支援センター", "10")
    yield office
    office.close()


@pytest.fixture(scope="session")
def _served_desk(_served: ServedOffice) -> Iterator[tuple[Office, Actor]]:
    """The director's desk as the program opens it: its connections serve one test after another."""
    office, actor = open_server_office(_served.place, _served.login, NOW)
    yield office, actor
    office.close()


@pytest.fixture
def opened_server(
    _served: ServedOffice, _served_desk: tuple[Office, Actor], monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenedOffice]:
    """The same empty office on a server, opened as its director's own role."""
    desk, actor = _served_desk
    _served.make_empty()
    engine = desk.engine.execution_options()  # listeners of its own, the same connections
    monkeypatch.setattr(pool, "end", partial(_end_unless, engine, pool.end))
    desks = ServerDesks(engine, desk.office_id)
    office = Office(engine, desk.office_id, NOW, b"k" * 32, desks=desks)
    yield OpenedOffice(office, actor, None)
    office.close()
    assert "Current Checked out connections: 0" in engine.pool.status()


def _end_unless(kept: Engine, end: Callable[[Engine], None], engine: Engine) -> None:
    if engine is not kept:
        end(engine)


@pytest.fixture
def probation_office(opened: OpenedOffice) -> Iterator[OpenedOffice]:
    """The empty office on each engine, as a 保護観察所."""
    _make(opened, "probation")
    yield opened
    _make(opened, "centre")  # the server's office is used again


def _make(opened: OpenedOffice, kind: str) -> None:
    with opened.office.work(opened.actor) as work:
        record = work.get(OfficeRecord, work.office_id)
        record.kind = kind
        work.touch(record)


SERVER_LATER = ["embedded", pytest.param("server", marks=pytest.mark.long)]
"""For an `opened` of tests that are about something else than the data: a server in the long run."""


@pytest.fixture(params=["embedded", "server"])
def opened(request: pytest.FixtureRequest) -> OpenedOffice:
    """An empty office on each engine in turn."""
    made: OpenedOffice = request.getfixturevalue(f"opened_{request.param}")
    return made
