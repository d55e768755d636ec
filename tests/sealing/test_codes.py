"""Control codes: distinct over the day, drawn without order, refused when used up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError, InvariantError
from sailau.refusal import Refusal
from sailau.sealing.codes import MAP_BYTES, Code, Codes, capacity, draw, from_map, shares, to_map, written

DEVICES = ("terminal-1", "terminal-2", "terminal-3", "portable-1")
code_sets = st.frozensets(st.integers(0, 9999).map(Code))


@given(st.integers(1, 12), st.integers(0, 500))
@settings(max_examples=10, deadline=None)
def test_shares_are_disjoint_equal_and_all_there_is(count: int, kept_back: int) -> None:
    devices = [f"terminal-{number}" for number in range(count)]
    dealt = shares(devices, kept_back)
    assert list(dealt.of) == devices
    assert len(dealt.kept_back) == kept_back
    parts = [*dealt.of.values(), dealt.kept_back]
    assert sorted(code for part in parts for code in part) == list(range(10_000))
    sizes = {len(share) for share in dealt.of.values()}
    assert max(sizes) - min(sizes) <= 1


def test_shares_are_not_guessable_and_do_not_show_when_printed() -> None:
    first, second = shares(DEVICES), shares(DEVICES)
    assert first.of != second.of
    assert first.of["terminal-1"] != frozenset(range(2500))
    assert "frozenset" not in repr(first)


@pytest.mark.parametrize(("devices", "kept_back"), [((), 0), (("a", "a"), 0), (("a",), 10_000), (("a",), -1)])
def test_dealing_to_nobody_or_twice_to_one_is_our_mistake(devices: tuple[str, ...], kept_back: int) -> None:
    with pytest.raises(InvariantError):
        shares(devices, kept_back)


@pytest.mark.parametrize("count", [1, 2])
def test_no_code_comes_twice_until_the_share_is_used_up(count: int) -> None:
    share: Codes = frozenset(map(Code, (7, 42, 1234, 9999, 0)))
    used: Codes = frozenset()
    while not isinstance(drawn := draw(share, used, count), Refusal):
        assert len(set(drawn)) == count
        assert set(drawn) <= share - used
        used |= set(drawn)
    assert len(used) == 5 - 5 % count
    assert (drawn.code, drawn.article) == ("codes-used-up", "R 11")


def test_devices_together_draw_distinct_codes() -> None:
    dealt = shares(DEVICES)
    used: dict[str, Codes] = dict.fromkeys(DEVICES, frozenset())
    for turn in range(200):
        device = DEVICES[turn % 4]
        drawn = draw(dealt.of[device], used[device], 1)
        assert not isinstance(drawn, Refusal)
        used[device] |= set(drawn)
    assert len(frozenset().union(*used.values())) == 200


def test_every_code_of_a_share_can_be_drawn() -> None:
    share: Codes = frozenset(map(Code, (1, 2, 3)))
    drawn = [draw(share, frozenset(), 1) for _ in range(200)]
    assert {codes for codes in drawn if not isinstance(codes, Refusal)} == {(1,), (2,), (3,)}


@pytest.mark.parametrize(
    ("credentials", "codes_a_ballot", "devices", "kept_back", "refused"),
    [
        (3_300, 3, 5, 0, None),
        (3_334, 3, 5, 0, "codes-overflow"),
        (10_000, 1, 5, 0, None),
        (10_000, 1, 5, 1, "codes-shares-too-small"),
        (9_000, 1, 5, 1_000, None),
        (3, 3, 4, 9_989, "codes-shares-too-small"),
        (3, 3, 3, 9_991, None),
    ],
)
def test_capacity_of_the_day(
    credentials: int, codes_a_ballot: int, devices: int, kept_back: int, refused: str | None
) -> None:
    found = capacity(credentials, codes_a_ballot, devices, kept_back)
    assert (found.code if found else None) == refused


@given(code_sets)
@settings(max_examples=40, deadline=None)
def test_map_keeps_the_set_and_nothing_else(codes: Codes) -> None:
    data = to_map(codes)
    assert len(data) == MAP_BYTES == 1_250
    assert from_map(data) == codes


def test_place_of_a_code_in_the_map() -> None:
    assert to_map(frozenset({Code(0)}))[0] == 1
    assert to_map(frozenset({Code(9_999)}))[-1] == 0x80
    assert to_map(frozenset({Code(12)}))[1] == 0x10


@pytest.mark.parametrize("data", [b"", bytes(1_249), bytes(1_251)])
def test_map_of_another_length_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="1250"):
        from_map(data)


def test_code_is_written_with_four_digits() -> None:
    assert [written(Code(number)) for number in (0, 7, 123, 9_999)] == ["0000", "0007", "0123", "9999"]
