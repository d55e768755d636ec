"""A town of 15,000 with 200 planted defects, of a seed that nobody built for (M8; L 24(5))."""

from collections import Counter
from hashlib import sha256

import pytest

from sailau.adapters.lists import read_list_bytes
from sailau.register.checks import Checked, check_table
from sailau.register.finding import Finding
from sailau.register.voter import Roll
from sailau.service.rehearsal.town import DEFECTS, PRECINCTS, VOTING_DAY, Town, make_town

NEAR = {"person-twice", "person-twice-nearly"}


@pytest.fixture(scope="session")
def seed(testrun_uid: str) -> int:
    """Drawn anew at each run, the same in all its workers; a failure names it."""
    return int.from_bytes(sha256(testrun_uid.encode()).digest()[:4], "big")


def checked_town(town: Town) -> Checked:
    roll = Roll(voting_day=VOTING_DAY, precincts=frozenset(range(1, PRECINCTS + 1)))
    with read_list_bytes("town.csv", town.csv()) as table:
        assert not isinstance(table, Finding)
        return check_table(table, roll)


def pairs_found(checked: Checked) -> set[tuple[int, int]]:
    found = set()
    for finding in checked.findings.items:
        if finding.code in NEAR and finding.line is not None:
            other = int(finding.other.removeprefix("row "))
            found.add((min(finding.line, other), max(finding.line, other)))
    return found


def test_every_exact_defect_and_nearly_every_near_duplicate_is_found(seed: int) -> None:
    town = make_town(seed)
    assert DEFECTS == len(town.exact) + len(town.near) == 200
    checked = checked_town(town)
    said = {(f.line, f.code) for f in checked.findings.items if f.code not in NEAR}
    assert said == town.exact, f"seed {seed}: {said ^ town.exact}"
    found, planted = pairs_found(checked), set(town.near)
    missed = Counter(town.near[pair] for pair in planted - found)
    assert len(found & planted) >= 0.95 * len(planted), f"seed {seed}: recall; missed {missed}"
    assert len(found & planted) >= 0.9 * len(found), f"seed {seed}: precision; {sorted(found - planted)[:5]}"


def test_a_clean_town_has_hardly_a_finding(seed: int) -> None:
    checked = checked_town(make_town(seed, voters=4_000, defects=False))
    assert not checked.findings.errors, f"seed {seed}"
    assert checked.findings.counts.total() <= 4, f"seed {seed}: {checked.findings.counts}"
    assert len(checked.voters) == 4_000
