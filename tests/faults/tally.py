"""What a run of the fault suite found: one line per operation and fault."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Tally:
    """One operation under one kind of fault: how often, and how often something went wrong."""

    operation: str
    fault: str
    tried: int = 0
    lost: int = 0
    """What was acknowledged is gone."""
    half: int = 0
    """Neither before nor after, or not to be opened any more."""
    silent: int = 0
    """Something differs, or failed, and nobody was told."""
    plain: int = 0
    """Words of a case lie somewhere as plain text, or in a message, or a file is left over."""
    told: list[str] = field(default_factory=list)
    """What went wrong, for whoever has to mend it."""
    unclear: list[str] = field(default_factory=list)
    """Failures that were told, but not in words for the user."""
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether something was tried and nothing went wrong."""
        wrong = self.lost + self.half + self.silent + self.plain + len(self.told)
        return self.tried > 0 and not wrong

    def wrong(self, kind: str, words: str) -> None:
        """Count one that went wrong: `lost`, `half`, `silent` or `plain`."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.told.append(f"{kind}: {words}")
