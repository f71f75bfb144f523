"""Whether a person may be discussed before those who take part (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.consent.rules import NEVER_GIVEN
from app.meetings.rules import SUPPORT, Sharing, kind_words, sharing

UNKNOWN = "本人が分からないので、同意をとれません。"


@dataclass(frozen=True)
class Standing:
    """How it stands with the consent of one person for one organisation that takes part."""

    organisation_id: str
    organisation: str
    consent: bool
    reason: str = ""
    """Why no consent holds on the day; '' when one does."""


def lacking(kind: str, standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """For whom a consent is missing without which the person cannot be discussed at all."""
    if sharing(kind) is not Sharing.CONSENT:
        return ()
    return tuple(one for one in standings if not one.consent)


def ways_open(known: bool) -> str:
    """What can be done about somebody who has not consented."""
    first = "同意をとって登録する、" if known else ""
    return f"できること: {first}{kind_words(SUPPORT)}として開く、この人を外して開く。"


def discussing_refusal(kind: str, who: str, standings: Iterable[Standing], known: bool) -> str:
    """Why this person cannot be discussed in a meeting of this kind; '' when they can."""
    missing = lacking(kind, standings)
    return (
        f"{who}: {_lacking_words(kind, missing)}{_why(missing)}{ways_open(known)}"
        if missing
        else ""
    )


def lacking_words(kind: str, standings: Iterable[Standing]) -> str:
    """The same below a name and above the buttons of what can be done: neither is said again."""
    missing = lacking(kind, standings)
    if not missing:
        return ""
    reason = _why(missing)
    return _lacking_words(kind, missing) + ("" if reason == NEVER_GIVEN else reason)


def _lacking_words(kind: str, missing: Iterable[Standing]) -> str:
    organisations = "・".join(dict.fromkeys(one.organisation for one in missing))
    return f"{organisations}への同意がないため、{kind_words(kind)}では話せません。"


def _why(missing: tuple[Standing, ...]) -> str:
    """Why no consent holds, where it is the same for all."""
    return missing[0].reason if len({one.reason for one in missing}) == 1 else ""


def standing_words(standings: Iterable[Standing]) -> str:
    """同意あり: 前橋市。同意なし: 例示の家 — for whom there is a consent."""
    given = tuple(standings)
    held = "・".join(dict.fromkeys(one.organisation for one in given if one.consent))
    none = "・".join(dict.fromkeys(one.organisation for one in given if not one.consent))
    words = [f"同意あり: {held}"] if held else []
    return "　".join([*words, f"同意なし: {none}"] if none else words)
