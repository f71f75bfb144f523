"""A Wine prefix: a Windows of its own with what Wine 8 lacks and a Japanese font."""

from __future__ import annotations

import shutil
from pathlib import Path

from installer.steps import ROOT, fingerprint, run, say
from installer.wine.place import Place

STUBS = Path(__file__).parent / "stubs"
_LINKED = {"bcryptprimitives": ("-ladvapi32",)}
"""Stub → what it is linked with."""


def make_prefix(place: Place) -> None:
    """Make the prefix once; it is changed only by what is installed into it."""
    stubs = sorted(STUBS.glob("*.c"))
    wanted = fingerprint([*stubs, Path(__file__)])
    stamp = place.prefix / "made.sha256"
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say("Making a Wine prefix ...")
    shutil.rmtree(place.prefix, ignore_errors=True)
    place.prefix.mkdir(parents=True)
    place.wine("wineboot", "-i", seconds=300)
    place.wine(
        *("reg", "add", "HKCU\\Software\\Wine", "/v", "Version", "/d", "win10", "/f"), seconds=120
    )
    system = place.drive / "windows" / "system32"
    for stub in stubs:
        more = _LINKED.get(stub.stem, ())
        library = system / f"{stub.stem}.dll"
        run(["x86_64-w64-mingw32-gcc", "-shared", "-O2", "-s", "-o", library, stub, *more])
    for font in (ROOT / "resources" / "fonts").glob("*.ttf"):
        shutil.copy(font, place.drive / "windows" / "Fonts" / font.name)
    place.settle()
    stamp.write_text(wanted, encoding="ascii")
