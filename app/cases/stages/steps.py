"""Steps that were taken: which still stand, and which of them may be taken back (訂正)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.cases.stage_order import CLOSED


class Step(Protocol):
    """What is known of a step that was taken."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def from_stage(self) -> str:
        """The stage before."""
        ...

    @property
    def to_stage(self) -> str:
        """The stage after."""
        ...

    @property
    def source(self) -> str:
        """'hand' or 'ledger'."""
        ...

    @property
    def corrects_id(self) -> str | None:
        """The wrong step that this one takes back."""
        ...


def last_standing(steps: Sequence[Step]) -> Step | None:
    """The newest step that was not taken back; `steps` are in the order in which they were taken."""
    undone = {step.corrects_id for step in steps if step.corrects_id}
    left = [step for step in steps if not step.corrects_id and step.id not in undone]
    return left[-1] if left else None


def take_back_refusal(steps: Sequence[Step], stage: str) -> str:
    """Why the last step cannot be taken back; '' when it can."""
    last = last_standing(steps)
    if last is None or last.to_stage != stage:
        return "取り消せる段階の記録がありません。段階を進めるか、終了して記録し直してください。"
    if last.source == "ledger":
        return "台帳の取込みで進んだ段階です。取込みの画面で、その取込みを取り消してください。"
    if last.from_stage == CLOSED:
        return "再開を取り消すには、「終了にする」で終了日と終了事由を入力してください。"
    return ""
