"""Tampering drill: every byte, file and pair of a package that somebody touched is refused and named (E13, E14).

Two hands are tried: one that holds no key, and one that signs for what it has done, as a bribed official of the
territorial commission could. What is signed for again is found by the devices, which open only what is theirs.
"""

import os
import shutil
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from sailau.adapters.files import write_atomically
from sailau.errors import StoreError
from sailau.formats.v1.package import (
    BOOTH_PART,
    COMPUTER_PART,
    PACKAGE_FILE,
    PackageManifest,
    names,
)
from sailau.refusal import Refusal
from sailau.sealing.codes import to_map
from sailau.sealing.credentials import Credential, derive, open_credential, terminal_key
from sailau.sealing.device_seal import PartKind, Place, open_at_device, seal_to_device
from sailau.service.package_making import make_package
from sailau.service.package_medium import PART_SUFFIX, entry_of
from sailau.service.packages import BoothPackage, open_booth_part, open_computer_part
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached
from tests.service.package_world import (
    MADE,
    authorities,
    enrolled,
    expectation,
    order,
    packaged,
    read,
    territorial,
    voters,
)

FILES = (
    "booths/portable-1.sealed",
    "booths/terminal-1.sealed",
    "booths/terminal-2.sealed",
    "certificates/root.pem",
    "certificates/territorial-authority.pem",
    "computer.sealed",
    "credentials.json",
    "credentials.json.p7s",
    "definition.json",
    "definition.json.p7s",
    "inventory.json",
    "officials.json",
    "proof/sound/README.txt",
    "proof/style-1-kk.pdf",
    "revoked.crl",
)
SIGNED = ("package.json", "package.json.p7s")
BOOTHS = ("portable-1", "terminal-1", "terminal-2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged(25), tmp_path / "package-25"))


def told(folder: Path) -> dict[str, str]:
    """What was refused, by code; a drill that is not refused fails here."""
    report = read(folder)
    assert report.contents is None and not report.sound and report.refusals
    for refusal in report.refusals:
        assert refusal.article.startswith("L ") and refusal.text.kk != refusal.text.ru != refusal.text.en
    return {refusal.code: refusal.text.en for refusal in report.refusals}


def signed_again(
    folder: Path,
    files: Mapping[str, bytes] | None = None,
    change: Callable[[PackageManifest], PackageManifest] = lambda manifest: manifest,
    signer: Signer | None = None,
) -> Path:
    """Put files into the package and sign for them: the hand that holds the commission's key."""
    manifest = PACKAGE_FILE.read((folder / names.MANIFEST).read_bytes())
    entries = dict(manifest.files)
    for path, data in (files or {}).items():
        (folder / path).write_bytes(data)
        entries[path] = entry_of(data)
    data = PACKAGE_FILE.write(change(replace(manifest, files=entries)))
    (folder / names.MANIFEST).write_bytes(data)
    (folder / names.signature_name(names.MANIFEST)).write_bytes(sign_detached(data, signer or territorial(), MADE))
    return folder


def place(kind: PartKind, device: str, folder: Path) -> Place:
    one = PACKAGE_FILE.read((folder / names.MANIFEST).read_bytes())
    return Place(kind=kind, election=one.election, precinct=one.precinct, uuid=one.uuid, device=device)


def sealing_key(device: str) -> bytes:
    entry = enrolled(25).inventory.device(device)
    assert entry is not None
    return entry.sealing_key


def test_the_drill_knows_every_file() -> None:
    found = {str(path.relative_to(packaged(25))) for path in packaged(25).rglob("*") if path.is_file()}
    assert found == set(FILES) | set(SIGNED)


@pytest.mark.parametrize("where", ["first", "middle", "last"])
@pytest.mark.parametrize("path", FILES)
def test_one_byte_of_a_file(folder: Path, path: str, where: str) -> None:
    data = bytearray((folder / path).read_bytes())
    data[{"first": 0, "middle": len(data) // 2, "last": -1}[where]] ^= 1
    (folder / path).write_bytes(data)
    assert told(folder) == {"package-altered": f"A file was altered: {path}. The package must not be used."}


@pytest.mark.parametrize("path", SIGNED)
def test_any_byte_of_what_the_commission_signed(folder: Path, path: str) -> None:
    data = (folder / path).read_bytes()
    for position in range(0, len(data), 97):
        spoilt = bytearray(data)
        spoilt[position] ^= 1
        (folder / path).write_bytes(spoilt)
        found = told(folder)
        assert len(found) == 1 and "package.json" in next(iter(found.values())), (position, found)


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_was_not_copied(folder: Path, path: str) -> None:
    (folder / path).unlink()
    assert set(told(folder)) == {"package-half-copied"} and path in told(folder)["package-half-copied"]


@pytest.mark.parametrize("path", SIGNED)
def test_a_package_without_its_manifest_or_signature(folder: Path, path: str) -> None:
    (folder / path).unlink()
    assert set(told(folder)) == {"package-half-copied"} and path in told(folder)["package-half-copied"]


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_was_copied_by_half(folder: Path, path: str) -> None:
    data = (folder / path).read_bytes()
    (folder / path).write_bytes(data[: len(data) // 2])
    assert path in told(folder)["package-altered"]


def test_the_empty_folder_for_sound_that_was_not_copied(folder: Path) -> None:
    (folder / "sound").rmdir()
    assert "sound" in told(folder)["package-half-copied"]


def test_no_folder_at_all(tmp_path: Path) -> None:
    assert set(told(tmp_path / "nothing")) == {"package-half-copied"}


@pytest.mark.parametrize(("one", "other"), [pair for pair in permutations(BOOTHS, 2) if pair[0] < pair[1]])
class TestSwappedBooths:
    def test_on_the_medium(self, folder: Path, one: str, other: str) -> None:
        first, second = folder / names.booth_name(one), folder / names.booth_name(other)
        data = first.read_bytes()
        first.write_bytes(second.read_bytes())
        second.write_bytes(data)
        report = read(folder)
        assert {refusal.code for refusal in report.refusals} == {"package-files-swapped"}
        assert f"{names.booth_name(one)} ← {names.booth_name(other)}" in report.refusals[0].text.en

    def test_and_signed_for(self, folder: Path, one: str, other: str) -> None:
        paths = names.booth_name(one), names.booth_name(other)
        first, second = ((folder / path).read_bytes() for path in paths)
        contents = read(signed_again(folder, {paths[0]: second, paths[1]: first})).contents
        assert contents is not None
        for device in (one, other):
            found = open_booth_part(contents, enrolled(25).keys(device))
            assert isinstance(found, Refusal) and found.code == "package-part-not-ours"
            assert names.booth_name(device) in found.text.en


def test_terminals_key_of_another_precinct_signed_for(folder: Path) -> None:
    """The part opens in the terminal, but the key in it is not the one that the credentials were sealed to."""
    path, stranger = names.booth_name("terminal-1"), terminal_key()[0]
    where = place(PartKind.BOOTH, "terminal-1", folder)
    keys = enrolled(25).keys("terminal-1")
    part = BOOTH_PART.read(open_at_device((folder / path).read_bytes(), keys.sealing_private, where))
    swapped = seal_to_device(BOOTH_PART.write(replace(part, credential_key=stranger)), sealing_key("terminal-1"), where)
    contents = read(signed_again(folder, {path: swapped})).contents
    assert contents is not None
    found = open_booth_part(contents, keys)
    assert isinstance(found, Refusal) and found.code == "package-terminals-key"


def test_booth_part_of_another_precinct_signed_for(folder: Path) -> None:
    path = names.booth_name("terminal-1")
    contents = read(signed_again(folder, {path: (packaged(26) / path).read_bytes()})).contents
    assert contents is not None
    found = open_booth_part(contents, enrolled(25).keys("terminal-1"))
    assert isinstance(found, Refusal) and found.code == "package-part-not-ours"


class TestComputersPart:
    def opened(self, folder: Path) -> object:
        contents = read(folder).contents
        assert contents is not None
        return open_computer_part(contents, enrolled(25).keys("precinct-computer"), enrolled(25).stations())

    def spoilt(self, folder: Path, **other: object) -> Path:
        where = place(PartKind.COMPUTER, "precinct-computer", folder)
        private = enrolled(25).keys("precinct-computer").sealing_private
        part = COMPUTER_PART.read(open_at_device((folder / names.COMPUTER_PART).read_bytes(), private, where))
        data = COMPUTER_PART.write(replace(part, **other))  # type: ignore[arg-type]
        return signed_again(
            folder, {names.COMPUTER_PART: seal_to_device(data, sealing_key("precinct-computer"), where)}
        )

    def code(self, folder: Path) -> str:
        found = self.opened(folder)
        assert isinstance(found, Refusal), found
        return found.code

    def test_list_of_another_precinct(self, folder: Path) -> None:
        assert self.code(self.spoilt(folder, voters=voters(26).decode())) == "package-list-of-another-precinct"

    def test_list_with_one_voter_less(self, folder: Path) -> None:
        shorter = b"".join(voters(25).splitlines(keepends=True)[:-1]).decode()
        assert self.code(self.spoilt(folder, voters=shorter)) == "package-list-of-another-precinct"

    def test_table_of_another_precinct(self, folder: Path) -> None:
        where = place(PartKind.COMPUTER, "precinct-computer", packaged(26))
        private = enrolled(26).keys("precinct-computer").sealing_private
        sealed = (packaged(26) / names.COMPUTER_PART).read_bytes()
        foreign = COMPUTER_PART.read(open_at_device(sealed, private, where)).credentials
        assert self.code(self.spoilt(folder, credentials=foreign)) == "package-credentials"

    def test_a_card_too_many(self, folder: Path) -> None:
        assert self.code(self.spoilt(folder, cards=tuple(range(1, 42)))) == "package-credentials"

    def test_part_that_says_another_archive(self, folder: Path) -> None:
        assert self.code(self.spoilt(folder, uuid="2" * 18)) == "package-part-not-ours"

    def test_part_of_another_precinct(self, folder: Path) -> None:
        foreign = (packaged(26) / names.COMPUTER_PART).read_bytes()
        assert self.code(signed_again(folder, {names.COMPUTER_PART: foreign})) == "package-part-not-ours"


class TestSignedForByTheCommission:
    """What the commission's own hand could put in, the reader still holds against the definition and certificates."""

    @pytest.mark.parametrize(
        ("path", "code"),
        [
            ("officials.json", "package-wrong-precinct"),
            ("inventory.json", "package-wrong-precinct"),
            ("credentials.json", "package-altered"),
        ],
    )
    def test_file_of_another_precinct(self, folder: Path, path: str, code: str) -> None:
        assert set(told(signed_again(folder, {path: (packaged(26) / path).read_bytes()}))) == {code}

    def test_public_halves_of_another_precinct_with_their_signature(self, folder: Path) -> None:
        files = {path: (packaged(26) / path).read_bytes() for path in ("credentials.json", "credentials.json.p7s")}
        assert set(told(signed_again(folder, files))) == {"package-credentials"}

    def test_fewer_credentials_than_the_list_needs(self, folder: Path) -> None:
        def fewer(manifest: PackageManifest) -> PackageManifest:
            return replace(manifest, numbers=replace(manifest.numbers, credentials=55))

        assert set(told(signed_again(folder, change=fewer))) == {"package-credentials"}

    def test_file_that_is_no_list_of_revoked(self, folder: Path) -> None:
        assert set(told(signed_again(folder, {"revoked.crl": b"none"}))) == {"package-revocations"}

    def test_sealed_part_for_a_device_that_is_not_listed(self, folder: Path) -> None:
        found = told(signed_again(folder, {"booths/terminal-9.sealed": b"x" * 100}))
        assert set(found) == {"package-inventory"} and "terminal-9" in found["package-inventory"]

    def test_manifest_without_a_needed_file(self, folder: Path) -> None:
        def without(manifest: PackageManifest) -> PackageManifest:
            return replace(manifest, files={k: v for k, v in manifest.files.items() if k != "officials.json"})

        (folder / "officials.json").unlink()
        assert "officials.json" in told(signed_again(folder, change=without))["package-altered"]

    def test_package_made_after_the_eve(self, folder: Path) -> None:
        late = MADE.replace(month=12, day=4, hour=6)
        assert set(told(signed_again(folder, change=lambda one: replace(one, issued=late)))) == {"package-late"}


@pytest.mark.parametrize(
    "who", ["central", "member-1", "technician", "observer", "local-executive", "precinct-computer", "terminal-1"]
)
def test_manifest_signed_by_a_role_that_may_not(folder: Path, who: str) -> None:
    found = told(signed_again(folder, signer=authorities().signers[who]))
    assert set(found) == {"package-wrong-signer"}


def test_package_of_another_version(folder: Path) -> None:
    data = (folder / names.MANIFEST).read_bytes().replace(b"sailau-package/1", b"sailau-package/2")
    (folder / names.MANIFEST).write_bytes(data)
    (folder / names.signature_name(names.MANIFEST)).write_bytes(sign_detached(data, territorial(), MADE))
    assert told(folder)["package-other-format"].startswith("The package is of another version: sailau-package/2")


class TestMedium:
    def test_surplus_file(self, folder: Path) -> None:
        (folder / "proof" / "extra.pdf").write_bytes(b"x")
        assert told(folder) == {"package-surplus-file": "The package holds a file that is not listed: proof/extra.pdf."}

    def test_folder_within_a_folder_that_no_package_has(self, folder: Path) -> None:
        (folder / "sound" / "more").mkdir()
        assert "sound/more" in told(folder)["package-medium"]

    @pytest.mark.parametrize("name", ["Thumbs.db:x", ".hidden", "-rf", "ағаш.json", "a b.json"])
    def test_odd_name(self, folder: Path, name: str) -> None:
        (folder / name).write_bytes(b"x")
        assert set(told(folder)) == {"package-medium"}

    def test_folder_that_no_package_has(self, folder: Path) -> None:
        (folder / "autorun").mkdir()
        assert "autorun" in told(folder)["package-medium"]

    def test_link_in_place_of_a_file(self, folder: Path, tmp_path: Path) -> None:
        (folder / "definition.json").rename(tmp_path / "definition.json")
        (folder / "definition.json").symlink_to(tmp_path / "definition.json")
        assert "definition.json: not a file" in told(folder)["package-medium"]

    def test_link_in_place_of_a_folder(self, folder: Path, tmp_path: Path) -> None:
        (folder / "booths").rename(tmp_path / "booths")
        (folder / "booths").symlink_to(tmp_path / "booths")
        assert "booths: not a file" in told(folder)["package-medium"]

    def test_link_in_place_of_the_package(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(folder)
        assert set(told(tmp_path / "link")) == {"package-medium"}

    def test_pipe_is_not_waited_for(self, folder: Path) -> None:
        os.mkfifo(folder / "sound" / "kk.ogg")
        assert "sound/kk.ogg" in told(folder)["package-medium"]

    def test_huge_file_is_not_read(self, folder: Path) -> None:
        with (folder / "definition.json").open("ab") as file:
            file.truncate(1 << 40)
        assert "definition.json" in told(folder)["package-medium"]

    def test_manifest_larger_than_any(self, folder: Path) -> None:
        with (folder / names.MANIFEST).open("ab") as file:
            file.truncate(2 << 20)
        assert set(told(folder)) == {"package-altered"}

    def test_a_thousand_files(self, folder: Path) -> None:
        for number in range(1001):
            (folder / "sound" / f"{number}.ogg").touch()
        assert "more than 1000 files" in told(folder)["package-medium"]


class TestCutShort:
    def test_half_made_package_is_never_mistaken_for_a_whole_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The disk fails at every file in turn: nothing bears the package's name, and the next attempt succeeds."""
        target = tmp_path / "package-25"
        for fails_at in range(0, len(FILES) + len(SIGNED), 5):
            left = [fails_at]

            def failing(path: Path, data: bytes, left: list[int] = left) -> None:
                if not left[0]:
                    raise StoreError(f"cannot write {path.name}: no space left")
                left[0] -= 1
                write_atomically(path, data)

            monkeypatch.setattr("sailau.service.package_medium.write_atomically", failing)
            with pytest.raises(StoreError, match="no space"):
                make_package(target, order(25), territorial())
            assert not target.exists()
            assert set(told(target.with_name(target.name + PART_SUFFIX))) == {"package-half-copied"}
        monkeypatch.undo()
        assert isinstance(make_package(target, order(25), territorial()), PackageManifest)
        assert read(target).sound and [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("number", [25, 26])
def test_no_byte_outside_the_sealed_files_is_secret(number: int) -> None:
    """Neither a credential, nor its exponent, nor the terminals' key, nor a share of codes, in any spelling."""
    where, folder = enrolled(number), packaged(number)
    contents = read(folder, expectation(number)).contents
    assert contents is not None
    parts = [open_booth_part(contents, where.keys(device)) for device in BOOTHS]
    package = open_computer_part(contents, where.keys("precinct-computer"), where.stations())
    assert not isinstance(package, Refusal)
    secrets: list[bytes] = []
    for part in parts:
        assert isinstance(part, BoothPackage)
        secrets += [part.credential_key, to_map(part.codes)]
    for row in package.credentials:
        part = parts[0]
        assert isinstance(part, BoothPackage)
        credential: Credential = open_credential(row.sealed, part.credential_key, package.uuid)
        secrets += [credential.reveal(), derive(package.uuid, credential).reveal(), row.sealed]
    spelled = {spelling for secret in secrets for spelling in _spellings(secret)}
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found = [len(spelling) for spelling in spelled if spelling in data]
            assert found == [], f"{path.name} holds a secret"
    line = package.voters.splitlines()[0]
    assert all(line not in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _spellings(secret: bytes) -> set[bytes]:
    """Raw, reversed, in hexadecimal, in base64, as a number."""
    found = {secret, secret[::-1], secret.hex().encode(), secret[::-1].hex().encode(), secret.hex().upper().encode()}
    found |= {b64encode(secret).rstrip(b"=")[:-1], str(int.from_bytes(secret, "little")).encode()}
    return found
