"""Step 4 on whole lists of trustees: what is sound gives the election's key, and what is not is said in words."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sailau.errors import ProofError
from sailau.formats.v1.trustees import ThresholdParameters, TrusteeKey, Trustees
from sailau.group import IDENTITY, Q, Secret, base, negative, products
from sailau.sealing.ceremony import single_key
from sailau.sealing.proofs import prove_possession
from sailau.sealing.rehearsal import Rehearsal
from sailau.verifier.decryptions import lagrange
from sailau.verifier.finding import Findings
from sailau.verifier.trustees import at_index, check_trustees, combined_key
from tests.sealing import elections


@pytest.mark.parametrize("made", elections.ALL, ids=lambda made: made.__name__)
def test_sound_trustees_give_the_elections_key(made: Callable[[], Rehearsal]) -> None:
    rehearsal = made()
    findings = Findings()
    check_trustees(rehearsal.holders.trustees, rehearsal.rules.key, findings)
    assert findings.items == []


def test_the_combined_key_is_that_of_the_combined_shares() -> None:
    holders = elections.parties().holders
    chosen = [1, 3]
    joint = Secret.sum(holders.shares[number].times(lagrange(chosen, number)) for number in chosen)
    assert base([joint + holders.shares[4]]) == [combined_key(holders.trustees)]


def test_a_key_chosen_to_undo_the_others_needs_a_proof_that_nobody_has() -> None:
    """A rogue key, own over the others', would leave the election's key in one hand; possession is not provable."""
    _, honest = single_key()
    secret = Secret.random()
    (rogue,) = products([[base([secret])[0], negative(honest.public_key)]])
    trustees: Trustees = (honest, TrusteeKey(prove_possession(secret), rogue))
    with pytest.raises(ProofError, match="not proved"):
        combined_key(trustees)


def test_keys_that_cancel_give_no_election_key() -> None:
    secret, key = single_key()
    opposite = secret.times(-1)
    other = TrusteeKey(prove_possession(opposite), base([opposite])[0])
    findings = Findings()
    check_trustees((key, other), IDENTITY, findings)
    assert [finding.code for finding in findings.items] == ["election-key"]


def parameters() -> ThresholdParameters:
    (item,) = elections.president().holders.trustees
    assert isinstance(item, ThresholdParameters)
    return item


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda item: replace(item, threshold=1), "made for another ceremony"),
        (lambda item: replace(item, threshold=0), "threshold is out of range"),
        (lambda item: replace(item, certs=item.certs[::-1]), "certificate of trustee 1"),
        (lambda item: replace(item, signatures=item.signatures[::-1]), "binding of trustee 1"),
        (lambda item: replace(item, coefexps=item.coefexps[::-1]), "coefficients of trustee 1"),
        (lambda item: replace(item, verification_keys=item.verification_keys[::-1]), "verification key of trustee 1"),
        (lambda item: replace(item, certs=item.certs[:2]), "one entry a trustee"),
    ],
)
def test_what_is_wrong_names_the_trustee(
    change: Callable[[ThresholdParameters], ThresholdParameters], said: str
) -> None:
    findings = Findings()
    check_trustees((change(parameters()),), elections.president().rules.key, findings)
    assert [finding.code for finding in findings.items] == ["trustees"]
    assert said in findings.items[0].text


def test_a_polynomial_in_the_exponent_is_evaluated_at_the_members_number() -> None:
    coefficients = [5, 7, 11]
    points = base([Secret(value.to_bytes(32, "little")) for value in coefficients])
    for number in (1, 2, 255):
        value = sum(c * number**power for power, c in enumerate(coefficients)) % Q
        assert [at_index(points, number)] == base([Secret(value.to_bytes(32, "little"))])
