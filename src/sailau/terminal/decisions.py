"""What a terminal does with a card: pure decisions, no store and no slot.

Order at insertion: state of the card → the desk's mark, its Setup and its expiry → the credential opens.
That the credential was not used at this terminal before is asked of the store afterwards.
"""

from datetime import datetime

from sailau.card import (
    ACTIVATION_TAG,
    TERMINAL_TAG,
    Abandoned,
    Activated,
    CardContent,
    Challenged,
    TerminalMark,
    Voted,
    activation_message,
    expiry_instant,
    terminal_message,
)
from sailau.errors import ProofError, SignatureError
from sailau.group import base
from sailau.refusal import Refusal
from sailau.sealing.credentials import derive, open_credential
from sailau.sealing.vote import SealedVote
from sailau.signing.device import device_sign, device_verify
from sailau.terminal.refusals import EXPIRED, FOREIGN_CARD, FOREIGN_CREDENTIAL, NOT_ACTIVATED, VOTED_ALREADY
from sailau.terminal.state import Kit, Session


def admit_card(kit: Kit, card: CardContent, now: datetime) -> Session | Refusal:
    """Begin a voter's turn with the card in the slot, or say why not."""
    if isinstance(card, Voted | Challenged):
        return VOTED_ALREADY
    if not isinstance(card, Activated):
        return NOT_ACTIVATED
    message = activation_message(setup=kit.setup, number=card.number, load=card.load, expiry=card.mark.expiry)
    try:
        device_verify(kit.computer, ACTIVATION_TAG, message, card.mark.signature)
    except SignatureError:
        return FOREIGN_CARD
    if now.timestamp() >= expiry_instant(card.mark.expiry):
        return EXPIRED
    try:
        secret = derive(kit.rules.uuid, open_credential(card.credential, kit.credential_key, kit.rules.uuid))
    except ProofError:
        return FOREIGN_CREDENTIAL
    return Session(number=card.number, load=card.load, credential=secret, public=base([secret])[0])


def voted_card(kit: Kit, session: Session, vote: SealedVote) -> Voted:
    """Return the card as it must be after confirming: the sealed ballot under the terminal's signature."""
    message = terminal_message(
        setup=kit.setup,
        number=session.number,
        load=session.load,
        kind="voted",
        ballot=vote.card_form,
        witness=session.witness,
    )
    terminal = _signed(kit, session, message)
    return Voted(number=session.number, load=session.load, ballot=vote.card_form, terminal=terminal)


def challenged_card(kit: Kit, session: Session, vote: SealedVote) -> Challenged:
    """Return the card of a voter who checks the machine: the same ballot and what opens it."""
    message = terminal_message(
        setup=kit.setup,
        number=session.number,
        load=session.load,
        kind="challenged",
        ballot=vote.card_form,
        randomness=vote.randomness,
        witness=session.witness,
    )
    return Challenged(
        number=session.number,
        load=session.load,
        ballot=vote.card_form,
        randomness=vote.randomness,
        terminal=_signed(kit, session, message),
    )


def abandoned_card(kit: Kit, session: Session) -> Abandoned:
    """Return the card of a turn that ended without a vote: nothing on it but the terminal's word that it was so."""
    message = terminal_message(
        setup=kit.setup, number=session.number, load=session.load, kind="abandoned", witness=session.witness
    )
    return Abandoned(number=session.number, load=session.load, terminal=_signed(kit, session, message))


def _signed(kit: Kit, session: Session, message: bytes) -> TerminalMark:
    signature = device_sign(kit.signer.key, TERMINAL_TAG, message)
    return TerminalMark(device=kit.device, signature=signature, witness=session.witness)
