"""definition.json as bytes: canonical, one fingerprint, and hostile files refused without a traceback."""

import json
import time
from dataclasses import replace
from datetime import time as hour
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.election.canonical import tree_of
from sailau.election.definition import canonical, check, fingerprint, parse, parse_draft
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import Definition, PrecinctHours
from sailau.errors import DefinitionError
from tests.election.strategies import definitions

FILE = "definition.json"
SOUND = canonical(party_and_district())


def problems_of(data: bytes) -> tuple[tuple[str, str], ...]:
    with pytest.raises(DefinitionError) as refused:
        parse(data, FILE)
    return refused.value.problems


def only_problem(data: bytes) -> tuple[str, str]:
    problems = problems_of(data)
    assert len(problems) == 1, problems
    return problems[0]


@settings(deadline=None, max_examples=50)
@given(definitions())
def test_a_definition_is_read_back_from_its_canonical_bytes(definition: Definition) -> None:
    check(definition, FILE)
    data = canonical(definition)
    assert parse(data, FILE) == definition
    assert canonical(parse(data, FILE)) == data


@settings(deadline=None, max_examples=50)
@given(definitions())
def test_canonical_bytes_are_those_of_rfc_8785(definition: Definition) -> None:
    data = canonical(definition)
    assert data == rfc8785.dumps(json.loads(data))
    assert len(fingerprint(data)) == 64


def test_the_same_definition_with_spaces_or_other_order_is_refused_but_read_as_a_draft() -> None:
    tree = json.loads(SOUND)
    spaced = json.dumps(tree, ensure_ascii=False, indent=1).encode()
    turned = json.dumps(dict(reversed(tree.items())), ensure_ascii=False, separators=(",", ":")).encode()
    escaped = json.dumps(tree, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    for data in (spaced, turned, escaped, SOUND + b"\n"):
        place, reason = only_problem(data)
        assert place == f"{FILE}: $"
        assert "not in canonical form (RFC 8785" in reason
        assert canonical(parse_draft(data, FILE)) == SOUND


def test_defaults_left_out_are_the_same_draft_but_not_canonical() -> None:
    tree: dict[str, Any] = tree_of(president_2005())
    for key in ("hours", "quorum", "code_printout", "credential_reserve", "ballot_reserve_per_mille"):
        del tree["rules"][key]
    for key in ("choices",):
        del tree["contests"][0][key]
    del tree["revision"]
    data = rfc8785.dumps(tree)
    assert "differs at byte" in only_problem(data)[1]
    assert parse_draft(data, FILE) == president_2005()


def test_a_mixed_precinct_says_so_and_any_other_keeps_the_bytes_it_had() -> None:
    plain = president_2005()
    first, *rest = plain.precincts
    mixed = replace(plain, precincts=(replace(first, mixed=True), *rest))
    assert b'"mixed"' not in canonical(plain)
    assert canonical(mixed).replace(b'"mixed":true,', b"") == canonical(plain)
    assert parse(canonical(mixed), FILE) == mixed
    denied = canonical(mixed).replace(b'"mixed":true', b'"mixed":false')
    assert parse_draft(denied, FILE) == plain
    assert "not in canonical form" in only_problem(denied)[1]


def test_a_precinct_with_hours_of_its_own_keeps_them_and_any_other_the_bytes_it_had() -> None:
    plain = president_2005()
    first, *rest = plain.precincts
    hours = PrecinctHours(opens=hour(6), closes=hour(22), decision=plain.decisions[0].id)
    other = replace(plain, precincts=(replace(first, hours=hours), *rest))
    assert parse(canonical(other), FILE) == other
    assert b'"hours":{"closes":"22:00","decision":' in canonical(other)
    assert (other.opens(other.precincts[0]).hour, other.closes(other.precincts[0]).hour) == (6, 22)
    assert (other.opens().hour, other.closes().hour) == (plain.opens(first).hour, plain.closes(first).hour) == (7, 20)


def test_a_key_that_stands_twice_is_found_with_its_path() -> None:
    data = SOUND.replace(b'"number":25', b'"number":25,"number":26')
    assert only_problem(data) == (f"{FILE}: precincts[0].number", "key stands more than once in its object")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (b"25.0", "is not a whole number"),
        (b"2.5e1", "is not a whole number"),
        (b"-0", "is not a whole number"),
        (b"NaN", "NaN is not a number of JSON"),
        (b"Infinity", "Infinity is not a number of JSON"),
        (b"-Infinity", "-Infinity is not a number of JSON"),
        (b"9" * 5_000, "more than 9 digits"),
    ],
)
def test_a_number_that_is_not_a_plain_whole_one_is_found_with_its_path(number: bytes, reason: str) -> None:
    place, said = only_problem(SOUND.replace(b'"number":25', b'"number":' + number))
    assert place == f"{FILE}: precincts[0].number"
    assert reason in said


def test_text_that_is_not_utf_8_is_refused() -> None:
    at = SOUND.index("Дала".encode())
    assert only_problem(SOUND[:at] + b"\xff" + SOUND[at + 1 :]) == (f"{FILE}: $", f"not UTF-8 at byte {at}")


def test_a_byte_order_mark_is_refused() -> None:
    assert "not JSON" in only_problem(b"\xef\xbb\xbf" + SOUND)[1]


def test_a_lone_surrogate_is_refused_not_crashed_upon() -> None:
    place, reason = only_problem(SOUND.replace("«Дала» партиясы".encode(), b"\\ud800"))
    assert place.endswith(".name.kk")
    assert reason == "half of a surrogate pair, U+D800, at character 1"


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"":'])
def test_deep_nesting_is_refused_at_once(opening: bytes) -> None:
    began = time.perf_counter()
    place, reason = only_problem(opening * 500_000)
    assert place == f"{FILE}: $"
    assert "nested deeper than 16 levels" in reason
    assert time.perf_counter() - began < 5


def test_brackets_inside_texts_are_no_nesting() -> None:
    data = SOUND.replace("«Дала» партиясы".encode(), b'[[[[[[[[[[[[[[[[[[[[ \\" {{{{')
    assert canonical(parse_draft(data, FILE)) == data


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"[]", b'"text"', b"7", b"\x00", SOUND[:-1], SOUND + SOUND])
def test_what_is_no_definition_at_all_is_refused(data: bytes) -> None:
    place, _ = problems_of(data)[0]
    assert place.startswith(f"{FILE}: ")


def test_a_file_over_the_limit_is_not_read() -> None:
    assert "33554432 are the most" in only_problem(b" " * (32 * 1024 * 1024 + 1))[1]


def test_an_older_or_newer_format_is_named() -> None:
    data = SOUND.replace(b"sailau-definition/1", b"sailau-definition/2")
    assert only_problem(data) == (f"{FILE}: format", 'must be "sailau-definition/1"')


def test_thousands_of_problems_are_counted_not_all_listed() -> None:
    tree = json.loads(SOUND)
    tree["decisions"] = [1] * 3_000
    problems = problems_of(rfc8785.dumps(tree))
    assert len(problems) == 1_001
    assert problems[-1][1] == "and 2000 more problems"


@settings(deadline=None, max_examples=300)
@given(st.integers(0, len(SOUND) - 1), st.binary(max_size=3), st.integers(0, 40))
def test_garbled_bytes_are_refused_or_another_canonical_definition(at: int, put: bytes, cut: int) -> None:
    data = SOUND[:at] + put + SOUND[at + cut :]
    try:
        definition = parse(data, FILE)
    except DefinitionError as error:
        assert error.problems
        assert all(place.startswith(f"{FILE}: ") and reason for place, reason in error.problems)
    else:
        assert canonical(definition) == data
