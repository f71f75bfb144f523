"""What is said of figures whose records are not whole."""

from __future__ import annotations

_EARLIER = "この期間の記録はそろっていません。前の年度に終わったケースが入っていないためです。"
_LATER = "この期間には、まだ記録がありません。前から続いているケースだけを数えています。"


def incomplete_words(*, after_records: bool) -> str:
    """Why figures of a period are for reference only: it lies before what is on record, or after it."""
    return _LATER if after_records else _EARLIER
