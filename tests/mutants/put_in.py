"""A mutant put into a running program: the code of its function is exchanged where it lives."""

from __future__ import annotations

import ast
import functools
import gc
import os
import sys
from collections import defaultdict
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tests.mutants.mutating import Mutant, mutated
from tests.mutants.packages import ROOT

Key = tuple[str, int]
_functions: dict[str, list[FunctionType]] = defaultdict(list)
"""By the file they are written in."""
_caches: list[functools._lru_cache_wrapper[Any]] = []


class NotInPlace(Exception):
    """The change needs the module to be imported anew."""


class WouldNotStart(Exception):
    """The changed module cannot be imported at all."""


def look_through() -> None:
    """Note what may be exchanged, once, before the forks: to each it would cost a copy of the memory."""
    gc.collect()
    gc.unfreeze()
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType):
            if thing.__code__.co_filename.startswith(f"{ROOT}{os.sep}app"):
                _functions[thing.__code__.co_filename].append(thing)
        elif isinstance(thing, functools._lru_cache_wrapper) and _ours(thing):
            _caches.append(thing)
    gc.freeze()


def changed_text(mutant: Mutant) -> str:
    """The whole file with the change, as Python would write it."""
    text = (ROOT / mutant.path).read_text(encoding="utf-8")
    return ast.unparse(mutated(text, mutant))


def put_in(mutant: Mutant, text_file: Path) -> None:
    """Exchange it in this process, and announce it to the processes that this one starts."""
    path = ROOT / mutant.path
    tree = mutated(path.read_text(encoding="utf-8"), mutant)
    announce(mutant, text_file)
    for cached in _caches:
        cached.cache_clear()
    if not mutant.function:
        _rebind(tree, mutant)
        return
    wanted = _codes_below(_outermost(compile(tree, str(path), "exec"), mutant.function))
    exchanged = 0
    for function in _functions.get(str(path), ()):
        new = wanted.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if new is not None:
            try:
                function.__code__ = new
            except ValueError as error:  # it closes over other names than before
                raise NotInPlace(str(error)) from error
            exchanged += 1
    if not exchanged:
        raise NotInPlace(f"{mutant.function} is not there as a function")


def _ours(thing: object) -> bool:
    return (getattr(thing, "__module__", "") or "").startswith(("app", "tests."))


def _rebind(tree: ast.Module, mutant: Mutant) -> None:
    """A changed constant, for every module that has it by its name."""
    name = mutant.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    module = sys.modules.get(name)
    for node in tree.body:
        if node.lineno <= mutant.line <= (node.end_lineno or node.lineno):
            break
    else:
        raise NotInPlace("no statement is there")
    simple = isinstance(node, ast.AnnAssign) or (
        isinstance(node, ast.Assign) and all(isinstance(t, ast.Name) for t in node.targets)
    )
    if module is None or not simple:
        raise NotInPlace("a definition, not a constant")
    if _made_of(node, tree):
        raise NotInPlace("other constants of the file were made of it at the import")
    anew: dict[str, Any] = {}
    try:
        exec(compile(ast.Module([node], []), mutant.path, "exec"), {**vars(module)}, anew)
    except Exception as error:
        raise WouldNotStart(repr(error)) from error
    for constant, value in anew.items():
        before = getattr(module, constant)
        for other in [m for n, m in sys.modules.items() if n.startswith(("app", "tests"))]:
            if vars(other).get(constant) is before:
                setattr(other, constant, value)


def _made_of(constant: ast.stmt, tree: ast.Module) -> bool:
    """Whether another statement of the file reads what this one names while the file is imported."""
    stored = (one for one in ast.walk(constant) if isinstance(one, ast.Name))
    names = {one.id for one in stored if isinstance(one.ctx, ast.Store)}
    return any(
        isinstance(one, ast.Name) and one.id in names and isinstance(one.ctx, ast.Load)
        for other in tree.body
        if other is not constant
        for part in _read_at_import(other)
        for one in ast.walk(part)
    )


def _read_at_import(statement: ast.stmt) -> list[ast.AST]:
    """The statement; of a function what is evaluated where it is defined."""
    if not isinstance(statement, ast.FunctionDef):
        return [statement]
    given = [one for one in statement.args.kw_defaults if one is not None]
    return [*statement.decorator_list, *statement.args.defaults, *given]


def announce(mutant: Mutant, text_file: Path) -> None:
    """For `subprocesses/sitecustomize.py`."""
    text_file.write_text(changed_text(mutant), encoding="utf-8")
    os.environ["MUTANT_FILE"] = str(ROOT / mutant.path)
    os.environ["MUTANT_TEXT"] = str(text_file)


def _outermost(code: CodeType, function: str) -> CodeType:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_qualname == function and inner.co_flags & 0x2:  # a function, not a class
                return inner
            if function.startswith(f"{inner.co_qualname}."):
                return _outermost(inner, function)
    raise NotInPlace(f"no {function} in the changed file")


def _codes_below(code: CodeType) -> dict[Key, CodeType]:
    found = {(code.co_qualname, code.co_firstlineno): code}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            found.update(_codes_below(inner))
    return found
