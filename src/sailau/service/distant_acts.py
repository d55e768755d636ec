"""Acts signed at the other end of a link: whole, by a member who has them there (L 50-2(2), 50-6; E14).

A digest alone is never sent: whoever carries it, or a precinct computer that lies, could have another file signed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sailau.adapters.table_wire import EXCHANGE_SECONDS, Line, LinkLostError
from sailau.adapters.token_key import TokenKey
from sailau.errors import SignatureError, StoreError
from sailau.service.entrance import Actor
from sailau.service.precinct import Precinct
from sailau.service.trust import trust_of
from sailau.signing.cms import verify_each
from sailau.signing.distant import DistantSigner
from sailau.signing.roles import DocumentKind


def distant_signer(
    line: Line, precinct: Precinct, actor: Actor, name: int | str, left: Callable[[], float]
) -> DistantSigner:
    """A member at the other end, called `name` there: the act goes there, and comes back signed by the member's own
    key. `left` tells how many seconds the members have; asking raises `LinkLostError` when there are none, or when what
    comes back is not that member's signature of this act."""

    def ask(data: bytes, at: datetime) -> bytes:
        if left() <= 0:
            raise LinkLostError("the members took too long to sign: others wait for their turn")
        line.send("act", name, data, at.isoformat())
        match line.receive(min(left(), EXCHANGE_SECONDS)):
            case ["signed", bytes(signature)]:
                _demand_own(precinct, actor, data, signature)
                return signature
            case _:
                raise LinkLostError("the other end gave no signature")

    public: Any = actor.certificate.public_key()
    return DistantSigner(
        certificate=actor.certificate, chain=actor.above, key=TokenKey(_no_bare_digest, public), ask=ask
    )


def _demand_own(precinct: Precinct, actor: Actor, data: bytes, signature: bytes) -> None:
    try:
        signed = verify_each(data, signature, trust_of(precinct), DocumentKind.ACT)
    except SignatureError as error:
        raise LinkLostError(f"the signature of {actor.id} is not good: {error}") from error
    if [identity.holder for identity in signed] != [actor.holder]:
        raise LinkLostError(f"the act came back signed by another than {actor.id}")


def _no_bare_digest(digest: bytes) -> bytes:
    raise StoreError("a member at the other end of a link signs acts that can be read, not digests")
