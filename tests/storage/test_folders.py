"""Where data may lie: not on a network, not in a synced folder, not under an impossible name."""

from __future__ import annotations

import json
import os
import sys

import pytest

from app.errors import StorageProblem
from app.storage.folder_facts import gather, mounted_type, sync_roots
from app.storage.folders import REMOTE_DRIVE, FolderFacts, OfficeFolder, refusal, refuse_unsafe

HOME = "C:\\Users\\sato"


@pytest.mark.parametrize(
    "facts",
    [
        FolderFacts("C:\\定着支援\\事業所", windows=True, drive_type=3),
        FolderFacts(f"{HOME}\\AppData\\Local\\Teichaku\\office", windows=True, drive_type=3),
        FolderFacts("D:\\boxes\\console\\nullen", windows=True, drive_type=3),
        FolderFacts("\\\\?\\C:\\data", windows=True, drive_type=3),
        FolderFacts(f"{HOME}\\x", windows=True, sync_roots=(f"{HOME}\\xx", "")),
        FolderFacts("/home/sato/.local/share/Teichaku", windows=False, file_system="ext4"),
        FolderFacts("/media/usb", windows=False, file_system="fuseblk"),
        FolderFacts("/box/teichaku", windows=False, file_system="overlay"),
        FolderFacts("/x", windows=False, file_system="fuse.fuse-overlayfs"),
        FolderFacts("/x/NUL: ", windows=False, file_system=""),
    ],
)
def test_local_folders_are_taken(facts):
    assert refusal(facts) is None


@pytest.mark.parametrize(
    "facts",
    [
        FolderFacts("\\\\server\\share\\定着", windows=True),
        FolderFacts("//server/share", windows=True),
        FolderFacts("\\\\?\\UNC\\server\\share", windows=True),
        FolderFacts("\\\\?\\unc\\server\\share", windows=True),
        FolderFacts("Z:\\定着", windows=True, drive_type=REMOTE_DRIVE),
        *(
            FolderFacts("/mnt/x", windows=False, file_system=kind)
            for kind in (
                "nfs",
                "nfs4",
                "cifs",
                "smb3",
                "sshfs",
                "fuse.sshfs",
                "fuse.rclone",
                "NFS4",
            )
        ),
    ],
)
def test_network_folders_are_refused(facts):
    assert "ネットワーク" in (refusal(facts) or "")


@pytest.mark.parametrize(
    "facts",
    [
        FolderFacts(f"{HOME}\\OneDrive\\office", windows=True),
        FolderFacts(f"{HOME}\\OneDrive - 社会福祉法人\\office", windows=True),
        FolderFacts(f"{HOME}\\onedrive\\office", windows=True),
        FolderFacts(f"{HOME}\\Dropbox (法人)\\x", windows=True),
        FolderFacts(f"{HOME}\\Box\\x", windows=True),
        FolderFacts(f"{HOME}\\Box Sync\\x", windows=True),
        FolderFacts("G:\\マイドライブ\\x", windows=True, drive_type=3),
        FolderFacts("G:\\My Drive\\x", windows=True, drive_type=3),
        FolderFacts(f"{HOME}\\iCloudDrive\\x", windows=True),
        FolderFacts("D:\\Cloud\\x", windows=True, sync_roots=("d:\\cloud",)),
        FolderFacts("D:\\renamed\\x", windows=True, markers=frozenset({".dropbox"})),
        FolderFacts("/home/sato/Dropbox/x", windows=False),
        FolderFacts("/Users/sato/Library/Mobile Documents/x", windows=False),
        FolderFacts("/data/sync/x", windows=False, sync_roots=("/data/sync",)),
    ],
)
def test_synced_folders_are_refused(facts):
    assert "同期" in (refusal(facts) or "")


@pytest.mark.parametrize(
    "part", ["CON", "nul", "com1", "LPT9.txt", "AUX.d", "name.", "name ", "a<b", "a?b", "COM¹"]
)
def test_names_windows_cannot_keep_are_refused(part):
    reason = refusal(FolderFacts(f"C:\\data\\{part}\\office", windows=True))
    assert reason is not None
    assert part in reason


def test_a_folder_too_deep_for_windows_is_refused():
    deep = "C:\\" + "\\".join(["長い名前のフォルダー"] * 25)
    assert "長すぎ" in (refusal(FolderFacts(deep, windows=True)) or "")


def test_a_refused_folder_is_not_made(tmp_path, clear):
    folder = OfficeFolder(tmp_path / "Dropbox" / "office")
    with pytest.raises(StorageProblem) as caught:
        folder.prepare()
    assert "何も作成・変更していません" in clear(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_given_fact_is_believed(folder, clear):
    facts = FolderFacts(str(folder.path), windows=False, file_system="nfs4")
    with pytest.raises(StorageProblem) as caught:
        refuse_unsafe(folder, facts)
    clear(caught.value)


def test_a_link_into_a_synced_folder_is_followed(tmp_path):
    if sys.platform == "win32":
        pytest.skip("links need a privilege on Windows")
    (tmp_path / "Dropbox").mkdir()
    link = tmp_path / "office"
    link.symlink_to(tmp_path / "Dropbox", target_is_directory=True)
    with pytest.raises(StorageProblem):
        refuse_unsafe(OfficeFolder(link))


def test_markers_above_the_folder_are_seen(tmp_path):
    (tmp_path / ".tmp.driveupload").mkdir()
    facts = gather(tmp_path / "a" / "b")
    assert ".tmp.driveupload" in facts.markers
    assert refusal(facts) is not None


def test_a_made_folder_is_for_its_owner_only(tmp_path):
    folder = OfficeFolder(tmp_path / "new" / "office")
    folder.prepare()
    folder.prepare()
    if os.name == "posix":
        assert folder.path.stat().st_mode & 0o077 == 0


def test_sync_roots_come_from_the_programs_own_settings(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    info = {"personal": {"path": "D:\\db"}, "business": {"path": "E:\\db"}}
    (tmp_path / "Dropbox" / "info.json").write_text(json.dumps(info), encoding="utf-8")
    found = sync_roots({"OneDrive": "C:\\od", "APPDATA": str(tmp_path)}, tmp_path / "home")
    assert found == ("C:\\od", "D:\\db", "E:\\db")
    (tmp_path / "Dropbox" / "info.json").write_text("[1]", encoding="utf-8")
    assert sync_roots({"APPDATA": str(tmp_path)}, tmp_path / "home") == ()


MOUNTS = """/dev/vda / ext4 rw 0 0
server:/x /mnt/nfs nfs4 rw 0 0
//nas/y /mnt/two\\040words cifs rw 0 0
/dev/sdb /mnt/nfs/local ext4 rw 0 0
short line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/x", "ext4"),
        ("/mnt/nfs", "nfs4"),
        ("/mnt/nfs/a/b", "nfs4"),
        ("/mnt/nfsother", "ext4"),
        ("/mnt/two words/a", "cifs"),
        ("/mnt/nfs/local/a", "ext4"),
    ],
)
def test_the_deepest_mount_counts(path, kind):
    assert mounted_type(path, MOUNTS) == kind


def test_a_folder_that_a_sync_program_says_it_keeps_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "会社の共有"))
    with pytest.raises(StorageProblem, match="同期"):
        refuse_unsafe(OfficeFolder(tmp_path / "会社の共有" / "定着"))
    refuse_unsafe(OfficeFolder(tmp_path / "会社の共有ではない"))


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path, clear):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageProblem) as caught:
        OfficeFolder(tmp_path / "file" / "office").prepare()
    assert "作れませんでした" in clear(caught.value)
    assert caught.value.where == str(tmp_path / "file" / "office")


def test_every_file_system_of_a_network_is_known():
    for kind in [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb3",
        "smbfs",
        "sshfs",
        "afs",
        "ceph",
        "davfs",
        "lustre",
        "fuse.x",
    ]:
        assert refusal(FolderFacts("/mnt/x", windows=False, file_system=kind)), kind
    for kind in ["ext4", "xfs", "btrfs", "tmpfs", "ntfs3", "fuse.fuse-overlayfs"]:
        assert refusal(FolderFacts("/mnt/x", windows=False, file_system=kind)) is None, kind


def test_every_folder_of_a_sync_program_is_known():
    begin = ("OneDrive", "Dropbox", "Google Drive", "GoogleDrive", "iCloud", "Box Sync")
    names = ("Box", "マイドライブ", "My Drive", "Mobile Documents", "Nextcloud")
    for name in (*names, *(f"{one} - 法人" for one in begin), *(one.upper() for one in begin)):
        assert "同期" in (refusal(FolderFacts(f"{HOME}\\{name}\\x", windows=True)) or ""), name
    assert refusal(FolderFacts(f"{HOME}\\Boxes\\x", windows=True)) is None
