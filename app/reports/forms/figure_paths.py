"""Paths into the figures of one period, as forms name them: `works.コーディネート.new`."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import FileProblem

REST = "@rest"
"""Last step of a path: every category of that mapping which the form does not name itself."""

CATEGORY_MAPS = frozenset(
    f"{name}{suffix}"
    for name in ("sex", "disability", "source", "kubun", "area", "focus")
    for suffix in ("", "_new", "_closed", "_supported")
) | {"by_kind", "by_kubun", "by_means", "by_work", "destination", "disposition", "end_reason"}
"""Mappings that leave out a category which did not occur."""

_AGGREGATES = frozenset({"sum4", "any4", "none4"})
_LEAST_DEPTH_OF_OPTIONAL_MAP = 2


def lookup(
    figures: Mapping[str, object], path: str, *, claimed: frozenset[str] = frozenset()
) -> int:
    """The figure at `path` ('+' adds); a category left out is 0, an unknown path is refused.

    `claimed` holds the single paths a form names itself; a final `@rest` step adds the others.
    """
    return sum(_single(figures, part, claimed) for part in split_sum(path))


def split_sum(path: str) -> tuple[str, ...]:
    """The single paths of a sum."""
    return tuple(part.strip() for part in path.split("+"))


def unnamed_categories(figures: Mapping[str, object], paths: frozenset[str]) -> tuple[str, ...]:
    """Categories that occurred beside those in `paths` but are named by none of them."""
    found: set[str] = set()
    for parent in {path.rpartition(".")[0] for path in paths}:
        if parent.rpartition(".")[2] not in CATEGORY_MAPS or f"{parent}.{REST}" in paths:
            continue
        node = _descend(figures, parent)
        if isinstance(node, Mapping):
            found |= {
                f"{parent}.{name}"
                for name, number in node.items()
                if name not in _AGGREGATES and isinstance(number, int) and number
            }
    return tuple(sorted(found - paths))


def _descend(figures: Mapping[str, object], path: str) -> object:
    node: object = figures
    for step in path.split("."):
        node = node.get(step) if isinstance(node, Mapping) else None
    return node


def _single(figures: Mapping[str, object], path: str, claimed: frozenset[str]) -> int:
    node: object = figures
    parent = ""
    steps = path.split(".")
    for depth, step in enumerate(steps):
        if not isinstance(node, Mapping):
            raise _unknown(path)
        if step == REST:
            return _rest(node, ".".join(steps[:depth]), claimed)
        if step not in node:
            optional = depth >= _LEAST_DEPTH_OF_OPTIONAL_MAP and step in CATEGORY_MAPS
            if parent in CATEGORY_MAPS or optional:
                return 0
            raise _unknown(path)
        parent, node = step, node[step]
    if not isinstance(node, int) or isinstance(node, bool):
        raise _unknown(path)
    return node


def _rest(node: Mapping[str, object], parent: str, claimed: frozenset[str]) -> int:
    if parent.rpartition(".")[2] not in CATEGORY_MAPS:
        raise _unknown(f"{parent}.{REST}")
    return sum(
        number
        for name, number in node.items()
        if isinstance(number, int) and name not in _AGGREGATES and f"{parent}.{name}" not in claimed
    )


def _unknown(path: str) -> FileProblem:
    return FileProblem(
        f"様式の定義にある集計「{path}」は、この版の集計にありません。"
        "報告書は作っていません。データはそのままです。"
        "様式の画面で選び直すか、form.toml の figure の書き方を直してください。",
        where=path,
    )
