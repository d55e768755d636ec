"""One entry can be shown alone, and a rewritten past fits no earlier root (E49)."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import InvariantError, ProofError
from sailau.recorder.merkle import (
    Peaks,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_data,
    leaf_hash,
    root_of,
)
from tests.recorder import outsider

SIZE_MAX = 40


def entries(count: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(count)]


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(entry) for entry in entries(count)]


@pytest.mark.parametrize("size", range(SIZE_MAX))
def test_root_and_every_proof_are_those_of_the_rfcs_own_definition(size: int) -> None:
    assert root_of(leaves(size)) == outsider.tree_hash(entries(size))
    for index in range(size):
        assert list(inclusion_proof(leaves(size), index)) == outsider.path(index, entries(size))
    for old in range(1, size + 1):
        assert list(consistency_proof(leaves(size), old)) == outsider.proof(old, entries(size))


@pytest.mark.parametrize("size", range(1, SIZE_MAX, 3))
def test_every_leaf_is_shown_to_stand_at_its_place_and_no_other(size: int) -> None:
    kept = leaves(size)
    root = root_of(kept)
    for index, leaf in enumerate(kept):
        path = inclusion_proof(kept, index)
        check_inclusion(leaf, index, size, path, root)
        for wrong in {0, size - 1, index + 1} - {index}:
            with pytest.raises(ProofError):
                check_inclusion(leaf, wrong, size, path, root)
        with pytest.raises(ProofError):
            check_inclusion(leaf_hash(b"another"), index, size, path, root)
        with pytest.raises(ProofError):
            check_inclusion(leaf, index, size, [*path, root], root)
        if path:
            with pytest.raises(ProofError):
                check_inclusion(leaf, index, size, path[:-1], root)


@settings(max_examples=80, deadline=None)
@given(sizes=st.tuples(st.integers(0, 70), st.integers(0, 70)).map(sorted), change=st.integers(0, 69))
def test_growth_is_proved_and_a_rewritten_past_is_not(sizes: list[int], change: int) -> None:
    old, size = sizes
    kept = leaves(size)
    path = consistency_proof(kept, old)
    check_consistency(old, root_of(kept[:old]), size, root_of(kept), path)
    if change < old:
        altered = [*kept[:change], leaf_hash(b"altered"), *kept[change + 1 :]]
        with pytest.raises(ProofError):
            check_consistency(old, root_of(kept[:old]), size, root_of(altered), consistency_proof(altered, old))
    if path:
        with pytest.raises(ProofError):
            check_consistency(old, root_of(kept[:old]), size, root_of(kept), path[:-1])
        with pytest.raises(ProofError):
            check_consistency(old, root_of(kept[:old]), size, root_of(kept), [*path, path[0]])


def test_a_smaller_tree_does_not_continue_a_larger_one() -> None:
    kept = leaves(9)
    with pytest.raises(ProofError):
        check_consistency(9, root_of(kept), 8, root_of(kept[:8]), ())
    with pytest.raises(ProofError):
        check_consistency(9, root_of(kept), 9, root_of(leaves(8)), ())


def test_a_leaf_binds_salt_uptime_and_entry() -> None:
    salt, line = bytes(range(32)), b'{"event":"card-wiped"}'
    expected = sha256(b"sailau/recorder/leaf/2\n" + salt + (7).to_bytes(8, "big") + line).digest()
    assert leaf_data(salt, 7, line) == expected
    others = {leaf_data(bytes(32), 7, line), leaf_data(salt, 8, line), leaf_data(salt, 7, line + b" ")}
    assert len(others | {expected}) == 4
    with pytest.raises(InvariantError):
        leaf_data(b"short", 7, line)


def test_a_growing_tree_keeps_few_hashes() -> None:
    peaks = Peaks()
    for leaf in leaves(1000):
        peaks = peaks.add(leaf)
    assert len(peaks.roots) == bin(1000).count("1")
    assert peaks.root() == outsider.tree_hash(entries(1000))
