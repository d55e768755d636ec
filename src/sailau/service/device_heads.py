"""The signed heads of the records of terminals and portable devices, as they came in with the closing cards (R 17).

The record's manifest lists them, so that whoever opens a device's record later knows that nothing was cut off.
"""

from collections.abc import Mapping
from typing import Final

import cbor2

from sailau.errors import SignatureError
from sailau.formats.v1.record import RECORDER_TAG, RecorderHead
from sailau.service.precinct import Precinct
from sailau.signing.device import device_verify

_KEY: Final = b"head:"


def demand_head(precinct: Precinct, device: str, head: RecorderHead) -> None:
    """Check that a head is that of a device of this precinct, signed by it. Raises SignatureError, ValueError."""
    certificate = precinct.installed.devices.get(device)
    if certificate is None or head.device != device:
        raise SignatureError(f"{head.device} is not the {device} of this precinct")
    device_verify(certificate, RECORDER_TAG, head.message, bytes.fromhex(head.signature))


def enter_head(precinct: Precinct, head: RecorderHead) -> None:
    """Keep the head of a device, which was judged (`demand_head`)."""
    fields = [head.device, head.entries, head.head, head.signature]
    with precinct.stores.day.transaction() as tx:
        tx.put("config", _KEY + head.device.encode(), cbor2.dumps(fields))


def entered_heads(precinct: Precinct) -> Mapping[str, RecorderHead]:
    """The heads that were entered, by device."""
    with precinct.stores.day.transaction() as tx:
        rows = [cbor2.loads(value) for key, value in tx.items("config") if key.startswith(_KEY)]
    return {
        device: RecorderHead(device=device, entries=entries, head=head, signature=signature)
        for device, entries, head, signature in rows
    }
