"""The key ceremony: it gives a key, and names whoever misbehaves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest

from sailau.errors import COORDINATOR, CeremonyError, FormatError, ProofError
from sailau.formats.v1.ceremony import (
    COMPLAINT,
    DECRYPTION_KEY,
    POLYNOMIAL,
    RAW_POLYNOMIAL,
    SHARE,
    VINPUT,
    VOUTPUT,
    DecryptionKey,
    Polynomial,
    Share,
    Voutput,
)
from sailau.formats.v1.election import ELECTION
from sailau.formats.v1.trustees import (
    CERTIFICATE,
    CERTIFICATE_KEYS,
    COEFFICIENTS,
    TRUSTEES,
    Coefficients,
    Context,
    SignedMessage,
    ThresholdParameters,
    TrusteeKey,
)
from sailau.group import IDENTITY, Point, Secret, base, point_to_hex, products
from sailau.sealing.ceremony import (
    Ceremony,
    Gathered,
    Member,
    Roster,
    assemble,
    check_certificate,
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
from sailau.sealing.complaint import complain, judge
from sailau.sealing.proofs import prove_possession, sign_message
from sailau.verifier.trustees import certs_text, check_key, check_threshold, combined_key
from tests.sealing.rehearsal import PRECINCT, Rehearsal, envelope, joined, rehearse, signed

THREE = Ceremony(3, 2)


@cache
def small() -> Rehearsal:
    return rehearse(3, 2)


@contextmanager
def named(member: int, reason: str) -> Iterator[None]:
    with pytest.raises(CeremonyError, match=reason) as caught:
        yield
    assert caught.value.member == member


def keys_of(day: Rehearsal, number: int) -> ChannelKeys:
    return ChannelKeys.from_seed(day.members[number].seed)


def secrets_with(polynomial: Polynomial, recipient: int, text: str) -> Polynomial:
    secrets = list(polynomial.secrets)
    secrets[recipient - 1] = text
    return replace(polynomial, secrets=tuple(secrets))


def posting(day: Rehearsal, sender: int, polynomial: Polynomial) -> Gathered:
    return gather(day.roster, {**day.polynomials, sender: polynomial})


def output_of(day: Rehearsal, gathered: Gathered, number: int) -> Voutput:
    return day.members[number].voutput(day.roster.certificates, vinputs(gathered)[number])


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


# Certificates: steps 1 and 2


def recertified(day: Rehearsal, number: int, **changes: object) -> SignedMessage:
    """A certificate with another content, correctly signed by its owner."""
    content = CERTIFICATE_KEYS.read(day.certificates[number].message.encode())
    text = CERTIFICATE_KEYS.write(replace(content, **changes)).decode()  # type: ignore[arg-type]
    return SignedMessage(text, sign_message(keys_of(day, number).signing, text))


def test_certificate_with_a_foreign_signature_names_its_sender() -> None:
    day = small()
    forged = replace(day.certificates[2], signature=day.certificates[1].signature)
    with named(2, "signature does not hold"):
        assemble(day.ceremony, {**day.certificates, 2: forged})


@pytest.mark.parametrize(
    "context",
    [
        Context("Ed25519", 3, 1, 2),
        Context("Ed25519", 4, 2, 2),
        Context("Ed25519", 3, 2, 1),
        Context("RFC-3526-2048", 3, 2, 2),
    ],
)
def test_certificate_of_another_context_names_its_sender(context: Context) -> None:
    with named(2, "another ceremony or place"):
        check_certificate(small().ceremony, 2, recertified(small(), 2, context=context))


@pytest.mark.parametrize("point", [IDENTITY, bytes(32), bytes([0xEC]) + b"\xff" * 30 + b"\x7f", b"\x02" + bytes(31)])
def test_certificate_with_an_improper_key_names_its_sender(point: Point) -> None:
    with named(3, "not a proper member of the group"):
        check_certificate(small().ceremony, 3, recertified(small(), 3, encryption=point))


def test_certificate_that_is_not_canonical_names_its_sender() -> None:
    text = small().certificates[1].message.replace(",", ", ")
    with named(1, "canonical"):
        check_certificate(small().ceremony, 1, SignedMessage(text, sign_message(keys_of(small(), 1).signing, text)))


def test_missing_certificate_names_the_member() -> None:
    day = small()
    with named(2, "certificate is missing"):
        assemble(day.ceremony, {1: day.certificates[1], 3: day.certificates[3]})


def test_certificate_from_outside_the_ceremony_is_refused() -> None:
    day = small()
    with named(4, "no member"):
        assemble(day.ceremony, {**day.certificates, 4: day.certificates[1]})


def test_two_members_with_one_seed_are_refused() -> None:
    day = small()
    twin = Member(day.ceremony, 3, day.members[1].seed).certificate()
    with named(3, "stands already in that of member 1"):
        assemble(day.ceremony, {**day.certificates, 3: twin})


def test_another_members_encryption_key_in_a_certificate_is_refused() -> None:
    day = small()
    thief = recertified(day, 3, encryption=keys_of(day, 2).encryption)
    with named(3, "stands already in that of member 2"):
        assemble(day.ceremony, {**day.certificates, 3: thief})


def test_one_key_for_signing_and_receiving_is_refused() -> None:
    day = small()
    lazy = recertified(day, 2, encryption=keys_of(day, 2).verification)
    with named(2, "stands already in that of member 2"):
        assemble(day.ceremony, {**day.certificates, 2: lazy})


def test_member_whose_certificate_was_exchanged_refuses_to_go_on() -> None:
    day = small()
    other = Member(day.ceremony, 2, new_seed()).certificate()
    roster = assemble(day.ceremony, {**day.certificates, 2: other})
    with named(COORDINATOR, "not that member's"):
        day.members[2].polynomial(roster.certificates)


def test_member_refuses_a_list_made_for_another_threshold() -> None:
    day = rehearse(3, 1, [member.seed for member in small().members.values()])
    with named(1, "another ceremony"):
        small().members[2].polynomial(day.roster.certificates)


def test_member_refuses_a_list_that_is_too_short() -> None:
    with named(COORDINATOR, "2 certificates where 3 are due"):
        small().members[1].polynomial(small().roster.certificates[:2])


# Polynomials: steps 3 and 4


def recommitted(day: Rehearsal, number: int, coefficients: tuple[Secret, ...]) -> Polynomial:
    """A polynomial message with other commitments, correctly signed by its sender."""
    keys, points = keys_of(day, number), tuple(base(coefficients))
    text = COEFFICIENTS.write(Coefficients(points)).decode()
    return replace(
        day.polynomials[number],
        coefexps=SignedMessage(text, sign_message(keys.signing, text)),
        signature=sign_message(keys.signing, certs_text(day.roster.certificates, points)),
    )


@pytest.mark.parametrize("count", [0, 1, 3])
def test_wrong_number_of_coefficients_names_the_sender(count: int) -> None:
    wrong = recommitted(small(), 2, tuple(Secret.random() for _ in range(count)))
    with named(2, f"{count} where 2 are due"):
        check_polynomial(small().roster, 2, wrong)


def test_a_coefficient_of_zero_names_the_sender() -> None:
    wrong = recommitted(small(), 2, (Secret.random(), Secret(bytes(32))))
    with named(2, "not a proper member"):
        check_polynomial(small().roster, 2, wrong)


def test_another_members_polynomial_is_refused() -> None:
    with named(2, "signature does not hold"):
        gather(small().roster, {**small().polynomials, 2: small().polynomials[1]})


def test_copied_commitments_signed_anew_are_refused() -> None:
    day = small()
    points = check_polynomial(day.roster, 1, day.polynomials[1])
    signing = keys_of(day, 3).signing
    text = day.polynomials[1].coefexps.message
    copied = replace(
        day.polynomials[3],
        coefexps=SignedMessage(text, sign_message(signing, text)),
        signature=sign_message(signing, certs_text(day.roster.certificates, points)),
    )
    with named(3, "copy of that of member 1"):
        posting(day, 3, copied)


def test_polynomial_replayed_from_an_earlier_ceremony_of_the_same_seeds_is_refused() -> None:
    day = small()
    earlier = rehearse(3, 2, [member.seed for member in day.members.values()])
    with named(2, "binding of trustee 2 to all certificates"):
        posting(day, 2, earlier.polynomials[2])


@pytest.mark.parametrize("count", [2, 4])
def test_wrong_number_of_shares_names_the_sender(count: int) -> None:
    shares = (small().polynomials[1].secrets * 2)[:count]
    with named(1, f"{count} shares where 3 are due"):
        check_polynomial(small().roster, 1, replace(small().polynomials[1], secrets=shares))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text.replace("AES-GCM", "AES-CCM"),
        lambda text: text.replace('"alpha":"', '"alpha":"' + point_to_hex(IDENTITY) + '","beta":"')[: len(text)],
        lambda text: text.replace('"data":"', '"data":"z'),
        lambda text: text + " ",
        lambda text: text[:-1] + "\ud800",
    ],
)
def test_share_that_is_no_envelope_names_the_sender_at_once(spoil: Callable[[str], str]) -> None:
    polynomial = small().polynomials[3]
    with named(3, "encrypted_msg|encrypted message"):
        check_polynomial(small().roster, 3, secrets_with(polynomial, 1, spoil(polynomial.secrets[0])))


def test_missing_polynomial_names_the_member() -> None:
    polynomials = dict(small().polynomials)
    del polynomials[3]
    with named(3, "polynomial is missing"):
        gather(small().roster, polynomials)


# Shares: step 5


def share_text(day: Rehearsal, sender: int, recipient: int) -> str:
    return receive(
        keys_of(day, recipient).decryption,
        keys_of(day, sender).verification,
        day.polynomials[sender].secrets[recipient - 1],
    )


def bad_shares() -> dict[str, tuple[Polynomial, str]]:
    """Polynomials of member 2 with something wrong in the share for member 3, and what member 3 says."""
    day = small()
    polynomial, sender, recipient = day.polynomials[2], keys_of(day, 2), keys_of(day, 3)
    wrong = SHARE.write(Share(Secret.random())).decode()
    sound = share_text(day, 2, 3)

    def with_text(text: str) -> Polynomial:
        return secrets_with(polynomial, 3, text)

    return {
        "another value": (with_text(send(sender.signing, recipient.encryption, wrong)), "does not fit"),
        "the share of another member": (
            with_text(send(sender.signing, recipient.encryption, share_text(day, 2, 1))),
            "does not fit",
        ),
        "signed by another": (
            with_text(send(keys_of(day, 1).signing, recipient.encryption, sound)),
            "signature does not hold",
        ),
        "encrypted to another": (with_text(polynomial.secrets[0]), "damaged, or not encrypted to this recipient"),
        "another's envelope copied": (with_text(day.polynomials[1].secrets[2]), "signature does not hold"),
        "written to another": (
            with_text(envelope(recipient.encryption, signed(sender, keys_of(day, 1).encryption, sound))),
            "to another recipient",
        ),
        "no share in it": (with_text(send(sender.signing, recipient.encryption, '{"secret":7}')), "secret"),
        "a share above the order": (
            with_text(send(sender.signing, recipient.encryption, f'{{"secret":"{2**253}"}}')),
            "out of range",
        ),
        "a share with a leading zero": (
            with_text(send(sender.signing, recipient.encryption, sound.replace(':"', ':"0'))),
            "canonical",
        ),
    }


@pytest.mark.parametrize("kind", bad_shares())
def test_bad_share_is_seen_by_its_recipient_alone_who_names_the_sender(kind: str) -> None:
    day = small()
    polynomial, reason = bad_shares()[kind]
    gathered = posting(day, 2, polynomial)
    output_of(day, gathered, 1)
    with named(2, reason):
        output_of(day, gathered, 3)


@pytest.mark.parametrize("kind", bad_shares())
def test_complaint_about_a_bad_share_is_upheld(kind: str) -> None:
    day = small()
    polynomial, reason = bad_shares()[kind]
    complaint = complain(day.members[3].seed, 3, 2, polynomial.secrets[2])
    verdict = judge(day.roster, polynomial, COMPLAINT.read(COMPLAINT.write(complaint)))
    assert verdict.member == 2
    assert reason in verdict.reason


def test_complaint_about_a_sound_share_turns_against_the_recipient() -> None:
    day = small()
    complaint = complain(day.members[3].seed, 3, 2, day.polynomials[2].secrets[2])
    verdict = judge(day.roster, day.polynomials[2], complaint)
    assert verdict.member == 3
    assert "sound" in verdict.reason


def test_complaint_that_opens_the_message_falsely_turns_against_the_recipient() -> None:
    day = small()
    complaint = complain(day.members[3].seed, 3, 2, day.polynomials[2].secrets[2])
    for false in (
        replace(complaint, opening=base([Secret.random()])[0]),
        replace(complaint, opening=IDENTITY),
        replace(complaint, opening=bytes(32)),
        complain(day.members[1].seed, 3, 2, day.polynomials[2].secrets[2]),
        complain(day.members[3].seed, 3, 2, day.polynomials[1].secrets[2]),
    ):
        assert judge(day.roster, day.polynomials[2], false).member == 3


def test_complaint_against_nobody_is_refused() -> None:
    day = small()
    complaint = complain(day.members[3].seed, 3, 2, day.polynomials[2].secrets[2])
    with pytest.raises(FormatError, match="nobody"):
        judge(day.roster, day.polynomials[2], replace(complaint, sender=4))


def test_polynomial_kept_in_another_ceremony_is_not_taken_back() -> None:
    day = small()
    earlier = rehearse(3, 2, [member.seed for member in day.members.values()])
    replayed = replace(day.vinputs[1], polynomial=earlier.vinputs[1].polynomial)
    with named(COORDINATOR, "another ceremony"):
        day.members[1].voutput(day.roster.certificates, replayed)


def test_own_messages_changed_on_the_way_do_not_name_oneself() -> None:
    day = small()
    coefexps = (day.vinputs[1].coefexps[1], *day.vinputs[1].coefexps[1:])
    with named(COORDINATOR, "signature does not hold"):
        day.members[1].voutput(day.roster.certificates, replace(day.vinputs[1], coefexps=coefexps))
    secrets = (day.vinputs[1].secrets[1], *day.vinputs[1].secrets[1:])
    with named(COORDINATOR, "signature does not hold"):
        day.members[1].voutput(day.roster.certificates, replace(day.vinputs[1], secrets=secrets))


def test_messages_of_fewer_members_are_refused() -> None:
    day = small()
    with named(COORDINATOR, "one from each member"):
        day.members[1].voutput(day.roster.certificates, replace(day.vinputs[1], secrets=day.vinputs[1].secrets[:2]))


def test_two_lists_of_certificates_are_noticed() -> None:
    """The coordinator shows member 1 an own certificate in place of member 3's."""
    day = small()
    other = Member(day.ceremony, 3, new_seed())
    shown = assemble(day.ceremony, {**day.certificates, 3: other.certificate()})
    with named(2, "binding of trustee 2"):
        day.members[1].voutput(
            shown.certificates,
            replace(
                day.vinputs[1],
                polynomial=(own := day.members[1].polynomial(shown.certificates)).polynomial,
                coefexps=(own.coefexps, *day.vinputs[1].coefexps[1:]),
                signatures=(own.signature, *day.vinputs[1].signatures[1:]),
            ),
        )


# Outputs: step 6


def signed_key(day: Rehearsal, number: int, share: Secret) -> TrusteeKey:
    (public,) = base([share])
    return TrusteeKey(prove_possession(share), public, sign_message(keys_of(day, number).signing, point_to_hex(public)))


def outputs() -> dict[str, tuple[TrusteeKey, str]]:
    day = small()
    sound = day.voutputs[2].public_key
    return {
        "another key": (signed_key(day, 2, Secret.random()), "not the one that the polynomials give"),
        "key of member 1": (day.voutputs[1].public_key, "not the one that the polynomials give"),
        "possession not proved": (replace(sound, pok=prove_possession(Secret.random())), "knowledge"),
        "not signed": (replace(sound, signature=None), "not signed"),
        "signed by another": (
            replace(sound, signature=sign_message(keys_of(day, 1).signing, point_to_hex(sound.public_key))),
            "signature does not hold",
        ),
    }


@pytest.mark.parametrize("kind", outputs())
def test_wrong_verification_key_names_its_member(kind: str) -> None:
    day = small()
    key, reason = outputs()[kind]
    with named(2, reason):
        threshold_parameters(day.gathered, {**day.voutputs, 2: replace(day.voutputs[2], public_key=key)})


def test_output_whose_private_key_is_no_envelope_names_its_member() -> None:
    with named(1, "encrypted_msg"):
        check_voutput(small().gathered, 1, replace(small().voutputs[1], private_key="{}"))


def test_missing_output_names_the_member() -> None:
    with named(3, "output of step 5 is missing"):
        threshold_parameters(small().gathered, {number: small().voutputs[number] for number in (1, 2)})


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
