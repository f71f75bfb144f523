"""The colours and sizes of the window: the only place where they are written as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a coloured word means; the colour itself comes from the palette."""

    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"
    COORDINATION = "coordination"
    FOLLOW_UP = "follow_up"
    CONSULTATION = "consultation"
    SUSPECT = "suspect"


@dataclass(frozen=True)
class Palette:
    """One set of colours; names say the use, not the hue."""

    ground: str
    surface: str
    line: str
    edge: str
    """Around what is typed into: the only sign that there is a field."""
    text: str
    muted: str
    accent: str
    selection: str
    error: str
    error_ground: str
    warning: str
    warning_ground: str
    good: str
    coordination: str
    follow_up: str
    consultation: str
    suspect: str
    on_accent: str
    accent_hover: str
    hover: str
    field: str
    faint: str

    def tone(self, tone: Tone) -> str:
        """The colour of a word of this tone."""
        return str(getattr(self, tone.value))

    def readable_pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (text, ground) pair of attribute names that the parts draw."""
        tones = tuple(tone.value for tone in Tone)
        grounds = ("surface", "ground", "selection", "hover", "field")
        pairs = tuple((tone, ground) for tone in tones for ground in grounds)
        return (
            *pairs,
            ("on_accent", "accent"),
            ("on_accent", "accent_hover"),
            ("error", "error_ground"),
            ("warning", "warning_ground"),
            ("text", "warning_ground"),
            ("muted", "warning_ground"),
        )

    def seen_pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (sign, ground) pair of attribute names of edges, boxes, rings and marks."""
        grounds = ("surface", "ground", "field")
        pairs = tuple((sign, ground) for sign in ("edge", "muted") for ground in grounds)
        rings = tuple(("accent", ground) for ground in (*grounds, "selection", "hover"))
        wrong = tuple(("error", ground) for ground in grounds)
        return (*pairs, *rings, *wrong, ("text", "surface"), ("warning", "warning_ground"))


LIGHT = Palette(
    ground="#F5F6F8",
    surface="#FFFFFF",
    line="#D8DDE4",
    edge="#828C9A",
    text="#1B2430",
    muted="#566273",
    accent="#1F5FBF",
    selection="#E5EEFA",
    error="#B3261E",
    error_ground="#FCE8E6",
    warning="#8A5A00",
    warning_ground="#FFF3D9",
    good="#1E6B43",
    coordination="#2F6DB5",
    follow_up="#2A7353",
    consultation="#7A4FB0",
    suspect="#A44A20",
    on_accent="#FFFFFF",
    accent_hover="#184E9F",
    hover="#EFF2F6",
    field="#FFFFFF",
    faint="#D8DDE4",
)

DARK = Palette(
    ground="#171B21",
    surface="#1F252D",
    line="#39424E",
    edge="#717C8B",
    text="#E7EBF0",
    muted="#A3AFBD",
    accent="#7FB0F5",
    selection="#263A56",
    error="#FF9B90",
    error_ground="#4A2320",
    warning="#F2C46D",
    warning_ground="#3D3016",
    good="#7FD3A5",
    coordination="#7DB1EE",
    follow_up="#7ACBA4",
    consultation="#C3A2EE",
    suspect="#F0A37D",
    on_accent="#171B21",
    accent_hover="#9CC3FA",
    hover="#28303A",
    field="#171B21",
    faint="#39424E",
)


class Size:
    """Lengths in pixels at scale 1; `Theme.px` scales them. Multiples of the 4 px grid."""

    GRID = 4
    BODY = 13
    CAPTION = 11.5
    HEADING = 13
    MARK = 14
    TITLE = 18
    BIG = 22
    LINE_HEIGHT = 1.5
    LINE = 1
    RING = 2
    RADIUS = 8
    RADIUS_SMALL = 4
    RADIUS_CONTROL = 6
    CARD_PADDING = 14
    PAGE_PADDING = 20
    PAGE_TOP = 16
    ROW = 31
    ROW_TWO_LINES = 49
    ROW_TOUCH = 40
    HEADER = 32
    CONTROL = 32
    CHIP = 22
    TAG = 18
    TAG_PADDING = 7
    CELL_PADDING = 8
    PLACES_WIDTH = 168
    TOP_HEIGHT = 44
    STATUS_HEIGHT = 26
    PLACE = 34
    ICON = 16
    SEARCH_WIDTH = 420
    SEARCH_SHARE = 0.32
    HITS_WIDTH = 660
    DIALOG_WIDTH = 460
    COVERED = 240
    TWO_HALVES = 960
    WIZARD_WIDTH = 640
    WIZARD_HEIGHT = 440
    SIGN_IN_WIDTH = 460
    SIGN_IN_HEIGHT = 320
    STAGE_BAR = 6
    PLOT_ROW = 27
    PLOT_NAME = 96
    MARKER = 5
    FIELD_WIDTH = 240
    FIELD_LABEL = 132
    DATE_FIELD = 96
    TEXT_LINES = 4
    DATE_COLUMN = 64
    SCALES = (0.85, 0.92, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8)
