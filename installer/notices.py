"""Whose work is in the program, and under which licences: the folder `licences` of the installed program."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement

from installer.steps import HERE, ROOT, StepFailed

_WINDOWS = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "extra": ""}
_HEAD = """\
定着は、次の方々の成果を使っています。使用許諾の全文は、このフォルダーにあります。
LGPL の部品（Qt、PySide6、shiboken6、psycopg）は、フォルダー _internal の中にそれぞれのファイルのまま入っており、
同じ名前・同じ働きの別のものに取り替えられます。

"""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def shipped(packages: Path) -> list[Distribution]:
    """The distributions that the program needs on Windows, by name."""
    known = {_plain(one.metadata["Name"]): one for one in distributions(path=[str(packages)])}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    todo = [(Requirement(line), "") for line in project["dependencies"]]
    found: dict[str, Distribution] = {}
    while todo:
        need, _ = todo.pop()
        name = _plain(need.name)
        if name not in known:
            raise StepFailed(f"{need.name} is needed and not installed in {packages}")
        for line in _asked_by(known[name], need.extras):
            wanted = Requirement(line)
            if _plain(wanted.name) not in found:
                todo.append((wanted, ""))
        found[name] = known[name]
    return [found[name] for name in sorted(found)]


def _asked_by(one: Distribution, extras: set[str]) -> Iterator[str]:
    for line in one.requires or ():
        marker = Requirement(line).marker
        if marker is None or any(_holds(marker, extra) for extra in ("", *extras)):
            yield line


def _holds(marker: Marker, extra: str) -> bool:
    return bool(marker.evaluate({**_WINDOWS, "extra": extra}))


def write_notices(packages: Path, python_licence: Path, out: Path) -> int:
    """Write every licence and the list of them; gives back how many packages it names."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    lines = []
    mine = shipped(packages)
    for one in mine:
        name = one.metadata["Name"]
        said = one.metadata.get("License-Expression") or one.metadata.get("License") or ""
        lines.append(
            f"{name} {one.version}　{said.splitlines()[0] if said else '添付の全文を参照'}\n"
        )
        for file in one.files or ():
            if re.match(r"(licen[cs]e|copying|notice|authors)", file.name, re.IGNORECASE):
                text = Path(str(one.locate_file(file)))
                if text.is_file() and text.suffix != ".py":
                    shutil.copy(text, out / f"{name}-{file.name}")
    for text in (HERE / "licences").glob("*.txt"):
        shutil.copy(text, out / text.name)
    for text in (ROOT / "resources" / "fonts").glob("OFL*.txt"):
        shutil.copy(text, out / f"fonts-{text.name}")
    shutil.copy(python_licence, out / "Python.txt")
    lines.append("Python　PSF-2.0\nBIZ UDPGothic、Noto Sans JP　OFL-1.1\n")
    (out / "一覧.txt").write_text(_HEAD + "".join(lines), encoding="utf-8-sig")
    return len(mine)
