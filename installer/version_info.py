"""What Windows shows about a program under プロパティ ▸ 詳細."""

from __future__ import annotations

from typing import Any

_JAPANESE, _UNICODE = 0x0411, 1200
COPYRIGHT = "定着 — 地域生活定着支援センターの業務を支えるプログラム"


def numbers(version: str) -> tuple[int, int, int, int]:
    """A version as the four numbers Windows compares: 0.3.1 → (0, 3, 1, 0)."""
    parts = [int(part) for part in version.split(".")]
    if not 1 <= len(parts) <= 4:
        raise ValueError(f"not a version: {version}")
    first, second, third, fourth = (*parts, 0, 0, 0)[:4]
    return first, second, third, fourth


def words_of(file: str, description: str, version: str, day: str) -> dict[str, str]:
    """The words of the properties; the product's version carries the day of the build."""
    return {
        "CompanyName": "Teichaku",
        "FileDescription": description,
        "FileVersion": ".".join(str(part) for part in numbers(version)),
        "InternalName": file.removesuffix(".exe"),
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": file,
        "ProductName": "定着",
        "ProductVersion": f"{version}（{day} ビルド）",
    }


def file_properties(file: str, description: str, version: str, day: str) -> Any:
    """The same as PyInstaller takes it; it is installed only where the program is built."""
    from PyInstaller.utils.win32 import versioninfo as info

    table = info.StringTable(
        f"{_JAPANESE:04x}{_UNICODE:04x}",
        [
            info.StringStruct(name, words)
            for name, words in words_of(file, description, version, day).items()
        ],
    )
    return info.VSVersionInfo(
        ffi=info.FixedFileInfo(filevers=numbers(version), prodvers=numbers(version)),
        kids=[
            info.StringFileInfo([table]),
            info.VarFileInfo([info.VarStruct("Translation", [_JAPANESE, _UNICODE])]),
        ],
    )
