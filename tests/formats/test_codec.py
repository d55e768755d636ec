"""Codecs read leniently and write one spelling; whatever is not that spelling is not canonical."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.errors import FormatError
from sailau.formats.codec import (
    BOOLEAN,
    HASH,
    INTEGER,
    POINT,
    SCALAR,
    STRING,
    Codec,
    Document,
    Field,
    Many,
    Object,
    Row,
)
from sailau.group import Q


@dataclass(frozen=True)
class Pair:
    """A thing with an optional field, for these tests."""

    first: int
    second: str | None


PAIR = Document(Object(Pair, Field("first", INTEGER), Field("2nd", STRING, "second", optional=True)), "pair")


@pytest.mark.parametrize(
    ("codec", "values"),
    [
        (POINT, st.binary(min_size=32, max_size=32)),
        (SCALAR, st.integers(0, Q - 1)),
        (INTEGER, st.integers(0, 2**53 - 1)),
        (STRING, st.text(st.characters(exclude_categories=["Cs"]))),
        (HASH, st.binary(min_size=32, max_size=32)),
        (BOOLEAN, st.booleans()),
        (Many(SCALAR, 2), st.tuples(st.integers(0, 9), st.integers(0, 9))),
        (Row((INTEGER, STRING)), st.tuples(st.integers(0, 9), st.sampled_from(["", "ә"]))),
    ],
    ids=["point", "scalar", "integer", "string", "hash", "boolean", "many", "row"],
)
def test_written_and_read_back(codec: Codec[Any], values: st.SearchStrategy[Any]) -> None:
    document = Document(codec, "document")

    @given(values)
    def round_trip(value: Any) -> None:
        assert document.read(document.write(value)) == value

    round_trip()


@pytest.mark.parametrize(
    ("codec", "value"),
    [
        (POINT, 5),
        (POINT, "0" * 63),
        (POINT, None),
        (SCALAR, 5),
        (SCALAR, ""),
        (SCALAR, "-1"),
        (SCALAR, "+1"),
        (SCALAR, "1_0"),
        (SCALAR, " 1"),
        (SCALAR, "1\n"),
        (SCALAR, "٣"),
        (SCALAR, "0x1"),
        (SCALAR, "1" * 201),
        (INTEGER, "1"),
        (INTEGER, True),
        (INTEGER, 1.0),
        (INTEGER, -1),
        (INTEGER, 2**53),
        (STRING, 1),
        (STRING, "\ud800"),
        (HASH, "0" * 63),
        (HASH, "0" * 64 + "\n"),
        (HASH, 0),
        (BOOLEAN, 1),
        (BOOLEAN, "true"),
        (Many(INTEGER), {"0": 1}),
        (Many(INTEGER, 2), [1]),
        (Many(INTEGER, 2), "12"),
        (Row((INTEGER, STRING)), [1]),
        (Row((INTEGER,)), {"0": 1}),
        (PAIR.codec, [1, "a"]),
        (PAIR.codec, {"2nd": "a"}),
        (PAIR.codec, {"first": 1, "2nd": None}),
    ],
)
def test_wrong_types_and_ranges_are_refused_by_place(codec: Codec[Any], value: Any) -> None:
    with pytest.raises(FormatError) as caught:
        codec.decode(value, "there")
    assert caught.value.place.startswith("there")


@pytest.mark.parametrize("number", [Q, Q + 5, 2**256])
def test_a_scalar_not_below_the_order_is_out_of_range(number: int) -> None:
    with pytest.raises(FormatError, match="scalar out of range"):
        SCALAR.decode(str(number), "there")


@pytest.mark.parametrize(
    ("codec", "value"),
    [
        (POINT, "AB" * 32),
        (SCALAR, "007"),
        (HASH, "Ab" * 32),
    ],
)
def test_other_spellings_are_read_but_not_canonical(codec: Codec[Any], value: Any) -> None:
    document = Document(codec, "document")
    data = json.dumps(value).encode()
    assert not document.is_canonical(data, document.parse(data))
    with pytest.raises(FormatError, match="canonical"):
        document.read(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(":", ": "),
        lambda text: text + "\n",
        lambda text: text.replace("}", ',"more":1}'),
        lambda text: '{"2nd":"ә","first":7}',
        lambda text: text.replace("ә", "\\u04d9"),
        lambda text: text.replace("7", "7e0"),
    ],
    ids=["space", "newline", "extra field", "swapped fields", "escape", "exponent"],
)
def test_an_object_has_one_spelling(change: Callable[[str], str]) -> None:
    text = PAIR.write(Pair(7, "ә")).decode()
    assert text == '{"first":7,"2nd":"ә"}'
    with pytest.raises(FormatError):
        PAIR.read(change(text).encode())


def test_an_absent_field_stays_absent() -> None:
    assert PAIR.write(Pair(7, None)) == b'{"first":7}'
    assert PAIR.read(b'{"first":7}') == Pair(7, None)
