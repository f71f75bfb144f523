"""定型文 of the centre: kept in order, changed by those who may, told in the history."""

from __future__ import annotations

from typing import Any

import pytest

from app.cases.phrases import actions
from app.cases.phrases.queries import phrases
from app.cases.phrases.rules import PhraseInput
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.staff.permissions import Actor, Role
from tests.conftest import OpenedOffice


def do(opened: OpenedOffice, action: Any, *arguments: Any, **more: Any) -> Any:
    with opened.office.work(opened.actor) as work:
        return action(work, *arguments, **more)


def titles(opened: OpenedOffice) -> list[str]:
    with opened.office.reading(opened.actor) as reading:
        return [one.title for one in phrases(reading).phrases]


def test_phrases_stand_in_the_order_the_centre_gave_them(opened: OpenedOffice) -> None:
    ids = [
        do(opened, actions.add_phrase, PhraseInput(title, f"{title}の文。"))
        for title in ("訪問", "電話", "同行")
    ]
    do(opened, actions.move_phrase, ids[2], up=True)
    assert titles(opened) == ["訪問", "同行", "電話"]
    do(opened, actions.move_phrase, ids[0], up=True)
    do(opened, actions.move_phrase, ids[1], up=False)
    assert titles(opened) == ["訪問", "同行", "電話"]
    do(opened, actions.move_phrase, ids[0], up=False)
    assert titles(opened) == ["同行", "訪問", "電話"]


def test_a_phrase_is_changed_and_taken_away(opened: OpenedOffice) -> None:
    made = do(opened, actions.add_phrase, PhraseInput(" 訪問 ", "\n一行目\n　二行目\n"))
    with opened.office.reading(opened.actor) as reading:
        (one,) = phrases(reading).phrases
    assert (one.title, one.text) == ("訪問", "一行目\n　二行目")
    do(opened, actions.correct_phrase, made, 1, PhraseInput("定期訪問", "様子を見た。"))
    with pytest.raises(ChangedMeanwhile):
        do(opened, actions.remove_phrase, made, 1)
    assert titles(opened) == ["定期訪問"]
    do(opened, actions.remove_phrase, made, 2)
    assert titles(opened) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (PhraseInput("", "文"), "title"),
        (PhraseInput("長" * 41, "文"), "title"),
        (PhraseInput("名前", " \n "), "text"),
        (PhraseInput("名前", "文" * 20_001), "text"),
    ],
)
def test_what_is_wrong_is_said(opened: OpenedOffice, typed: PhraseInput, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        do(opened, actions.add_phrase, typed)
    assert list(refused.value.by_field()) == [field]
    assert titles(opened) == []


def test_a_clerk_uses_phrases_and_does_not_change_them(opened: OpenedOffice) -> None:
    made = do(opened, actions.add_phrase, PhraseInput("訪問", "文"))
    clerk = Actor(opened.actor.staff_id, "事務", Role.CLERK)
    for act in (
        lambda work: actions.add_phrase(work, PhraseInput("電話", "文")),
        lambda work: actions.correct_phrase(work, made, 1, PhraseInput("電話", "文")),
        lambda work: actions.move_phrase(work, made, up=True),
        lambda work: actions.remove_phrase(work, made, 1),
    ):
        with pytest.raises(NotAllowed), opened.office.work(clerk) as work:
            act(work)
    with opened.office.reading(clerk) as reading:
        found = phrases(reading)
    assert [one.title for one in found.phrases] == ["訪問"]
    assert "センター長" in found.refusal
