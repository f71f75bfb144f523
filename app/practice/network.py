"""関係機関 of the practice centre: every name, number and offer is made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.calendar import wareki
from app.calendar.fiscal import fiscal_year_of
from app.network.contacts.actions import add as add_contact
from app.network.contacts.rules import ContactInput
from app.network.experience.actions import add as add_note
from app.network.experience.rules import NoteInput
from app.network.municipalities.actions import write
from app.network.municipalities.rules import YearInput
from app.network.offers.actions import add as add_offer
from app.network.offers.rules import OfferInput
from app.network.organisations.actions import add
from app.network.organisations.rules import OrganisationInput, proposes_public
from app.staff.permissions import Permission
from app.storage.work import Work

CITY, TOWN = "10201", "10202"
_FLAGS = ("elderly", "physical", "intellectual", "psychiatric")
_NOTE, _YEAR_NOTE = "練習用の架空の機関", "練習用の架空の記録"


@dataclass(frozen=True)
class MadeUpOrganisation:
    """A 関係機関 with what it offers, who is there, and what was experienced."""

    facts: OrganisationInput
    offers: tuple[OfferInput, ...] = ()
    contact: tuple[str, str] = ("", "")
    note: str = ""
    heard: int = 0
    """How many days ago its free places were heard of."""


def _one(kind: str, name: str, kana: str, town: str, number: int) -> OrganisationInput:
    return OrganisationInput(
        kind=kind,
        name=name,
        public=proposes_public(kind),
        kana=kana,
        municipality=town,
        address=f"見本町{number}丁目",
        phone=f"000-000-{number:04}",
        hours="平日 8:30〜17:15",
        note=_NOTE,
    )


def _home(title: str, full: str, free: str, accepts: tuple[str, ...], words: str) -> OfferInput:
    return OfferInput("housing", title, full, free, accepts=accepts, conditions=words)


ORGANISATIONS: tuple[MadeUpOrganisation, ...] = (
    MadeUpOrganisation(
        _one("rehabilitation_facility", "更生保護法人 あさぎり会", "アサギリカイ", CITY, 1),
        (_home("居室（個室）", "20", "3", ("released", "same_day", "no_guarantor"),
               "自立準備の間、おおむね6か月まで"),),
        ("例示 施設長", "施設長"), "釈放の前日までに電話すると、当日の受入れに応じてもらえた。", 6,
    ),
    MadeUpOrganisation(
        _one("self_reliance_home", "自立準備ホーム ひなた", "ヒナタ", CITY, 2),
        (_home("アパート型の個室", "6", "1", ("released", "no_guarantor", "psychiatric"),
               "家事が自分でできる人"),),
        ("模擬 世話人", "世話人"), "夜間の見守りはない。通院の同行は相談できる。", 12,
    ),
    MadeUpOrganisation(
        _one("disability_facility", "グループホーム みなも", "ミナモ", CITY, 3),
        (_home("共同生活援助（日中支援型）", "10", "2",
               ("intellectual", "psychiatric", "released", "welfare_rate"),
               "障害支援区分3以上。体験利用を2泊から"),
         OfferInput("activity", "併設の生活介護", "20", "4", accepts=("intellectual",))),
        ("雛形 管理者", "サービス管理責任者"), "体験利用の前に面接に来てくれた。", 20,
    ),
    MadeUpOrganisation(
        _one("disability_facility", "障害者支援施設 やまびこ園", "ヤマビコエン", TOWN, 4),
        (_home("施設入所支援", "40", "0", ("intellectual", "physical", "wheelchair"),
               "区分4以上。待機あり"),),
        ("仮名 相談員", "生活支援員"), "", 90,
    ),
    MadeUpOrganisation(
        _one("elderly_facility", "養護老人ホーム 松風荘", "マツカゼソウ", CITY, 5),
        (_home("養護老人ホーム（措置）", "50", "2", ("elderly", "no_guarantor"),
               "市の措置の決定が要る。65歳以上"),),
        ("試作 生活相談員", "生活相談員"), "措置の前の見学に、休日でも応じてもらえた。", 33,
    ),
    MadeUpOrganisation(
        _one("protection_facility", "救護施設 ふもと寮", "フモトリョウ", TOWN, 6),
        (_home("救護施設", "60", "1", (*_FLAGS, "released", "no_guarantor", "welfare_rate"),
               "福祉事務所を通す"),),
        ("例示 主任", "主任指導員"), "", 15,
    ),
    MadeUpOrganisation(
        _one("housing", "居住支援法人 すまいの窓", "スマイノマド", CITY, 7),
        (OfferInput("housing", "保証人のいない人の部屋探し",
                    accepts=("no_guarantor", "welfare_rate", "released", "ask_first"),
                    conditions="緊急連絡先は定着支援センターでよい"),),
        ("模擬 代表", "代表"), "内見に同行してもらえた。",
    ),
    MadeUpOrganisation(
        _one("medical", "こもれびクリニック", "コモレビ", CITY, 8),
        (OfferInput("medical", "精神科の外来", accepts=("psychiatric", "developmental", "released"),
                    conditions="初診は紹介状があると早い"),
         OfferInput("addiction", "アルコール・薬物の外来プログラム", accepts=("addiction",))),
        ("仮名 精神保健福祉士", "地域連携室"), "診断書を2週間で書いてもらえた。",
    ),
    MadeUpOrganisation(
        _one("addiction_support", "見本ダルク", "ミホンダルク", TOWN, 9),
        (OfferInput("addiction", "ミーティング・通所", accepts=("addiction", "released"),
                    conditions="見学は毎週水曜"),),
    ),
    MadeUpOrganisation(
        _one("daytime_service", "就労継続支援B型 ひだまり", "ヒダマリ", CITY, 10),
        (OfferInput("activity", "就労継続支援B型", "20", "5",
                    accepts=("intellectual", "psychiatric", "released")),),
        ("雛形 職業指導員", "職業指導員"), "短い時間から始められた。", 8,
    ),
    MadeUpOrganisation(
        _one("welfare_office", "見本市福祉事務所", "ミホンシ", CITY, 11),
        (OfferInput("income", "生活保護の相談・申請", conditions="釈放日の申請は前日に連絡する"),),
        ("例示 主査", "保護課"), "現在地での申請を受けてもらえた。",
    ),
    MadeUpOrganisation(
        _one("comprehensive_support", "見本市中央地域包括支援センター", "ミホンシチュウオウ", CITY, 12),
        (OfferInput("care", "介護保険の申請・ケアマネジャーの紹介", accepts=("elderly",)),),
    ),
    MadeUpOrganisation(
        _one("disability_consultation", "相談支援センター そよかぜ", "ソヨカゼ", CITY, 13),
        (OfferInput("care", "サービス等利用計画", accepts=("intellectual", "psychiatric", "physical")),),
        ("試作 相談支援専門員", "相談支援専門員"), "刑務所での面接に同行してもらえた。",
    ),
    MadeUpOrganisation(
        _one("social_welfare_council", "見本市社会福祉協議会", "ミホンシシャキョウ", CITY, 14),
        (OfferInput("money", "日常生活自立支援事業", accepts=("elderly", "intellectual")),
         OfferInput("family", "地域の居場所・参加支援")),
        ("模擬 係長", "地域福祉係"), "",
    ),
    MadeUpOrganisation(
        _one("multi_agency", "見本市 ふくし総合相談室", "ミホンシフクシソウゴウ", CITY, 15),
        (), ("仮名 調整員", "多機関協働の調整"), "",
    ),
    MadeUpOrganisation(
        _one("water_utility", "見本市水道局", "ミホンシスイドウ", CITY, 16),
    ),
    MadeUpOrganisation(
        _one("lawyer", "例示法律事務所", "レイジ", CITY, 17),
        (OfferInput("money", "債務整理・民事法律扶助", accepts=("welfare_rate",)),),
    ),
    MadeUpOrganisation(
        _one("employer", "架空建設株式会社", "カクウケンセツ", TOWN, 18),
        (OfferInput("activity", "解体・土木の雇用（寮あり）", accepts=("released", "same_day", "men")),),
    ),
)  # fmt: skip
"""One of each kind that a centre asks most often."""


def add_network(work: Work) -> None:
    """Keep the made-up 関係機関, and what two municipalities do since last 年度."""
    work.require(Permission.EDIT_NETWORK)
    today = work.clock.today()
    made = {}
    for one in ORGANISATIONS:
        made[one.facts.name] = add(work, one.facts)
        _fill(work, made[one.facts.name], one, today)
    room, council = made["見本市 ふくし総合相談室"], made["見本市社会福祉協議会"]
    consulting = (made["見本市中央地域包括支援センター"], made["相談支援センター そよかぜ"])
    year = fiscal_year_of(today)
    before = YearInput("preparing", note=_YEAR_NOTE)
    write(work, CITY, year - 1, 0, before)
    write(work, TOWN, year - 1, 0, before)
    runs = YearInput("yes", room, council, council, consulting, _YEAR_NOTE)
    write(work, CITY, year, 0, runs)


def _fill(work: Work, made: str, one: MadeUpOrganisation, today: date) -> None:
    for offer in one.offers:
        heard = wareki.short(today - timedelta(days=one.heard)) if offer.vacancy else ""
        add_offer(work, made, replace(offer, vacancy_on=heard))
    name, post = one.contact
    if name:
        add_contact(work, made, ContactInput(name, post, one.facts.phone))
    if one.note:
        day = wareki.short(today - timedelta(days=30 + one.heard))
        add_note(work, made, NoteInput(day, one.note, "試作"))
