"""前橋保護観察所 asks 群馬, 群馬 asks 島根, 島根 takes the lead on the release day and follows up.

群馬 in a file and on a server, the others in files, letters as files between them; both months'
figures come out right, and the 保護観察所 has what was written to it and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from app.cases.requirements import rules as requirements
from app.cases.requirements.actions import record
from app.cases.requirements.rules import RequirementInput
from app.cases.selection.actions import decide
from app.cases.selection.rules import SelectionInput
from app.codes import Service
from app.handoff.accepting.actions import AcceptInput, accept, take_over
from app.handoff.accepting.queries import changes
from app.handoff.carrying.rounds import go_round
from app.handoff.exchange.queries import standing, standings
from app.handoff.exchange.state import Phase
from app.handoff.letters.body import Share
from app.handoff.letters.kinds import ExchangeKind, LetterKind, Side
from app.handoff.overview.queries import exchange_page
from app.handoff.partners.actions import make_own_keys
from app.handoff.partners.queries import partners
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.storage.records import Disclosure, KeptLetter
from tests.cases.one_case import YOMOGI
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import consented, introduce
from tests.scenarios.walk import Walk

K = LetterKind
GUNMA, SHIMANE = "群馬県地域生活定着支援センター", "島根県地域生活定着支援センター"
BUREAU = "前橋保護観察所"
ITEMS = ("assessment", "custody", "disability", "housing", "identity", "offence")
RELEASE = date(2026, 12, 24)


@dataclass
class Office(Walk):
    """One office of the three."""

    name: str = ""

    def partner(self, name: str) -> str:
        """The id of a partner."""
        return next(one.id for one in self.read(partners) if one.name == name)

    def exchange(self, name: str) -> str:
        """The exchange with a partner."""
        return next(one.id for one in self.read(standings) if one.partner.name == name)

    def phase(self, name: str) -> Phase:
        """How far it has come."""
        state = self.read(standing, self.exchange(name)).state
        assert state is not None
        return state.phase

    def lead(self, name: str, day: date) -> Side:
        """Who leads on a day as this office sees it."""
        state = self.read(standing, self.exchange(name)).state
        assert state is not None
        return state.lead.on(day)

    def write(self, to: str, kind: LetterKind, **typed: Any) -> str:
        """A letter to a partner; what it answers is found in what can be answered."""
        exchange = self.exchange(to)
        targets = self.read(exchange_page, exchange).actions[kind].targets
        if targets:
            typed.setdefault("of", targets[-1].id)
            typed.setdefault("reply_to", targets[-1].id)
        return self.do(writing.write, exchange, kind, WriteInput(**typed))


@dataclass
class Three:
    """The offices and the folder they share."""

    bureau: Office
    gunma: Office
    shimane: Office
    folder: Any

    def on(self, month: int, day: int) -> None:
        """The same day everywhere, and the letters go round until nothing moves."""
        for office in (self.bureau, self.gunma, self.shimane):
            office.on(2026, month, day)
        self.round()

    def round(self) -> None:
        """Carry letters until nothing is new."""
        moving = True
        while moving:
            moving = False
            for office in (self.bureau, self.gunma, self.shimane):
                done = go_round(office.opened.office, office.opened.actor, self.folder)
                assert {one.code for one in done.left} <= {"not_for_us"}
                assert done.held == ()
                moving = moving or bool(done.taken or done.written)


@pytest.fixture
def three(
    bureau: OpenedOffice, opened: OpenedOffice, shimane: OpenedOffice, tmp_path: Any
) -> Three:
    named = ((bureau, BUREAU), (opened, GUNMA), (shimane, SHIMANE))
    offices = [Office(one, name=name) for one, name in named]
    for office in offices:
        office.on(2026, 10, 1).do(make_own_keys)
    first, second, third = offices
    kinds = {BUREAU: "probation_office"}
    for one, other in ((first, second), (second, first), (second, third), (third, second)):
        kind = kinds.get(other.name, "settlement_center")
        introduce(one.opened, other.opened, other.name, kind, day="R8.10.1")
    folder = tmp_path / "共有"
    folder.mkdir()
    return Three(first, second, third, folder)


def asked_by_the_bureau(three: Three) -> None:
    """The six requirements are found, and 群馬 is asked."""
    bureau = three.bureau
    bureau.begin(
        *("case", YOMOGI, Service.ADJUSTMENT),
        {"start": "R8.9.1", "facility": "前橋刑務所", "term_end": "R8.12.23", "elderly": True},
    )
    case = bureau.ids["case"]
    for code in requirements.asked(None):
        typed = {code: RequirementInput("met", "保護観察所", "R8.10.1")}
        bureau.do(record, case, typed, {code: 0})
    bureau.do(decide, case, "", SelectionInput("special", "R8.10.1"))
    consent = consented(bureau.opened, case, ITEMS)
    typed = WriteInput(
        asked="面接と受入先の調整をお願いします。",
        items=ITEMS,
        basis=BasisInput("consent", consent),
    )
    to = bureau.partner(GUNMA)
    bureau.do(writing.begin, case, to, ExchangeKind.SPECIAL, typed)


def test_from_the_request_of_the_bureau_to_the_end_in_shimane(three: Three) -> None:
    taken_up_in_gunma(three)
    gunma_asks_shimane(three)
    the_bureau_is_told(three)
    the_lead_passes(three)
    released_and_followed_up(three)
    counted(three)
    only_its_own(three)


def taken_up_in_gunma(three: Three) -> None:
    """The request becomes a case, and the person is met."""
    bureau, gunma = three.bureau, three.gunma
    asked_by_the_bureau(three)
    three.on(10, 5)
    answer = WriteInput(text="面接は10月15日の予定です。")
    case = AcceptInput(number="R8-C-021", answer=answer)
    gunma.ids["co"] = gunma.do(accept, gunma.exchange(BUREAU), case)
    values = gunma.page("co").episode.values
    assert (values["kubun"], values["area"], values["facility"]) == (
        *("special", "own"),
        "前橋刑務所",
    )
    three.on(10, 15)
    assert bureau.phase(GUNMA) is Phase.ACCEPTED
    gunma.contact("co", "R8.10.15", "interview", "90", "島根に帰りたい")


def gunma_asks_shimane(three: Three) -> None:
    """島根 asks back, and accepts."""
    gunma, shimane = three.gunma, three.shimane
    consent = consented(gunma.opened, gunma.ids["co"], ITEMS, SHIMANE)
    basis = BasisInput("consent", consent)
    typed = WriteInput(asked="松江市での受入先の調整", items=ITEMS, basis=basis)
    to = gunma.partner(SHIMANE)
    gunma.do(writing.begin, gunma.ids["co"], to, ExchangeKind.COOPERATION, typed)
    three.on(11, 9)
    shimane.write(GUNMA, K.QUESTION, text="服薬管理は本人ができますか")
    three.on(11, 12)
    gunma.write(SHIMANE, K.ANSWER, text="週1回の訪問看護があれば可能です")
    three.on(11, 13)
    case = AcceptInput(number="R8-広-3", worker="見本 葉子", answer=WriteInput(text="受けます"))
    shimane.ids["co"] = shimane.do(accept, shimane.exchange(GUNMA), case)
    assert shimane.page("co").episode.values["area"] == "received"
    shimane.contact("co", "R8.11.13", "phone", "20", "グループホームに打診")
    given = Share("placement", "doing", "2件打診中")
    shimane.write(GUNMA, K.QUESTION, text="見学できますか", shares=(given,))
    three.on(11, 18)
    assert gunma.lead(SHIMANE, RELEASE) is shimane.lead(GUNMA, RELEASE) is Side.ASKING


def the_bureau_is_told(three: Three) -> None:
    """What it may be told, and no more."""
    gunma = three.gunma
    consent = consented(gunma.opened, gunma.ids["co"], ("housing", "plan"), BUREAU)
    gunma.write(
        *(BUREAU, K.PLAN),
        text="松江市のグループホームを第一候補とします",
        items=("housing", "plan"),
        basis=BasisInput("consent", consent),
    )


def the_lead_passes(three: Three) -> None:
    """Offered, taken, passed: from the day of the release on."""
    gunma, shimane = three.gunma, three.shimane
    shimane.step("co", "placement")
    shimane.step("co", "decided", dest_kind="group_home", dest_name="見本ホーム")
    gunma.write(SHIMANE, K.OFFER_LEAD, day="R8.12.24", text="釈放の日から")
    three.on(12, 1)
    shimane.write(GUNMA, K.TAKE_LEAD)
    three.on(12, 2)
    gunma.write(SHIMANE, K.PASS_LEAD)
    assert shimane.lead(GUNMA, RELEASE) is Side.ASKING
    three.on(12, 3)
    for office, other in ((gunma, SHIMANE), (shimane, GUNMA)):
        assert office.lead(other, date(2026, 12, 23)) is Side.ASKING
        assert office.lead(other, RELEASE) is Side.ASKED


def released_and_followed_up(three: Three) -> None:
    """The release; 島根 follows up, 群馬 takes over what changed, and it ends."""
    gunma, shimane = three.gunma, three.shimane
    three.on(12, 24)
    days = {"move": "R8.12.24", "release": "R8.12.24", "release_reason": "full_term"}
    shimane.ids["fu"] = str(shimane.step("co", "moved", **days))
    shimane.step("co", "closed", end="R8.12.24", end_reason="placed")
    consent = consented(shimane.opened, shimane.ids["fu"], ("custody", "housing"), GUNMA)
    told = shimane.write(
        *(GUNMA, K.PROGRESS),
        text="きょう入居しました",
        items=("custody", "housing"),
        basis=BasisInput("consent", consent),
    )
    assert told
    three.round()
    news = next(
        one.id
        for one in gunma.read(standing, gunma.exchange(SHIMANE)).kept
        if one.letter.kind is K.PROGRESS
    )
    assert {one.name for one in gunma.read(changes, news)} >= {"release"}
    version = gunma.page("co").episode.version
    gunma.do(take_over, news, version, ("release", "dest_name"))
    shimane.write(GUNMA, K.END, day="R8.12.24", reason="地域の機関へ引き継ぎました")
    three.on(12, 25)
    assert gunma.phase(SHIMANE) is shimane.phase(GUNMA) is Phase.CLOSED


def counted(three: Three) -> None:
    """November and December at both centres, by role."""
    gunma, shimane = three.gunma.counted(2026, 11), three.shimane.counted(2026, 11)
    co, fu = "works.コーディネート", "works.フォローアップ"
    assert (gunma.number(f"{co}.carried"), gunma.number(f"{co}.open")) == (1, 1)
    assert (shimane.number(f"{co}.new"), shimane.number(f"{co}.open")) == (1, 1)
    december = three.shimane.counted(2026, 12)
    assert (december.number(f"{co}.closed"), december.number(f"{fu}.new")) == (1, 1)
    roles = {"gunma": _roles(gunma), "shimane": _roles(shimane)}
    assert roles == {"gunma": {"他県へ依頼": 1}, "shimane": {"他県から受理": 1}}


def _roles(found: Any) -> dict[str, int]:
    """The words of 広域 under コーディネート, with how many were supported in the month."""
    base = "works.コーディネート.area_supported"
    paths = [path for path in found.paths() if path.startswith(f"{base}.")]
    return {
        path.removeprefix(f"{base}."): found.number(path) for path in paths if found.number(path)
    }


def only_its_own(three: Three) -> None:
    """The 保護観察所 has its exchange with 群馬, and 島根 has nothing of that one."""
    bureau = [one.partner.name for one in three.bureau.read(standings)]
    assert bureau == [GUNMA]
    assert [one.partner.name for one in three.shimane.read(standings)] == [GUNMA]
    said = [
        one.body.text
        for one in three.bureau.read(standing, three.bureau.exchange(GUNMA)).kept
        if one.body is not None and one.body.text
    ]
    assert "松江市のグループホームを第一候補とします" in said
    assert not any("服薬" in words or "入居" in words for words in said)
    count = three.bureau.read(lambda r: r.session.query(KeptLetter).count())
    sent = three.gunma.read(
        lambda r: (
            r.session.query(KeptLetter).filter_by(exchange_id=three.gunma.exchange(BUREAU)).count()
        )
    )
    assert count <= sent + 1  # a last receipt may still be under way
    recorded = three.gunma.read(lambda r: r.session.query(Disclosure).count())
    assert recorded == 2  # the request to 島根 and the plan for the bureau
