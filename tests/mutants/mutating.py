"""Small wrong changes to a program: for each place of a syntax tree, what could be wrong there.

Left alone: docstrings, type hints and what only mypy reads (`cast`, `@dataclass(...)`), assertions,
words for the log, formatted text, and Japanese text, of which most is only shown.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_LOGS = re.compile(r"^(log|_log|logger|_logger|LOG|_LOG|logging)\.")
_JAPANESE = re.compile("[぀-ヿ㐀-鿿＀-￯、-〿]")
Field = tuple[ast.AST, str, int | None]


@dataclass(frozen=True)
class Mutant:
    """One wrong change: where it is, which of the changes there, and what it reads like."""

    path: str
    line: int
    place: int
    choice: int
    kind: str
    before: str
    after: str
    function: str
    """Its outermost function, "" for what is done once when the module is imported."""

    @property
    def name(self) -> str:
        """The same in every run on the same text."""
        return f"{self.path}:{self.line}:{self.place}:{self.choice}"


def mutants_of(path: str, text: str) -> list[Mutant]:
    """Every change that could be made to this text, in its order."""
    tree = ast.parse(text, path)
    found = []
    for place, (node, function) in enumerate(_places(tree)):
        for choice, (kind, changed) in enumerate(_changes(node)):
            before, after = _shown(node), _shown(changed)
            line = getattr(getattr(node, "target", node), "lineno", 1)  # a comprehension has none
            found.append(Mutant(path, line, place, choice, kind, before, after, function))
    return found


def mutated(text: str, mutant: Mutant) -> ast.Module:
    """The tree with this one change."""
    tree = ast.parse(text, mutant.path)
    node = [node for node, _ in _places(tree)][mutant.place]
    _, changed = list(_changes(node))[mutant.choice]
    owner, name, at = _fields(tree)[id(node)]
    if at is None:
        setattr(owner, name, changed)
    else:
        getattr(owner, name)[at] = changed
    ast.fix_missing_locations(ast.copy_location(changed, node))
    return tree


def _fields(tree: ast.AST) -> dict[int, Field]:
    held: dict[int, Field] = {}
    for owner in ast.walk(tree):
        for name, value in ast.iter_fields(owner):
            if isinstance(value, ast.AST):
                held[id(value)] = (owner, name, None)
            elif isinstance(value, list):
                held.update((id(v), (owner, name, at)) for at, v in enumerate(value))
    return held


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Every node that may be changed, with the outermost function it runs in."""
    yield from _below(tree, "", "")


def _below(node: ast.AST, names: str, function: str) -> Iterator[tuple[ast.AST, str]]:
    inner, defined = names, isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        inner = f"{names}.{node.name}" if names else node.name
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_params"):
            continue
        runs_in = function or (inner if defined and name == "body" else "")
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _left_alone(child):
                yield child, runs_in
                yield from _below(child, inner, runs_in)


def _left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert | ast.JoinedStr | ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr):
        said = isinstance(node.value, ast.Constant)
        return said or bool(_LOGS.match(ast.unparse(node)))
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("__all__", "_log", "log"):
        return True
    known_to_mypy = ("cast", "TypeVar", "NewType", "dataclass")
    return isinstance(node, ast.Call) and ast.unparse(node.func) in known_to_mypy


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.expr):
        yield from _of_expression(node)
    elif isinstance(node, ast.stmt):
        yield from _of_statement(node)
    elif isinstance(node, ast.comprehension):
        for at in range(len(node.ifs)):
            yield "condition dropped", _with(node, ifs=node.ifs[:at] + node.ifs[at + 1 :])
    elif isinstance(node, ast.ExceptHandler):
        yield "error not caught", _with(node, type=ast.Tuple([], ast.Load()))


def _of_expression(node: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for other in _COMPARED[type(operator)]:
                ops = [*node.ops[:at], other(), *node.ops[at + 1 :]]
                yield "comparison", _with(node, ops=ops)
    elif isinstance(node, ast.BoolOp):
        other_way = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and/or", _with(node, op=other_way)
        for kept in (node.values[1:], node.values[:-1]):
            yield (
                "operand dropped",
                copy.deepcopy(kept[0]) if len(kept) == 1 else _with(node, values=kept),
            )
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", copy.deepcopy(node.operand)
    elif isinstance(node, ast.IfExp):
        yield "condition negated", _with(node, test=_not(node.test))
    elif isinstance(node, ast.BinOp) and type(node.op) in _COUNTED and not _text(node):
        yield "arithmetic", _with(node, op=_COUNTED[type(node.op)]())
    elif isinstance(node, ast.Call):
        for at in range(len(node.keywords)):
            kept_words = node.keywords[:at] + node.keywords[at + 1 :]
            yield "argument dropped", _with(node, keywords=kept_words)
    elif isinstance(node, ast.Constant):
        yield from (("constant", ast.Constant(value)) for value in _others(node.value))


def _others(value: object) -> Iterator[bool | int | str | bytes]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        if value > 1:
            yield value - 1
    elif isinstance(value, str) and not _JAPANESE.search(value):
        yield f"XX{value}XX" if value else "XX"
    elif isinstance(value, bytes):
        yield b"XX" + value


def _of_statement(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    nothing = ast.Pass()
    if isinstance(node, ast.If | ast.While) and not isinstance(node.test, ast.Compare):
        yield "condition negated", _with(node, test=_not(node.test))
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from _returned(node.value)
    elif isinstance(node, ast.Raise):
        yield "error swallowed", nothing
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield | ast.Await):
        if isinstance(node.value, ast.Call):
            yield "statement removed", nothing
    elif isinstance(node, ast.AugAssign | ast.Delete) or (
        isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name | ast.Tuple)
    ):
        yield "statement removed", nothing
    elif isinstance(node, ast.Continue):
        yield "continue/break", ast.Break()
    elif isinstance(node, ast.Break):
        yield "continue/break", ast.Continue()
    elif isinstance(node, ast.With) and all(item.optional_vars is None for item in node.items):
        yield "with dropped", ast.If(ast.Constant(True), copy.deepcopy(node.body), [])
    elif isinstance(node, ast.Try) and node.finalbody:
        yield "finally dropped", _with(node, finalbody=[nothing])


def _returned(value: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(value, ast.Constant) and isinstance(value.value, bool | None):
        return  # a changed constant, or nothing to change
    truth = isinstance(value, ast.Compare | ast.BoolOp) or (
        isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
    )
    if truth:
        yield "return negated", ast.Return(_not(value))
    else:
        yield "return None", ast.Return(ast.Constant(None))


def _text(node: ast.BinOp) -> bool:
    ends = (node.left, node.right)
    texts = (ast.JoinedStr, ast.List, ast.Tuple)
    return any(
        isinstance(end, texts) or (isinstance(end, ast.Constant) and isinstance(end.value, str))
        for end in ends
    )


def _with(node: ast.AST, **fields: object) -> ast.AST:
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), copy.deepcopy(test))


def _shown(node: ast.AST) -> str:
    whole = ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))
    return whole if len(whole) <= 160 else f"{whole[:157]}..."
