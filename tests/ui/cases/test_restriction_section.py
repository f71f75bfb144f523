"""見られる人 on the case page: what it means is said before it is done, and センター長 or 担当者 does it."""

from __future__ import annotations

from typing import Any

from app.cases.restriction.rules import IN_FILE, meaning
from app.staff.permissions import Role
from app.storage.records import Restriction, RestrictionStaff, Staff
from app.ui.screens.cases.sections.restriction import RestrictionSection
from app.ui.widgets.paragraph import Paragraph


def colleague(place: Any, name: str) -> str:
    staff = Staff(name=name, role=str(Role.COUNSELLOR), active=True)
    return str(place.work(lambda work: work.add(staff)).id)


def section(place: Any, name: str = "fu") -> Any:
    place.open(name)
    found = place.screen.pane.summary.sections
    return next(one for one in found if isinstance(one, RestrictionSection))


def words(part: Any) -> str:
    return " ".join(one.accessibleName() for one in part.findChildren(Paragraph))


def kept(place: Any) -> list[tuple[str, str, str]]:
    with place.desk.office.reading(place.desk.actor) as reading:
        rows = reading.session.query(Restriction, RestrictionStaff).join(
            RestrictionStaff, RestrictionStaff.restriction_id == Restriction.id
        )
        return [(one.reason, who.staff_id, who.why) for one, who in rows if not one.lifted_at]


def test_a_case_is_restricted_to_whom_one_chooses_and_opened_again(place: Any) -> None:
    worker, other = colleague(place, "例示 一"), colleague(place, "雛形 糸")
    shown = section(place)
    assert "すべての職員が見られます。" in words(shown) and not shown.lift.isVisible()
    shown.restrict.click()
    form = shown.form
    said = words(form)
    assert meaning(place.desk.kind)[:20] in said
    assert (IN_FILE[:20] in said) is not place.desk.office.served
    assert form.rows["staff"].value() == (worker,)  # 担当者 is among them by itself
    form.rows["staff"].set_value((worker, other))
    form.save()
    assert kept(place) == [] and shown.form is form, "without a reason nothing is kept"
    form.rows["reason"].set_value("本人の希望")
    form.save()
    assert sorted(kept(place)) == sorted(
        [("本人の希望", worker, "worker"), ("本人の希望", other, "named")]
    )
    assert "例示 一（担当者）" in words(shown) and "雛形 糸" in words(shown)
    shown.restrict.click()
    shown.form.rows["staff"].set_value((worker,))
    shown.form.save()
    assert kept(place) == [("本人の希望", worker, "worker")]
    place.asking.answers.append("終わった")
    shown.lift.click()
    assert kept(place) == [] and "すべての職員が見られます。" in words(shown)


def test_who_is_not_in_charge_reads_why_not(desk_of: Any) -> None:
    shown = section(desk_of(Role.COUNSELLOR))
    assert not shown.restrict.isEnabled()
    assert "担当者とセンター長" in shown.restrict.toolTip()
