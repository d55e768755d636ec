"""The bill of materials (E4): CycloneDX 1.6 by its published schema, every locked part, no address of an index."""

import copy
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from sailau.errors import FormatError
from sailau.service.acceptance.sbom import Sbom, differences, make_sbom, parts_of, read_locks
from sailau.service.acceptance.wheel import Wheel
from tests.service.acceptance.clone import ROOT

SCHEMAS = ROOT / "vendor" / "cyclonedx"
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
WHEEL = Wheel(name="sailau-0.1.0-py3-none-any.whl", data=b"a wheel")


@cache
def validator() -> Draft7Validator:
    trees = {path.name: json.loads(path.read_bytes()) for path in SCHEMAS.glob("*.json")}
    resources = [(f"http://cyclonedx.org/schema/{name}", Resource.from_contents(tree)) for name, tree in trees.items()]
    return Draft7Validator(trees["bom-1.6.SNAPSHOT.schema.json"], registry=Registry().with_resources(resources))


def problems(tree: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator().iter_errors(tree)]


@cache
def bill() -> Sbom:
    return make_sbom(read_locks(ROOT), "0.1.0", WHEEL, AT)


def tree() -> Any:
    return json.loads(bill().data)


def test_it_follows_the_published_schema() -> None:
    assert problems(tree()) == []


@pytest.mark.parametrize(
    ("member", "value"),
    [("specVersion", 1.6), ("serialNumber", "urn:uuid:1"), ("components", [{"name": "x"}]), ("vendor", "x")],
)
def test_the_schema_would_notice_a_broken_one(member: str, value: object) -> None:
    broken = tree()
    broken[member] = value
    assert problems(broken) != []


def test_the_schema_would_notice_a_hash_that_is_none() -> None:
    broken = tree()
    broken["components"][0]["hashes"][0]["content"] = "abc"
    assert problems(broken) != []


def test_every_locked_part_is_listed_with_version_hashes_and_scope() -> None:
    listed = {item["name"]: item for item in tree()["components"] if item["type"] == "library"}
    parts = parts_of(read_locks(ROOT))
    assert set(listed) == {part.locked.name for part in parts}
    for part in parts:
        item = listed[part.locked.name]
        assert item["version"] == part.locked.version
        assert [hash_["content"] for hash_ in item["hashes"]] == list(part.locked.sha256)
        assert len(part.locked.sha256) >= 1
    assert listed["pynacl"]["scope"] == "required"
    assert listed["python-pkcs11"]["scope"] == "optional"
    assert listed["pytest"]["scope"] == "excluded"
    assert bill().components == len(tree()["components"]) > len(parts), "vendored files are listed too"


def test_licences_come_from_the_installed_parts() -> None:
    listed = {item["name"]: item for item in tree()["components"]}
    assert listed["cbor2"]["licenses"] == [{"expression": "MIT"}]
    assert all("licenses" in item for item in listed.values() if item["name"] in ("weasyprint", "pyhanko", "pynacl"))
    unknown = [item for item in listed.values() if item["type"] == "library" and "licenses" not in item]
    assert all(any(entry["name"] == "sailau:licence" for entry in item["properties"]) for item in unknown)


def test_it_says_who_needs_whom() -> None:
    needs = {entry["ref"].partition("@")[0]: entry["dependsOn"] for entry in tree()["dependencies"]}
    own = {reference.partition("@")[0] for reference in needs["pkg:pypi/sailau"]}
    assert {"pkg:pypi/pynacl", "pkg:pypi/weasyprint", "pkg:pypi/cbor2"} <= own
    assert "pkg:pypi/pytest" not in own
    references = {item["bom-ref"] for item in tree()["components"]}
    assert {reference for on in needs.values() for reference in on} <= references


def test_no_address_stands_in_it() -> None:
    assert b"://" not in bill().data


def test_the_same_locks_give_the_same_bill_and_another_wheel_another_number() -> None:
    assert make_sbom(read_locks(ROOT), "0.1.0", WHEEL, AT) == bill()
    other = json.loads(make_sbom(read_locks(ROOT), "0.1.0", Wheel(name=WHEEL.name, data=b"other"), AT).data)
    assert other["serialNumber"] != tree()["serialNumber"]
    assert other["components"] == tree()["components"]


def test_differences_from_the_lock_files_are_named() -> None:
    assert differences(bill().data, read_locks(ROOT)) == []
    changed = copy.deepcopy(tree())
    by_name = {item["name"]: item for item in changed["components"]}
    by_name["cbor2"]["version"] = "0.1"
    by_name["pynacl"]["hashes"] = by_name["pynacl"]["hashes"][1:]
    changed["components"].remove(by_name["segno"])
    changed["components"].append({"type": "library", "name": "stranger", "version": "1"})
    found = differences(json.dumps(changed).encode(), read_locks(ROOT))
    assert [line.partition(" ")[0] for line in found] == ["cbor2:", "pynacl:", "segno:", "stranger:"]
    assert "0.1 in the bill" in found[0]
    assert "other hashes" in found[1]


def test_what_is_no_bill_is_refused() -> None:
    with pytest.raises(FormatError, match=r"not CycloneDX 1\.6"):
        differences(b"{}", read_locks(ROOT))


def test_one_part_locked_at_two_versions_is_refused() -> None:
    lock = "alpha=={} \\\n    --hash=sha256:" + "a" * 64 + "\n"
    with pytest.raises(FormatError, match=r"alpha 2 is locked elsewhere at 1"):
        parts_of({"base.txt": lock.format(1), "dev.txt": lock.format(2)})
