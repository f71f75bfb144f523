"""段階: the stages of each 業務 and the one table of moves between them (pure).

Nothing else writes a stage. A case goes forward along the table, is closed with a 終了事由 that its
stage allows, is reopened, or goes one step back with a reason; a move that was wrong is taken back
(訂正). 台帳取込 sets the stage that the ledger's columns show.
"""

from app.cases.stage_order import CLOSED, OPEN, ORDER
from app.cases.stages.closings import CLOSINGS, Closing, closing_refusal, closings_from
from app.cases.stages.moves import (
    MOVES,
    Move,
    find,
    first,
    moves_from,
    why_not,
)
from app.cases.stages.shown import from_ledger
from app.cases.stages.standing import Scope, asked_by, deadlines_at, missing, refusal

__all__ = [
    "CLOSED",
    "CLOSINGS",
    "MOVES",
    "OPEN",
    "ORDER",
    "Closing",
    "Move",
    "Scope",
    "asked_by",
    "closing_refusal",
    "closings_from",
    "deadlines_at",
    "find",
    "first",
    "from_ledger",
    "missing",
    "moves_from",
    "refusal",
    "why_not",
]
