"""The independent tool's archive: accepted without a finding, and opened by its trustees to the votes cast."""

import json
from collections import Counter

import pytest

from sailau.formats.v1.tally import merged
from sailau.formats.v1.trustees import TRUSTEES, ThresholdParameters, Trustees
from sailau.group import Secret, base, embed
from sailau.sealing.ceremony import decryption_share
from sailau.sealing.count import opened_points, result, tally_of
from sailau.sealing.credentials import Credential, derive
from sailau.sealing.decryption import decrypt
from sailau.verifier.archive import Archive, verify_archive
from sailau.verifier.ballots import judge
from sailau.verifier.finding import Findings
from tests.vectors import precinct_25


def trustees() -> tuple[Trustees, dict[int, Secret]]:
    """The vectors' trustees, with the shares that their secret files hold."""
    read = TRUSTEES.read((precinct_25.FOLDER / "trustees.json").read_bytes().strip())
    (parameters,) = read
    assert isinstance(parameters, ThresholdParameters)
    shares = {}
    for number in range(1, 8):
        seed, key = (
            (precinct_25.FOLDER / "trustees" / f"{number}.{end}").read_bytes().strip() for end in ("key", "dkey")
        )
        owner, share = decryption_share(seed, key.decode(), parameters)
        shares[owner] = share
    return read, shares


@pytest.mark.parametrize("processes", [1, 2])
def test_the_archive_is_accepted(processes: int) -> None:
    findings = Findings()
    archive = verify_archive(precinct_25.ARCHIVE, findings, processes)
    assert findings.items == []
    check_contents(archive)


def check_contents(archive: Archive) -> None:
    votes = precinct_25.votes()
    assert archive.result is not None
    totals, codes = archive.result.result
    assert totals == tuple(map(sum, zip(*(vote[0] for vote in votes), strict=True)))
    assert Counter(codes) == Counter(tuple(vote[1]) for vote in votes)
    assert archive.mixers == [1, 2]
    assert sorted(archive.partials) == [1, 2, 3, 4]


def test_every_ballot_is_accepted_alone() -> None:
    judged = judge(precinct_25.rules(), precinct_25.ballots())
    assert [item.flaws for item in judged] == [()] * 25


@pytest.mark.parametrize("owners", [(1, 2, 3, 4), (4, 5, 6, 7), (2, 3, 5, 7)])
def test_any_four_of_the_trustees_open_the_votes(owners: tuple[int, ...]) -> None:
    known, shares = trustees()
    rules = precinct_25.rules()
    ballots = [rules.document.read(payload) for payload in precinct_25.ballots()[:5]]
    tally = tally_of(rules, ballots)
    unmixed = merged(rules.questions, tally, tally[1:])
    partials = {owner: decrypt(rules.phi, shares[owner], unmixed).partial for owner in owners}
    points = opened_points(known, unmixed, partials)
    votes = precinct_25.votes()[:5]
    totals, codes = result(rules, points, 5).result
    assert totals == tuple(map(sum, zip(*(vote[0] for vote in votes), strict=True)))
    assert Counter(codes) == Counter(tuple(vote[1]) for vote in votes)
    assert set(points[1]) == {embed(vote[1]) for vote in votes}


def test_each_ballot_is_under_the_credential_that_its_private_half_gives() -> None:
    private = json.loads((precinct_25.FOLDER / "private_credentials.json").read_text())
    secrets = [derive(precinct_25.election().uuid, Credential(text.encode())) for text in private.values()]
    rules = precinct_25.rules()
    cast = {rules.document.read(payload).credential for payload in precinct_25.ballots()}
    assert cast == set(base(secrets))
