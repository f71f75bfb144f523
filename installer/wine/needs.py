"""What building and proving under Wine needs of a Debian machine."""

from __future__ import annotations

import os
import shutil
import subprocess

from installer.steps import StepFailed, say

PACKAGES = {
    "wine": "wine wine64",
    "makensis": "nsis",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
    "gendef": "mingw-w64-tools",
    "osslsigncode": "osslsigncode",
    "openssl": "openssl",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "import": "imagemagick",
}
"""Program → the Debian packages it comes with."""


def need_wine() -> None:
    """Install what is missing as root; otherwise say the command and stop."""
    names = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if not names:
        return
    words = " ".join(names)
    command = f"apt-get install -y --no-install-recommends {words}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise StepFailed(f"Please have these installed:\n  sudo {command}")
    say(f"Installing: {words}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update"], command.split()):
        done = subprocess.run(step, env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StepFailed(f"{' '.join(step)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
