"""How the rules of the house are written: a source file, its findings, where a module may be used."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its place below the project's root and its text."""

    path: str
    text: str = field(repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    def under(self, *folders: str) -> bool:
        return any(self.path == place or self.path.startswith(f"{place}/") for place in folders)

    @cached_property
    def pure(self) -> bool:
        """Whether the house calls this a pure module."""
        pure_name = self.name == "rules.py" or self.name.startswith("stage")
        inner = self.under("app") and not self.under("app/ui", "app/commands")
        return inner and (pure_name or self.under("app/calendar"))

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """Every imported module, and `module.name` for each name taken from one."""
        package, found = list(PurePosixPath(self.path).parent.parts), []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                near = package[: len(package) - node.level + 1] if node.level else []
                module = ".".join([*near, *([node.module] if node.module else [])])
                found += [(node.lineno, f"{module}.{alias.name}") for alias in node.names]
        return found

    @cached_property
    def calls(self) -> list[tuple[int, str]]:
        """Every call as dotted text: `open`, `session.commit`, `date.today`, `….write`."""
        found = (node for node in self.nodes if isinstance(node, ast.Call))
        return [(node.lineno, dotted(node.func)) for node in found]

    def functions(self) -> Iterator[Function]:
        for node in self.nodes:
            if isinstance(node, Function):
                yield node


def dotted(expression: ast.expr) -> str:
    """A name with what it is looked up in; `…` stands for whatever is no name.

    `ast.unparse` would write the whole chain of calls before it anew at each of them.
    """
    names: list[str] = []
    while isinstance(expression, ast.Attribute):
        names.append(expression.attr)
        expression = expression.value
    names.append(expression.id if isinstance(expression, ast.Name) else "…")
    return ".".join(reversed(names))


Finding = tuple[int, str]
Check = Callable[[Source], Iterator[Finding]]


def inside(name: str, module: str) -> bool:
    """Whether `name` is `module` or lies in it."""
    return name == module or name.startswith(f"{module}.")


def only_in(modules: str, allowed: Callable[[Source], bool], where: str) -> Check:
    """A rule: the modules are imported nowhere in app/ but where `allowed` says."""

    def check(source: Source) -> Iterator[Finding]:
        if source.under("app") and not allowed(source):
            for line, name in source.imports:
                if any(inside(name, module) for module in modules.split()):
                    yield line, f"imports {name}, allowed only {where}"

    return check


def places(*paths: str) -> Callable[[Source], bool]:
    return lambda source: source.under(*paths)


Example = tuple[str, str]
Rule = tuple[Check, list[Example], list[Example]]
"""The check, sources it must refuse, sources it must let pass."""
