"""What an office of the program is: a 地域生活定着支援センター or a 保護観察所, and what it offers (pure)."""

from __future__ import annotations

from enum import StrEnum

from app.codes import CENTRE_SERVICES, PROBATION_SERVICES, Service, label


class OfficeKind(StrEnum):
    """The two kinds of office, as set-up keeps them."""

    CENTRE = "centre"
    PROBATION = "probation"


SERVICES: dict[OfficeKind, tuple[Service, ...]] = {
    OfficeKind.CENTRE: CENTRE_SERVICES,
    OfficeKind.PROBATION: PROBATION_SERVICES,
}
"""Which episodes an office opens, lists and offers: the one table of it."""

NOT_OFFERED: dict[OfficeKind, dict[str, str]] = {
    OfficeKind.CENTRE: {},
    OfficeKind.PROBATION: {
        "report": "都道府県への報告は、地域生活定着支援センターの画面です。",
        "admin": "台帳の取込みと書出しは、地域生活定着支援センターの台帳のためのものです。",
        "signals": "端緒は、地域生活定着支援センターの画面です。",
    },
}
"""Places of the window (and leaves of 関係機関) that make no sense in an office of a kind, and why."""


_DIRECTOR = {OfficeKind.CENTRE: "センター長", OfficeKind.PROBATION: "責任者"}


def director(kind: OfficeKind | str) -> str:
    """What the person is called who may do everything in an office of this kind."""
    return _DIRECTOR[OfficeKind(kind)]


def offers(kind: OfficeKind, service: Service) -> bool:
    """Whether an office of this kind has such episodes."""
    return service in SERVICES[kind]


def not_offered(kind: OfficeKind, place: str) -> str:
    """Why a place is not there in an office of this kind; '' where it is."""
    return NOT_OFFERED[kind].get(place, "")


def service_refusal(kind: OfficeKind, service: Service) -> str:
    """Why an episode cannot be opened in an office of this kind; '' when it can."""
    if offers(kind, service):
        return ""
    ways = "・".join(label("service", one) for one in SERVICES[kind])
    return (
        f"{label('service', service)}は、この事務所の業務ではありません。{ways}から選んでください。"
    )
