"""The recorders of a precinct packed and sealed, at the chair's page (E51, L 50-9): the first act of their custody.

The act has the number of the seal and the heads of the recorders as they are known here; the same form as
`sailau evidence seal` draws up. `lay_packed` writes it to the folder that goes with the packet.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sailau.adapters.files import write_atomically
from sailau.errors import StoreError
from sailau.formats.v1.evidence.custody import SEAL, CustodyData, CustodyKind, PackedRecorder, plain_data
from sailau.refusal import Refusal, Text
from sailau.service.act_papers import precinct_act_pdf
from sailau.service.acts import SignedAct
from sailau.service.device_heads import entered_heads
from sailau.service.precinct import Precinct

RECORDER_PACKED: Final = CustodyKind.PACKED.value
"""The kind of the act."""
PACKET: Final = "packet-1"
"""The folder with the act, beside the record."""
SEAL_NOT_SAID: Final = Refusal(
    "recorder-seal-number",
    "L 50-9",
    Text(
        "Пакеттегі мөрдің нөмірін жазыңыз: әріптер, цифрлар, бос орын, . / - №.",
        "Напишите номер печати на пакете: буквы, цифры, пробел, . / - №.",
        "Write the number of the seal on the packet: letters, digits, space, . / - №.",
    ),
)


def packing_data(precinct: Precinct, seal: str) -> Mapping[str, Any] | Refusal:
    """What the act says: the seal, and each recorder with its head. A number that is none is refused."""
    try:
        number = SEAL.read(seal.strip())
    except ValueError:
        return SEAL_NOT_SAID
    heads = {device: (head.entries, head.head) for device, head in entered_heads(precinct).items()}
    for device, recorder in precinct.recorders.items():
        head = recorder.head()
        heads[device] = head.entries, head.hash
    place = precinct.definition.precinct(precinct.installed.precinct)
    return plain_data(
        CustodyData(
            packet=1,
            link=1,
            holder=str(place.commission),
            seal=number,
            recorders=tuple(
                PackedRecorder(device=device, entries=entries, head=head)
                for device, (entries, head) in sorted(heads.items())
            ),
        )
    )


def lay_packed(precinct: Precinct, act: SignedAct, place: Path) -> Path:
    """Write the act, its signatures and its paper to `place`/packet-1; the act last. Raises StoreError."""
    target = place / PACKET
    paper = precinct_act_pdf(precinct, act)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{target.name} cannot be made: {error.strerror}") from error
    write_atomically(target / f"{act.name}.pdf", paper)
    write_atomically(target / f"{act.name}.json.p7s", act.signature)
    write_atomically(target / f"{act.name}.json", act.data)
    return target
