"""`dev.py build`: the program, its licences, the signatures and the installer, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from installer.bundle import LARGEST, make_bundle
from installer.setup import make_setup
from installer.signing import Signer, given_signer, test_signer
from installer.steps import BUNDLE, StepFailed, say, size_of, windows
from installer.wine.needs import need_wine
from installer.wine.place import Place, default_place
from installer.wine.prefix import make_prefix
from installer.wine.python import make_python


@dataclass(frozen=True)
class Built:
    """What was built, in bytes."""

    setup: Path
    installed: int

    @property
    def packed(self) -> int:
        """Size of the installer."""
        return self.setup.stat().st_size


def build(*, wine: bool) -> Built:
    """Build everything; `StepFailed` where something is missing or too large."""
    if not wine and not windows():
        raise StepFailed(
            "The program for Windows is built on Windows. Here it can be built for proof, under Wine:\n"
            "  python3 dev.py build --wine"
        )
    place = ready_place() if wine else None
    make_bundle(place)
    signer = signer_for(place)
    for program in sorted(BUNDLE.glob("*.exe")):
        signer.sign(program)
        signer.verify(program)
    installed = size_of(BUNDLE)
    if installed > LARGEST:
        raise StepFailed(f"{installed / 1e6:.1f} MB installed; the limit is {LARGEST / 1e6:.0f} MB")
    built = Built(make_setup(signer), installed)
    say(f"{built.setup}: {built.packed / 1e6:.1f} MB, installed {built.installed / 1e6:.1f} MB")
    return built


def ready_place() -> Place:
    """Wine with everything a build needs."""
    need_wine()
    place = default_place()
    make_prefix(place)
    make_python(place)
    return place


def signer_for(place: Place | None) -> Signer:
    """The certificate of TEICHAKU_SIGN, or under Wine one for trying the step."""
    return given_signer() if place is None else test_signer(place.root / "signing")
