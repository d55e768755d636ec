"""A precinct packs its signed record: only a whole one, whole or not at all; and it comes apart again as it was."""

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sailau.errors import StoreError
from sailau.formats.v1.bundle import HEAD, HEAD_SIGNATURE, BundleHead
from sailau.refusal import Refusal
from sailau.service.bundle import Bundle, draft_head, judge_head, pack, pack_signed, peek_head, read_bundle, unpack
from sailau.signing.trust import Trust
from tests.records.world import EVENING
from tests.service.centre.village import CHAIR_AND_ANOTHER, lay_out, village


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "record", village().record("sound"))


def packed(record: Path, target: Path, signers: tuple[str, ...] = CHAIR_AND_ANOTHER) -> BundleHead | Refusal:
    people = [village().world.signer(label) for label in signers]
    return pack(record, target, version=1, signers=people, now=EVENING)


def read(path: Path) -> Bundle:
    found = read_bundle(path)
    assert isinstance(found, Bundle), found
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_record_comes_out_of_its_bundle_as_it_went_in(record: Path, tmp_path: Path) -> None:
    target = tmp_path / "25.bundle.zip"
    head = packed(record, target)
    found = read(target)
    assert (found.head, found.size) == (head, target.stat().st_size)
    unpack(found, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(record)
    with zipfile.ZipFile(target) as other:
        assert other.testzip() is None
        assert other.namelist() == [HEAD, HEAD_SIGNATURE, *sorted(contents(record))]


def test_chair_and_another_member_signed_the_head(record: Path, tmp_path: Path) -> None:
    target, world = tmp_path / "25.bundle.zip", village().world
    packed(record, target)
    trust = Trust(
        root=world.pki.root.certificate,
        at=EVENING,
        training=True,
        election=str(world.definition.id),
        precinct="precinct-25",
    )
    signers = judge_head(read(target), trust)
    assert not isinstance(signers, Refusal)
    assert [one.holder.member for one in signers] == [1, 2]
    elsewhere = judge_head(read(target), replace(trust, precinct="precinct-26"))
    assert isinstance(elsewhere, Refusal) and elsewhere.code == "bundle-signature"
    peeked = peek_head(target)
    assert peeked is not None and peeked.head.precinct == 25


def test_the_same_head_and_signatures_are_the_same_bytes(record: Path, tmp_path: Path) -> None:
    head = draft_head(record, version=1, replaces=None, act=None)
    assert isinstance(head, BundleHead)
    for name in ("one.zip", "two.zip"):
        assert pack_signed(record, tmp_path / name, head, b"signed") is None
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: (folder / "codes.json").unlink(), "bundle-not-whole"),
        (lambda folder: (folder / "manifest.json").unlink(), "bundle-not-whole"),
        (lambda folder: (folder / "manifest.json").write_bytes(b"{}"), "bundle-unreadable"),
        (lambda folder: (folder / "codes.json").write_bytes(b"[]"), "bundle-altered"),
        (lambda folder: (folder / "notes.json").write_bytes(b"x"), "bundle-not-in-form"),
        (lambda folder: (folder / "link.json").symlink_to("/etc/passwd"), "bundle-not-in-form"),
    ],
    ids=["file-gone", "manifest-gone", "manifest-empty", "file-changed", "file-added", "link-added"],
)
def test_a_record_that_is_not_whole_is_not_packed(change: object, code: str, record: Path, tmp_path: Path) -> None:
    assert callable(change)
    change(record)
    target = tmp_path / "out" / "25.bundle.zip"
    target.parent.mkdir()
    refused = packed(record, target)
    assert isinstance(refused, Refusal) and refused.code == code
    assert list(target.parent.iterdir()) == []


def test_a_later_version_says_what_it_replaces(record: Path, tmp_path: Path) -> None:
    people = [village().world.signer(label) for label in CHAIR_AND_ANOTHER]
    for version, replaces in ((2, None), (1, "ab" * 32)):
        refused = pack(record, tmp_path / "x.zip", version=version, replaces=replaces, signers=people, now=EVENING)
        assert isinstance(refused, Refusal) and refused.code == "bundle-unreadable"


class Falls:
    """Fails at one point."""

    def __init__(self, at: str) -> None:
        self.at = at

    def point(self, name: str) -> None:
        if name.endswith(self.at):
            raise OSError(28, "No space left on device")


@pytest.mark.parametrize("at", [":write", ":written"])
def test_a_bundle_is_there_whole_or_not_at_all(record: Path, tmp_path: Path, at: str) -> None:
    target = tmp_path / "25.bundle.zip"
    people = [village().world.signer(label) for label in CHAIR_AND_ANOTHER]
    with pytest.raises(StoreError, match="No space left"):
        pack(record, target, version=1, signers=people, now=EVENING, faults=Falls(at))
    assert not target.exists()
    assert isinstance(packed(record, target), BundleHead)
    assert not list(tmp_path.glob("*.making"))


def test_a_bundle_changed_after_it_was_read_is_not_unpacked(record: Path, tmp_path: Path) -> None:
    target = tmp_path / "25.bundle.zip"
    packed(record, target)
    found = read(target)
    data = bytearray(target.read_bytes())
    data[found.files["protocol.json"].offset] ^= 1
    target.write_bytes(data)
    with pytest.raises(StoreError, match="changed after it was read"):
        unpack(found, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    shutil.rmtree(tmp_path / "again.making")
