"""The deputy acts for the chair: decided by the commission, by act: from then on the deputy counts as the chair."""

from collections.abc import Sequence

from sailau.formats.v1.record import Bilingual
from sailau.refusal import Refusal, Text
from sailau.service.acts import Matter, SignedAct, enter_act, member_id, member_number
from sailau.service.precinct import Precinct, records_refusal
from sailau.signing.authority import Signer
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role

_ACTING = b"acting-chair"

NO_DEPUTY = Refusal(
    "no-deputy",
    "L 50-5(1), R 4(1)",
    Text(
        "Төрағаны орынбасары ауыстырады: актіге оның қолы керек.",
        "Председателя замещает заместитель: под актом нужна его подпись.",
        "It is the deputy who acts for the chair: the act needs the deputy's signature.",
    ),
)


@records_refusal("other")
def replace_chair(precinct: Precinct, reason: Bilingual, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Let the deputy act for the chair, by act of the deputy and at least one other member."""
    deputies = [signer for signer in signers if holder_of(signer.certificate).role is Role.DEPUTY]
    if not deputies:
        return NO_DEPUTY
    deputy = member_id(deputies[0])
    matter = Matter(key="chair-replaced", kind="chair_replaced", article="L 50-5(1)", text=reason)
    act = enter_act(precinct, matter, signers, {"deputy": deputy})
    with precinct.stores.day.transaction() as tx:
        tx.put("config", _ACTING, deputy.encode())
    precinct.recorder().record("chair-replaced", act=act.label, member=member_number(deputy))
    return act


def acting_chair(precinct: Precinct) -> str | None:
    """Return the member (`member-2`) who acts for the chair; None when the chair does."""
    with precinct.stores.day.transaction() as tx:
        acting = tx.get("config", _ACTING)
    return None if acting is None else acting.decode()
