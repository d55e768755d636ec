"""The files of a package: one spelling each; what is not of the form is refused by its place."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError
from sailau.formats.v1.package import (
    BOOTH_PART,
    COMPUTER_PART,
    HALVES_FILE,
    INVENTORY_FILE,
    OFFICIALS_FILE,
    PACKAGE_FILE,
    REQUEST_FILE,
    BoothPart,
    ComputerPart,
    DeviceRequest,
    FileEntry,
    Inventory,
    InventoryDevice,
    Numbers,
    OfficialEntry,
    Officials,
    PackageManifest,
    PublicHalves,
    SealedRow,
    Software,
    names,
)
from sailau.formats.v1.record.canonical import CanonicalDocument
from sailau.group import generators
from sailau.service.package_refusals import CODES
from sailau.service.package_report import STEPS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "format" / "package.md").read_text(encoding="utf-8")
UUID = "3zfECxeiDEmgXwKx3V"
SOFTWARE = Software(version="0.1.0", sha256="5a" * 32)
POINTS = tuple(sorted(generators(3)))
ENTRY = FileEntry(sha256="ab" * 32, length=7)


def manifest() -> PackageManifest:
    return PackageManifest(
        election="e-1",
        precinct=25,
        commission="precinct-25",
        territory="almaty-city",
        uuid=UUID,
        issue=1,
        issued=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        training=True,
        software=SOFTWARE,
        numbers=Numbers(listed=3, credentials=26, ballots=4, cards=14),
        list_sha256="cd" * 32,
        terminals_key=bytes(range(32)),
        folders=names.FOLDERS,
        files={"definition.json": ENTRY, "sound/kk.ogg": ENTRY},
    )


def device(number: int) -> InventoryDevice:
    return InventoryDevice(
        device=f"terminal-{number}",
        role="terminal",
        serial=f"KZ-{number}",
        certificate=bytes([number, 1, 2]),
        sealing_key=bytes([number]) * 32,
        software=SOFTWARE,
    )


VALUES: list[tuple[CanonicalDocument[Any], Any]] = [
    (PACKAGE_FILE, manifest()),
    (
        INVENTORY_FILE,
        Inventory(election="e-1", precinct=25, commission="precinct-25", devices=(device(1), device(2))),
    ),
    (
        OFFICIALS_FILE,
        Officials(
            election="e-1",
            precinct=25,
            commission="precinct-25",
            members=tuple(
                OfficialEntry(number=n, name="Әлия Қ.", role=role, certificate=b"der")
                for n, role in ((1, "chair"), (2, "member"))
            ),
        ),
    ),
    (HALVES_FILE, PublicHalves(election="e-1", precinct=25, uuid=UUID, halves=POINTS)),
    (
        COMPUTER_PART,
        ComputerPart(
            election="e-1",
            precinct=25,
            uuid=UUID,
            device="precinct-computer",
            voters='{"name":"Әлия"}\n',
            cards=(1, 2, 5),
            credentials=tuple(SealedRow(bytes([n]) * 73, point) for n, point in enumerate(POINTS)),
        ),
    ),
    (
        BOOTH_PART,
        BoothPart(
            election="e-1",
            precinct=25,
            uuid=UUID,
            device="terminal-1",
            credential_key=b"k" * 32,
            codes=bytes(1250),
        ),
    ),
    (
        REQUEST_FILE,
        DeviceRequest(
            commission="precinct-25",
            device="terminal-1",
            election="e-1",
            role="terminal",
            sealing_key=b"s" * 32,
            serial="KZ-1",
            signing_key=b"\4" * 65,
            software=SOFTWARE,
            signature=bytes(64),
        ),
    ),
]
every = pytest.mark.parametrize(("file", "value"), VALUES, ids=[type(value).__name__ for _, value in VALUES])


@every
def test_what_is_written_reads_back(file: CanonicalDocument[Any], value: Any) -> None:
    assert file.read(file.write(value)) == value


@every
def test_there_is_one_spelling(file: CanonicalDocument[Any], value: Any) -> None:
    data = file.write(value)
    tree = plain(data)
    for other in (b" " + data, data + b"\n", rfc8785.dumps({**tree, "more": 1})):
        with pytest.raises(FormatError):
            file.read(other)


@every
def test_another_version_or_a_missing_member_is_refused(file: CanonicalDocument[Any], value: Any) -> None:
    tree = plain(file.write(value))
    for name in tree:
        with pytest.raises(FormatError):
            file.read(rfc8785.dumps({key: item for key, item in tree.items() if key != name}))
    with pytest.raises(FormatError, match="format"):
        file.read(rfc8785.dumps({**tree, "format": tree["format"].replace("/1", "/2")}))


def spoilt(change: Callable[[dict[str, Any]], None]) -> bytes:
    tree = plain(PACKAGE_FILE.write(manifest()))
    change(tree)
    return rfc8785.dumps(tree)


@pytest.mark.parametrize(
    "path",
    [
        "../up",
        "/etc/passwd",
        "a/b/c",
        "odd/file",
        "package.json",
        "package.json.p7s",
        ".hidden",
        "a b",
        "проба",
        "x" * 121,
    ],
)
def test_path_that_leads_out_of_a_package_is_refused(path: str) -> None:
    with pytest.raises(FormatError):
        PACKAGE_FILE.read(spoilt(lambda tree: tree["files"].update({path: {"bytes": 1, "sha256": "ab" * 32}})))


@pytest.mark.parametrize("value", [0, -1, "1", None, 1.5, True])
def test_issue_that_is_no_number_from_one_is_refused(value: Any) -> None:
    with pytest.raises(FormatError):
        PACKAGE_FILE.read(spoilt(lambda tree: tree.update(issue=value)))


def test_manifest_must_name_the_folders() -> None:
    with pytest.raises(FormatError, match="folders"):
        PACKAGE_FILE.read(spoilt(lambda tree: tree.update(folders=["booths", "certificates", "proof"])))


def test_file_beyond_256_mib_is_refused() -> None:
    with pytest.raises(FormatError, match="bytes"):
        PACKAGE_FILE.read(spoilt(lambda tree: tree["files"]["sound/kk.ogg"].update(bytes=256 * 2**20 + 1)))


@pytest.mark.parametrize("name", ["serial", "certificate", "sealing_key"])
def test_inventory_with_something_twice_is_refused(name: str) -> None:
    tree = plain(INVENTORY_FILE.write(VALUES[1][1]))
    tree["devices"][1][name] = tree["devices"][0][name]
    with pytest.raises(FormatError, match=f"same {name}"):
        INVENTORY_FILE.read(rfc8785.dumps(tree))


def test_parts_show_no_secret_when_printed() -> None:
    computer, booth = VALUES[4][1], VALUES[5][1]
    assert "Әлия" not in repr(computer) and "SealedRow" not in repr(computer)
    assert "kkkk" not in repr(booth) and "codes" not in repr(booth)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200))
def test_garbage_is_refused_and_never_crashes(data: bytes) -> None:
    for file, _ in VALUES:
        with pytest.raises(FormatError):
            file.read(data)


@settings(max_examples=100, deadline=None)
@given(position=st.integers(min_value=0, max_value=5000), byte=st.integers(min_value=0, max_value=255))
def test_one_altered_byte_of_a_manifest_is_refused_or_says_something_else(position: int, byte: int) -> None:
    data = bytearray(PACKAGE_FILE.write(manifest()))
    place = position % len(data)
    same, data[place] = data[place] == byte, byte
    try:
        read = PACKAGE_FILE.read(bytes(data))
    except FormatError:
        return
    assert (read == manifest()) == same


def test_every_reason_and_every_step_stands_in_the_format_document() -> None:
    named = set(re.findall(r"`([a-z][a-z-]+)`", DOCUMENT))
    assert set(CODES) - named == set()
    assert set(STEPS) <= named


def plain(data: bytes) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(data)
    return tree
