"""The mutants that are made: each kind once, what is left alone, and the same sample for the same seed."""

from __future__ import annotations

import ast

import pytest

from tests.mutants.choosing import sampled
from tests.mutants.mutating import Mutant, mutants_of, mutated
from tests.mutants.packages import PACKAGES, ROOT, Package
from tests.mutants.put_in import _made_of


def changed(text: str) -> set[str]:
    """The whole text after each change."""
    return {ast.unparse(mutated(text, one)) for one in mutants_of("x.py", text)}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a == b", {"a != b"}),
        ("a < b", {"a <= b", "a >= b"}),
        ("a is b", {"a is not b"}),
        ("a in b", {"a not in b"}),
        ("a and b", {"a or b", "a", "b"}),
        ("not a", {"a"}),
        ("a + b", {"a - b"}),
        ("f(x=a)", {"f()", "pass"}),
        ("a.b = c", {"pass"}),
        ("a = 0", {"a = 1"}),
        ("a = 3", {"a = 4", "a = 2"}),
        ("a = True", {"a = False"}),
        ("a = 'code'", {"a = 'XXcodeXX'"}),
        ("a = b if c else d", {"a = b if not c else d"}),
        ("a = [x for x in y if z]", {"a = [x for x in y]"}),
        ("if a:\n    raise b", {"if not a:\n    raise b", "if a:\n    pass"}),
        ("with a:\n    b = c", {"if True:\n    b = c"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("def f():\n    return a == b", {"def f():\n    return not a == b"}),
        ("for a in b:\n    continue", {"for a in b:\n    break"}),
        (
            "try:\n    a = b\nexcept C:\n    a = d",
            {"try:\n    a = b\nexcept ():\n    a = d"},
        ),
        (
            "try:\n    a = b\nfinally:\n    a = d",
            {"try:\n    a = b\nfinally:\n    pass"},
        ),
    ],
)
def test_each_place_is_changed_in_its_ways(text: str, wrong: set[str]) -> None:
    found = changed(text)
    assert wrong <= found and ast.unparse(ast.parse(text)) not in found


@pytest.mark.parametrize(
    "text",
    [
        '"""What it is."""',
        "a: int | None",
        "def f(a: 'X' = b) -> 'Y': ...",
        "assert a == 3",
        "_log.warning('it broke %d', 3)",
        "a = '保存できません。'",
        "a = f'{b} 1'",
        "from a import b",
        "@dataclass(frozen=True)\nclass A: ...",
        "if TYPE_CHECKING:\n    a = 3",
    ],
)
def test_what_changes_nothing_is_left_alone(text: str) -> None:
    assert changed(text) == set()


def test_a_change_keeps_its_line_and_knows_its_function() -> None:
    text = "A = 1\n\n\nclass B:\n    def c(self):\n        def d():\n            return e\n"
    first, last = mutants_of("x.py", text)
    assert (first.line, first.function) == (1, "")
    assert (last.line, last.function) == (7, "B.c")
    assert "return None" in ast.unparse(mutated(text, last))


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES)
def test_every_package_has_files_and_tests(package: Package) -> None:
    assert package.changed() and set(package.changed()) <= set(package.measured())
    assert [name for name in package.tests if not (ROOT / name).exists()] == []


def test_a_shorter_sample_is_the_beginning_of_a_longer_one() -> None:
    keys = PACKAGES["keys"]
    longer: list[Mutant] = sampled(keys, 7, 40)
    assert sampled(keys, 7, 10) == longer[:10] != sampled(keys, 8, 10)
    assert len({one.name for one in longer}) == 40


@pytest.mark.parametrize(
    ("rest", "anew"),
    [
        ("B = (A, 2)", True),
        ("def f(a=A): ...", True),
        ("class B:\n    c = A", True),
        ("def f():\n    return A", False),
        ("B = 2", False),
    ],
)
def test_a_constant_of_which_others_were_made_needs_a_new_import(rest: str, anew: bool) -> None:
    tree = ast.parse(f"A = 1\n{rest}\n")
    assert _made_of(tree.body[0], tree) is anew
