"""What building decides without Windows: versions, properties, pins, icon, notices, signing, the script's promises."""

from __future__ import annotations

import re
import runpy
import struct
import sys
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from packaging.markers import Marker

from app import __version__
from installer import bundle, notices, start, steps
from installer.icon import SIZES, drawn, icon_file
from installer.setup import makensis, setup_file
from installer.signing import Signer, given_signer
from installer.steps import HERE, ROOT, StepFailed
from installer.version_info import numbers, words_of
from installer.wine.python import pinned_for_windows

SCRIPT = (HERE / "teichaku.nsi").read_text(encoding="utf-8")


def test_the_version_is_that_of_the_program() -> None:
    assert steps.version() == __version__
    assert setup_file("1.2.3").name == "teichaku-setup-1.2.3.exe"


@pytest.mark.parametrize(
    ("version", "four"),
    [("0.3.1", (0, 3, 1, 0)), ("2", (2, 0, 0, 0)), ("1.2.3.4", (1, 2, 3, 4))],
)
def test_windows_compares_four_numbers(version: str, four: tuple[int, ...]) -> None:
    assert numbers(version) == four


@pytest.mark.parametrize("version", ["1.2.3.4.5", "1.2b1", ""])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match=r"version|int"):
        numbers(version)


def test_the_properties_name_version_and_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000")
    assert steps.build_day() == "2026-11-30"
    words = words_of("teichaku.exe", "定着", "0.3.1", steps.build_day())
    assert words["ProductVersion"] == "0.3.1（2026-11-30 ビルド）"
    assert words["FileVersion"] == "0.3.1.0"
    assert words["OriginalFilename"] == "teichaku.exe"


def test_pins_for_windows_are_those_whose_condition_holds_there() -> None:
    names = {pin.split("==")[0] for pin in pinned_for_windows()}
    assert {"pywin32-ctypes", "pyinstaller", "tzdata", "PySide6_Essentials"} <= names
    assert not {"SecretStorage", "jeepney", "mypy", "ruff"} & names


@pytest.mark.parametrize("name", ["psycopg", "keyring", "reportlab", "sqlalchemy", "alembic"])
def test_what_a_package_asks_for_on_windows_is_pinned(name: str) -> None:
    """pip asks for this machine, not for Windows, so the pins have to say it all."""
    pinned = {notices._plain(pin.split("==")[0]) for pin in pinned_for_windows()}
    asked = notices._asked_by(PathDistribution.from_name(name), set())
    needed = {notices._plain(re.split(r"[^\w.-]", line)[0]) for line in asked}
    assert needed <= pinned


def test_a_needed_package_that_is_missing_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="is needed and not installed"):
        notices.shipped(tmp_path)


def test_conditions_are_asked_for_windows_not_for_this_machine() -> None:
    assert notices._holds(Marker('sys_platform == "win32"'), "")
    assert not notices._holds(Marker('sys_platform == "linux"'), "")
    assert notices._holds(Marker('extra == "binary"'), "binary")


def test_the_icon_holds_every_size(qapp: object) -> None:
    pictures = {width: drawn(width) for width in SIZES}
    made = icon_file(pictures)
    assert struct.unpack_from("<HHH", made) == (0, 1, len(SIZES))
    for number, width in enumerate(SIZES):
        entry = struct.unpack_from("<BBBBHHII", made, 6 + 16 * number)
        side, length, place = entry[0], entry[6], entry[7]
        assert side == width % 256
        png = made[place : place + length]
        assert png.startswith(b"\x89PNG")
        assert struct.unpack_from(">II", png, 16) == (width, width)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bundle, "BUNDLE", tmp_path)
    for name in ("teichaku.exe", "teichaku-command.exe"):
        (tmp_path / name).write_bytes(b"MZ")
    (tmp_path / "_internal").mkdir()
    return tmp_path


def test_a_library_made_for_wine_is_never_shipped(built: Path) -> None:
    bundle.check_bundle()
    (built / "_internal" / "ICUUC.dll").write_bytes(b"MZ")
    with pytest.raises(StepFailed, match="must not be shipped"):
        bundle.check_bundle()


def test_a_bundle_without_one_of_the_programs_is_refused(built: Path) -> None:
    (built / "teichaku-command.exe").unlink()
    with pytest.raises(StepFailed, match="no teichaku-command"):
        bundle.check_bundle()


def test_the_command_of_the_certificate_signs_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a program.exe"
    file.write_bytes(b"MZ")
    append = "import sys; open(sys.argv[-1], 'ab').write(b' signed')"
    monkeypatch.setenv("TEICHAKU_SIGN", f'{sys.executable} -c "{append}"')
    signer = given_signer()
    signer.sign(file)
    signer.verify(file)  # a real certificate is Windows' to judge
    assert file.read_bytes() == b"MZ signed"
    with pytest.raises(StepFailed, match="status 3"):
        Signer(f'{sys.executable} -c "raise SystemExit(3)"').sign(file)


def test_without_a_certificate_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("TEICHAKU_SIGN", raising=False)
    given_signer().sign(tmp_path / "not even there")
    assert "unsigned" in capsys.readouterr().out


def test_what_is_missing_is_said_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StepFailed, match="winget install"):
        makensis()


def test_the_identity_never_changes() -> None:
    """Every later version must find this one."""
    assert '!define IDENTITY "Teichaku"' in SCRIPT
    assert "CurrentVersion\\Uninstall\\${IDENTITY}" in SCRIPT
    assert "RequestExecutionLevel user" in SCRIPT


def test_data_goes_only_after_two_questions_that_are_no_by_themselves() -> None:
    asked = SCRIPT[SCRIPT.index("Function un.AskAboutData") :].split("FunctionEnd")[0]
    questions = [line for line in asked.splitlines() if "MessageBox" in line]
    assert len(questions) == 2
    for question in questions:
        assert "MB_DEFBUTTON2" in question
        assert "/SD IDNO IDNO kept" in question
    assert SCRIPT.count('$LOCALAPPDATA\\Teichaku"') == 1
    before = SCRIPT[: SCRIPT.index('RMDir /r "$LOCALAPPDATA\\Teichaku"')].rstrip()
    assert before.endswith('${If} $DropData == "1"')


def test_a_folder_with_other_things_is_never_removed_whole() -> None:
    removed = re.findall(r'RMDir /r "([^"]+)"', SCRIPT)
    assert "$INSTDIR" not in removed
    assert {name for name in removed if name.startswith("$INSTDIR")} == {
        "$INSTDIR\\_internal",
        "$INSTDIR\\_internal.old",
        "$INSTDIR\\licences",
    }


def test_the_licences_of_lgpl_go_along() -> None:
    for name, words in (("LGPL-3.0", "LESSER GENERAL"), ("GPL-3.0", "GENERAL PUBLIC LICENSE")):
        assert words in (ROOT / "installer" / "licences" / f"{name}.txt").read_text("utf-8")


def test_the_installer_asks_for_the_name_that_the_program_gives() -> None:
    assert f'w "{start.RUNNING}"' in SCRIPT
    assert SCRIPT.count("!insertmacro AskWhetherItRuns") == 2  # before replacing, before removing


def test_the_built_program_starts_parts_of_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(runpy, "run_module", lambda name, **_: ran.append((name, list(sys.argv))))
    monkeypatch.setattr(sys, "argv", ["teichaku.exe", "-m", "app.ui.pictures", "data", "out"])
    assert start.main() == 0
    assert ran == [("app.ui.pictures", ["teichaku.exe", "data", "out"])]
    monkeypatch.setattr(sys, "argv", ["teichaku.exe", "-m", "http.server"])
    assert start.main() == 2  # no other module: it is a command that does not exist
    assert len(ran) == 1
    assert "使い方が違います" in capsys.readouterr().err


def test_a_part_that_fails_is_told_by_its_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(name: str, **_: object) -> None:
        raise LookupError(f"no button in {name}")

    monkeypatch.setattr(runpy, "run_module", fail)
    monkeypatch.setattr(sys, "argv", ["teichaku.exe", "-m", "app.ui.pictures"])
    assert start.main() == 1
    assert "LookupError: no button in app.ui.pictures" in capsys.readouterr().err
