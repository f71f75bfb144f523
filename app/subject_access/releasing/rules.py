"""What may be released, and what the second person agrees to (pure)."""

from __future__ import annotations

import re
from collections import Counter

from app.calendar import wareki
from app.subject_access.marking.rules import State
from app.subject_access.package import Package
from app.subject_access.rules import Kind, Result

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST = 80
MARK = 12
"""So many digits of the package's SHA-256 stand on the paper, for comparing by eye."""


def refusal(package: Package) -> str:
    """Why nothing can be released yet, in Japanese; '' when it can."""
    request = package.request
    if request.kind is not Kind.DISCLOSURE:
        return (
            "訂正・利用停止の請求には、開示する記録はありません。「決定を記録」を使ってください。"
        )
    if not request.open:
        return "この請求は、もう決まっています。"
    if not package.items:
        return "この人についての記録がありません。"
    changed = [one for one in package.undecided if one.changed]
    if changed:
        named = "、".join(f"{one.item.title} {one.item.day_words}".strip() for one in changed[:3])
        more = f"ほか{len(changed) - 3}件" if len(changed) > 3 else ""
        return (
            f"判断のあとで記録が変わった項目が{len(changed)}件あります（{named}{more}）。"
            "その項目だけ、もう一度判断してください。"
        )
    left = len(package.undecided)
    return f"判断していない項目が、あと{left}件あります。" if left else ""


def about(package: Package) -> str:
    """What the second person is asked about: it names nobody, and this package only."""
    received = wareki.short(package.request.received_on)
    return f"{received}受付・{len(package.items)}項目・照合 {package.sha[:MARK]}"


def counts(package: Package) -> dict[str, int]:
    """State → how many items."""
    found = Counter(str(one.state) for one in package.items)
    return {
        str(state): found.get(str(state), 0) for state in (State.GIVE, State.PART, State.WITHHOLD)
    }


def result(package: Package) -> Result:
    """How the request is decided by releasing this."""
    found = counts(package)
    if not found[State.GIVE] and not found[State.PART]:
        return Result.REFUSED
    return Result.PARTLY if found[State.PART] or found[State.WITHHOLD] else Result.GIVEN


def file_name(number: int, name: str) -> str:
    """The name of an attachment in the folder: its number, and nothing that Windows refuses."""
    safe = _UNSAFE.sub("_", name).strip(" .") or "添付"
    stem, dot, ending = safe.rpartition(".")
    if not stem:
        stem, dot, ending = safe, "", ""
    return f"添付{number:02d}_{stem[:_LONGEST]}{dot}{ending[:10]}"
