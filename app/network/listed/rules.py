"""Which 関係機関 the lists of `resources/places/` hold, and under which key each stands (pure)."""

from __future__ import annotations

from functools import cache

from app import places
from app.network.organisations.rules import OrganisationInput, proposes_hidden, proposes_public


@cache
def listed() -> dict[str, OrganisationInput]:
    """Key of the list → what is known: 保護観察所, 矯正施設, 地域生活定着支援センター."""
    found = {
        f"settlement_center:{one.number}": _input(
            "settlement_center", one.name, one.kana, one.prefecture
        )
        for one in places.centers()
    }
    for one in places.probation_offices():
        found[f"probation_office:{one.name}"] = _input(
            "probation_office", one.name, one.kana, one.prefecture
        )
    for one in places.facilities():
        found[f"correctional:{one.name}"] = _input(
            "correctional", one.name, one.kana, one.prefecture, note=one.kind
        )
    return found


def _input(kind: str, name: str, kana: str, prefecture: str, note: str = "") -> OrganisationInput:
    return OrganisationInput(
        kind=kind,
        name=name,
        public=proposes_public(kind),
        kana=kana,
        prefecture=prefecture,
        hidden_address=proposes_hidden(kind),
        note=note,
    )
