"""Acts signed at the other end of a link: whole, by a member who has them there (L 50-2(2), 50-6; E14).

A digest alone is never sent: whoever carries it, or a precinct computer that lies, could have another file signed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sailau.adapters.table_wire import EXCHANGE_SECONDS, Line, LinkLostError
from sailau.adapters.token_key import TokenKey
from sailau.errors import SailauError, SignatureError, StoreError
from sailau.refusal import Refusal, Text
from sailau.service.entrance import Actor
from sailau.service.precinct import Precinct
from sailau.service.trust import trust_of
from sailau.signing.cms import verify_each
from sailau.signing.distant import DistantSigner
from sailau.signing.roles import DocumentKind

NOT_AGREED: Final = Refusal(
    "act-not-agreed",
    "L 50-6(2)",
    Text(
        "Мүшелер бұл актіге әлі қол қойған жоқ: мәтінін оқып, келіссеңіз, қайталаңыз.",
        "Члены комиссии ещё не подписали этот акт: прочтите его и, если согласны, повторите.",
        "The members have not signed this act yet: read it and, if you agree, do it again.",
    ),
)


class NotAgreedError(SailauError):
    """The members at the other end have the whole of what is to be signed before them, and do not sign it now."""


def distant_signer(
    line: Line,
    precinct: Precinct,
    actor: Actor,
    name: int | str,
    left: Callable[[], float],
    kind: DocumentKind = DocumentKind.ACT,
) -> DistantSigner:
    """A member at the other end, called `name` there: the act goes there, and comes back signed by the member's own
    key. `left` tells how many seconds the members have; asking raises `LinkLostError` when there are none, or when what
    comes back is not that member's signature, `NotAgreedError` when the member does not sign. `kind` is an act, the
    record's manifest, or the head of the bundle in which it is transferred."""
    word = kind.value

    def ask(data: bytes, at: datetime) -> bytes:
        if left() <= 0:
            raise LinkLostError("the members took too long to sign: others wait for their turn")
        line.send(word, name, data, at.isoformat())
        match line.receive(min(left(), EXCHANGE_SECONDS)):
            case ["signed", bytes(signature)]:
                _demand_own(precinct, actor, data, signature, kind)
                return signature
            case ["unsigned"]:
                raise NotAgreedError(f"{actor.id} does not sign now")
            case _:
                raise LinkLostError("the other end gave no signature")

    public: Any = actor.certificate.public_key()
    return DistantSigner(
        certificate=actor.certificate, chain=actor.above, key=TokenKey(_no_bare_digest, public), ask=ask
    )


def _demand_own(precinct: Precinct, actor: Actor, data: bytes, signature: bytes, kind: DocumentKind) -> None:
    try:
        signed = verify_each(data, signature, trust_of(precinct), kind)
    except SignatureError as error:
        raise LinkLostError(f"the signature of {actor.id} is not good: {error}") from error
    if [identity.holder for identity in signed] != [actor.holder]:
        raise LinkLostError(f"the act came back signed by another than {actor.id}")


def _no_bare_digest(digest: bytes) -> bytes:
    raise StoreError("a member at the other end of a link signs acts that can be read, not digests")
