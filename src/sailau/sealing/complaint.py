"""Who lied about a share? A complaint in the key ceremony, and its judgement by anybody.

A share is sealed to its recipient, so a recipient who says "it does not fit" and a sender who says "it does"
cannot both be believed. The recipient opens that one message to everybody: α^dk, with a proof (Chaum and
Pedersen) that it is α raised to the key behind the recipient's certificate. Then everybody opens the message
that the sender posted, and sees. Never go on after a complaint: a sender may have posted a copy of somebody
else's envelope, and opening it opens that too. The ceremony is begun again with new seeds, and all shares are void.

The sender must have posted the message: the minutes of the ceremony fix each polynomial's bytes.
"""

from dataclasses import dataclass

from sailau.errors import FormatError, ProofError
from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.ceremony import Complaint, Polynomial
from sailau.group import IDENTITY, Point, Secret, base, point_to_hex, powers, rows
from sailau.sealing.ceremony import Roster, check_polynomial, read_share
from sailau.sealing.channel import ChannelKeys, opening, read_encrypted, receive_opened
from sailau.verifier.trustees import check_points

TAG = "sailau-complaint-1"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The member at fault, by number, and why."""

    member: int
    reason: str


def complain(seed: bytes, recipient: int, sender: int, text: str) -> Complaint:
    """Open to everybody the message `text` that `sender` wrote to `recipient`, the holder of `seed`.

    Raises FormatError or ProofError when the message is no envelope at all, which the coordinator sees at step 4.
    """
    keys = ChannelKeys.from_seed(seed)
    encrypted = read_encrypted(text)
    opened = opening(keys.decryption, encrypted)
    nonce = Secret.random()
    commitments = (base([nonce])[0], powers([encrypted.alpha], [nonce])[0])
    challenge = _challenge(keys.encryption, encrypted.alpha, opened, commitments)
    response = (nonce - keys.decryption.times(challenge)).public()
    return Complaint(sender, recipient, opened, Proof(challenge, response))


def judge(roster: Roster, polynomial: Polynomial, complaint: Complaint) -> Verdict:
    """Judge a complaint against the polynomial that `complaint.sender` posted.

    Raises FormatError when the complaint names nobody of this ceremony, and CeremonyError when already what is
    public of the polynomial is wrong.
    """
    sender, recipient = complaint.sender, complaint.recipient
    if not {sender, recipient} <= set(roster.ceremony.numbers):
        raise FormatError("complaint", "it names nobody of this ceremony")
    commitments = check_polynomial(roster, sender, polynomial)
    text = polynomial.secrets[recipient - 1]
    own = roster.keys[recipient - 1].encryption
    try:
        _check_opening(own, read_encrypted(text).alpha, complaint)
    except ProofError as error:
        return Verdict(recipient, str(error))
    try:
        share = receive_opened(complaint.opening, own, roster.keys[sender - 1].verification, text)
        read_share(share, commitments, recipient)
    except (FormatError, ProofError) as error:
        return Verdict(sender, str(error))
    return Verdict(recipient, f"the share complained of is sound: member {sender} sent what was due")


def _check_opening(key: Point, alpha: Point, complaint: Complaint) -> None:
    check_points((complaint.opening,), "complaint")
    challenge, response = complaint.proof.challenge, complaint.proof.response
    of_key, of_alpha = rows(
        IDENTITY,
        [
            (response, 0, ((key, challenge),)),
            (0, 0, ((alpha, response), (complaint.opening, challenge))),
        ],
    )
    if _challenge(key, alpha, complaint.opening, (of_key, of_alpha)) != challenge:
        raise ProofError("complaint: it does not open the message that was posted")


def _challenge(key: Point, alpha: Point, opened: Point, commitments: tuple[Point, Point]) -> int:
    points = (key, alpha, opened, *commitments)
    return challenges.of_text(f"{TAG}|{','.join(map(point_to_hex, points))}")
