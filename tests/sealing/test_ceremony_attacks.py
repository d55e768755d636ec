"""The key ceremony names whoever misbehaves: certificates, polynomials, shares, outputs."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sailau.errors import COORDINATOR, FormatError
from sailau.formats.v1.ceremony import (
    COMPLAINT,
    SHARE,
    Polynomial,
    Share,
    Voutput,
)
from sailau.formats.v1.trustees import (
    CERTIFICATE_KEYS,
    COEFFICIENTS,
    Coefficients,
    Context,
    SignedMessage,
    TrusteeKey,
)
from sailau.group import IDENTITY, Point, Secret, base, point_to_hex
from sailau.sealing.ceremony import (
    Gathered,
    Member,
    assemble,
    check_certificate,
    check_polynomial,
    check_voutput,
    gather,
    threshold_parameters,
    vinputs,
)
from sailau.sealing.channel import new_seed, receive, send
from sailau.sealing.complaint import complain, judge
from sailau.sealing.proofs import prove_possession, sign_message
from sailau.verifier.trustees import certs_text
from tests.sealing.rehearsal import Rehearsal, envelope, keys_of, named, rehearse, signed, small


def secrets_with(polynomial: Polynomial, recipient: int, text: str) -> Polynomial:
    secrets = list(polynomial.secrets)
    secrets[recipient - 1] = text
    return replace(polynomial, secrets=tuple(secrets))


def posting(day: Rehearsal, sender: int, polynomial: Polynomial) -> Gathered:
    return gather(day.roster, {**day.polynomials, sender: polynomial})


def output_of(day: Rehearsal, gathered: Gathered, number: int) -> Voutput:
    return day.members[number].voutput(day.roster.certificates, vinputs(gathered)[number])


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
