"""Of several questions asked one after the other, only the newest answer is shown."""

from __future__ import annotations

from collections.abc import Callable


class Newest:
    """Numbers questions; what was to happen after one happens after the answer that is shown.

    A save reads its record again and so does the notice of that save: whichever answer comes
    last, the keyboard still goes where the save sends it.
    """

    def __init__(self) -> None:
        self._asked = 0
        self._then: Callable[[], None] | None = None

    def ask(self, then: Callable[[], None] | None = None) -> int:
        """The number of a new question."""
        self._asked += 1
        self._then = then or self._then
        return self._asked

    def forget(self) -> None:
        """Something else is asked about: what was to happen before does not."""
        self._then = None

    def is_newest(self, asked: int) -> bool:
        """Whether nothing was asked after this."""
        return asked == self._asked

    def go_on(self) -> None:
        """The answer is shown: what was to happen then."""
        then, self._then = self._then, None
        if then is not None:
            then()
