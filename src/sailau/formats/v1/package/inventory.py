"""inventory.json: the devices of one precinct, each with its certificate and its sealing key (L 50-1(5), L 50-2(3))."""

from dataclasses import dataclass
from typing import Any

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, Field, Many, Object
from sailau.formats.v1.package.fields import CERTIFICATE, KEY, SERIAL
from sailau.formats.v1.package.request import ROLE, SOFTWARE, Software
from sailau.formats.v1.record.canonical import ELECTION_ID, NAME, CanonicalDocument, document


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryDevice:
    """One device: `certificate` is DER; `sealing_key` is its X25519 public key; `software` as it said when it asked."""

    device: str
    role: str
    serial: str
    certificate: bytes
    sealing_key: bytes
    software: Software


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All devices of a precinct by id, each once."""

    election: str
    precinct: int
    commission: str
    devices: tuple[InventoryDevice, ...]

    def device(self, name: str) -> InventoryDevice | None:
        """The device of that id, or None."""
        return next((one for one in self.devices if one.device == name), None)

    def of_roles(self, *roles: str) -> tuple[InventoryDevice, ...]:
        """The devices of these roles, by id."""
        return tuple(one for one in self.devices if one.role in roles)


class _DevicesCodec:
    """Devices ascending by id; no id, serial number, certificate or sealing key twice."""

    def __init__(self) -> None:
        self._many = Many(
            Object(
                InventoryDevice,
                Field("device", NAME),
                Field("role", ROLE),
                Field("serial", SERIAL),
                Field("certificate", CERTIFICATE),
                Field("sealing_key", KEY),
                Field("software", SOFTWARE),
            )
        )

    def decode(self, value: Any, place: str) -> tuple[InventoryDevice, ...]:
        devices = self._many.decode(value, place)
        ids = [one.device for one in devices]
        if ids != sorted(set(ids)):
            raise FormatError(place, "not in the order of their ids, or one stands twice")
        for name in ("serial", "certificate", "sealing_key"):
            if len({getattr(one, name) for one in devices}) != len(devices):
                raise FormatError(place, f"two devices have the same {name}")
        return devices

    def encode(self, value: tuple[InventoryDevice, ...]) -> Any:
        return self._many.encode(sorted(value, key=lambda one: one.device))


INVENTORY_FILE: CanonicalDocument[Inventory] = document(
    "sailau-inventory/1",
    "inventory.json",
    Inventory,
    Field("election", ELECTION_ID),
    Field("precinct", INTEGER),
    Field("commission", ELECTION_ID),
    Field("devices", _DevicesCodec()),
)
