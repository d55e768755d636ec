"""The published schema and the document that explains it say what the code says."""

import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from sailau.election import limits
from sailau.election.canonical import tree_of
from sailau.election.examples import party_and_district, president_2005
from sailau.election.order import KAZAKH_ALPHABET
from sailau.election.schema import SCHEMA

FORMAT_DOCS = Path(__file__).parents[2] / "docs" / "format"
DOCUMENT = (FORMAT_DOCS / "definition.md").read_text(encoding="utf-8")


def keys_and_values(schema: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(schema, dict):
        found |= set(schema.get("properties", {})) | set(schema.get("enum", []))
        for part in schema.values():
            found |= keys_and_values(part)
    elif isinstance(schema, list):
        for part in schema:
            found |= keys_and_values(part)
    return found


def test_the_schema_is_a_schema_of_draft_2020_12() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_published_schema_is_the_one_in_force() -> None:
    assert json.loads((FORMAT_DOCS / "definition.schema.json").read_text(encoding="utf-8")) == SCHEMA


def test_the_published_schema_accepts_the_examples_and_refuses_an_empty_one() -> None:
    published = Draft202012Validator(json.loads((FORMAT_DOCS / "definition.schema.json").read_text(encoding="utf-8")))
    assert published.is_valid(tree_of(president_2005()))
    assert published.is_valid(tree_of(party_and_district()))
    assert not published.is_valid({})


def test_every_key_and_every_known_value_is_explained() -> None:
    explained = set(re.findall(r"`([^`]+)`", DOCUMENT))
    assert keys_and_values(SCHEMA) - explained == set()


def test_the_documents_alphabet_and_limits_are_those_of_the_code() -> None:
    assert KAZAKH_ALPHABET in DOCUMENT
    for limit in (
        limits.ANSWERS_MAX,
        limits.INTEGERS_MAX,
        limits.CARD_BALLOT_BYTES_MAX,
        limits.CODES,
        limits.EXPECTED_VOTERS_SMALL,
        limits.EXPECTED_VOTERS_LARGE,
        limits.FILE_BYTES_MAX,
        limits.FILE_DEPTH_MAX,
        limits.INTEGER_DIGITS_MAX,
    ):
        assert re.search(rf"\b{limit}\b", DOCUMENT.replace("\u202f", "").replace(",", "")), limit
