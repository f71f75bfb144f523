"""Which mutants are tried, and by which tests in which order."""

from __future__ import annotations

import ast
import random
import re
from collections import Counter, defaultdict
from functools import cache

from tests.mutants.contexts import FIXTURE
from tests.mutants.covered import Covered, fixtures_of
from tests.mutants.mutating import Mutant, mutants_of
from tests.mutants.packages import ROOT, Package

LONGEST = 12.0
"""Seconds, as measured without a mutant, that the tests of one mutant may take together by default."""


def every(package: Package) -> list[Mutant]:
    """All mutants of the package."""
    found: list[Mutant] = []
    for path in package.changed():
        found += mutants_of(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    return found


def sampled(package: Package, seed: int, most: int) -> list[Mutant]:
    """So many of them, in the seed's order: a shorter sample is a beginning of it."""
    found = every(package)
    random.Random(seed).shuffle(found)
    return found[:most]


class Choice:
    """The tests for each mutant; a test that killed one in a file goes first for the next there."""

    def __init__(
        self, covered: Covered, known: dict[str, set[str]], longest: float = LONGEST
    ) -> None:
        self._covered = covered
        self._longest = longest
        self._known = known
        """Session-wide fixtures by test, for the tests there are."""
        self._killers: dict[str, dict[str, int]] = defaultdict(dict)
        self._times = covered.took

    def killed(self, mutant: Mutant, test: str) -> None:
        """Remember who did it."""
        of_file = self._killers[mutant.path]
        of_file[test] = of_file.get(test, 0) + 1

    def fixtures(self, mutant: Mutant) -> set[str]:
        """Session-wide fixtures that run the changed line and so are made anew."""
        return fixtures_of(self._touching(mutant))

    def tests(self, mutant: Mutant) -> tuple[list[str], bool]:
        """The tests in their order, and whether some were left out for lack of time."""
        touching = self._touching(mutant)
        anew = fixtures_of(touching)
        named = {test for test in touching if test in self._known}
        for fixture in anew:
            users = [test for test, uses in self._known.items() if fixture in uses]
            named.update(sorted(users, key=lambda test: self._times.get(test, 1.0))[:5])
        if not mutant.function:
            names, _ = _defined(mutant.path, mutant.line)
            named |= {t for t in self._known if _mentions(t.partition("::")[0], names)}
        ordered = sorted(named, key=lambda test: self._rank(mutant, test, anew))
        if not mutant.function:
            ordered = _varied(ordered)
        taken, together = [], 0.0
        for test in ordered:
            together += self._time(test, anew)
            anew = anew - self._known[test]
            if together > self._longest and taken:
                break
            taken.append(test)
        return taken, len(taken) < len(ordered)

    def seconds(self, tests: list[str]) -> float:
        """How long they took without a mutant."""
        return sum(self._times.get(test, 1.0) for test in tests)

    def _time(self, test: str, anew: set[str]) -> float:
        """With the session-wide fixtures that must be made anew for it."""
        made = sorted(anew & self._known[test])
        return self._times.get(test, 1.0) + sum(
            self._times.get(f"{FIXTURE}{name}", 1.0) for name in made
        )

    def _rank(self, mutant: Mutant, test: str, anew: set[str]) -> float:
        rank = self._time(test, anew)
        rank *= 0.3 if _beside(mutant.path, test) else 1.0
        rank *= 3.0 if "server" in test else 1.0
        called = mutant.function.rpartition(".")[2]
        names = frozenset({called}) if called else _defined(mutant.path, mutant.line)[0]
        rank *= 0.1 if _mentions(test.partition("::")[0], names) else 1.0
        return rank / (1 + 20 * self._killers[mutant.path].get(test, 0))

    def _touching(self, mutant: Mutant) -> frozenset[str]:
        lines = self._covered.lines.get(mutant.path, {})
        if mutant.function:
            return frozenset().union(*(lines.get(n, frozenset()) for n in statement_at(mutant)))
        return self._naming(mutant) or frozenset().union(*lines.values())

    def _naming(self, mutant: Mutant) -> frozenset[str]:
        """Tests that run a line which names what the changed statement defines."""
        names, own = _defined(mutant.path, mutant.line)
        found: set[str] = set()
        for path, lines in self._covered.lines.items():
            for line in _lines_naming(path, names):
                found |= lines.get(line, frozenset())
        for line in own:
            found |= self._covered.lines[mutant.path].get(line, frozenset())
        return frozenset(found)


def _varied(ordered: list[str]) -> list[str]:
    """One case of each test before the second of any: the cases of one test notice much the same."""
    seen: Counter[str] = Counter()
    rounds = []
    for test in ordered:
        name = test.partition("[")[0]
        rounds.append(seen[name])
        seen[name] += 1
    return [test for _, test in sorted(zip(rounds, ordered, strict=True), key=lambda one: one[0])]


def _beside(path: str, test: str) -> bool:
    room = path.removeprefix("app/").rpartition("/")[0]
    return test.startswith(f"tests/{room}")


@cache
def _mentions(file: str, names: frozenset[str]) -> bool:
    """Whether a file of tests takes one of these names from the program itself."""
    words = set(re.findall(r"\w+", (ROOT / file).read_text(encoding="utf-8")))
    return bool(words & names)


@cache
def _tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def statement_at(mutant: Mutant) -> range:
    """The lines of the innermost statement there; of a compound one only its head."""
    best = range(mutant.line, mutant.line + 1)
    size = 10**6
    for node in ast.walk(_tree(mutant.path)):
        if not isinstance(node, ast.stmt | ast.ExceptHandler):
            continue
        body = getattr(node, "body", None)
        last = body[0].lineno - 1 if body else (node.end_lineno or node.lineno)
        last = max(last, node.lineno)
        if node.lineno <= mutant.line <= last and last - node.lineno < size:
            best, size = range(node.lineno, last + 1), last - node.lineno
    if isinstance(best, range) and mutant.kind == "error not caught":
        return range(best.start, best.stop + 1)
    return best


@cache
def _defined(path: str, line: int) -> tuple[frozenset[str], range]:
    """The names a top-level statement defines, and its own lines."""
    for node in _tree(path).body:
        if node.lineno - 10 <= line <= (node.end_lineno or node.lineno):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            if first <= line:
                lines = range(first, (node.end_lineno or first) + 1)
                return frozenset(_leading_on(path, _names(node))), lines
    return frozenset(), range(0)


def _leading_on(path: str, names: set[str]) -> set[str]:
    """With the constants of the file that are made of them."""
    found = set(names)
    for node in _tree(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            read = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            found |= _names(node) if read & found else set()
    return found


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    stored = (n for n in ast.walk(node) if isinstance(n, ast.Name))
    return {n.id for n in stored if isinstance(n.ctx, ast.Store)}


@cache
def _lines_naming(path: str, names: frozenset[str]) -> tuple[int, ...]:
    found = set()
    for node in ast.walk(_tree(path)):
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        if name in names:
            found.add(node.lineno)
    return tuple(sorted(found))
