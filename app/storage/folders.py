"""An office's folder: the names of the files in it, and where it may lie.

Locks do not hold on network drives, and sync programs copy a database while it is being written;
both lose data silently, so such folders are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from app.errors import StorageProblem

REMOTE_DRIVE = 4  # what GetDriveTypeW says of a mapped drive
LONGEST_NAME = len("backups\\.teichaku-20260101-000000-99.db.tmp-journal")
_WINDOWS_PATH_LIMIT = 259
_NETWORK_TYPES = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "sshfs", "afs", "ceph", "davfs", "lustre"}
)
_LOCAL_FUSE = frozenset({"fuse.fuse-overlayfs"})  # the root of some Linux containers
_SYNC_STARTS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "box sync")
_SYNC_NAMES = frozenset({"Box", "マイドライブ", "My Drive", "Mobile Documents", "Nextcloud"})
MARKERS = frozenset(
    {
        ".dropbox",
        ".dropbox.cache",
        ".tmp.drivedownload",
        ".tmp.driveupload",
        ".owncloudsync.log",
        ".849C9593-D756-4E56-8D6E-42412F2A707B",  # OneDrive
    }
)
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL"} | {f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³"}
)


@dataclass(frozen=True)
class OfficeFolder:
    """The folder of one office; nothing is created by naming it."""

    path: Path

    @property
    def data_file(self) -> Path:
        """The encrypted database."""
        return self.path / "teichaku.db"

    @property
    def key_file(self) -> Path:
        """The key slots."""
        return self.path / "teichaku.keys"

    @property
    def lock_file(self) -> Path:
        """Names the process that has the office open."""
        return self.path / "teichaku.lock"

    @property
    def tries_file(self) -> Path:
        """When and for whose key a wrong 合言葉 was typed since the last opening."""
        return self.path / "teichaku.tries"

    @property
    def anchor_file(self) -> Path:
        """The head of the history when the office was last open here."""
        return self.path / "teichaku.anchor"

    @property
    def backups(self) -> Path:
        """The folder of verified backups."""
        return self.path / "backups"

    @property
    def connection_file(self) -> Path:
        """Where the office's server is; a folder that has it holds no data of its own."""
        return self.path / "teichaku.office"

    @property
    def certificate_file(self) -> Path:
        """The certificate that the office's server must show."""
        return self.path / "server-ca.pem"

    @property
    def people(self) -> Path:
        """On a desk of a server: one folder with a key file for each person."""
        return self.path / "people"

    @property
    def served(self) -> bool:
        """Whether the office lies on a server."""
        return self.connection_file.exists()

    @property
    def taken(self) -> bool:
        """Whether an office, or the way to one, is here already."""
        return self.served or self.key_file.exists() or self.data_file.exists()

    def person(self, staff_id: str) -> OfficeFolder:
        """The folder of one person's key on a desk of a server."""
        return OfficeFolder(self.people / staff_id)

    @property
    def drafts(self) -> Path:
        """The folder of sealed drafts."""
        return self.path / "drafts"

    def prepare(self) -> None:
        """Refuse an unsafe place, then make the folder (readable by its owner only) if needed."""
        refuse_unsafe(self)
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageProblem(
                "データのフォルダーを作れませんでした。今あるファイルは変わっていません。"
                "場所の名前と、書き込む権限を確かめてください。",
                where=str(self.path),
            ) from error


@dataclass(frozen=True)
class FolderFacts:
    """What is known of a folder's place."""

    path: str
    windows: bool
    drive_type: int = 0
    file_system: str = ""
    sync_roots: tuple[str, ...] = ()
    markers: frozenset[str] = frozenset()


def refusal(facts: FolderFacts) -> str | None:
    """Why data must not lie there, as a Japanese sentence without its full stop; None = it may."""
    if _is_network(facts):
        return "ネットワーク上のフォルダーです。保存中の通信の乱れでデータが壊れるため、使えません"
    if _is_synced(facts):
        return (
            "クラウドに同期されるフォルダー（OneDrive、Dropbox など）です。"
            "同期がデータを壊し、外部へ送るおそれがあるため、使えません"
        )
    return _bad_windows_name(facts.path) if facts.windows else None


def refuse_unsafe(folder: OfficeFolder, facts: FolderFacts | None = None) -> None:
    """Raise StorageProblem when the folder lies on a network, in a synced folder or too deep."""
    from app.storage.folder_facts import gather  # asks the system; pure callers do not need it

    reason = refusal(gather(folder.path) if facts is None else facts)
    if reason is not None:
        raise StorageProblem(
            f"選ばれた場所は{reason}。何も作成・変更していません。"
            "この PC の中のフォルダー（ドキュメント以外のローカルディスク）を選んでください。",
            where=str(folder.path),
        )


def _is_network(facts: FolderFacts) -> bool:
    if facts.windows:
        plain = facts.path.replace("/", "\\")
        if plain.upper().startswith("\\\\?\\UNC\\") or facts.drive_type == REMOTE_DRIVE:
            return True
        return plain.startswith("\\\\") and not plain.startswith(("\\\\?\\", "\\\\.\\"))
    kind = facts.file_system.lower()
    return kind in _NETWORK_TYPES or (kind.startswith("fuse.") and kind not in _LOCAL_FUSE)


def _is_synced(facts: FolderFacts) -> bool:
    path = _pure(facts, facts.path)
    if facts.markers & MARKERS:
        return True
    if any(root and path.is_relative_to(_pure(facts, root)) for root in facts.sync_roots):
        return True
    return any(part in _SYNC_NAMES or part.lower().startswith(_SYNC_STARTS) for part in path.parts)


def _pure(facts: FolderFacts, text: str) -> PurePath:
    return PureWindowsPath(text) if facts.windows else PurePosixPath(text)


def _bad_windows_name(text: str) -> str | None:
    if len(text) + 1 + LONGEST_NAME > _WINDOWS_PATH_LIMIT:
        return "フォルダーの名前が長すぎて、Windows で開けなくなります"
    for part in PureWindowsPath(text).parts[1:]:
        stem = part.split(".")[0].rstrip().upper()
        if stem in _RESERVED or part != part.rstrip(". ") or any(c in '<>:"|?*' for c in part):
            return f"名前「{part}」が、Windows では使えない名前です"
    return None
