"""The key ceremony gives a key: any quorum holds it, the independent tool's vectors come out byte for byte."""

from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest

from sailau.errors import COORDINATOR, FormatError, ProofError
from sailau.formats.v1.ceremony import (
    DECRYPTION_KEY,
    POLYNOMIAL,
    RAW_POLYNOMIAL,
    VINPUT,
    VOUTPUT,
    DecryptionKey,
    Polynomial,
)
from sailau.formats.v1.election import ELECTION
from sailau.formats.v1.trustees import (
    CERTIFICATE,
    COEFFICIENTS,
    TRUSTEES,
    Coefficients,
    Context,
    ThresholdParameters,
)
from sailau.group import Secret, base, products
from sailau.sealing.ceremony import (
    Ceremony,
    Gathered,
    Member,
    Roster,
    check_polynomial,
    check_voutput,
    decryption_share,
    gather,
    read_roster,
    single_key,
    threshold_parameters,
    vinputs,
)
from sailau.sealing.channel import ChannelKeys, new_seed, receive, send
from sailau.sealing.proofs import prove_possession
from sailau.verifier.trustees import check_key, check_threshold, combined_key
from tests.sealing.rehearsal import PRECINCT, joined, keys_of, named, rehearse, small

THREE = Ceremony(3, 2)


# Ceremonies that succeed


@pytest.mark.parametrize(("size", "threshold"), [(2, 1), (3, 2), (7, 4), (7, 5)])
def test_any_quorum_holds_the_key_and_one_less_does_not(size: int, threshold: int) -> None:
    day = rehearse(size, threshold)
    key = combined_key((day.parameters,))
    shares = dict(
        decryption_share(member.seed, day.voutputs[number].private_key, day.parameters)
        for number, member in day.members.items()
    )
    assert list(shares) == list(range(1, size + 1))
    for quorum in list(combinations(shares, threshold))[:10]:
        assert base([joined({number: shares[number] for number in quorum})]) == [key]
    if threshold > 1:
        fewer = {number: shares[number] for number in list(shares)[: threshold - 1]}
        assert base([joined(fewer)]) != [key]


def test_every_message_survives_writing_and_reading() -> None:
    day = small()
    for number in day.members:
        assert POLYNOMIAL.read(POLYNOMIAL.write(day.polynomials[number])) == day.polynomials[number]
        assert VINPUT.read(VINPUT.write(day.vinputs[number])) == day.vinputs[number]
        assert VOUTPUT.read(VOUTPUT.write(day.voutputs[number])) == day.voutputs[number]
    assert TRUSTEES.read(TRUSTEES.write((day.parameters,))) == (day.parameters,)


def test_a_single_trustee_proves_possession() -> None:
    secret, key = single_key()
    check_key(key, "single")
    assert base([secret]) == [key.public_key] == [combined_key((key,))]
    with pytest.raises(ProofError, match="knowledge of the secret key"):
        check_key(replace(key, pok=prove_possession(Secret.random())), "single")


def test_seeds_and_secrets_do_not_show_when_printed() -> None:
    member = small().members[1]
    assert member.seed.decode() not in repr(member)
    assert repr(keys_of(small(), 1).signing) == "Secret(…)"


# The vectors of the independent tool


@cache
def vectors() -> tuple[Roster, dict[int, Polynomial], Gathered]:
    lines = (PRECINCT / "certs.jsons").read_bytes().splitlines()
    roster = read_roster(Ceremony(7, 4), [CERTIFICATE.read(line) for line in lines])
    posted = (PRECINCT / "polynomials.jsons").read_bytes().splitlines()
    polynomials = {number: POLYNOMIAL.read(line) for number, line in enumerate(posted, 1)}
    return roster, polynomials, gather(roster, polynomials)


def vector(number: int, kind: str) -> bytes:
    return (PRECINCT / "trustees" / f"{number}.{kind}").read_bytes().removesuffix(b"\n")


@pytest.mark.parametrize("number", range(1, 8))
def test_vectors_messages_are_rewritten_byte_for_byte(number: int) -> None:
    roster, polynomials, gathered = vectors()
    line = (PRECINCT / "polynomials.jsons").read_bytes().splitlines()[number - 1]
    assert POLYNOMIAL.write(polynomials[number]) == line
    assert CERTIFICATE.write(roster.certificates[number - 1]) == vector(number, "cert")
    assert VINPUT.write(vinputs(gathered)[number]) == vector(number, "vinput")
    voutput = VOUTPUT.read(vector(number, "voutput"))
    assert VOUTPUT.write(voutput) == vector(number, "voutput")
    assert voutput.private_key.encode() == vector(number, "dkey")


@pytest.mark.parametrize("number", range(1, 8))
def test_vectors_seed_gives_the_keys_of_its_certificate(number: int) -> None:
    keys = ChannelKeys.from_seed(vector(number, "key"))
    certified = vectors()[0].keys[number - 1]
    assert (keys.verification, keys.encryption) == (certified.verification, certified.encryption)
    assert certified.context == Context("Ed25519", 7, 4, number)


@pytest.mark.parametrize("number", range(1, 8))
def test_vectors_polynomial_opens_and_gives_its_commitments(number: int) -> None:
    roster, polynomials, _ = vectors()
    keys = ChannelKeys.from_seed(vector(number, "key"))
    text = receive(keys.decryption, keys.verification, polynomials[number].polynomial)
    committed = check_polynomial(roster, number, polynomials[number])
    assert tuple(base(RAW_POLYNOMIAL.read(text.encode()).polynomial)) == committed
    content = COEFFICIENTS.write(Coefficients(committed)).decode()
    assert content == polynomials[number].coefexps.message


@pytest.mark.parametrize("number", range(1, 8))
def test_our_member_computes_the_vectors_share(number: int) -> None:
    roster, _, gathered = vectors()
    member = Member(Ceremony(7, 4), number, vector(number, "key"))
    ours = member.voutput(roster.certificates, vinputs(gathered)[number])
    theirs = VOUTPUT.read(vector(number, "voutput"))
    assert ours.public_key.public_key == theirs.public_key.public_key
    check_voutput(gathered, number, theirs)
    check_voutput(gathered, number, ours)
    keys = ChannelKeys.from_seed(member.seed)
    texts = [receive(keys.decryption, keys.verification, text) for text in (ours.private_key, theirs.private_key)]
    assert texts[0] == texts[1]


def test_vectors_threshold_parameters_are_rebuilt_byte_for_byte() -> None:
    _, _, gathered = vectors()
    voutputs = {number: VOUTPUT.read(vector(number, "voutput")) for number in range(1, 8)}
    parameters = threshold_parameters(gathered, voutputs)
    bare = (PRECINCT / "threshold.json").read_bytes().removesuffix(b"\n")
    assert TRUSTEES.write((parameters,)) == b'[["Pedersen",' + bare + b"]]"
    assert TRUSTEES.write((parameters,)) == (PRECINCT / "trustees.json").read_bytes().removesuffix(b"\n")
    election = ELECTION.read((PRECINCT / "election.json").read_bytes().removesuffix(b"\n"))
    assert check_threshold(parameters, "vectors") == gathered.joint[0] == election.public_key


def test_four_of_the_vectors_shares_give_the_elections_secret_key() -> None:
    (parameters,) = TRUSTEES.read((PRECINCT / "trustees.json").read_bytes().removesuffix(b"\n"))
    assert isinstance(parameters, ThresholdParameters)
    seeds = {number: vector(number, "key") for number in (1, 3, 4, 7)}
    opened = [decryption_share(seed, vector(n, "dkey").decode(), parameters) for n, seed in seeds.items()]
    assert [number for number, _ in opened] == [1, 3, 4, 7]
    assert base([joined(dict(opened))]) == [combined_key((parameters,))]


# The shape of a ceremony


@pytest.mark.parametrize(("size", "threshold"), [(7, 0), (7, 7), (7, 8), (1, 1), (2, 2), (256, 4)])
def test_threshold_without_a_spare_member_is_refused(size: int, threshold: int) -> None:
    with named(COORDINATOR, "threshold|members"):
        Ceremony(size, threshold)


@pytest.mark.parametrize("number", [0, 4])
def test_a_member_beyond_the_ceremony_is_refused(number: int) -> None:
    with named(COORDINATOR, f"no member {number}"):
        Member(THREE, number, new_seed())


@pytest.mark.parametrize(
    "seed", [b"", b"24TN5fFZcoZwoswftEqaV", b"24TN5fFZcoZwoswftEqaVl", b"24TN5fFZcoZwoswftEqaVr\n"]
)
def test_malformed_seed_is_refused_and_not_repeated(seed: bytes) -> None:
    with pytest.raises(FormatError, match="22 Base58") as caught:
        Member(THREE, 1, seed).certificate()
    assert not seed or seed.decode() not in str(caught.value)


# Opening the decryption key


def test_decryption_key_opens_only_to_its_member() -> None:
    day = small()
    with pytest.raises(ProofError, match="damaged, or not encrypted"):
        decryption_share(day.members[1].seed, day.voutputs[2].private_key, day.parameters)
    with pytest.raises(ProofError, match="no member of this ceremony"):
        decryption_share(new_seed(), day.voutputs[2].private_key, day.parameters)


def test_decryption_key_that_is_not_the_published_one_is_refused() -> None:
    day = small()
    keys = keys_of(day, 1)
    text = DECRYPTION_KEY.write(DecryptionKey(Secret.random())).decode()
    with pytest.raises(ProofError, match="not the one whose public half is published"):
        decryption_share(day.members[1].seed, send(keys.signing, keys.encryption, text), day.parameters)


def test_shares_add_up_to_the_product_of_the_first_commitments() -> None:
    day = small()
    firsts = [check_polynomial(day.roster, number, entry)[0] for number, entry in day.polynomials.items()]
    assert products([firsts])[0] == combined_key((day.parameters,)) == day.gathered.joint[0]
