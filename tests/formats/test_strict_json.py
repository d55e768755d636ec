"""JSON has one reading: what two programs could understand differently is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.errors import FormatError
from sailau.formats import strict_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcәқ", max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert strict_json.read(strict_json.write(value), "place") == value


def test_the_writing_is_compact_utf_8_in_the_order_of_the_fields() -> None:
    assert strict_json.write({"b": ["Әсел", 1], "a": None}) == '{"b":["Әсел",1],"a":null}'.encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":2}', "twice"),
        (b'[{"x":{"a":1,"b":2,"a":1}}]', "twice"),
        (b"NaN", "NaN"),
        (b"[-Infinity]", "Infinity"),
        (b"\xff", "UTF-8"),
        (b'"\xed\xa0\x80"', "UTF-8"),
        (b'"\\ud800"', "surrogate"),
        (b'{"\\udc00":1}', "surrogate"),
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[1] [2]", "not JSON"),
        (b"[1]\x00", "not JSON"),
        (b'"\n"', "not JSON"),
        (b"\xef\xbb\xbf[1]", "not JSON"),
        (b"[" * 33 + b"]" * 33, "deep"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "deep"),
        (b"[" * 1_000_000, "deep"),
        (b"9" * 5_000, "not JSON"),
        (b"[" + b"1," * 5_000_000 + b"1]", "elements"),
        (b"[" + b"[]," * 2_000_000 + b"[]]", "elements"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_other_json_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(FormatError, match=reason) as caught:
        strict_json.read(data, "the place")
    assert caught.value.place == "the place"


def test_surrogates_that_make_a_pair_are_one_character() -> None:
    assert strict_json.read(b'"\\ud83d\\ude00"', "place") == "😀"


def test_the_caller_may_expect_fewer_elements() -> None:
    data = json.dumps(list(range(100))).encode()
    assert len(strict_json.read(data, "place", 100)) == 100
    with pytest.raises(FormatError, match="elements"):
        strict_json.read(data, "place", 99)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = strict_json.read(data, "place")
    except FormatError:
        return
    assert strict_json.read(strict_json.write(value), "place") == value
