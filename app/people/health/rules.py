"""医療・緊急時: the fields and what may be typed (pure)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from app.cases.checking import Checking

WORDS = {
    "doctor": "かかりつけ医",
    "doctor_phone": "かかりつけ医の電話",
    "diagnoses": "診断・病名",
    "medicine": "服薬",
    "allergies": "アレルギー",
    "insurance": "医療保険",
    "communication": "意思疎通の配慮",
    "emergency": "緊急時の対応",
}
"""Field → what it is called; the order of the page."""
SHORT = frozenset({"doctor", "doctor_phone", "insurance"})
"""Fields of one line."""


@dataclass(frozen=True)
class HealthInput:
    """What was typed about somebody's health; everything may be unknown."""

    doctor: str = ""
    doctor_phone: str = ""
    diagnoses: str = ""
    medicine: str = ""
    allergies: str = ""
    insurance: str = ""
    communication: str = ""
    emergency: str = ""


def check(typed: HealthInput, today: date) -> HealthInput:
    """The same, tidied; `InvalidInput` names what cannot be kept."""
    checking = Checking(today)
    texts = {name: checking.text(name, WORDS[name], text) for name, text in asdict(typed).items()}
    checking.settle()
    return HealthInput(**texts)


def filled(facts: HealthInput) -> int:
    """How many of the fields hold something."""
    return sum(bool(text) for text in asdict(facts).values())
