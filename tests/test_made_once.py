"""What the workers of a run share is made once, also where one fails at it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.made_once import MadeOnce


def worker(run: Path, name: str, *, alone: bool = False) -> MadeOnce:
    (run / name).mkdir()

    def own(what: str) -> Path:
        made = run / name / what
        made.mkdir()
        return made

    return MadeOnce(own, None if alone else run)


def maker(made: list[Path]) -> Callable[[Path], int]:
    def make(folder: Path) -> int:
        made.append(folder)
        (folder / "office").mkdir()
        (folder / "office" / "data").write_text(str(len(made)))
        return len(made)

    return make


def test_workers_at_once_get_copies_of_what_one_made(tmp_path: Path) -> None:
    made: list[Path] = []
    workers = [worker(tmp_path, f"gw{number}") for number in range(3)]
    together = Barrier(len(workers))

    def ask(one: MadeOnce) -> tuple[Path, int]:
        together.wait()
        return one("practice", maker(made))

    with ThreadPoolExecutor(len(workers)) as pool:
        got = list(pool.map(ask, workers))
    assert len(made) == 1 and {told for _, told in got} == {1}
    assert [folder for folder, _ in got] == [tmp_path / f"gw{n}" / "practice" for n in range(3)]
    (got[0][0] / "office" / "data").write_text("written to")
    assert [(folder / "office" / "data").read_text() for folder, _ in got[1:]] == ["1", "1"]


def test_what_has_another_name_is_made_too(tmp_path: Path) -> None:
    made: list[Path] = []
    one = worker(tmp_path, "gw0")
    assert one("a", maker(made))[1] == 1 and one("b", maker(made))[1] == 2


def test_a_worker_alone_makes_its_own(tmp_path: Path) -> None:
    made: list[Path] = []
    folder, told = worker(tmp_path, "alone", alone=True)("practice", maker(made))
    assert made == [folder] and told == 1
    assert [path.name for path in tmp_path.iterdir()] == ["alone"]


def test_after_one_that_failed_the_next_makes_it_anew(tmp_path: Path) -> None:
    def fail(folder: Path) -> int:
        (folder / "office").mkdir()
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        worker(tmp_path, "gw0")("practice", fail)
    made: list[Path] = []
    folder, told = worker(tmp_path, "gw1")("practice", maker(made))
    assert len(made) == told == 1 and (folder / "office" / "data").read_text() == "1"
