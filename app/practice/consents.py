"""同意 and 情報提供 of the practice centre: standing, ending next month, withdrawn; on three bases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.calendar import wareki
from app.codes import Service
from app.consent.disclosures.actions import end, record
from app.consent.disclosures.rules import DisclosureInput, EndInput
from app.consent.holders.rules import next_month
from app.consent.register.actions import give, withdraw
from app.consent.register.rules import ConsentInput, WithdrawalInput
from app.consent.wordings.defaults import defaults
from app.consent.wordings.rules import CONSENT_FORM
from app.network.organisations.actions import add
from app.network.organisations.queries import search
from app.network.organisations.rules import OrganisationInput
from app.staff.permissions import Permission
from app.storage.records import Episode, Meeting, MeetingMember, MeetingPerson
from app.storage.work import Work

_WORKER = "試作"
_MOST_RICH, _MOST_PLAIN = 3, 6
_HOME = OrganisationInput("disability_facility", "グループホーム みなも", kana="ミナモ")
_CITY = OrganisationInput("welfare_office", "見本市福祉事務所", public=True, kana="ミホンシ")
_CLINIC = OrganisationInput("medical", "こもれびクリニック", kana="コモレビ")
_ROOM = OrganisationInput("multi_agency", "見本市 ふくし総合相談室", kana="ミホンシフクシソウゴウ")
_CARE = OrganisationInput("disability_consultation", "相談支援センター そよかぜ", kana="ソヨカゼ")
_HOSPITAL = OrganisationInput("medical", "見本救急病院", kana="ミホンキュウキュウ")
_HOME_ITEMS = ("identity", "certificate", "disability", "care", "housing")


def add_consents(work: Work, episodes: Sequence[Episode]) -> None:
    """A few cases with the whole of it, some more with one consent."""
    work.require(Permission.DISCLOSE)
    open_ones = [one for one in episodes if one.end is None]
    rich = [
        one
        for one in open_ones
        if one.service == Service.COORDINATION and one.stage in ("decided", "placement")
    ][:_MOST_RICH]
    for episode in rich:
        _Rich(work, episode).fill()
    plain = [one for one in open_ones if one.service == Service.FOLLOW_UP][:_MOST_PLAIN]
    for place, episode in enumerate(plain):
        ends = work.clock.today() + timedelta(days=20 + 60 * place)
        city = office(work, _CITY)
        _give(work, episode, city, ("identity", "income", "housing"), 60, ends)
        _hand(work, episode, city, ("identity", "income"), 55, content="生活保護の申請の相談")


class _Rich:
    """One person of whom several offices know something, each on its own basis."""

    def __init__(self, work: Work, episode: Episode) -> None:
        self.work, self.episode = work, episode
        self.today = work.clock.today()

    def fill(self) -> None:
        """Consents first, then what was handed on, then what became of it."""
        self._home()
        self._city()
        self._clinic()
        self._meeting()
        self._emergency()
        self._returned()

    def _home(self) -> None:
        home = office(self.work, _HOME)
        first, _ = next_month(self.today)
        _give(self.work, self.episode, home, _HOME_ITEMS, 200, first + timedelta(days=19))
        items = ("identity", "certificate", "disability")
        _hand(self.work, self.episode, home, items, 190, content="手帳の写し、入居の申込み")
        _hand(self.work, self.episode, home, ("care", "housing"), 62, way="visit")

    def _city(self) -> None:
        city = office(self.work, _CITY)
        items = ("identity", "income", "housing")
        _give(self.work, self.episode, city, items, 150, self.today + timedelta(days=215))
        _hand(self.work, self.episode, city, ("identity", "income"), 148, way="phone")

    def _clinic(self) -> None:
        """The consent for the clinic was taken back; nobody has said so there yet."""
        clinic = office(self.work, _CLINIC)
        consent = _give(self.work, self.episode, clinic, ("identity", "medical"), 120, None)
        _hand(self.work, self.episode, clinic, ("identity", "medical"), 118, content="服薬の一覧")
        day = wareki.short(self.today - timedelta(days=6))
        withdraw(self.work, consent, WithdrawalInput(day, "面会で", "ほかの病院に替わりたい"))

    def _meeting(self) -> None:
        """A 支援会議 at which a member bound to secrecy heard of it without a consent."""
        room = office(self.work, _ROOM)
        day = self.today - timedelta(days=34)
        meeting = Meeting(kind="support106", day=day, state="held", worker=_WORKER, host_id=room)
        self.work.add(meeting)
        self.work.session.flush()
        self.work.add(
            MeetingPerson(
                meeting_id=meeting.id,
                person_id=self.episode.person_id,
                episode_id=self.episode.id,
            )
        )
        self.work.add(
            MeetingMember(
                meeting_id=meeting.id,
                organisation_id=room,
                secrecy_on=day,
                secrecy_how="signed",
                attendance="attended",
            )
        )
        self.work.session.flush()
        _hand(
            self.work,
            self.episode,
            room,
            ("identity", "disability", "risk"),
            34,
            way="meeting",
            basis="support_meeting",
            meeting_id=meeting.id,
        )

    def _emergency(self) -> None:
        _hand(
            self.work,
            self.episode,
            office(self.work, _HOSPITAL),
            ("identity", "medical"),
            45,
            way="phone",
            basis="life",
            why="意識がはっきりせず、服薬を救急の医師に伝える必要があった。",
        )

    def _returned(self) -> None:
        care = office(self.work, _CARE)
        _give(self.work, self.episode, care, ("identity", "plan"), 100, None)
        shared = _hand(self.work, self.episode, care, ("identity", "plan"), 90)
        day = wareki.short(self.today - timedelta(days=12))
        end(self.work, shared, EndInput("returned", day, "担当の交代で返却"))


def office(work: Work, wanted: OrganisationInput) -> str:
    """The id of a 関係機関, which is added where it is not there yet."""
    found = [one.id for one in search(work, wanted.name) if one.name == wanted.name]
    if found:
        return found[0]
    made = add(work, wanted)
    work.session.flush()
    return made


def _give(
    work: Work,
    episode: Episode,
    organisation: str,
    items: tuple[str, ...],
    days_ago: int,
    ends: date | None,
) -> str:
    made = give(
        work,
        episode.id,
        ConsentInput(
            items=items,
            given_on=wareki.short(work.clock.today() - timedelta(days=days_ago)),
            how="paper",
            organisation_id=organisation,
            purpose="住まいと福祉サービスの調整のため",
            valid_to=wareki.short(ends) if ends else "",
            worker=_WORKER,
            wording=defaults(CONSENT_FORM)[0].text,
        ),
    )
    work.session.flush()
    return made


def _hand(
    work: Work,
    episode: Episode,
    organisation: str,
    items: tuple[str, ...],
    days_ago: int,
    *,
    way: str = "letter",
    basis: str = "consent",
    why: str = "",
    meeting_id: str | None = None,
    content: str = "",
) -> str:
    made = record(
        work,
        DisclosureInput(
            organisation_id=organisation,
            day=wareki.short(work.clock.today() - timedelta(days=days_ago)),
            way=way,
            items=items,
            basis=basis,
            episode_id=episode.id,
            purpose="住まいと福祉サービスの調整のため",
            content=content,
            why=why,
            meeting_id=meeting_id,
            worker=_WORKER,
        ),
    )
    work.session.flush()
    return made
