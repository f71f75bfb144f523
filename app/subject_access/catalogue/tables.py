"""Every table of the data: about a person, in reading order, or with the reason why it is not."""

from __future__ import annotations

from app.subject_access.catalogue import cases, contacts, person
from app.subject_access.catalogue.shown import Told

SECTIONS = (
    person.ABOUT,
    person.HEALTH,
    person.FAMILY,
    person.WHERE,
    cases.CASE,
    cases.NEEDS,
    cases.HOMES,
    cases.MEASURES,
    contacts.CONTACTS,
    contacts.MEETINGS,
    contacts.PLANS,
    contacts.NETWORK,
    contacts.LETTERS,
    person.CONSENT,
    contacts.FILES,
    person.KEPT,
)
"""The parts of the paper, in the order in which it is read."""
TOLD: dict[str, Told] = {
    told.name: told for told in (*person.TABLES, *cases.TABLES, *contacts.TABLES)
}
"""The tables whose rows are about a person."""
EVERYWHERE = {
    "id": "記録の番号です。",
    "office_id": "事業所の番号です。",
    "version": "何回保存したかの数です。",
    "updated_at": "最後に保存した時刻で、訂正前の記載は別の項目にあります。",
}
"""Columns that every table has and that tell nothing of the person; `created_at` is told."""
_OFFICE = "事業所と職員についての記録です。"
_DIRECTORY = "関係機関の名簿で、だれを支援したかは書かれていません。"
_MONEY = "経費と職員の記録です。本人の支援経過にある移動は、支援経過で示します。"
_LAYOUT = "台帳や様式の形で、人の記録ではありません。"
_COPY = "ほかの項目と同じ言葉の写しです。"
_PROGRAM = "プログラムが動くための記録です。"
_WORK = "この請求についての判断の作業そのものです。"
_REMOVED = "保存期間を過ぎて削除した記録の件数で、氏名も文章もありません。"
NOT_ABOUT: dict[str, str] = {
    "retention_rule": _OFFICE,
    **dict.fromkeys(
        ("retention_proposal", "retention_item", "counted_case", "counted_contact"), _REMOVED
    ),
    **dict.fromkeys(("office", "staff", "setting", "phrase", "wording"), _OFFICE),
    **dict.fromkeys(
        ("second_request", "second_answer"), "人の名を書かない、二人での確認の記録です。"
    ),
    **dict.fromkeys(
        (
            *("organisation", "organisation_contact", "organisation_offer", "organisation_note"),
            *("municipality_year", "event", "event_attendance", "partner", "partner_key"),
        ),
        _DIRECTORY,
    ),
    **dict.fromkeys(
        (
            *("funding_year", "funding_line", "funding_staff", "funding_hours"),
            *("spending", "spending_revision", "spending_trip"),
        ),
        _MONEY,
    ),
    **dict.fromkeys(
        ("import_batch", "ledger_layout", "saved_mapping", "own_form", "own_figure", "saved_list"),
        _LAYOUT,
    ),
    "report_submission": "人数の報告です。氏名は入っていません。",
    "note_text": _COPY,
    "office_key": _PROGRAM,
    "operation": _PROGRAM,
    "subject_mark": _WORK,
    "subject_release": "前に開示したものの控えです。中身は、ほかの項目にあります。",
}
"""The tables that are not about a person, and why."""
