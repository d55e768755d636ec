"""The export against the schema file that NIST published with SP 1500-101, version 1 (E49).

The file is not in this repository. Whoever has it gives its place and these tests run; `nist_form`, which the other
tests use, is held against it here.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sailau.recorder.cdf import documentation
from tests.recorder.nist_form import CLASSES, DEVICE_TYPES
from tests.recorder.test_cdf import DEVICES, START, log_of

PLACE = os.environ.get("SAILAU_NIST_SCHEMA", "")
SHA256 = "55563d1a0d78b8a343a13e17f7d93abbac0134bce798802ad4e49e71e36ceb67"
PREFIX = "EventLogging."
pytestmark = pytest.mark.skipif(not PLACE, reason="SAILAU_NIST_SCHEMA names no NIST_V1_election_event_logging.json")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = Path(PLACE).read_bytes()
    assert hashlib.sha256(text).hexdigest() == SHA256, "not the published file of version 1"
    published: dict[str, Any] = json.loads(text)
    return published


@pytest.mark.parametrize("device", DEVICES)
def test_log_of_every_event_and_its_documentation_are_valid(schema: dict[str, Any], device: str) -> None:
    judge = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    for export in (log_of(device), documentation(device, generated=START, version="0.1.0")):
        assert [error.message for error in judge.iter_errors(export)] == []
        assert not judge.is_valid({**export, "Colour": "red"})


def test_the_form_of_the_other_tests_is_the_published_one(schema: dict[str, Any]) -> None:
    published = {name.removeprefix(PREFIX): of for name, of in schema["definitions"].items()}
    objects = {name: of for name, of in published.items() if of["type"] == "object"}
    assert set(CLASSES) == set(objects)
    for name, (required, allowed) in CLASSES.items():
        assert required | {"@type"} == set(objects[name]["required"]), name
        assert set(allowed) | {"@type"} == set(objects[name]["properties"]), name
    assert published["DeviceType"]["enum"] == DEVICE_TYPES
    for of, name, key in (("HashType", "Device", "HashType"), ("EventDispositionType", "Event", "Disposition")):
        assert published[of]["enum"] == CLASSES[name][1][key]
