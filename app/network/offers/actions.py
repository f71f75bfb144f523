"""Changes to what a 関係機関 offers."""

from __future__ import annotations

from app import codes
from app.network.offers.rules import DOMAINS, CheckedOffer, OfferInput, check_offer
from app.staff.permissions import Permission
from app.storage.records import Organisation, OrganisationOffer
from app.storage.work import Work

_FIELDS = (
    *("domain", "title", "capacity", "vacancy", "vacancy_on", "accepts", "conditions", "note"),
)


def add(work: Work, organisation_id: str, typed: OfferInput) -> str:
    """Keep a new offer and give back its id."""
    work.require(Permission.EDIT_NETWORK)
    offer = OrganisationOffer(organisation_id=work.get(Organisation, organisation_id).id)
    _write(offer, check_offer(typed, work.clock.today()))
    work.add(offer)
    _tell(work, offer, "organisation.offer_added", "社会資源を登録")
    return offer.id


def change(work: Work, offer_id: str, version: int, typed: OfferInput) -> None:
    """Keep what was corrected of an offer, or newly heard of its free places."""
    work.require(Permission.EDIT_NETWORK)
    offer = work.get(OrganisationOffer, offer_id)
    work.check_version(offer, version)
    checked = check_offer(typed, work.clock.today())
    if all(getattr(offer, name) == getattr(checked, name) for name in _FIELDS):
        return
    _write(offer, checked)
    _tell(work, offer, "organisation.offer_changed", "社会資源を訂正")


def remove(work: Work, offer_id: str, version: int) -> None:
    """Take away an offer that there is no more."""
    work.require(Permission.EDIT_NETWORK)
    offer = work.get(OrganisationOffer, offer_id)
    work.check_version(offer, version)
    _tell(work, offer, "organisation.offer_removed", "社会資源を削除")
    work.session.delete(offer)


def _write(offer: OrganisationOffer, checked: CheckedOffer) -> None:
    for name in _FIELDS:
        setattr(offer, name, getattr(checked, name))


def _tell(work: Work, offer: OrganisationOffer, kind: str, words: str) -> None:
    organisation = work.get(Organisation, offer.organisation_id)
    work.touch(organisation)
    work.touch(offer)
    work.tell(
        kind,
        f"{words}：{organisation.name}（{codes.label(DOMAINS, offer.domain)}）",
        subject_kind="organisation",
        subject_id=organisation.id,
        details={"offer": offer.id},
    )
